import { invariant } from '../../base/assert.ts'
import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { EnvironmentId } from '../../domain/ids.ts'
import type { PlanningSettings } from '../../domain/planning.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import type { ProjectSpec } from '../../domain/project.ts'
import { instant } from '../../domain/time.ts'
import type { Calendar, Calendars, HolidayLookup, PlanFinding } from '../types.ts'
import { calendarFindings, clockChangeFindings } from './calendar-findings.ts'
import { calendarSettings, createCalendar } from './calendar.ts'
import { checkCalendarSettings } from './check-settings.ts'
import { dayMs } from './days.ts'
import { zoneClock } from './zone-clock.ts'

/** How far behind `settings.start` the findings look for changes of the clocks. */
const lookAheadMs = 366 * dayMs

/**
 * The calendars of all environments, or every contradiction in their settings at once. Only holidays of places that settings name
 * are looked up, and of each year only when a day of it is asked for.
 *
 * Windows are wall-clock rules: an opening that the spring jump leaves out moves as Temporal's `compatible` moves it, a closing is
 * then the jump itself, and of times that come twice in autumn the first counts (zone-clock.ts).
 */
export function createCalendars(
  spec: ProjectSpec,
  settings: PlanningSettings,
  holidays: HolidayLookup,
): Result<Calendars, Problem> {
  const [first, ...more] = checkCalendarSettings(spec, settings, holidays)
  if (first !== undefined)
    return bad(
      problem('bad-input', first, {
        safe: 'Nothing has been planned or changed.',
        next: 'Correct the planning settings, then plan again.',
        ...(more.length === 0 ? {} : { more: more.map((message) => ({ message })) }),
      }),
    )

  const calendars = new Map<EnvironmentId, Calendar>()
  const findings: PlanFinding[] = []
  for (const environment of spec.environments) {
    const clock = zoneClock(environment.zone)
    invariant(clock, `the zone ${environment.zone} was checked`)
    const calendar = createCalendar(environment, clock, settings, holidays)
    calendars.set(environment.id, calendar)
    findings.push(...calendarFindings(environment, calendarSettings(settings, environment)))
    if (settings.start === undefined) continue
    const from = calendar.startOf(settings.start)
    findings.push(...clockChangeFindings(calendar, from, instant(from + lookAheadMs)))
  }

  const of = (id: EnvironmentId): Calendar => {
    const calendar = calendars.get(id)
    invariant(calendar, `no calendar of environment ${id}`)
    return calendar
  }
  const [office] = calendars.values()
  invariant(office, 'a project has an environment')
  return ok({ of, office, findings })
}
