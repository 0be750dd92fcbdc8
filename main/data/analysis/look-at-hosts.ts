import type { BatchId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { HostLook } from '../../../shared/log-rules/looks.ts'
import type { ReadDb } from '../db.ts'
import { readLogPeriods } from '../store/log-periods.ts'
import { readSpec } from '../store/project.ts'
import { readSides } from './check-sides.ts'
import { storedTrouble } from './stored-trouble.ts'

/** Every host of the project, the worst first: what was counted (since a batch began, or in all), until when it was seen, what is missing. */
export function lookAtHosts(db: ReadDb, batch?: BatchId): readonly HostLook[] {
  const store = readLogPeriods(db)
  const sides = batch === undefined ? undefined : readSides(db, batch)
  const isOwn = (period: number): boolean =>
    batch === undefined || sides?.of.get(period) === 'after'
  const problems = new Map(store.problems().map((row) => [row.host, row.problem]))
  const reads = store.reads()
  const lines = store.lines().filter(({ period }) => isOwn(period))
  const sums = new Map<string, { errors: number; warnings: number }>()
  for (const { period, host, level, count } of storedTrouble(db)) {
    if (!isOwn(period)) continue
    const own = sums.get(host) ?? { errors: 0, warnings: 0 }
    sums.set(host, own)
    own[level === 'error' ? 'errors' : 'warnings'] += count
  }
  const names = new Set([...readSpec(db).hosts.map(({ name }) => String(name)), ...sums.keys()])
  return [...names]
    .map((host): HostLook => {
      const last = reads.findLast((read) => read.host === host)
      const problem = problems.get(host)
      const sum = (pick: (row: (typeof lines)[number]) => number): number =>
        lines.reduce((n, row) => (row.host === host ? n + pick(row) : n), 0)
      return {
        host,
        lines: sum((row) => row.lines),
        errors: sums.get(host)?.errors ?? 0,
        warnings: sums.get(host)?.warnings ?? 0,
        bytes: sum((row) => row.bytes),
        lost: sum((row) => row.lost),
        ...(last === undefined ? {} : { readAt: instant(last.to), skewMs: last.skewMs }),
        ...(problem === undefined ? {} : { problem }),
      }
    })
    .toSorted(
      (a, b) => b.errors - a.errors || b.warnings - a.warnings || (a.host < b.host ? -1 : 1),
    )
}
