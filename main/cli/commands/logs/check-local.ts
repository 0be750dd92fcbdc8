import { setFlagsFromString } from 'node:v8'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { Result } from '../../../../shared/base/result.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { Problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import { parseLedger } from '../../../../shared/log-rules/ledger.ts'
import { parseSignatures } from '../../../../shared/log-rules/signature-file.ts'
import { joinSignatures } from '../../../../shared/log-rules/signatures.ts'
import type { Signature } from '../../../../shared/log-rules/signatures.ts'
import { loadSignatures } from '../../../procedures/load-signatures.ts'
import { checkLogFiles } from '../../../data/analysis/check-files.ts'
import type { FileCheck } from '../../../data/analysis/check-files.ts'
import { readText } from '../../read-text.ts'
import { resourcesDir } from '../../session.ts'
import { readCustomersList } from './customers-list.ts'
import type { CustomersList } from './customers-list.ts'
import { openFeeds } from './open-feeds.ts'

export type LocalCheckFlags = {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly customers?: string | undefined
  readonly moved?: string | undefined
  readonly signatures?: string | undefined
  readonly ledger?: string | undefined
  readonly ordinal?: number | undefined
  readonly zone?: string | undefined
  readonly at?: Instant | undefined
  /** Which lines are compared. `auto`: all of them up to 256 MiB, else errors, warnings and suspect ones. */
  readonly lines: 'auto' | 'all' | 'trouble'
}

export type LocalCheck = FileCheck & {
  readonly list: CustomersList
  /** All lines were compared, not only those of trouble. */
  readonly every: boolean
}

const mostForEvery = 256 * 1024 * 1024
const noCustomers: CustomersList = { customers: [], moved: [], unused: [] }

/** The check of files that lie here: no project, no host, nothing stored. */
export async function checkLocal(
  flags: LocalCheckFlags,
  progress: (text: string) => void,
): Promise<Result<LocalCheck, Problem>> {
  const list = customersOf(flags)
  if (list.unused.length > 0)
    progress(`columns that say nothing about whom a line is of: ${list.unused.join(', ')}`)
  const signatures = await signaturesOf(flags.signatures)
  if (!signatures.ok) return signatures
  const ledger =
    flags.ledger === undefined ? undefined : parseLedger(readText(flags.ledger), flags.ledger)
  if (ledger?.ok === false) return ledger
  const before = await openFeeds(flags.before, 'before')
  if (!before.ok) return before
  const after = await openFeeds(flags.after, 'after')
  if (!after.ok) return after
  const feeds = [...before.value.feeds, ...after.value.feeds]
  const bytes = feeds.reduce((sum, feed) => sum + feed.bytes, 0)
  const every = flags.lines === 'all' || (flags.lines === 'auto' && bytes <= mostForEvery)
  progress(
    `reading ${feeds.length} logs, about ${(bytes / 2 ** 20).toFixed(0)} MiB; comparing ${every ? 'every line' : 'errors, warnings and suspect lines'}`,
  )
  // Objects that live for one line must not make the heap's young part grow to a hundred MiB.
  setFlagsFromString('--semi-space-growth-factor=1')
  const checked = await checkLogFiles({
    feeds,
    unseen: [...before.value.unseen, ...after.value.unseen],
    every,
    referenceAt: flags.at ?? instant(Math.max(...feeds.map((feed) => feed.mtimeMs))),
    zone: flags.zone,
    customers: list.customers,
    moved: list.moved,
    signatures: signatures.value,
    ledger: ledger?.value,
    batch: flags.ordinal,
  })
  return checked.files.every((file) => file.lines === 0)
    ? bad({
        code: 'bad-input',
        message: 'there is not one line in these logs',
        safe: 'nothing was changed',
        next: 'name logs that have lines',
      })
    : ok({ ...checked, list, every })
}

function customersOf({ customers, moved }: LocalCheckFlags): CustomersList {
  if (customers === undefined)
    return moved === undefined
      ? noCustomers
      : fail('wrong-use', '--moved needs --customers', { next: 'name the list of customers too' })
  const list = readCustomersList(readText(customers), customers)
  if (moved === undefined) return list
  const wanted = readCustomersList(readText(moved), moved)
  const known = new Set(list.customers.map(({ id }) => id))
  const strangers = wanted.moved.filter((id) => !known.has(id))
  return strangers.length === 0
    ? { ...list, moved: wanted.moved }
    : fail(
        'bad-input',
        `${strangers.length} moved customers are not in ${customers}: ${strangers.slice(0, 5).join(', ')}`,
        { where: { file: moved }, safe: 'nothing was read', next: 'name a list that has them' },
      )
}

/** Those of a site come first, and replace shipped ones of the same id. */
async function signaturesOf(
  own: string | undefined,
): Promise<Result<readonly Signature[], Problem>> {
  const shipped = await loadSignatures(resourcesDir)
  if (!shipped.ok || own === undefined) return shipped
  const more = parseSignatures(readText(own), own)
  return more.ok ? ok(joinSignatures(more.value, shipped.value)) : more
}
