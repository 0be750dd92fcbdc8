import { BatchId } from '../../../shared/domain/ids.ts'
import type { ReadDb } from '../db.ts'
import type { LedgerRow, StoredLogCheck } from '../protocol.ts'
import { readLogChecks } from '../store/log-checks.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import { readLogTallies } from '../store/log-tallies.ts'

/** Errors and warnings of one host by time; `errors` and `warnings` count from `from` on, one number a bucket. */
export type HostTrouble = {
  readonly host: string
  readonly errors: readonly number[]
  readonly warnings: readonly number[]
}

export type Trouble = {
  readonly from: number
  readonly bucketMs: number
  /** Most trouble first. */
  readonly hosts: readonly HostTrouble[]
}

export type LogFacts = {
  /** The last of each batch, in the order of the batches. */
  readonly checks: readonly StoredLogCheck[]
  readonly ledger: readonly LedgerRow[]
  /** Absent while no error or warning with a time was counted. */
  readonly trouble?: Trouble
}

const buckets = 120
const minuteMs = 60_000

export function readLogFacts(db: ReadDb): LogFacts {
  const checks = readLogChecks(db)
  const trouble = readTrouble(db)
  return {
    checks: checks.all().flatMap(({ batch }) => checks.one(BatchId.parse(batch)) ?? []),
    ledger: checks.ledger(),
    ...(trouble === undefined ? {} : { trouble }),
  }
}

type Minutes = Map<number, { errors: number; warnings: number }>

function readTrouble(db: ReadDb): Trouble | undefined {
  const ids = readLogPeriods(db)
    .all()
    .map(({ id }) => id)
  const [first, last] = [ids[0], ids.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const hosts = new Map<string, Minutes>()
  for (const { host, level, tally } of readLogTallies(db).shapes(first, last)) {
    if (level !== 'error' && level !== 'warning') continue
    const minutes: Minutes = hosts.get(host) ?? new Map()
    hosts.set(host, minutes)
    for (const [minute, count] of Object.entries(tally.minutes)) {
      const sums = minutes.get(Number(minute)) ?? { errors: 0, warnings: 0 }
      minutes.set(Number(minute), sums)
      sums[level === 'error' ? 'errors' : 'warnings'] += count
    }
  }
  return inBuckets(hosts)
}

/** At most 120 buckets of whole minutes over all hosts' time. */
export function inBuckets(
  hosts: ReadonlyMap<string, ReadonlyMap<number, { errors: number; warnings: number }>>,
): Trouble | undefined {
  let first = Infinity
  let last = -Infinity
  for (const minutes of hosts.values())
    for (const minute of minutes.keys()) {
      first = Math.min(first, minute)
      last = Math.max(last, minute)
    }
  if (first > last) return undefined
  const width = Math.max(1, Math.ceil((last - first + 1) / buckets))
  const count = Math.ceil((last - first + 1) / width)
  const rows = [...hosts].map(([host, minutes]) => {
    const errors = Array.from({ length: count }, () => 0)
    const warnings = Array.from({ length: count }, () => 0)
    for (const [minute, sums] of minutes) {
      const at = Math.floor((minute - first) / width)
      errors[at] = (errors[at] ?? 0) + sums.errors
      warnings[at] = (warnings[at] ?? 0) + sums.warnings
    }
    return { host, errors, warnings }
  })
  return {
    from: first * minuteMs,
    bucketMs: width * minuteMs,
    hosts: rows.sort(
      (a, b) =>
        sum(b.errors) - sum(a.errors) ||
        sum(b.warnings) - sum(a.warnings) ||
        (a.host < b.host ? -1 : 1),
    ),
  }
}

export const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
