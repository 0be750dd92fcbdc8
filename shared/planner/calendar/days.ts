import { WeekDay } from '../../domain/planning.ts'
import type { DateText } from '../../domain/planning.ts'

/**
 * Local days as numbers: days since 1970-01-01, which was a Thursday. No zone is in them, so they are added and compared as
 * plain numbers; only zone-clock.ts turns them into instants.
 */

export const dayMs = 86_400_000

/** Monday first. */
export const weekDays: readonly WeekDay[] = WeekDay.options

export const weekDayNames = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const satisfies Readonly<Record<WeekDay, string>>

export const dayNumber = (date: DateText): number => Date.parse(date) / dayMs

export const dateText = (day: number): DateText => new Date(day * dayMs).toISOString().slice(0, 10)

/** 0 is Monday. */
export const weekDayIndex = (day: number): number => (((day + 3) % 7) + 7) % 7

export const weekDayOf = (day: number): WeekDay => weekDays[weekDayIndex(day)] ?? 'mon'

export const yearOf = (day: number): number => new Date(day * dayMs).getUTCFullYear()

/** The last day of the month as a day of the month: 28 to 31. */
export function lastDayOfMonth(day: number): number {
  const date = new Date(day * dayMs)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
}

export const dayOfMonth = (day: number): number => new Date(day * dayMs).getUTCDate()
