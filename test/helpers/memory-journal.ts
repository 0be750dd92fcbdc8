import type { Clock, Journal } from '../../main/runner/ports.ts'
import type { JournalEvent, StoredEvent } from '../../shared/domain/journal.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import { mayRunMove } from '../../shared/domain/states.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/** A journal in memory that can refuse, and whose process can end in mid-write. */
export type MemoryJournal = Omit<Journal, 'append'> & {
  append: (events: readonly JournalEvent[]) => Promise<void>
  readonly stored: StoredEvent[]
  /** The process "dies" at this append (counted from 0): before the write, or after it and before its answer. */
  dieAt: { append: number; before: boolean } | undefined
  /** Every append is refused with this. */
  refuse: Problem | undefined
  /** Resolves when it has died. */
  readonly died: Promise<void>
  revive(): void
  /** The journal of a process that begins now: after its death nothing of it is written any more, while others go on. */
  process(): Journal
}

export function memoryJournal(clock: Clock): MemoryJournal {
  const snapshots = new Map<string, string>()
  let count = 0
  let dead = false
  let lives = 0
  let tell = (): void => undefined
  let died = new Promise<void>((resolve) => (tell = resolve))
  const never = new Promise<never>(() => undefined)
  const journal: MemoryJournal = {
    stored: [],
    dieAt: undefined,
    refuse: undefined,
    get died() {
      return died
    },
    revive() {
      dead = false
      lives += 1
      journal.dieAt = undefined
      died = new Promise<void>((resolve) => (tell = resolve))
    },
    async append(events) {
      if (dead) return never
      if (journal.refuse !== undefined) throw new ProblemError(journal.refuse)
      refuseMoves(journal.stored, events)
      const last = journal.dieAt?.append === count++
      if (!(last && journal.dieAt?.before === true))
        for (const event of events)
          journal.stored.push({ seq: journal.stored.length + 1, at: clock.now(), event, hash: '' })
      if (!last) return undefined
      dead = true
      tell()
      return never
    },
    process() {
      const own = lives
      return {
        append: (events) => (own === lives ? journal.append(events) : never),
        events: (run) => journal.events(run),
        putSnapshot: (hash, json) => journal.putSnapshot(hash, json),
        snapshot: (hash) => journal.snapshot(hash),
      }
    },
    events: async (run) =>
      journal.stored.filter(({ event }) => runOf(event, journal.stored) === run),
    putSnapshot: async (hash, json) => void snapshots.set(hash, json),
    snapshot: async (hash) => snapshots.get(hash),
  }
  return journal
}

/** As the store does: a run moves only from the state that it is in, and only where it may. */
function refuseMoves(stored: readonly StoredEvent[], events: readonly JournalEvent[]): void {
  for (const event of events) {
    if (event.kind !== 'run.state') continue
    const last = stored.findLast((s) => s.event.kind === 'run.state' && s.event.run === event.run)
    const now = last?.event.kind === 'run.state' ? last.event.to : 'draft'
    if (now === event.from && mayRunMove(event.from, event.to)) continue
    throw new ProblemError(
      problem(
        'precondition',
        `Run ${event.run} is ${now}: not moved from ${event.from} to ${event.to}.`,
      ),
    )
  }
}

function runOf(event: JournalEvent, all: readonly StoredEvent[]): string | undefined {
  if ('run' in event && event.run !== undefined) return event.run
  if (!('attempt' in event)) return undefined
  const intended = all.find(
    (s) => s.event.kind === 'attempt.intended' && s.event.attempt === event.attempt,
  )?.event
  return intended?.kind === 'attempt.intended' ? intended.run : undefined
}
