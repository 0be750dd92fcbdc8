import type { Instant } from '../../domain/time.ts'
import type { Calendar } from '../types.ts'
import type { WorkDays } from './work-days.ts'

/** A night in which a window may lie: the working day it falls into, and the first one on which work can begin after it. */
export type Night = { readonly night: number; readonly tick: number }

/** Off-peak windows of an environment that may be used and open in [from, to), in order. */
export function legalNights(
  calendar: Calendar,
  from: Instant,
  to: Instant,
  days: WorkDays,
): readonly Night[] {
  const nights: Night[] = []
  for (const slot of calendar.slots(from)) {
    if (slot.from >= to) break
    if (slot.refused === undefined)
      nights.push({ night: days.dayOf(slot.from), tick: days.tick(slot.to) })
  }
  return nights
}
