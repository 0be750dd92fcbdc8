import { invariant } from '../../base/assert.ts'
import type { CalendarSettings } from '../../domain/planning.ts'
import type { HolidayLookup } from '../types.ts'
import { dateText, dayMs, dayNumber, weekDayNames, weekDayOf, yearOf } from './days.ts'

/** Why a day is no working day. */
export type DayOff = {
  readonly kind: 'own' | 'holiday' | 'weekend'
  /** `Company day`, `Thanksgiving Day`, `Saturday`. */
  readonly name: string
}

/** Working days of one calendar, in day numbers (days.ts). */
export type WorkingDays = {
  dayOff(day: number): DayOff | undefined
  /** Moves by working days; 0 is the first working day at or after `day`. */
  move(day: number, by: number): number
  /** Working days in [from, to); 0 when `to` is not after `from`. */
  between(from: number, to: number): number
}

/** Days of a year, and the number of working days before each of them. */
type YearTable = {
  readonly firstDay: number
  readonly off: readonly (DayOff | undefined)[]
  /** One longer than the year: the last is the number of all. */
  readonly before: readonly number[]
}

/** More days in a row than a calendar may have off: createCalendars refuses 366, the rest is for public holidays. */
const longestSearch = 1000

/** Days worked win over days off, those over public holidays, and those over the working week. */
export function workingDays(settings: CalendarSettings, holidays: HolidayLookup): WorkingDays {
  const worked = new Set(settings.daysWorked.map(dayNumber))
  const own = new Map(settings.daysOff.map(({ date, name }) => [dayNumber(date), name]))
  const week = new Set(settings.workingWeek)
  const years = new Map<number, YearTable>()

  function table(year: number): YearTable {
    const known = years.get(year)
    if (known !== undefined) return known
    const made = makeTable(year)
    years.set(year, made)
    return made
  }

  function makeTable(year: number): YearTable {
    const firstDay = Date.UTC(year, 0, 1) / dayMs
    const length = Date.UTC(year + 1, 0, 1) / dayMs - firstDay
    const publicDays = new Map<number, string>()
    if (settings.holidays !== undefined)
      for (const { date, name } of holidays(settings.holidays, year) ?? [])
        if (!publicDays.has(dayNumber(date))) publicDays.set(dayNumber(date), name)
    const off = Array.from({ length }, (_, i) => why(firstDay + i, publicDays))
    const before = [0]
    for (const day of off) before.push((before.at(-1) ?? 0) + (day === undefined ? 1 : 0))
    return { firstDay, off, before }
  }

  function why(day: number, publicDays: ReadonlyMap<number, string>): DayOff | undefined {
    if (worked.has(day)) return undefined
    const ownName = own.get(day)
    if (ownName !== undefined) return { kind: 'own', name: ownName }
    const holiday = publicDays.get(day)
    if (holiday !== undefined) return { kind: 'holiday', name: holiday }
    const weekDay = weekDayOf(day)
    return week.has(weekDay) ? undefined : { kind: 'weekend', name: weekDayNames[weekDay] }
  }

  function dayOff(day: number): DayOff | undefined {
    const { firstDay, off } = table(yearOf(day))
    return off[day - firstDay]
  }

  function nearest(day: number, step: 1 | -1): number {
    let at = day
    while (dayOff(at) !== undefined) {
      at += step
      invariant(Math.abs(at - day) < longestSearch, `no working day near ${dateText(day)}`)
    }
    return at
  }

  function move(day: number, by: number): number {
    const step = by < 0 ? -1 : 1
    // From a day off, 0 is the working day behind it and -1 the one before it.
    let at = nearest(day, 1)
    for (let left = Math.abs(by); left > 0; left--) at = nearest(at + step, step)
    return at
  }

  function between(from: number, to: number): number {
    if (to <= from) return 0
    const [firstYear, lastYear] = [yearOf(from), yearOf(to)]
    let days = countBefore(to) - countBefore(from)
    for (let year = firstYear; year < lastYear; year++) days += table(year).before.at(-1) ?? 0
    return days
  }

  function countBefore(day: number): number {
    const { firstDay, before } = table(yearOf(day))
    return before[day - firstDay] ?? 0
  }

  return { dayOff, move, between }
}
