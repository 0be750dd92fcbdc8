import type { ZoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import { dayMs, minuteMs } from './time-view.ts'
import type { Span } from './types.ts'

export type Tick = { readonly at: number; readonly label: string }

/** `fine` has a line each; `coarse` says above them in which day, month or year they are. */
export type Ticks = { readonly fine: readonly Tick[]; readonly coarse: readonly Tick[] }

type Level = {
  /** Usual length of a step, ms. */
  readonly ms: number
  /** Least width of a step on the screen, px. */
  readonly px: number
  readonly unit: 'time' | 'day' | 'week' | 'month' | 'year'
  /** Months or years a step. */
  readonly every?: number
}

const seconds = [1, 5, 10, 30].map((n): Level => ({ ms: n * 1000, px: 60, unit: 'time' }))
const minutes = [1, 5, 10, 15, 30].map((n): Level => ({ ms: n * minuteMs, px: 44, unit: 'time' }))
const hours = [1, 3, 6, 12].map((n): Level => ({ ms: n * 3_600_000, px: 44, unit: 'time' }))

/** Finest first; the first that has room is taken. */
const levels: readonly Level[] = [
  ...seconds,
  ...minutes,
  ...hours,
  { ms: dayMs, px: 22, unit: 'day' },
  { ms: 7 * dayMs, px: 24, unit: 'week' },
  { ms: 30 * dayMs, px: 30, unit: 'month', every: 1 },
  { ms: 91 * dayMs, px: 30, unit: 'month', every: 3 },
  { ms: 365 * dayMs, px: 34, unit: 'year', every: 1 },
]

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const dayNames = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')

/**
 * Round moments of the zone's wall clock. Where the clocks change, days have 23 or 25 hours: steps of up to an hour follow the time that
 * passes (an hour that comes twice is shown twice), longer ones the wall clock (06:00 stays 06:00).
 */
export function ticksOf({ from, to }: Span, width: number, clock: ZoneClock): Ticks {
  const perPx = (to - from) / Math.max(1, width)
  const level = levels.find(({ ms, px }) => ms / perPx >= px) ?? levels.at(-1)
  if (level === undefined) return { fine: [], coarse: [] }
  const days = { first: clock.dayAt(from), last: clock.dayAt(to) }
  const at = (day: number): number => clock.instantOf(day * dayMs, 'jump')
  const inside = (ticks: readonly Tick[]): Tick[] =>
    ticks.filter((tick) => tick.at >= from && tick.at <= to)
  switch (level.unit) {
    case 'time':
      return {
        fine: timeTicks({ from, to }, level.ms, clock),
        coarse: dayRange(days).map((day) => ({ at: at(day), label: dayLabel(day) })),
      }
    case 'day':
    case 'week':
      return {
        fine: inside(
          dayRange(days)
            .filter((day) => level.unit === 'day' || dateOf(day).getUTCDay() === 1)
            .map((day) => ({ at: at(day), label: String(dateOf(day).getUTCDate()) })),
        ),
        coarse: monthStarts(days, 1).map((day) => ({ at: at(day), label: monthLabel(day) })),
      }
    case 'month':
      return {
        fine: inside(
          monthStarts(days, level.every ?? 1).map((day) => ({
            at: at(day),
            label: monthNames[dateOf(day).getUTCMonth()] ?? '',
          })),
        ),
        coarse: monthStarts(days, 12).map((day) => ({ at: at(day), label: yearLabel(day) })),
      }
    case 'year':
  }
  return {
    fine: inside(monthStarts(days, 12).map((day) => ({ at: at(day), label: yearLabel(day) }))),
    coarse: [],
  }
}

/** Moments at which the zone changes its offset, with what a clock on the wall does. Only of the next hundred days in view. */
export function clockChanges({ from, to }: Span, clock: ZoneClock): readonly Tick[] {
  const [first, last] = [clock.dayAt(from), clock.dayAt(to)]
  if (last - first > 100) return []
  return dayRange({ first, last }).flatMap((day) => {
    const begins = clock.instantOf(day * dayMs, 'jump')
    const ends = clock.instantOf((day + 1) * dayMs, 'jump')
    const by = clock.offsetAt(ends) - clock.offsetAt(begins)
    if (by === 0) return []
    const at = changeBetween(begins, ends, clock)
    return [
      { at, label: `clocks go ${by > 0 ? 'forward' : 'back'} ${Math.abs(by) / minuteMs} min` },
    ]
  })
}

function changeBetween(begins: number, ends: number, clock: ZoneClock): number {
  const before = clock.offsetAt(begins)
  let [low, high] = [begins, ends]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (clock.offsetAt(middle) === before) low = middle
    else high = middle
  }
  return high
}

/** Saturdays and Sundays; nothing where a day is thinner than 4 px. */
export function weekends({ from, to }: Span, width: number, clock: ZoneClock): readonly Span[] {
  if (dayMs / ((to - from) / Math.max(1, width)) < 4) return []
  return dayRange({ first: clock.dayAt(from), last: clock.dayAt(to) })
    .filter((day) => [0, 6].includes(dateOf(day).getUTCDay()))
    .map((day) => ({
      from: clock.instantOf(day * dayMs, 'jump'),
      to: clock.instantOf((day + 1) * dayMs, 'jump'),
    }))
}

function timeTicks({ from, to }: Span, stepMs: number, clock: ZoneClock): readonly Tick[] {
  const ticks: Tick[] = []
  const add = (at: number): void => {
    if (at >= from && at <= to && at > (ticks.at(-1)?.at ?? -Infinity))
      ticks.push({ at, label: timeLabel(at + clock.offsetAt(at), stepMs) })
  }
  for (const day of dayRange({ first: clock.dayAt(from), last: clock.dayAt(to) })) {
    const begins = clock.instantOf(day * dayMs, 'jump')
    const ends = clock.instantOf((day + 1) * dayMs, 'jump')
    if (stepMs <= 3_600_000) {
      const skip = Math.max(0, Math.floor((from - begins) / stepMs))
      for (let at = begins + skip * stepMs; at < Math.min(ends, to + 1); at += stepMs) add(at)
    } else
      for (let local = 0; local < dayMs; local += stepMs)
        add(clock.instantOf(day * dayMs + local, 'jump'))
  }
  return ticks
}

function timeLabel(localMs: number, stepMs: number): string {
  const text = new Date(localMs).toISOString()
  return stepMs < minuteMs ? text.slice(11, 19) : text.slice(11, 16)
}

const dateOf = (day: number): Date => new Date(day * dayMs)

const dayRange = ({ first, last }: { first: number; last: number }): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** First days of every n-th month, the one that has begun before among them. */
function monthStarts(
  { first, last }: { first: number; last: number },
  every: number,
): readonly number[] {
  const begin = dateOf(first)
  const starts: number[] = []
  let month = Math.floor(begin.getUTCMonth() / every) * every
  for (;;) {
    const day = Date.UTC(begin.getUTCFullYear(), month, 1) / dayMs
    if (day > last) return starts
    starts.push(day)
    month += every
  }
}

const dayLabel = (day: number): string =>
  `${dayNames[dateOf(day).getUTCDay()] ?? ''} ${dateOf(day).getUTCDate()} ${monthLabel(day)}`

const monthLabel = (day: number): string =>
  `${monthNames[dateOf(day).getUTCMonth()] ?? ''} ${yearLabel(day)}`

const yearLabel = (day: number): string => String(dateOf(day).getUTCFullYear())
