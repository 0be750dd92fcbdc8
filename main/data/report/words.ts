import { formatInstant, instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { CustomerState, RunState, Stage } from '../../../shared/domain/states.ts'
import type { Interval } from './charts/span-chart.ts'
import type { Tone } from './markup.ts'

/** `2026-03-02 01:00 UTC`: the zone always stands there, because readers are in several. */
export const when = (at: Instant | undefined): string =>
  at === undefined ? '–' : `${formatInstant(at).slice(0, 16).replace('T', ' ')} UTC`

export const whenExactly = (at: Instant): string =>
  `${formatInstant(at).slice(0, 19).replace('T', ' ')} UTC`

/** From and to, with the day said once when it is the same. */
export function span(from: Instant | undefined, to: Instant | undefined): string {
  if (from === undefined) return '–'
  if (to === undefined) return `${when(from)} – now`
  if (from === to) return `from ${when(from)}`
  const [start, end] = [when(from), when(to)]
  return start.slice(0, 10) === end.slice(0, 10)
    ? `${start.slice(0, 16)} – ${end.slice(11)}`
    : `${start.slice(0, 16)} – ${end}`
}

export const intervalText = (interval: Interval | undefined): string =>
  interval === undefined ? '–' : span(instant(interval.from), instant(interval.to))

/** From the first begin to the last end. */
export function union(intervals: readonly Interval[]): Interval | undefined {
  const [first, ...others] = intervals
  if (first === undefined) return undefined
  return others.reduce<Interval>(
    (all, i) => ({ from: Math.min(all.from, i.from), to: Math.max(all.to, i.to) }),
    first,
  )
}

export const stageTitles: Readonly<Record<Stage, string>> = {
  analysis: 'Pre-migration analysis',
  setup: 'Dual Version setup',
  transfer: 'Transfer of customers',
  decommission: 'Source system decommission',
}

export const customerTone = (state: CustomerState): Tone => {
  if (state === 'failed') return 'bad'
  if (state === 'transferred' || state === 'checked' || state === 'accepted') return 'ok'
  return state === 'planned' || state === 'scheduled' || state === 'excluded' ? 'calm' : 'warn'
}

export const runTone = (state: RunState): Tone => {
  if (state === 'succeeded') return 'ok'
  if (state === 'failed' || state === 'aborted') return 'bad'
  return state === 'running' || state === 'paused' || state === 'undone' ? 'warn' : 'calm'
}
