import type { EnvironmentId } from '../../domain/ids.ts'
import type { CalendarSettings, PlanningSettings } from '../../domain/planning.ts'
import { dateText, dayNumber, dayOfMonth, lastDayOfMonth } from './days.ts'
import type { WorkingDays } from './working-days.ts'

/** The local days of a window: first and last day that it touches, and the day on which moved customers are tested. */
export type TouchedDays = { readonly first: number; readonly last: number; readonly test: number }

/** Says why no batch may use a window; undefined when one may. */
export type RefuseDays = (days: TouchedDays) => string | undefined

/**
 * A window is refused that touches a blackout or a day on which billing periods close (invoices are made from what must not
 * move), or after which nobody works who would test. All reasons are named, with the zone that the dates are of.
 */
export function refuseDays(
  environment: { readonly id: EnvironmentId; readonly zone: string },
  calendar: CalendarSettings,
  settings: Pick<PlanningSettings, 'blackouts'>,
  working: WorkingDays,
): RefuseDays {
  const blackouts = settings.blackouts
    .filter((blackout) => blackout.environments?.includes(environment.id) ?? true)
    .map(({ from, to, reason }) => ({
      first: dayNumber(from),
      last: dayNumber(to),
      text: `in the blackout “${reason}” (${from === to ? from : `${from} to ${to}`})`,
    }))

  return ({ first, last, test }) => {
    const reasons: string[] = []
    for (const blackout of blackouts)
      if (first <= blackout.last && last >= blackout.first)
        reasons.push(`${dateText(Math.max(first, blackout.first))} is ${blackout.text}`)
    for (let day = first; day <= last; day++)
      if (isBillingClose(calendar, day)) reasons.push(`billing periods close on ${dateText(day)}`)
    const off = working.dayOff(test)
    if (off !== undefined) reasons.push(`${dateText(test)} is ${dayOffText(off, calendar)}`)
    return reasons.length === 0 ? undefined : `${environment.zone}: ${reasons.join('; ')}`
  }
}

const dayOffText = (
  off: NonNullable<ReturnType<WorkingDays['dayOff']>>,
  calendar: CalendarSettings,
): string => {
  if (off.kind === 'weekend') return `a ${off.name}`
  const of = off.kind === 'own' ? 'day off' : placeText(calendar)
  return `${off.name} (${of})`
}

const placeText = ({ holidays }: CalendarSettings): string =>
  [holidays?.country, holidays?.state, holidays?.region]
    .filter((part) => part !== undefined)
    .join('-')

/** A closing day that a month does not have is its last day: periods that close on the 31st close on 30 June. */
function isBillingClose({ billingCloseDays }: CalendarSettings, day: number): boolean {
  const date = dayOfMonth(day)
  if (billingCloseDays.includes(date)) return true
  const last = lastDayOfMonth(day)
  return date === last && billingCloseDays.some((close) => close === -1 || close > last)
}
