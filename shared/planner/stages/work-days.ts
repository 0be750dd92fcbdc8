import type { DateText } from '../../domain/planning.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendar } from '../types.ts'

/** People begin at nine: what is over by then leaves the whole day for work. */
const beginOfWorkMs = 9 * 3_600_000

/**
 * The working days of the office calendar, numbered in order. Days of work are counted and moved by their numbers, because asking
 * the calendar costs a hundred times as much.
 */
export interface WorkDays {
  /** Number of the first day on which work can begin after `at`. */
  tick(at: Instant): number
  /** Number of the day that an instant falls into; of the next working day when it falls between two. */
  dayOf(at: Instant): number
  startOf(day: number): Instant
  /** Beginning of the local day behind it. */
  endOf(day: number): Instant
}

/** `earliest`: no instant before it is ever asked for. */
export function createWorkDays(office: Calendar, earliest: Instant): WorkDays {
  let date = office.addWorkingDays(office.dateOf(earliest), -2)
  const starts: Instant[] = []
  const ends: Instant[] = []
  let adjacent = false
  const extend = (): void => {
    const next = nextDate(date)
    // The end of one day is often the start of the next: one question less.
    starts.push((adjacent ? ends.at(-1) : undefined) ?? office.startOf(date))
    ends.push(office.startOf(next))
    date = next
    while (office.dayOff(date) !== undefined) date = nextDate(date)
    adjacent = date === next
  }
  const reach = (at: number, of: readonly Instant[]): void => {
    for (let last = of.at(-1); last === undefined || last < at; last = of.at(-1)) extend()
  }
  const day = (n: number, of: readonly Instant[]): Instant => {
    for (let value = of[Math.max(0, n)]; ; value = of[Math.max(0, n)]) {
      if (value !== undefined) return value
      extend()
    }
  }
  return {
    tick(at) {
      reach(at - beginOfWorkMs, starts)
      return firstAtLeast(starts, at - beginOfWorkMs)
    },
    dayOf(at) {
      reach(at + 1, ends)
      return firstAtLeast(ends, at + 1)
    },
    startOf: (n) => day(n, starts),
    endOf: (n) => day(n, ends),
  }
}

function firstAtLeast(sorted: readonly Instant[], at: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** The calendar day behind; dates only, no zone involved. */
const nextDate = (date: DateText): DateText =>
  new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
