import Holidays from 'date-holidays'
import type { DateText } from '../domain/planning.ts'
import { dateText, dayMs, dayNumber } from './calendar/days.ts'
import type { Holiday, HolidayLookup } from './types.ts'

type Place = Parameters<HolidayLookup>[0]

/**
 * Public holidays with English names, observed days included (`Independence Day (substitute day)`), as far as date-holidays knows
 * them; it does not know every country (Nepal is missing). Half holidays, which begin at noon or later, are working days. Import
 * this file lazily: the data cost 90 ms and 38 MB.
 */
export const publicHolidays: HolidayLookup = Object.assign(lookUp, { codes })

/** What was worked out already: the answer follows from place and year alone. */
const calendars = new Map<string, Holidays | undefined>()
const years = new Map<string, readonly Holiday[]>()

function lookUp(place: Place, year: number): readonly Holiday[] | undefined {
  const calendar = calendarOf(place)
  if (calendar === undefined) return undefined
  // Some last several days, and may begin in one year and end in the next.
  const inYear = [year - 1, year, year + 1]
    .flatMap((near) => daysOf(place, calendar, near))
    .filter(({ date }) => date.startsWith(`${year}-`))
  return distinct(inYear).sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

function codes(country?: string, state?: string): readonly string[] {
  const all = new Holidays()
  // The types say that there always is an answer; for a place without parts there is none.
  const found: Readonly<Record<string, string>> | undefined =
    country === undefined
      ? all.getCountries()
      : state === undefined
        ? all.getStates(country)
        : all.getRegions(country, state)
  return Object.keys(found ?? {})
}

/** date-holidays takes an unknown state for none, which would pass over the holidays of the one that was meant. */
function calendarOf(place: Place): Holidays | undefined {
  const key = placeKey(place)
  if (!calendars.has(key)) calendars.set(key, isKnown(place) ? createCalendar(place) : undefined)
  return calendars.get(key)
}

const placeKey = ({ country, state = '', region = '' }: Place): string =>
  `${country}/${state}/${region}`

const isKnown = ({ country, state, region }: Place): boolean =>
  codes().includes(country) &&
  (state === undefined ? region === undefined : codes(country).includes(state)) &&
  (state === undefined || region === undefined || codes(country, state).includes(region))

const createCalendar = ({ country, state, region }: Place): Holidays =>
  new Holidays(
    {
      country,
      ...(state === undefined ? {} : { state }),
      ...(region === undefined ? {} : { region }),
    },
    { types: ['public'] },
  )

function daysOf(place: Place, calendar: Holidays, year: number): readonly Holiday[] {
  const key = `${placeKey(place)}/${year}`
  const known = years.get(key)
  if (known !== undefined) return known
  const made = calendar
    .getHolidays(year, 'en')
    .flatMap(({ date, start, end, name }) =>
      daysFrom(date.slice(0, 10), wholeDays(start, end)).map((day) => ({ date: day, name })),
    )
  years.set(key, made)
  return made
}

/** Instants of the place's own zone; a day of them may have an hour less, and one over half a day is none. */
const wholeDays = (start: Date, end: Date): number =>
  Math.floor((end.getTime() - start.getTime()) / dayMs + 0.1)

const daysFrom = (date: DateText, days: number): readonly DateText[] =>
  Array.from({ length: days }, (_, i) => dateText(dayNumber(date) + i))

const distinct = (holidays: readonly Holiday[]): Holiday[] => [
  ...new Map(holidays.map((holiday) => [`${holiday.date} ${holiday.name}`, holiday])).values(),
]
