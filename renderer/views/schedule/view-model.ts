import { dateText, dayMs, dayNumber, weekDayIndex } from '../../../shared/planner/calendar/days.ts'
import { groupBy } from '../../../shared/planner/placement/group-by.ts'
import { zoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import type { ZoneClock } from '../../../shared/planner/calendar/zone-clock.ts'
import type { DateText } from '../../../shared/domain/planning.ts'
import type {
  PlanDetails,
  PlannedBatchView,
  PlannedWindow,
  SlotView,
} from '../../../shared/ipc/plan-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import type { WindowState } from '../../../shared/planner/types.ts'

/** The calendar of one environment. Dates are local dates of its zone. */

export type Booking = {
  readonly batch: PlannedBatchView
  readonly window: PlannedWindow
  /** Only what has not begun can be put elsewhere. */
  readonly movable: boolean
}

export type Cell = {
  readonly date: DateText
  readonly inMonth: boolean
  readonly isToday: boolean
  readonly isPast: boolean
  /** Reasons of the blackouts that hold on this day. */
  readonly blackouts: readonly string[]
  /** Off-peak windows that open on this day; none while they are not read. */
  readonly slots: readonly SlotView[]
  readonly isRead: boolean
  readonly bookings: readonly Booking[]
}

export const windowTone: Readonly<Record<WindowState, Tone>> = {
  planned: 'ready',
  open: 'active',
  closing: 'warn',
  closed: 'good',
  missed: 'bad',
}

const clockOf = (zone: string): ZoneClock => {
  const clock = zoneClock(zone) ?? zoneClock('UTC')
  if (clock === undefined) throw new Error('there is no UTC')
  return clock
}

/** `2027-01` of a date, and the months beside it. */
export const monthOf = (date: DateText): string => date.slice(0, 7)

export function monthBeside(month: string, by: number): string {
  const [year = 1970, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

/** `Mon 28 Dec`. */
export const weekDay = (date: DateText): string =>
  dayFormat.format(Date.parse(date)).replace(',', '')

/** Whole weeks, Monday first, that hold a month. */
export function datesOfMonth(month: string): readonly DateText[] {
  const first = dayNumber(`${month}-01`)
  const last = dayNumber(`${monthBeside(month, 1)}-01`) - 1
  const begin = first - weekDayIndex(first)
  const end = last + 6 - weekDayIndex(last)
  return datesBetween(begin, end)
}

export function datesOfWeek(date: DateText): readonly DateText[] {
  const begin = dayNumber(date) - weekDayIndex(dayNumber(date))
  return datesBetween(begin, begin + 6)
}

const datesBetween = (first: number, last: number): readonly DateText[] =>
  Array.from({ length: last - first + 1 }, (_, i) => dateText(first + i))

export const dateBeside = (date: DateText, by: number): DateText => dateText(dayNumber(date) + by)

/** Every date from one to the other, in whichever order they were named. */
export const datesFromTo = (a: DateText, b: DateText): readonly DateText[] =>
  datesBetween(Math.min(dayNumber(a), dayNumber(b)), Math.max(dayNumber(a), dayNumber(b)))

/** First and last instant of local days; half-open. */
export function spanOf(
  dates: readonly DateText[],
  zone: string,
): { readonly from: number; readonly to: number } {
  const clock = clockOf(zone)
  const at = (day: number): number => Math.max(0, clock.instantOf(day * dayMs, 'jump'))
  const days = dates.map(dayNumber)
  return { from: at(Math.min(...days)), to: at(Math.max(...days) + 1) }
}

export const localDateOf = (at: number, zone: string): DateText => dateText(clockOf(zone).dayAt(at))

/** The month to begin with: that of the window that is asked for, else of the next one, else of today. */
export function firstDate(
  plan: PlanDetails,
  environment: { readonly id: string; readonly zone: string },
  now: number,
  focus?: string,
): DateText {
  const windows = plan.batches.flatMap(({ id, windows: of }) =>
    of.filter((window) => window.environment === environment.id).map((window) => ({ id, window })),
  )
  const wanted = windows.find(({ id }) => id === focus)
  const next = windows
    .filter(({ window }) => window.to > now)
    .toSorted((a, b) => a.window.from - b.window.from)[0]
  return localDateOf((wanted ?? next)?.window.from ?? now, environment.zone)
}

export type CellFacts = {
  readonly dates: readonly DateText[]
  readonly month: string
  readonly environment: { readonly id: string; readonly zone: string }
  readonly plan: PlanDetails
  /** `unread`: being read, or they could not be. */
  readonly slots: readonly SlotView[] | 'unread'
  readonly now: number
}

export function cellsOf({
  dates,
  month,
  environment,
  plan,
  slots,
  now,
}: CellFacts): readonly Cell[] {
  const today = localDateOf(now, environment.zone)
  const bookings = groupBy(bookingsOf(plan, environment.id, now), ({ window }) =>
    localDateOf(window.from, environment.zone),
  )
  const isRead = slots !== 'unread'
  const opening = groupBy(isRead ? slots : [], ({ date }) => date)
  return dates.map((date) => ({
    date,
    inMonth: monthOf(date) === month,
    isToday: date === today,
    isPast: date < today,
    blackouts: blackoutsOn(plan, date, environment.id),
    slots: opening.get(date) ?? [],
    isRead,
    bookings: bookings.get(date) ?? [],
  }))
}

/** Windows of an environment in order of time. */
export const bookingsOf = (
  { batches }: PlanDetails,
  environment: string,
  now: number,
): readonly Booking[] =>
  batches
    .flatMap((batch) =>
      batch.windows
        .filter((window) => window.environment === environment)
        .map((window) => ({
          batch,
          window,
          movable: window.state === 'missed' || window.from > now,
        })),
    )
    .toSorted((a, b) => a.window.from - b.window.from)

const blackoutsOn = (
  { blackouts }: PlanDetails,
  date: DateText,
  environment: string,
): readonly string[] =>
  blackouts
    .filter(
      ({ from, to, environments }) =>
        from <= date &&
        date <= to &&
        (environments === undefined || environments.some((id) => id === environment)),
    )
    .map(({ reason }) => reason)

/** What is to be said of a slot before something is put there. */
export type Verdict = {
  readonly tone: Tone
  readonly word: 'free' | 'refused' | 'no window' | 'not read yet' | 'here now'
  readonly text: string
}

/** Of the day a batch is held over: with the reason of the planner, word by word. */
export function verdictOf(cell: Cell, batch: string): Verdict {
  const own = cell.bookings.find((booking) => booking.batch.id === batch)
  if (own !== undefined)
    return { tone: 'ready', word: 'here now', text: 'It has this window already.' }
  if (!cell.isRead)
    return { tone: 'idle', word: 'not read yet', text: 'Its windows are not read yet.' }
  const [slot] = cell.slots
  if (slot === undefined)
    return { tone: 'idle', word: 'no window', text: 'No off-peak window opens on this day.' }
  const free = cell.slots.find(
    ({ refused, whyNot }) => refused === undefined && whyNot === undefined,
  )
  if (free !== undefined)
    return { tone: 'good', word: 'free', text: free.clockChange ?? 'It may move on this night.' }
  return { tone: 'bad', word: 'refused', text: slot.whyNot ?? slot.refused ?? '' }
}

/** A reason without its zone, which stands above the calendar. */
export const shortReason = (reason: string): string =>
  reason.replace(/^[A-Za-z_]+\/[A-Za-z_/]+: /, '')

/** The slot of a day that a batch would take: the first that is free for it, else the first. */
export const slotToTake = ({ slots }: Cell): SlotView | undefined =>
  slots.find(({ refused, whyNot }) => refused === undefined && whyNot === undefined) ?? slots[0]

/** How much of a window the work takes, of what is left when the reserve is kept; above 1 it does not fit. */
export const loadOf = (
  { from, to, workMs }: Pick<PlannedWindow, 'from' | 'to' | 'workMs'>,
  reserveMinutes: number,
): number => workMs / Math.max(1, to - from - reserveMinutes * 60_000)

export type HourBlock = {
  /** Share of the day at which it begins, and how much of it it takes. */
  readonly top: number
  readonly height: number
}

/**
 * Where a stretch of time lies in a local day, by the time that passes: a day of 23 or 25 hours is as high as the others, and nothing in it
 * is drawn twice or lost. Undefined when it does not touch the day.
 */
export function blockOf(
  { from, to }: { readonly from: number; readonly to: number },
  date: DateText,
  zone: string,
): HourBlock | undefined {
  const day = spanOf([date], zone)
  const [begin, end] = [Math.max(from, day.from), Math.min(to, day.to)]
  if (end <= begin) return undefined
  const length = day.to - day.from
  return { top: (begin - day.from) / length, height: (end - begin) / length }
}

/** Full hours of a local day with their place; an hour that comes twice is there twice. */
export function hoursOf(
  date: DateText,
  zone: string,
): readonly { readonly label: string; readonly top: number }[] {
  const clock = clockOf(zone)
  const { from, to } = spanOf([date], zone)
  const hours: { label: string; top: number }[] = []
  for (let at = from; at < to; at += 3_600_000)
    hours.push({
      label: new Date(at + clock.offsetAt(at)).toISOString().slice(11, 16),
      top: (at - from) / (to - from),
    })
  return hours
}
