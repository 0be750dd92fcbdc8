import type { JournalEvent } from '../../shared/domain/journal.ts'

/** Lock-outs of customers as they are measured in this process: the next customer's forecast rests on them at once. */
export type MeasuredBook = {
  /** Takes what was stored. */
  note(events: readonly JournalEvent[]): void
  /** How many were noted so far. */
  count(): number
  /** Those behind the first `count`. */
  since(count: number): readonly { readonly member: string; readonly ms: number }[]
}

export function createMeasuredBook(): MeasuredBook {
  const all: { member: string; ms: number }[] = []
  return {
    note(events) {
      for (const event of events)
        if (
          event.kind === 'downtime.closed' &&
          event.service === 'customer' &&
          event.result.measuredMs !== null
        )
          all.push({ member: event.member, ms: event.result.measuredMs })
    },
    count: () => all.length,
    since: (count) => all.slice(count),
  }
}
