import type { Environment } from '../../domain/project.ts'
import { CalendarSettings } from '../../domain/planning.ts'
import type { PlanningSettings } from '../../domain/planning.ts'
import { instant } from '../../domain/time.ts'
import type { Calendar, HolidayLookup } from '../types.ts'
import { dateText, dayMs, dayNumber, weekDayOf } from './days.ts'
import { dayRules } from './off-peak-rules.ts'
import { refuseDays } from './refusals.ts'
import { slotsAfter } from './slots.ts'
import { workingDays } from './working-days.ts'
import type { ZoneClock } from './zone-clock.ts'

/** The calendar of an environment for which settings name none: Monday to Friday, no public holidays. */
const plainCalendar: CalendarSettings = CalendarSettings.parse({})

export const calendarSettings = (
  settings: Pick<PlanningSettings, 'calendars'>,
  environment: Pick<Environment, 'id'>,
): CalendarSettings => settings.calendars[environment.id] ?? plainCalendar

/** Of settings that check-settings.ts has accepted. */
export function createCalendar(
  environment: Environment,
  clock: ZoneClock,
  settings: PlanningSettings,
  holidays: HolidayLookup,
): Calendar {
  const own = calendarSettings(settings, environment)
  const working = workingDays(own, holidays)
  const rules = dayRules(own, environment.offPeak)
  const lengths = rules.map((rule) => rule.toMs - rule.fromMs)
  const zoned = { id: environment.id, zone: clock.zone }
  return {
    environment: environment.id,
    zone: clock.zone,
    dateOf: (at) => dateText(clock.dayAt(at)),
    weekDay: (date) => weekDayOf(dayNumber(date)),
    dayOff: (date) => working.dayOff(dayNumber(date))?.name,
    workingDay: (date) => dateText(working.move(dayNumber(date), 0)),
    addWorkingDays: (date, days) => dateText(working.move(dayNumber(date), days)),
    workingDaysBetween: (from, to) => working.between(dayNumber(from), dayNumber(to)),
    // A day whose midnight is jumped over begins at the jump.
    startOf: (date) => instant(clock.instantOf(dayNumber(date) * dayMs, 'jump')),
    slots: slotsAfter({
      environment: environment.id,
      clock,
      rules,
      refuse: refuseDays(zoned, own, settings, working),
    }),
    shortestSlotMs: Math.min(...lengths),
    longestSlotMs: Math.max(...lengths),
  }
}
