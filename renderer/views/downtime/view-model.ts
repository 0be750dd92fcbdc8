import { counted } from '../../../shared/base/counted.ts'
import { someOf } from '../../../shared/base/some-of.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { DowntimeBook, TraceView, WindowRow } from '../../../shared/ipc/downtime-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

/** One line of the book: a window of the method, or all moved customers together. */
export type DowntimeLine = {
  readonly key: string
  readonly service: string
  readonly scope: string
  readonly title: string
  readonly windows: number
  readonly budgetMs: number
  /** Longest measured outage; undefined while nothing is measured, null when it could not be. */
  readonly longestMs: number | null | undefined
  readonly state: 'inside' | 'over' | 'open' | 'unknown' | 'planned'
  readonly resolutionMs: number | undefined
  readonly plannedAt: number | undefined
  /** The window to look at: the longest, else the newest. */
  readonly shown: WindowRow | undefined
}

export const lineTone: Readonly<Record<DowntimeLine['state'], Tone>> = {
  inside: 'good',
  over: 'bad',
  open: 'active',
  unknown: 'warn',
  planned: 'idle',
}
export const lineWord: Readonly<Record<DowntimeLine['state'], string>> = {
  inside: 'inside',
  over: 'over budget',
  open: 'measuring',
  unknown: 'unknown',
  planned: 'planned',
}

const keyOf = (service: string, member: string): string =>
  service === 'customer' ? 'customer' : `${service} ${member}`

/**
 * One line a window of the method, opened or not, and one for all moved customers with the longest of them. What could not be measured is
 * unknown and makes its line unknown: never zero.
 */
export function downtimeLines({
  windows,
  planned,
  unwatched,
  promiseMs,
}: DowntimeBook): readonly DowntimeLine[] {
  const groups = new Map<string, WindowRow[]>()
  for (const row of windows) {
    const key = keyOf(row.service, row.member)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  const lines = planned.map((window): DowntimeLine => {
    const key = keyOf(window.service, window.member)
    const group = groups.get(key) ?? []
    groups.delete(key)
    return {
      ...summary(key, group),
      service: window.service,
      scope: window.member,
      title: window.title,
      budgetMs: group[0]?.budgetMs ?? window.budgetMs,
      plannedAt: window.plannedAt,
    }
  })
  const customers = groups.get('customer')
  groups.delete('customer')
  return [
    ...lines,
    ...[...groups].map(([key, group]) => summary(key, group)),
    ...(customers === undefined && unwatched.length === 0
      ? []
      : [customerLine(customers ?? [], unwatched.length, promiseMs)]),
  ]
}

/** Who was watched by nobody is counted beside the others; where nobody was watched, the line is unknown. */
function customerLine(
  group: readonly WindowRow[],
  unwatched: number,
  promiseMs: number,
): DowntimeLine {
  const line = summary('customer', group)
  if (unwatched === 0) return line
  const words = `each moved customer, ${unwatched} not watched`
  return group.length > 0
    ? { ...line, scope: words }
    : {
        ...line,
        service: 'customer',
        scope: words,
        budgetMs: promiseMs,
        longestMs: null,
        state: 'unknown',
      }
}

function summary(key: string, group: readonly WindowRow[]): DowntimeLine {
  const measured = group.filter((row) => typeof row.measuredMs === 'number')
  const longest = measured.toSorted((a, b) => (b.measuredMs ?? 0) - (a.measuredMs ?? 0)).at(0)
  const unknown = group.some(({ measuredMs }) => measuredMs === null)
  const resolutions = group.flatMap(({ resolutionMs }) => resolutionMs ?? [])
  const first = group[0]
  return {
    key,
    service: first?.service ?? '',
    scope: key === 'customer' ? 'each moved customer' : (first?.scope ?? ''),
    title: key === 'customer' ? 'Move customers to the target' : '',
    windows: group.length,
    budgetMs: Math.min(...group.map(({ budgetMs }) => budgetMs)),
    longestMs: longest?.measuredMs ?? (unknown ? null : undefined),
    state: stateOf(group, unknown),
    resolutionMs: resolutions.length === 0 ? undefined : Math.max(...resolutions),
    plannedAt: undefined,
    shown: longest ?? group.at(-1),
  }
}

function stateOf(group: readonly WindowRow[], unknown: boolean): DowntimeLine['state'] {
  if (group.length === 0) return 'planned'
  if (group.some((row) => typeof row.measuredMs === 'number' && row.measuredMs > row.budgetMs))
    return 'over'
  if (unknown) return 'unknown'
  return group.some(({ measuredMs }) => measuredMs === undefined) ? 'open' : 'inside'
}

/** Budgets of the whole migration, moved customers apart: each of them has its own promise. */
export type Totals = {
  readonly budgetMs: number
  /** Of windows that are measured. */
  readonly usedMs: number
  /** Budgets of windows that are still to come. */
  readonly aheadMs: number
  /** Measured windows' budgets that were not used. */
  readonly savedMs: number
  /** Windows whose figure is unknown: nothing is counted for them. */
  readonly unknown: number
}

export function totals(lines: readonly DowntimeLine[]): Totals {
  const fixed = lines.filter(({ key }) => key !== 'customer')
  const known = fixed.filter(({ longestMs }) => typeof longestMs === 'number')
  const sum = (of: readonly DowntimeLine[], figure: (line: DowntimeLine) => number): number =>
    of.reduce((total, line) => total + figure(line), 0)
  return {
    budgetMs: sum(fixed, (line) => line.budgetMs),
    usedMs: sum(known, (line) => line.longestMs ?? 0),
    aheadMs: sum(
      fixed.filter(({ state }) => state === 'planned'),
      (line) => line.budgetMs,
    ),
    savedMs: sum(known, (line) => line.budgetMs - (line.longestMs ?? 0)),
    unknown: fixed.filter(({ longestMs }) => longestMs === null).length,
  }
}

/** Lock-outs of moved customers against the promise and against what was expected of each. */
export type LockOuts = {
  readonly measured: readonly {
    readonly accounts: number
    readonly seconds: number
    readonly name: string
  }[]
  readonly unknown: number
  readonly within: number
  readonly p50Ms: number | undefined
  readonly p95Ms: number | undefined
  readonly longestMs: number | undefined
  /** Median of measured against forecast, as a factor. */
  readonly against: number | undefined
}

export function lockOuts({ windows, promiseMs }: DowntimeBook): LockOuts {
  const customers = windows.filter(({ service }) => service === 'customer')
  const known = customers.flatMap((row) =>
    typeof row.measuredMs === 'number' ? { ...row, measuredMs: row.measuredMs } : [],
  )
  const times = known.map(({ measuredMs }) => measuredMs).toSorted((a, b) => a - b)
  const factors = known
    .flatMap((row) => (row.forecastMs === undefined ? [] : row.measuredMs / row.forecastMs))
    .toSorted((a, b) => a - b)
  return {
    measured: known.map(({ accounts = 0, measuredMs, name, member }) => ({
      accounts,
      seconds: measuredMs / 1000,
      name: name ?? member,
    })),
    unknown: customers.filter(({ measuredMs }) => measuredMs === null).length,
    within: times.filter((ms) => ms <= promiseMs).length,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    longestMs: times.at(-1),
    against: quantile(factors, 0.5),
  }
}

const mostNames = 12

/** Who moved and is in no figure. */
export function unwatchedWords(unwatched: DowntimeBook['unwatched']): string | undefined {
  if (unwatched.length === 0) return undefined
  const one = unwatched.length === 1
  const names = unwatched.map(({ id, name }) => `${id} ${name}`)
  return `${counted(unwatched.length, 'moved customer')} ${one ? 'was' : 'were'} not watched: ${someOf(names, mostNames)}. ${one ? 'It has' : 'They have'} no account that a probe could use, so how long ${one ? 'it was' : 'they were'} locked out is unknown, not zero.`
}

const quantile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]

/** Id of a window for `goTo('downtime', { kind: 'window', id })`. */
export const windowId = (row: WindowRow): string =>
  `${row.run} ${row.member} ${row.service} ${row.openedAt}`

/** Windows in the order that is asked for; unknown ones stand before all others, they are the ones to look at. */
export function windowsShown(
  windows: readonly WindowRow[],
  filter: string,
  order: 'longest' | 'newest' | 'against',
): readonly WindowRow[] {
  const wanted = filter.trim().toLowerCase()
  const key = (row: WindowRow): number => {
    if (order === 'newest') return row.openedAt
    if (row.measuredMs === null) return Number.POSITIVE_INFINITY
    const ms = row.measuredMs ?? 0
    return order === 'longest' ? ms : ms / (row.forecastMs ?? row.budgetMs)
  }
  return windows
    .filter((row) =>
      [row.service, row.scope, row.name, row.batch, batchName(row.batch ?? ''), row.environment]
        .join(' ')
        .toLowerCase()
        .includes(wanted),
    )
    .toSorted((a, b) => key(b) - key(a))
}

export type Segment = {
  readonly verdict: 'good' | 'bad' | 'unknown' | 'mixed'
  /** Share of the width, percent. */
  readonly left: number
  readonly width: number
  readonly count: number
  readonly fromMs: number
  readonly toMs: number
}

/** The runs of a trace as places of a bar that all traces of the window share. */
export function segments(view: TraceView): readonly {
  readonly probe: string
  readonly segments: readonly Segment[]
}[] {
  const starts = view.traces.map(({ from }) => from)
  const start = Math.min(view.openedAt, ...starts)
  const end = Math.max(
    view.closedAt,
    ...view.traces.map(({ from, runs }) => from + (runs.at(-1)?.[2] ?? 0)),
  )
  const span = Math.max(1, end - start)
  const names = ['good', 'bad', 'unknown', 'mixed'] as const
  return view.traces.map(({ probe, from, runs }) => ({
    probe,
    segments: runs.map(([verdict, first, last, count], i): Segment => {
      // Up to the next run: between two probes nobody knows, and a gap would look like a third state.
      const till = runs[i + 1]?.[1] ?? last
      return {
        verdict: names[verdict] ?? 'mixed',
        left: ((from + first - start) / span) * 100,
        width: Math.max(0.15, ((till - first) / span) * 100),
        count,
        fromMs: from + first - view.openedAt,
        toMs: from + last - view.openedAt,
      }
    }),
  }))
}
