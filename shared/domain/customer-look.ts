import type { Problem } from './problems.ts'
import type { CustomerState } from './states.ts'
import { isOnTarget } from './states.ts'
import type { Instant } from './time.ts'
import { equalMoney } from './money.ts'

/** A customer as both systems describe it now, and what coming back would bring. */

export type SystemRecord =
  | {
      readonly kind: 'record'
      readonly name: string
      /** O open, S suspended, C closed, E exported, D deactivated. */
      readonly billStatus: string
      /** N none, C and F locked. */
      readonly billingLock: string
      readonly balance: string
      readonly creditLimit: string
      readonly accounts: number
      /** Accounts that are registered on SIP there. */
      readonly registered: number
      /** Of the current billing period. */
      readonly xdrs: { readonly count: number; readonly sum: string }
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** Where one dispatcher sends the customer's traffic. */
export type DispatchRecord = { readonly host: string } & (
  | { readonly kind: 'entry' | 'default'; readonly to: string }
  | { readonly kind: 'unknown'; readonly problem: Problem }
)

export type CustomerNow = {
  readonly at: Instant
  readonly source: SystemRecord
  readonly target: SystemRecord
  /** Each dispatcher has its own table, and one may have missed what the others know. */
  readonly dispatch: readonly DispatchRecord[]
  readonly verdict: 'agrees' | 'differs' | 'unknown'
  /** Where the customer is, in one sentence. */
  readonly sentence: string
  /** What does not fit the project's book or the other system, each named. */
  readonly differences: readonly string[]
}

/** `comes-back`: carried to the source. `redo`: people do it again. `unknown`: nobody can tell beforehand. */
export type ReturnItem = {
  readonly what: string
  readonly found: string
  readonly fate: 'comes-back' | 'redo' | 'lost' | 'unknown'
  readonly note: string
}

export type ReturnPreview = {
  readonly at: Instant
  readonly items: readonly ReturnItem[]
}

const statusWords: Readonly<Record<string, string>> = {
  O: 'open',
  S: 'suspended',
  C: 'closed',
  E: 'exported',
  D: 'deactivated',
}

export const statusWord = (status: string): string => statusWords[status] ?? status

const isLive = (record: SystemRecord): boolean =>
  record.kind === 'record' && (record.billStatus === 'O' || record.billStatus === 'S')

const isLocked = (record: SystemRecord): boolean =>
  record.kind === 'record' && record.billingLock !== 'N'

/** Both systems' words against each other and against the project's own book (domain.md 3.5). */
export function judgeNow(
  book: CustomerState,
  look: Pick<CustomerNow, 'source' | 'target' | 'dispatch'>,
): Pick<CustomerNow, 'verdict' | 'sentence' | 'differences'> {
  const { source, target, dispatch } = look
  const isMoving = book === 'locked' || book === 'transferring' || book === 'returning'
  const server = isLive(source) ? 'source' : isLive(target) ? 'target' : 'nobody'
  const silent = [
    ...(source.kind === 'unknown' ? ['source'] : []),
    ...(target.kind === 'unknown' ? ['target'] : []),
    ...dispatch.flatMap(({ kind, host }) => (kind === 'unknown' ? [`dispatcher ${host}`] : [])),
    ...(dispatch.length === 0 ? ['dispatcher'] : []),
  ]
  if (source.kind === 'unknown' || (target.kind === 'unknown' && server === 'nobody'))
    return {
      verdict: 'unknown',
      sentence: `Where it is cannot be told: the ${silent.join(' and the ')} did not answer.`,
      differences: [],
    }
  const differences = [
    ...(isMoving ? [] : placeFaults(book, server, look)),
    ...(server === 'target' ? pairFaults(source, target) : []),
  ]
  const where = isMoving
    ? `Moving: ${book} by the project; ${server === 'nobody' ? 'no system' : `the ${server}`} serves it now.`
    : server === 'nobody'
      ? 'No system serves it.'
      : server === 'source'
        ? 'Here: the source serves it.'
        : 'Exported: the target serves it.'
  return {
    verdict: differences.length > 0 ? 'differs' : silent.length > 0 ? 'unknown' : 'agrees',
    sentence:
      silent.length === 0 ? where : `${where} The ${silent.join(' and the ')} did not answer.`,
    differences,
  }
}

function placeFaults(
  book: CustomerState,
  server: 'source' | 'target' | 'nobody',
  { source, target, dispatch }: Pick<CustomerNow, 'source' | 'target' | 'dispatch'>,
): readonly string[] {
  const faults: string[] = []
  const expected = isOnTarget(book) ? 'target' : 'source'
  // Of one that failed on the way the project does not say where it is: that is the question.
  if (server !== expected && book !== 'failed')
    faults.push(
      `the project says ${book}, so the ${expected} should serve it; ${server === 'nobody' ? 'nobody does' : `the ${server} does`}`,
    )
  if (server === 'target' && source.kind === 'record' && source.billStatus !== 'E')
    faults.push(`status on the source is ${statusWord(source.billStatus)}, expected exported`)
  if (isLocked(source)) faults.push('a billing lock is left on the source')
  if (server === 'target' && isLocked(target)) faults.push('a billing lock is left on the target')
  for (const one of dispatch)
    if (one.kind !== 'unknown' && server !== 'nobody' && one.to !== server)
      faults.push(
        `${one.host} sends its traffic to the ${one.to} (${one.kind}), and the ${server} serves it`,
      )
  return faults
}

/** What the move should have left equal; balance and xDRs go on where it is served. */
function pairFaults(source: SystemRecord, target: SystemRecord): readonly string[] {
  if (source.kind !== 'record' || target.kind !== 'record') return []
  const faults: string[] = []
  if (source.name !== target.name) faults.push(`name ${source.name} / ${target.name}`)
  if (!equalMoney(source.creditLimit, target.creditLimit))
    faults.push(`credit limit ${source.creditLimit} / ${target.creditLimit}`)
  if (target.accounts < source.accounts)
    faults.push(`accounts ${source.accounts} on the source, ${target.accounts} on the target`)
  if (target.xdrs.count < source.xdrs.count)
    faults.push(
      `xDRs of this period ${source.xdrs.count} on the source, ${target.xdrs.count} on the target`,
    )
  return faults
}
