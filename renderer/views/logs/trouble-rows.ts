import { counted } from '../../../shared/base/counted.ts'
import type { BatchTrouble } from '../../../shared/log-rules/looks.ts'

export type TroubleSplit = 'level' | 'host'

export type TroubleSeries = { readonly key: string; readonly label: string }
export type TroubleRow = {
  readonly at: number
  readonly values: Readonly<Record<string, number>>
}
export type TroublePicture = {
  readonly series: readonly TroubleSeries[]
  readonly rows: readonly TroubleRow[]
  /** Begin of the bucket in which the first lock was; absent outside of the span. */
  readonly cutAt?: number
}

/** Hosts that have a colour of their own; the rest is one. */
export const mostHosts = 6

/** Buckets as rows of a stacked chart: errors and warnings, or a part for each of the worst hosts. */
export function troublePicture(trouble: BatchTrouble, split: TroubleSplit): TroublePicture {
  const { from, bucketMs, hosts, cutAt } = trouble
  const count = hosts[0]?.errors.length ?? 0
  const worst = hosts
    .map((host) => ({ host, sum: total(host.errors) + total(host.warnings) }))
    .toSorted((a, b) => b.sum - a.sum)
    .map(({ host }) => host)
  const shown = worst.slice(0, mostHosts)
  const rest = worst.slice(mostHosts)
  const at = (list: readonly number[], i: number): number => list[i] ?? 0
  const rows = Array.from({ length: count }, (_, i): TroubleRow => {
    const sum = (some: typeof hosts, pick: 'errors' | 'warnings'): number =>
      some.reduce((n, host) => n + at(host[pick], i), 0)
    const values: Record<string, number> =
      split === 'level'
        ? { errors: sum(hosts, 'errors'), warnings: sum(hosts, 'warnings') }
        : Object.fromEntries([
            ...shown.map((host, n) => [`host${n}`, at(host.errors, i) + at(host.warnings, i)]),
            ...(rest.length === 0 ? [] : [['rest', sum(rest, 'errors') + sum(rest, 'warnings')]]),
          ])
    return { at: from + i * bucketMs, values }
  })
  const series =
    split === 'level'
      ? [
          { key: 'errors', label: 'errors' },
          { key: 'warnings', label: 'warnings' },
        ]
      : [
          ...shown.map(({ host }, n) => ({ key: `host${n}`, label: host })),
          ...(rest.length === 0 ? [] : [{ key: 'rest', label: `${rest.length} other hosts` }]),
        ]
  const cut = rows.find((row) => cutAt !== undefined && cutAt < row.at + bucketMs)?.at
  return {
    series,
    rows,
    ...(cut === undefined || cutAt === undefined || cutAt < from ? {} : { cutAt: cut }),
  }
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)

/** Lines of errors and warnings before and after the first lock, for the picture in words. */
export function troubleWords({ hosts, from, bucketMs, cutAt }: BatchTrouble): string {
  const errors = hosts.reduce((n, host) => n + total(host.errors), 0)
  const warnings = hosts.reduce((n, host) => n + total(host.warnings), 0)
  const words = `${counted(errors, 'error')} and ${counted(warnings, 'warning')} on ${counted(hosts.length, 'host')}`
  if (cutAt === undefined) return words
  const first = Math.ceil((cutAt - from) / bucketMs)
  const since = hosts.reduce(
    (n, host) =>
      n +
      total(host.errors.slice(Math.max(0, first))) +
      total(host.warnings.slice(Math.max(0, first))),
    0,
  )
  return `${words}, ${since} of these lines since the first lock`
}

export type Span = { readonly from?: number; readonly to?: number }
export type SpanChoice = 'all' | 'around' | 'since'

const hour = 3_600_000

/** What part of the time is asked for: everything, an hour before the first lock and what followed, or only what followed. */
export const spanOf = (choice: SpanChoice, cutAt: number | undefined): Span =>
  choice === 'all' || cutAt === undefined
    ? {}
    : { from: choice === 'around' ? cutAt - hour : cutAt }
