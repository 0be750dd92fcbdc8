import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { ProjectSpec } from '../../../../../shared/domain/project.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { Instant } from '../../../../../shared/domain/time.ts'
import type { z } from 'zod'
import { createCalendars } from '../../../../../shared/planner/calendar/create-calendars.ts'
import { publicHolidays } from '../../../../../shared/planner/holidays.ts'
import type { Calendar, Calendars, Slot } from '../../../../../shared/planner/types.ts'
import type { Problem } from '../../../../../shared/domain/problems.ts'

export type EnvironmentInput = {
  readonly id: string
  readonly zone: string
  readonly offPeak?: string
}
export type SettingsInput = z.input<typeof PlanningSettings>

export const at = (text: string): Instant => instant(Date.parse(text))

/** A project with these environments and as little else as a project may have. */
export const specOf = (environments: readonly EnvironmentInput[]): ProjectSpec => {
  const api = { url: 'https://web.example/', login: 'switchyard' }
  return ProjectSpec.parse({
    name: 'Example',
    systems: { source: { release: 'MR85', api }, target: { release: 'MR100', api } },
    dispatcher: api,
    environments: environments.map(({ id, zone, offPeak = '01:00-05:00' }, i) => ({
      id,
      title: id,
      iEnv: i + 1,
      zone,
      offPeak,
      currency: 'USD',
      billingPeriodDays: 30,
    })),
    clusters: [{ id: 'c1', environment: environments[0]?.id, voice: '192.0.2.1:5060' }],
    services: { api: '192.0.2.2:443' },
    facts: { xdrs: 0, externalGateways: false, xdrImport: false },
    hosts: [{ name: 'db', system: 'source', roles: ['db'] }],
  })
}

const create = (environments: readonly EnvironmentInput[], settings: SettingsInput) =>
  createCalendars(specOf(environments), PlanningSettings.parse(settings), publicHolidays)

export function calendarsOf(
  environments: readonly EnvironmentInput[],
  settings: SettingsInput = {},
): Calendars {
  const made = create(environments, settings)
  if (!made.ok) throw new Error(made.problem.message)
  return made.value
}

export function problemOf(
  environments: readonly EnvironmentInput[],
  settings: SettingsInput = {},
): Problem {
  const made = create(environments, settings)
  if (made.ok) throw new Error('the settings were accepted')
  return made.problem
}

type CalendarInput = NonNullable<SettingsInput['calendars']>[EnvironmentId]

/** The calendar of one environment `x`; Monday to Friday, no closing of billing periods unless it is named. */
export const calendarOf = (
  zone: string,
  calendar: CalendarInput = {},
  settings: Omit<SettingsInput, 'calendars'> = {},
): Calendar => {
  const id = EnvironmentId.parse('x')
  return calendarsOf([{ id, zone }], {
    ...settings,
    calendars: { [id]: { billingCloseDays: [], ...calendar } },
  }).of(id)
}

/** Those that open in [from, to). */
export function slotsBetween(calendar: Calendar, from: string, to: string): readonly Slot[] {
  const found: Slot[] = []
  for (const slot of calendar.slots(at(from))) {
    if (slot.from >= at(to)) break
    found.push(slot)
  }
  return found
}

export const iso = (instantMs: number): string =>
  new Date(instantMs).toISOString().slice(0, 16) + 'Z'
