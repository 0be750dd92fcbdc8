import type { EnvironmentId } from '../../domain/ids.ts'
import { instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendar, PlanFacts, Slot } from '../types.ts'

const dayMs = 86_400_000

/** Longer than any window: one that is open now opened later than this ago. */
const longestMs = 2 * dayMs

/** Beyond it no simulated migration is followed. */
const longestDays = 7300

/** The off-peak windows of one environment as arrays, so that a simulated night costs a few additions. */
export type Track = {
  readonly environment: EnvironmentId
  readonly slots: readonly Slot[]
  /** Never before now. */
  readonly from: Float64Array
  readonly to: Float64Array
  /** Test day of each slot. */
  readonly day: Int32Array
  /** 1 where the calendar lets it be used. */
  readonly open: Uint8Array
  /** By day: 1 where it is a working day. */
  readonly working: Uint8Array
  /** Index of the first slot that opens at this instant or later. */
  firstFrom(at: number): number
}

/** Days since 1970-01-01 of a local date. */
export const dayNumber = (date: string): number => Date.parse(date) / dayMs

/**
 * Slots from now until well behind the last planned window: as far behind as delays with the chances of the settings could reach.
 * Days are counted from `firstDay`.
 */
export function createTracks(
  facts: PlanFacts,
  lastWindow: number,
): { readonly tracks: readonly Track[]; readonly days: number; readonly firstDay: number } {
  const { windowLost, dayLost } = facts.settings.chances
  const lost = Math.min(0.95, windowLost + dayLost)
  const planned = Math.ceil((lastWindow - facts.now) / dayMs)
  const days = Math.min(longestDays, Math.ceil(planned * (1.5 + (2 * lost) / (1 - lost))) + 90)
  // Local dates run from a day before to a day after those of UTC.
  const firstDay = Math.floor(facts.now / dayMs) - 1
  const tracks = facts.spec.environments.map(({ id }) =>
    createTrack(facts.calendars.of(id), facts.now, firstDay, days),
  )
  return { tracks, days, firstDay }
}

function createTrack(calendar: Calendar, now: Instant, firstDay: number, days: number): Track {
  const slots: Slot[] = []
  for (const slot of calendar.slots(instant(Math.max(0, now - longestMs)))) {
    if (dayNumber(slot.testDay) - firstDay >= days) break
    if (slot.to > now) slots.push(slot)
  }
  const dateOf = (day: number): string =>
    new Date((firstDay + day) * dayMs).toISOString().slice(0, 10)
  return {
    environment: calendar.environment,
    slots,
    from: Float64Array.from(slots, (s) => Math.max(now, s.from)),
    to: Float64Array.from(slots, (s) => s.to),
    day: Int32Array.from(slots, (s) => dayNumber(s.testDay) - firstDay),
    open: Uint8Array.from(slots, (s) => (s.refused === undefined ? 1 : 0)),
    working: Uint8Array.from({ length: days }, (_, day) =>
      calendar.dayOff(dateOf(day)) === undefined ? 1 : 0,
    ),
    firstFrom(at) {
      let [low, high] = [0, slots.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((slots[middle]?.from ?? Infinity) < at) low = middle + 1
        else high = middle
      }
      return low
    },
  }
}
