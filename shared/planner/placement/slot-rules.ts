import { batchName } from '../../domain/batch-name.ts'
import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import type { DateText } from '../../domain/planning.ts'
import { formatMs, instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { Calendar, PlanFacts, RefusedSlot, Slot } from '../types.ts'
import { TeamBook } from './team-book.ts'
import type { Held } from './team-book.ts'
import { localTime } from '../../domain/local-time.ts'

/** One window that is looked for: that of the customers of one environment of a batch. */
export type Request = {
  readonly batch: BatchId
  readonly pilot: boolean
  readonly environment: EnvironmentId
  readonly team: string
  /** How long the window is busy, ms. */
  readonly loadMs: number
}

/** Refused slots that are kept for a window, the latest. */
export const keptRefusals = 20

/** The rules by which a slot may be used, over everything that is taken so far. */
export class SlotRules {
  /** Nothing may begin before: the end of the setup, or now. */
  readonly start: Instant
  readonly #facts: PlanFacts
  readonly #books = new Map<string, TeamBook>()
  /** When the pilot is over, and the last of its days, in whatever zone it is the latest; no other batch before it has been watched. */
  #pilot: Pick<Held, 'to' | 'testDay'> | undefined
  readonly #days = new Map<string, DateText>()

  constructor(facts: PlanFacts, start: Instant) {
    this.#facts = facts
    this.start = start
  }

  book(team: string): TeamBook {
    const book = this.#books.get(team) ?? new TeamBook()
    this.#books.set(team, book)
    return book
  }

  hold(request: Pick<Request, 'batch' | 'pilot' | 'team'>, slot: Omit<Held, 'batch'>): Held {
    const { environment, from, to, testDay } = slot
    const held = { batch: request.batch, environment, from, to, testDay }
    this.book(request.team).hold(held)
    if (request.pilot)
      this.#pilot = {
        to: instant(Math.max(to, this.#pilot?.to ?? 0)),
        testDay:
          testDay > (this.#pilot?.testDay ?? '') ? testDay : (this.#pilot?.testDay ?? testDay),
      }
    return held
  }

  /** Why this slot may not be taken, in a sentence; undefined when it may. */
  whyNot(slot: Slot, request: Request): string | undefined {
    return (
      slot.refused ??
      this.#beforeStart(slot) ??
      this.#tooShort(slot, request) ??
      this.#taken(slot, request) ??
      this.#beforePilot(slot, request) ??
      this.#coolDown(slot, request)
    )
  }

  /** The first slot that opens at `after` or later and may be taken, and those before it with the reason of each. */
  search(
    request: Request,
    after: Instant,
  ): { readonly slot?: Slot; readonly refused: readonly RefusedSlot[] } {
    const refused: RefusedSlot[] = []
    for (const slot of this.calendar(request.environment).slots(after)) {
      const reason = this.whyNot(slot, request)
      if (reason === undefined) return { slot, refused }
      refused.push(refusal(slot, reason))
      if (refused.length > keptRefusals) refused.shift()
    }
    return { refused }
  }

  /** Why the slots between the team's window before this one and this one are not used. */
  refusedBefore(request: Request, from: Instant): readonly RefusedSlot[] {
    const { to } = this.book(request.team).before(from, request.batch) ?? { to: this.start }
    const refused: RefusedSlot[] = []
    for (const slot of this.calendar(request.environment).slots(
      instant(Math.max(to, this.start)),
    )) {
      if (slot.from >= from) break
      const reason = this.whyNot(slot, request)
      if (reason !== undefined) refused.push(refusal(slot, reason))
      if (refused.length > keptRefusals) refused.shift()
    }
    return refused
  }

  calendar(environment: EnvironmentId): Calendar {
    return this.#facts.calendars.of(environment)
  }

  /** What a window of this length leaves for work, ms. */
  roomMs(lengthMs: number): number {
    return lengthMs - this.#facts.settings.reserveMinutes * 60_000
  }

  #beforeStart(slot: Slot): string | undefined {
    if (slot.from >= this.start) return undefined
    const { zone } = this.calendar(slot.environment)
    return `batches may not begin before ${localTime(this.start, zone)}`
  }

  #tooShort(slot: Slot, { loadMs }: Request): string | undefined {
    const length = slot.to - slot.from
    if (loadMs <= this.roomMs(length)) return undefined
    const { reserveMinutes } = this.#facts.settings
    return `the window of ${slot.date} is ${formatMs(length)} long, of which ${reserveMinutes} min are kept for checks and returns; the work takes about ${formatMs(loadMs)}`
  }

  #taken(slot: Slot, { team, batch, environment }: Request): string | undefined {
    const held = this.book(team).overlapping(slot)
    if (held === undefined || (held.batch === batch && held.environment === environment))
      return undefined
    return `team ${team} moves ${batchName(held.batch)} of ${held.environment} at that time`
  }

  #beforePilot(slot: Slot, { pilot, environment }: Request): string | undefined {
    if (pilot || this.#pilot === undefined) return undefined
    const { pilotDays } = this.#facts.settings
    const first = this.#workingDay(environment, this.#pilot.testDay, pilotDays)
    if (slot.from >= this.#pilot.to && slot.testDay >= first) return undefined
    return `the pilot is watched for ${days(pilotDays)} after ${this.#pilot.testDay}: no other batch before ${first}`
  }

  #coolDown(slot: Slot, { team, batch, environment }: Request): string | undefined {
    const { coolDownDays } = this.#facts.settings
    const book = this.book(team)
    const before = book.before(slot.from, batch)
    if (before !== undefined) {
      const first = this.#workingDay(environment, before.testDay, coolDownDays)
      if (slot.testDay < first)
        return `team ${team} keeps ${days(coolDownDays)} from ${batchName(before.batch)} (${before.testDay}) to its next batch: not before ${first}`
    }
    const behind = book.behind(slot.from, batch)
    if (behind === undefined) return undefined
    const first = this.#workingDay(behind.environment, slot.testDay, coolDownDays)
    return behind.testDay < first
      ? `team ${team} keeps ${days(coolDownDays)} from this one to ${batchName(behind.batch)}, which is on ${behind.testDay}`
      : undefined
  }

  /** Asked for the same few days again and again while a slot is looked for. */
  #workingDay(environment: EnvironmentId, from: DateText, count: number): DateText {
    const key = `${environment} ${from} ${count}`
    const known = this.#days.get(key)
    if (known !== undefined) return known
    if (this.#days.size > 200) this.#days.clear()
    const day = this.calendar(environment).addWorkingDays(from, count)
    this.#days.set(key, day)
    return day
  }
}

export const refusal = (
  { environment, from, to }: Pick<Slot, 'environment' | 'from' | 'to'>,
  reason: string,
): RefusedSlot => ({ environment, from, to, reason })

const days = (count: number): string => `${count} working day${count === 1 ? '' : 's'}`
