import type { CalendarSettings } from '../../domain/planning.ts'
import type { Environment } from '../../domain/project.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendar, PlanFinding } from '../types.ts'
import { closingDay, dayRules } from './off-peak-rules.ts'

/** What a careful lead would look at in the calendar of an environment, although one can plan by it. */
export function calendarFindings(
  environment: Environment,
  settings: CalendarSettings,
): readonly PlanFinding[] {
  const { id } = environment
  const where = { environment: id }
  const findings: PlanFinding[] = []
  if (settings.holidays === undefined)
    findings.push({
      severity: 'warning',
      message: `No public holidays are named for environment “${id}”: days such as New Year's Day count as working days.`,
      where,
      next: `Name the country under \`planning.calendars.${id}.holidays\`, or list days under \`daysOff\`.`,
    })
  const tested = dayRules(settings, environment.offPeak).flatMap((rule) =>
    [...rule.days].map((day) => closingDay(rule, day)),
  )
  if (!tested.some((day) => settings.workingWeek.includes(day)))
    findings.push({
      severity: 'warning',
      message: `No off-peak window of environment “${id}” closes on a day of its working week, so only \`daysWorked\` have windows.`,
      where,
      next: 'Give the off-peak rules other days, or add days to the working week.',
    })
  return findings
}

/**
 * The nights in [from, to) whose windows a change of the clocks makes shorter or longer, or swallows; windows that nobody may use
 * anyway are left out.
 */
export function clockChangeFindings(
  calendar: Calendar,
  from: Instant,
  to: Instant,
): readonly PlanFinding[] {
  const findings: PlanFinding[] = []
  for (const slot of calendar.slots(from)) {
    if (slot.from >= to) break
    const swallowed = slot.to === slot.from
    if (!swallowed && (slot.clockChange === undefined || slot.refused !== undefined)) continue
    findings.push({
      severity: 'note',
      message: `Environment “${calendar.environment}”: ${(swallowed ? slot.refused : slot.clockChange) ?? ''}.`,
      where: { environment: calendar.environment },
    })
  }
  return findings
}
