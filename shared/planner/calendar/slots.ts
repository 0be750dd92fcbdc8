import type { EnvironmentId } from '../../domain/ids.ts'
import { formatMs, instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Slot } from '../types.ts'
import { dateText, dayMs, weekDayOf } from './days.ts'
import type { DayRule } from './off-peak-rules.ts'
import type { RefuseDays } from './refusals.ts'
import type { ZoneClock } from './zone-clock.ts'

/** Days that are resolved together, when the first of them is asked for. */
const blockDays = 32

/** 20 years, leap days included: `slots(after)` ends that much later. */
const horizonMs = 7305 * dayMs

export type SlotSource = {
  readonly environment: EnvironmentId
  readonly clock: ZoneClock
  readonly rules: readonly DayRule[]
  readonly refuse: RefuseDays
}

/** Off-peak windows that open at `after` or later, in order of opening. What is once resolved is shared by all who ask. */
export function slotsAfter(source: SlotSource): (after: Instant) => Iterable<Slot> {
  const blocks = new Map<number, readonly Slot[]>()

  function block(index: number): readonly Slot[] {
    const known = blocks.get(index)
    if (known !== undefined) return known
    const days = Array.from({ length: blockDays }, (_, i) => index * blockDays + i)
    const made = days.flatMap((day) => slotsOfDay(source, day))
    blocks.set(index, made)
    return made
  }

  return (after) => ({
    *[Symbol.iterator]() {
      const first = Math.floor(source.clock.dayAt(after) / blockDays)
      const end = after + horizonMs
      for (let index = first; ; index++) {
        const slots = block(index)
        for (let i = index === first ? firstAtOrAfter(slots, after) : 0; i < slots.length; i++) {
          const slot = slots[i]
          if (slot === undefined || slot.from >= end) return
          yield slot
        }
        if (source.clock.instantOf((index + 1) * blockDays * dayMs, 'jump') >= end) return
      }
    },
  })
}

function firstAtOrAfter(slots: readonly Slot[], after: number): number {
  let [low, high] = [0, slots.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((slots[middle]?.from ?? Infinity) < after) low = middle + 1
    else high = middle
  }
  return low
}

function slotsOfDay(source: SlotSource, day: number): readonly Slot[] {
  const weekDay = weekDayOf(day)
  return source.rules
    .filter((rule) => rule.days.has(weekDay))
    .map((rule) => resolve(source, day, rule))
    .filter((slot) => slot !== undefined)
    .sort((a, b) => a.from - b.from)
}

/** Undefined before 1970, where no instant is. */
function resolve(source: SlotSource, day: number, rule: DayRule): Slot | undefined {
  const { clock, environment } = source
  const from = opening(clock, day, rule.fromMs)
  const to = clock.instantOf(day * dayMs + rule.toMs, 'jump')
  if (from < 0 || to < 0) return undefined
  if (to <= from) return nothingLeft(source, day, rule, to)
  const last = clock.dayAt(to - 1)
  const refused = source.refuse({ first: clock.dayAt(from), last, test: last })
  const usualMs = rule.toMs - rule.fromMs
  return {
    environment,
    from: instant(from),
    to: instant(to),
    date: dateText(day),
    testDay: dateText(last),
    ...(refused === undefined ? {} : { refused }),
    ...(to - from === usualMs
      ? {}
      : { clockChange: clockChange(clock, day, rule, to - from, usualMs) }),
  }
}

/** A jump over midnight would move an opening into the next day, which has a window of its own: then it opens at the jump. */
function opening(clock: ZoneClock, day: number, fromMs: number): number {
  const at = clock.instantOf(day * dayMs + fromMs, 'later')
  return clock.dayAt(at) === day ? at : clock.instantOf(day * dayMs + fromMs, 'jump')
}

/** The jump of spring swallows it: kept as a refused slot without length, so that the night is named and not just missing. */
function nothingLeft(source: SlotSource, day: number, rule: DayRule, at: number): Slot {
  const [from = '', to = ''] = rule.window.split('-')
  const date = dateText(day)
  return {
    environment: source.environment,
    from: instant(at),
    to: instant(at),
    date,
    testDay: date,
    refused: `${source.clock.zone}: on ${date} the clocks go forward over ${from}, and ${to} has passed before a window could open`,
  }
}

const clockChange = (
  clock: ZoneClock,
  day: number,
  rule: DayRule,
  ms: number,
  usualMs: number,
): string =>
  `the clocks of ${clock.zone} go ${ms < usualMs ? 'forward' : 'back'}: ${rule.window} of ${dateText(day)} lasts ${formatMs(ms)} instead of ${formatMs(usualMs)}`
