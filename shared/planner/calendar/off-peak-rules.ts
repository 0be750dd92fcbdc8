import type { CalendarSettings, WeekDay } from '../../domain/planning.ts'
import { dayMs, weekDays } from './days.ts'

/** An off-peak rule in figures: ms on the wall clock since the midnight of the day on which it opens. */
export type DayRule = {
  readonly days: ReadonlySet<WeekDay>
  /** `22:00-04:00`, as it was written. */
  readonly window: string
  readonly fromMs: number
  /** More than a day when it closes on the following day. */
  readonly toMs: number
}

/** The rules of an environment: its calendar's, else its own `offPeak` on every day. */
export function dayRules(calendar: CalendarSettings, offPeak: string): readonly DayRule[] {
  const rules = calendar.offPeak ?? [{ window: offPeak }]
  return rules.map(({ window, ...rule }) => {
    const { fromMs, toMs } = wallClock(window)
    return {
      days: new Set('days' in rule ? rule.days : weekDays),
      window,
      fromMs,
      toMs: toMs > fromMs ? toMs : toMs + dayMs,
    }
  })
}

/** True of `01:00-01:00`, which could mean nothing or a whole day. */
export function hasNoLength(window: string): boolean {
  const { fromMs, toMs } = wallClock(window)
  return fromMs === toMs
}

/** The weekday on which a window closes that opens on `opens`; at 00:00 it is still the day before (half-open). */
export const closingDay = (rule: DayRule, opens: WeekDay): WeekDay =>
  weekDays[(weekDays.indexOf(opens) + (rule.toMs > dayMs ? 1 : 0)) % 7] ?? opens

function wallClock(window: string): { readonly fromMs: number; readonly toMs: number } {
  const [from = '', to = ''] = window.split('-')
  return { fromMs: timeMs(from), toMs: timeMs(to) }
}

const timeMs = (time: string): number => Date.parse(`1970-01-01T${time}Z`)
