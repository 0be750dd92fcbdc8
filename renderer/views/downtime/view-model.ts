import type { DowntimeView } from '../../../shared/ipc/overview.ts'

export type DowntimeLine = {
  readonly key: string
  readonly service: string
  readonly scope: string
  readonly windows: number
  readonly budgetMs: number
  /** Longest measured outage; undefined while nothing is measured, null when it could not be. */
  readonly longestMs: number | null | undefined
  readonly state: 'inside' | 'over' | 'open' | 'unknown'
  readonly resolutionMs: number | undefined
}

/**
 * One line a service and scope; moved customers, of which there are hundreds, are one line with the longest of them. What could not be
 * measured is unknown and makes the line unknown: never zero.
 */
export function downtimeLines(windows: readonly DowntimeView[]): readonly DowntimeLine[] {
  const groups = new Map<string, DowntimeView[]>()
  for (const window of windows) {
    const key = window.service === 'customer' ? 'customer' : `${window.service} ${window.scope}`
    groups.set(key, [...(groups.get(key) ?? []), window])
  }
  return [...groups].map(([key, group]) => line(key, group))
}

function line(key: string, group: readonly DowntimeView[]): DowntimeLine {
  const measured = group.flatMap(({ measuredMs }) =>
    typeof measuredMs === 'number' ? measuredMs : [],
  )
  const over = group.some(
    ({ measuredMs, budgetMs }) => typeof measuredMs === 'number' && measuredMs > budgetMs,
  )
  const unknown = group.some(({ measuredMs }) => measuredMs === null)
  const open = group.some(({ measuredMs }) => measuredMs === undefined)
  const resolutions = group.flatMap(({ resolutionMs }) => resolutionMs ?? [])
  const first = group[0]
  return {
    key,
    service: first?.service ?? '',
    scope: key === 'customer' ? 'each moved customer' : (first?.scope ?? ''),
    windows: group.length,
    budgetMs: Math.min(...group.map(({ budgetMs }) => budgetMs)),
    longestMs: measured.length > 0 ? Math.max(...measured) : unknown ? null : undefined,
    state: over ? 'over' : unknown ? 'unknown' : open ? 'open' : 'inside',
    resolutionMs: resolutions.length === 0 ? undefined : Math.max(...resolutions),
  }
}
