import type { CalendarSettings, PlanningSettings } from '../../domain/planning.ts'
import type { Environment, ProjectSpec } from '../../domain/project.ts'
import type { HolidayLookup } from '../types.ts'
import { calendarSettings } from './calendar.ts'
import { dateText, dayNumber } from './days.ts'
import { didYouMean } from './near-names.ts'
import { hasNoLength } from './off-peak-rules.ts'
import { workingDays } from './working-days.ts'
import { zoneClock } from './zone-clock.ts'

/** A year for which places are looked up; which one does not matter. */
const anyYear = 2026

/** A calendar without a working day in as many days is a slip, and nothing could be planned by it. */
const longestBreakDays = 366

type Check = readonly string[]

/** What contradicts itself or names what is not there; each sentence ends with what to change. */
export function checkCalendarSettings(
  spec: ProjectSpec,
  settings: PlanningSettings,
  holidays: HolidayLookup,
): readonly string[] {
  return [
    ...spec.environments.flatMap(checkZone),
    ...checkCalendarNames(spec, settings),
    ...spec.environments.flatMap((environment) => {
      const calendar = calendarSettings(settings, environment)
      return [
        ...checkWindows(environment, calendar),
        ...checkHolidayPlace(environment, calendar, holidays),
        ...checkDays(environment, calendar, holidays),
      ]
    }),
    ...checkBlackouts(spec, settings),
    ...checkStart(settings),
    ...checkTeams(spec, settings),
  ]
}

function checkZone({ id, zone }: Environment): Check {
  if (zoneClock(zone) !== undefined) return []
  return [
    `The time zone “${zone}” of environment “${id}” does not exist.${didYouMean(zone, Intl.supportedValuesOf('timeZone'))} Write an IANA zone such as Europe/London.`,
  ]
}

function checkCalendarNames(spec: ProjectSpec, settings: PlanningSettings): Check {
  const ids: readonly string[] = spec.environments.map(({ id }) => id)
  return Object.keys(settings.calendars)
    .filter((id) => !ids.includes(id))
    .map((id) => `There is a calendar for ${unknownEnvironment(id, ids)}`)
}

const unknownEnvironment = (id: string, ids: readonly string[]): string =>
  `an environment “${id}” that the project does not have. Use one of: ${ids.join(', ')}.`

function checkWindows({ id, offPeak }: Environment, calendar: CalendarSettings): Check {
  const windows = calendar.offPeak?.map(({ window }) => window) ?? [offPeak]
  return windows
    .filter(hasNoLength)
    .map(
      (window) =>
        `The off-peak window ${window} of environment “${id}” has no length. Let it end later than it begins, for example 01:00-05:00; one that ends on the following day is written 22:00-04:00.`,
    )
}

function checkHolidayPlace(
  { id }: Environment,
  { holidays: place }: CalendarSettings,
  lookup: HolidayLookup,
): Check {
  if (place === undefined || lookup(place, anyYear) !== undefined) return []
  const { country, state, region } = place
  const of = `environment “${id}”`
  const unknown = (what: string, hint: string): Check => [
    `No public holidays are known for ${what} of ${of}.${hint} Name another place, or leave \`holidays\` out and list the days under \`daysOff\`.`,
  ]
  if (lookup({ country }, anyYear) === undefined)
    return unknown(`the country “${country}”`, sameCountry(country, lookup.codes?.() ?? []))
  if (state === undefined)
    return [
      `The holidays of ${of} name the region “${region}” without its state. Add the state, or leave the region out.`,
    ]
  if (lookup({ country, state }, anyYear) === undefined)
    return unknown(`the state “${state}” of ${country}`, known(lookup.codes?.(country)))
  return unknown(
    `the region “${region}” of ${country}-${state}`,
    known(lookup.codes?.(country, state)),
  )
}

/** UK is written for GB: another code that stands for a country of the same name. */
function sameCountry(country: string, codes: readonly string[]): string {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const name = names.of(country)
  const meant = name === undefined ? undefined : codes.find((code) => names.of(code) === name)
  return meant === undefined ? '' : ` Did you mean “${meant}” (${name})?`
}

function known(codes: readonly string[] = []): string {
  if (codes.length === 0) return ''
  const shown = codes.slice(0, 12)
  const rest = codes.length - shown.length
  return ` Known are: ${shown.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}.`
}

function checkDays(
  { id }: Environment,
  calendar: CalendarSettings,
  holidays: HolidayLookup,
): Check {
  const both = calendar.daysOff.filter(({ date }) => calendar.daysWorked.includes(date))
  const found = both.map(
    ({ date, name }) =>
      `In the calendar of environment “${id}”, ${date} is both a day off (${name}) and a day worked. Take it out of \`daysOff\` or of \`daysWorked\`.`,
  )
  const since = longBreak(calendar, holidays)
  return since === undefined
    ? found
    : [
        ...found,
        `The calendar of environment “${id}” has no working day in the ${longestBreakDays} days from ${since} on. Take days out of \`daysOff\`, or add weekdays to \`workingWeek\`.`,
      ]
}

/** The beginning of a break that is too long to be meant. Even a week of one day needs 40 days off for it. */
function longBreak(calendar: CalendarSettings, holidays: HolidayLookup): string | undefined {
  if (calendar.daysOff.length < 40) return undefined
  const working = workingDays(calendar, holidays)
  let seen = 0
  for (const day of calendar.daysOff.map(({ date }) => dayNumber(date)).sort((a, b) => a - b)) {
    if (day < seen) continue
    seen = day
    while (working.dayOff(seen) !== undefined)
      if (++seen - day >= longestBreakDays) return dateText(day)
  }
  return undefined
}

/** Another year is a slip: no instant is before 1970, and every year between would be worked through day by day. */
function checkStart({ start }: PlanningSettings): Check {
  if (start === undefined || (start >= '1971' && start < '2100')) return []
  return [
    `The plan starts on ${start}; plans are made for the years 1971 to 2099. Correct the year of \`start\`.`,
  ]
}

/** Windows name their team by its id: two of one id would rest and overlap as one. */
function checkTeams(spec: ProjectSpec, { teams }: PlanningSettings): Check {
  const environments: readonly string[] = spec.environments.map(({ id }) => id)
  return teams.flatMap(({ id, environments: own = [] }, i) => [
    ...(teams.findIndex((team) => team.id === id) === i
      ? []
      : [`There are two teams with the id “${id}”. Give one of them another.`]),
    ...own
      .filter((environment) => !environments.includes(environment))
      .map(
        (environment) => `The team “${id}” names ${unknownEnvironment(environment, environments)}`,
      ),
  ])
}

function checkBlackouts(spec: ProjectSpec, settings: PlanningSettings): Check {
  const ids: readonly string[] = spec.environments.map(({ id }) => id)
  return settings.blackouts.flatMap(({ from, to, reason, environments = [] }) => [
    ...(to < from
      ? [
          `The blackout “${reason}” ends on ${to}, before it begins on ${from}. Exchange the two dates.`,
        ]
      : []),
    ...environments
      .filter((id) => !ids.includes(id))
      .map((id) => `The blackout “${reason}” names ${unknownEnvironment(id, ids)}`),
  ])
}
