import { instant } from '../../../shared/domain/time.ts'
import { minutePairs } from '../../../shared/log-rules/minutes.ts'
import type { BatchTrouble, Trouble } from '../../../shared/log-rules/looks.ts'
import type { ReadDb } from '../db.ts'
import type { TroubleQuery } from '../protocol.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import { readSides } from './check-sides.ts'
import { storedTrouble } from './stored-trouble.ts'

const buckets = 120
const minuteMs = 60_000

type Minutes = Map<number, { errors: number; warnings: number }>

/**
 * Errors and warnings by host and time: of everything that was read, or of what a batch is compared with and what came after it. Times
 * are corrected by the measured skew of each host's clock. Undefined while there is none.
 */
export function readTrouble(
  db: ReadDb,
  { batch, from = -Infinity, to = Infinity }: TroubleQuery = {},
): BatchTrouble | undefined {
  const store = readLogPeriods(db)
  const sides = batch === undefined ? undefined : readSides(db, batch)
  const skews = new Map(store.reads().map((r) => [`${r.period}/${r.host}`, r.skewMs]))
  const hosts = new Map<string, Minutes>()
  for (const { period, host, level, minutes } of storedTrouble(db)) {
    if (sides !== undefined && !sides.of.has(period)) continue
    const shift = Math.round((skews.get(`${period}/${host}`) ?? 0) / minuteMs)
    const own: Minutes = hosts.get(host) ?? new Map()
    hosts.set(host, own)
    for (const [at, count] of minutePairs(minutes)) {
      const minute = at - shift
      if (minute * minuteMs < from || minute * minuteMs >= to) continue
      const sums = own.get(minute) ?? { errors: 0, warnings: 0 }
      own.set(minute, sums)
      sums[level === 'error' ? 'errors' : 'warnings'] += count
    }
  }
  const found = inBuckets(hosts)
  if (found === undefined || sides === undefined) return found
  return { ...found, cutAt: instant(sides.beganAt) }
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
