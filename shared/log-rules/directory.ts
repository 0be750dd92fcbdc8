import type { CustomerId } from '../domain/ids.ts'
import { correlationIds } from './correlation.ts'
import { lookupWords } from './lookup-words.ts'
import { createMentionFilter } from './mention-filter.ts'
import type { MentionFilter } from './mention-filter.ts'
import type { LogRecord } from './types.ts'

/** Whom a text speaks of. Everything is found by hash of the text's own words; no customer is ever searched for. */

export type DirectoryAccount = {
  readonly id: string
  /** Where it is not the account's id. */
  readonly sipUser?: string | undefined
  readonly domain?: string | undefined
  /** Address that the account's trunk calls from. */
  readonly trunk?: string | undefined
}

export type DirectoryCustomer = {
  readonly id: CustomerId
  readonly name: string
  /** `i_customer` as the database writes it. Default: the id, where that is a number. */
  readonly numericId?: string | undefined
  readonly probeAccount?: string | undefined
  readonly accounts?: readonly DirectoryAccount[] | undefined
  readonly domains?: readonly string[] | undefined
  readonly trunkAddresses?: readonly string[] | undefined
}

/** What pointed to a customer, the surest first. */
export const pointers = [
  'numeric-id',
  'account',
  'sip-user',
  'call-id',
  'trunk-address',
  'name',
] as const
export type Pointer = (typeof pointers)[number]

export type Candidate = {
  readonly customer: CustomerId
  readonly by: Pointer
  readonly unsure: boolean
}

/** What one record says: customers, and ids (Call-ID, h323-conf-id) that may say it elsewhere. */
export type Mention = {
  readonly candidates: readonly Candidate[]
  readonly ids: readonly string[]
}

export type MentionRecord = Pick<LogRecord, 'text' | 'more'> & { readonly host?: string }

export type Directory = {
  /** Sorted by id; all of them unsure when there is more than one. */
  readonly candidates: (record: MentionRecord) => readonly Candidate[]
  readonly look: (record: MentionRecord) => Mention
  /** A quick no: false when the bytes of a message (one line) neither name a customer nor hold the id of a call. */
  readonly mayMention: MentionFilter['mayMention']
  readonly mayMentionAlike: MentionFilter['mayMentionAlike']
  readonly mayName: MentionFilter['mayName']
}

type Found = Map<Pointer, Set<CustomerId>>

/** A SIP dump may go on for long; whom it is about stands in its first lines. */
const linesLookedAt = 40
/** Short numbers are ports, codes and seconds unless a word before them says `account`. */
const leastDigits = 5

const accountWords = new Set([
  'account',
  'user',
  'username',
  'user-name',
  'subscriber',
  'extension',
  'aor',
  'auth',
  'endpoint',
  'peer',
])
const customerWords = new Set([
  'i_customer',
  'customer',
  'customer_id',
  'customerid',
  'cust',
  'cust_id',
  'i_main_customer',
  'i_main_office',
])

/** Also with its table in front: `c.i_customer`. */
const namesCustomer = (word: string): boolean =>
  customerWords.has(word.includes('.') ? word.slice(word.lastIndexOf('.') + 1) : word)

export function createDirectory(customers: readonly DirectoryCustomer[]): Directory {
  const keys = indexOf(customers)
  const namesBy = namesOf(customers)
  const searched = (text: string, found: Found): readonly string[] => {
    const tokens = lookupWords(text)
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i] ?? ''
      if (namesCustomer(token)) numbersAfter(tokens, i, keys.numeric, found)
      const at = token.indexOf('@')
      if (at < 0) plainToken(token, tokens[i - 1], keys, found)
      else userAtDomain(token.slice(0, at), token.slice(at + 1), keys, found)
    }
    // `Duplicate entry '10017-3' for key 'i_customer'`: the number stands before the word.
    if (tokens.includes('duplicate')) duplicateEntry(tokens, keys.numeric, found)
    return tokens
  }
  const look = (record: MentionRecord): Mention => {
    const found: Found = new Map()
    const tokens = [searched(record.text, found)]
    for (const line of record.more.slice(0, linesLookedAt)) tokens.push(searched(line, found))
    if (found.size === 0 && namesBy.size > 0)
      for (const list of tokens) namesIn(list, namesBy, found)
    return { candidates: chosen(found), ids: correlationIds(record) }
  }
  const { mayMention, mayMentionAlike, mayName } = createMentionFilter(
    [...keys.any, ...keys.sipUsers.keys(), ...keys.numeric.keys()],
    namesBy.keys(),
  )
  return {
    look,
    mayMention,
    mayMentionAlike,
    mayName,
    candidates: (record) => look(record).candidates,
  }
}

type Index = {
  /** Every key of the others: most words of a text are in none of them. */
  readonly any: ReadonlySet<string>
  readonly accounts: ReadonlyMap<string, readonly CustomerId[]>
  readonly sipUsers: ReadonlyMap<string, readonly CustomerId[]>
  readonly domains: ReadonlyMap<string, readonly CustomerId[]>
  readonly trunks: ReadonlyMap<string, readonly CustomerId[]>
  readonly numeric: ReadonlyMap<string, readonly CustomerId[]>
}

function indexOf(customers: readonly DirectoryCustomer[]): Index {
  const accounts = new Map<string, CustomerId[]>()
  const sipUsers = new Map<string, CustomerId[]>()
  const domains = new Map<string, CustomerId[]>()
  const trunks = new Map<string, CustomerId[]>()
  const numeric = new Map<string, CustomerId[]>()
  const put = (map: Map<string, CustomerId[]>, key: string | undefined, id: CustomerId): void => {
    if (key === undefined || key === '') return
    const known = map.get(key.toLowerCase())
    if (known === undefined) map.set(key.toLowerCase(), [id])
    else if (!known.includes(id)) known.push(id)
  }
  for (const customer of customers) {
    const { id } = customer
    put(numeric, customer.numericId ?? (/^\d+$/.test(id) ? id : undefined), id)
    put(accounts, customer.probeAccount, id)
    put(accounts, stemOf(customer), id)
    for (const domain of customer.domains ?? []) put(domains, domain, id)
    for (const address of customer.trunkAddresses ?? []) put(trunks, address, id)
    for (const account of customer.accounts ?? []) {
      put(accounts, account.id, id)
      put(trunks, account.trunk, id)
      if (account.domain !== undefined)
        put(sipUsers, `${account.sipUser ?? account.id}@${account.domain}`, id)
      else put(accounts, account.sipUser, id)
    }
  }
  const any = new Set([accounts, domains, trunks].flatMap((map) => [...map.keys()]))
  return { any, accounts, sipUsers, domains, trunks, numeric }
}

/** Of `us10417-01` the part `us10417`: where the list of accounts is not known, their numbers still show whose they are. */
function stemOf({ id, probeAccount = '' }: DirectoryCustomer): string | undefined {
  const stem = /^(.+)[-_.]\d+$/.exec(probeAccount)?.[1]
  return stem?.includes(id) === true && id.length >= leastDigits ? stem : undefined
}

function add(found: Found, by: Pointer, customers: readonly CustomerId[] | undefined): boolean {
  if (customers === undefined) return false
  const set = found.get(by) ?? new Set<CustomerId>()
  for (const id of customers) set.add(id)
  found.set(by, set)
  return true
}

function plainToken(token: string, before: string | undefined, keys: Index, found: Found): void {
  if (token.length < 3) return
  if (!keys.any.has(token) && !token.includes('-') && !token.startsWith('+')) return
  if (add(found, 'trunk-address', keys.trunks.get(token))) return
  if (add(found, 'sip-user', keys.domains.get(token))) return
  accountToken(token, before, keys, found)
}

function accountToken(token: string, before: string | undefined, keys: Index, found: Found): void {
  const named = before !== undefined && accountWords.has(before)
  for (const key of accountForms(token)) {
    if (key.length < leastDigits && !named && /^\d+$/.test(key)) continue
    if (add(found, 'account', keys.accounts.get(key))) return
  }
}

/** `+4420…` is written without its plus in the database; Asterisk hangs its channel's number on: `PJSIP/4420…-0000002a`. */
function accountForms(token: string): readonly string[] {
  const plain = token.startsWith('+') ? token.slice(1) : token
  const dash = plain.lastIndexOf('-')
  return dash > 2 ? [plain, plain.slice(0, dash)] : [plain]
}

function userAtDomain(user: string, domain: string, keys: Index, found: Found): void {
  if (add(found, 'sip-user', keys.sipUsers.get(`${user}@${domain}`))) return
  if (add(found, 'sip-user', keys.domains.get(domain))) return
  accountToken(user, undefined, keys, found)
  add(found, 'trunk-address', keys.trunks.get(domain))
}

/** `i_customer = 10017`, `customer_id IN (10017, 10020)`, `customer 10017`. */
function numbersAfter(
  tokens: readonly string[],
  at: number,
  numeric: Index['numeric'],
  found: Found,
): void {
  const isList = tokens[at + 1] === 'in'
  const first = isList || tokens[at + 1] === 'id' ? at + 2 : at + 1
  for (let i = first; i < Math.min(tokens.length, first + 50); i++) {
    const token = tokens[i] ?? ''
    if (!/^\d+$/.test(token)) return
    add(found, 'numeric-id', numeric.get(token))
    // Only a list in brackets goes on after its first number.
    if (!isList) return
  }
}

function duplicateEntry(tokens: readonly string[], numeric: Index['numeric'], found: Found): void {
  const at = tokens.indexOf('entry')
  const value = tokens[at + 1]
  const key = tokens.indexOf('key', at)
  if (at < 0 || value === undefined || key < 0) return
  if (!tokens.slice(key + 1).some((word) => /(^|[._])(i_)?customer(_id)?($|[._])/.test(word)))
    return
  for (const part of value.split('-')) if (add(found, 'numeric-id', numeric.get(part))) return
}

type Name = { readonly words: readonly string[]; readonly customer: CustomerId }

function namesOf(customers: readonly DirectoryCustomer[]): ReadonlyMap<string, readonly Name[]> {
  const names = new Map<string, Name[]>()
  for (const { id, name } of customers) {
    const words = lookupWords(name)
    const [first] = words
    // One short word is too likely to be a word of the language.
    if (first === undefined || (words.length === 1 && first.length < 6)) continue
    const others = names.get(first) ?? []
    others.push({ words, customer: id })
    names.set(first, others)
  }
  return names
}

function namesIn(
  tokens: readonly string[],
  names: ReadonlyMap<string, readonly Name[]>,
  found: Found,
): void {
  for (let i = 0; i < tokens.length; i++)
    for (const { words, customer } of names.get(tokens[i] ?? '') ?? [])
      if (words.every((word, k) => tokens[i + k] === word)) add(found, 'name', [customer])
}

/** The surest kind decides; a less sure one only picks among its candidates. */
function chosen(found: Found): readonly Candidate[] {
  let best: { readonly by: Pointer; readonly ids: readonly CustomerId[] } | undefined
  for (const by of pointers) {
    const ids = found.get(by)
    if (ids === undefined) continue
    if (best === undefined) best = { by, ids: [...ids] }
    else if (best.ids.length > 1) {
      const common = best.ids.filter((id) => ids.has(id))
      if (common.length > 0) best = { by: best.by, ids: common }
    }
  }
  if (best === undefined) return []
  const { by, ids } = best
  return [...ids]
    .sort()
    .map((customer) => ({ customer, by, unsure: ids.length > 1 || by === 'name' }))
}
