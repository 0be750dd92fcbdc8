import { batchName } from '../../domain/batch-name.ts'
import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import type { BatchWindow } from '../../domain/planning.ts'
import { formatMs, instant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type {
  Placement,
  PlanFacts,
  PlannedBatch,
  RefusedSlot,
  Slot,
  UnplacedBatch,
} from '../types.ts'
import { demandsOf, hasBegun, otherTeams } from './demands.ts'
import type { BatchToPlace, Demand } from './demands.ts'
import { groupBy } from './group-by.ts'
import { keptRefusals, refusal, SlotRules } from './slot-rules.ts'
import type { Request } from './slot-rules.ts'
import { localTime } from '../../domain/local-time.ts'

/**
 * Windows for batches: each takes the earliest off-peak slot that no rule refuses. What cannot be had is named in `unplaced`, never
 * dropped.
 *
 * Without `place` everything that has not begun is placed, one after the other in the order of the batches. With `place`, windows stay
 * where they are as long as they are legal (those of batches in `place` too: they may have changed); what is not, or has no window,
 * goes to the first gap that keeps the cool-down on both sides, so that nothing else has to move. With an empty `place`
 * nothing is placed at all: what stands is looked at, and what is illegal keeps its window and is named.
 *
 * Windows that a person fixed come before all others. One that is illegal is refused with its reason, and its time stays taken.
 *
 * @param from End of the setup: no batch begins before it, nor before now.
 */
export function placeBatches(
  facts: PlanFacts,
  batches: readonly BatchToPlace[],
  from: Instant,
  place?: ReadonlySet<BatchId>,
): Placement {
  const start = instant(Math.max(from, facts.now))
  return new Placing(facts, start, place).run(demandsOf(facts, batches, start), batches)
}

type Outcome = {
  readonly window?: BatchWindow
  readonly refused: readonly RefusedSlot[]
  readonly unplaced?: UnplacedBatch
}

class Placing {
  readonly #facts: PlanFacts
  readonly #rules: SlotRules
  readonly #place: ReadonlySet<BatchId> | undefined
  readonly #begun: (batch: BatchId) => boolean
  readonly #fixed: ReadonlyMap<string, Instant>
  readonly #outcomes = new Map<Demand, Outcome>()
  /** Windows that became illegal, with the reason. */
  readonly #lost = new Map<Demand, readonly RefusedSlot[]>()
  /** By team: end of the window that was placed last; full placement never looks back. */
  readonly #cursors = new Map<string, Instant>()
  /** By kind of request: the smallest load that found no slot at all. Windows are only ever taken, so none appears later. */
  readonly #hopeless = new Map<string, number>()
  /** Next free slots by kind of request, until another window is taken. */
  readonly #nextFree = new Map<string, Slot | undefined>()

  constructor(facts: PlanFacts, start: Instant, place: ReadonlySet<BatchId> | undefined) {
    this.#facts = facts
    this.#rules = new SlotRules(facts, start)
    this.#place = place
    this.#begun = hasBegun(facts)
    this.#fixed = new Map(
      facts.settings.fixedWindows.map((f) => [keyOf(f.batch, f.environment), f.from]),
    )
  }

  run(demands: readonly Demand[], batches: readonly BatchToPlace[]): Placement {
    for (const demand of demands) if (this.#isPast(demand)) this.#keepPast(demand)
    // The pilot first: no other batch may come before it, also not one that a person fixed.
    this.#settle(demands.filter(({ batch }) => batch.pilot))
    this.#settle(demands.filter(({ batch }) => !batch.pilot))
    const outcomes = groupBy(this.#outcomes, ([demand]) => demand.batch.id)
    return {
      batches: batches.map((batch) =>
        planned(
          batch,
          (outcomes.get(batch.id) ?? []).map(([, o]) => o),
        ),
      ),
      unplaced: demands.flatMap((demand) => this.#outcomes.get(demand)?.unplaced ?? []),
    }
  }

  #settle(demands: readonly Demand[]): void {
    const open = demands.filter((demand) => !this.#outcomes.has(demand))
    for (const demand of open)
      if (this.#fixed.has(keyOf(demand.batch.id, demand.environment))) this.#fix(demand)
    if (this.#place !== undefined) {
      const kept = open.filter((d) => d.window !== undefined && !this.#outcomes.has(d))
      for (const demand of kept.toSorted((a, b) => opensAt(a) - opensAt(b))) this.#keep(demand)
    }
    for (const demand of open) if (!this.#outcomes.has(demand)) this.#findSlot(demand)
  }

  /** History is not judged: a window that opened before now stays, unless its batch is placed again because it was missed. */
  #isPast({ batch, window }: Demand): boolean {
    if (window === undefined) return false
    if (this.#begun(batch.id)) return true
    return this.#place !== undefined && window.from <= this.#facts.now && !this.#place.has(batch.id)
  }

  #keepPast(demand: Demand): void {
    const { batch, window } = demand
    if (window === undefined) return
    // A window that was missed cost its team nothing that it has to rest from.
    if (this.#begun(batch.id) || window.to > this.#facts.now) this.#take(demand, window)
    this.#outcomes.set(demand, { window, refused: [] })
  }

  #fix(demand: Demand): void {
    const { environment, team } = demand
    const from = this.#fixed.get(keyOf(demand.batch.id, demand.environment))
    if (from === undefined || team === undefined) return
    const slot = this.#slotAt(demand, from)
    let why: string | undefined
    for (const candidate of slot === undefined ? [] : otherTeams(this.#facts, demand)) {
      const reason = slot && this.#rules.whyNot(slot, request(demand, candidate))
      if (reason === undefined && slot !== undefined) return this.#accept(demand, candidate, slot)
      why ??= reason
    }
    why ??= `no off-peak window of ${environment} opens then`
    const when = localTime(from, this.#rules.calendar(environment).zone)
    // Asked before its own time is taken: otherwise that would stand in its way.
    const unplaced = this.#unplaced(
      demand,
      `was fixed to ${when}, and that may not be: ${why}. Choose another window, or release it`,
      slot === undefined ? [] : [refusal(slot, why)],
    )
    if (slot !== undefined) this.#take(demand, { ...slot, environment, team })
    this.#outcomes.set(demand, { refused: unplaced.refused, unplaced })
  }

  #keep(demand: Demand): void {
    const { window } = demand
    if (window === undefined) return
    const slot = this.#slotAt(demand, window.from)
    const legalTeam = otherTeams(this.#facts, demand).includes(window.team)
    const reason =
      slot?.to !== window.to
        ? `no off-peak window of ${demand.environment} has these hours any more`
        : !legalTeam
          ? `team ${window.team} does not serve ${demand.environment} any more`
          : this.#rules.whyNot(slot, request(demand, window.team))
    if (reason === undefined && slot !== undefined) return this.#accept(demand, window.team, slot)
    const refused = [refusal(window, reason ?? '')]
    if (this.#place?.size !== 0) {
      // Placed only when everything that may stay has its window.
      this.#lost.set(demand, refused)
      return
    }
    const when = localTime(window.from, this.#rules.calendar(demand.environment).zone)
    const unplaced = this.#unplaced(
      demand,
      `is planned for ${when}, and that may not be any more: ${reason}. Place it again`,
      refused,
    )
    this.#take(demand, window)
    this.#outcomes.set(demand, { window, refused, unplaced })
  }

  #findSlot(demand: Demand): void {
    const { environment, team, loadMs } = demand
    const before = this.#lost.get(demand) ?? []
    const give = (why: string, refused: readonly RefusedSlot[]): void => {
      this.#outcomes.set(demand, { refused, unplaced: this.#unplaced(demand, why, refused) })
    }
    if (team === undefined)
      return give('has nobody to move it: no team serves this environment. Add it to a team', [])
    const longest = this.#rules.calendar(environment).longestSlotMs
    if (loadMs > this.#rules.roomMs(longest))
      return give(
        `takes about ${formatMs(loadMs)}, and the longest off-peak window is ${formatMs(longest)} long, of which ${this.#facts.settings.reserveMinutes} min are kept. ${demand.batch.members.length === 1 ? 'Widen the off-peak window, or leave the customer out of the plan' : 'Widen the off-peak window, raise transfer.width, or divide the batch'}`,
        before,
      )
    if (this.#place?.size === 0) return give('has no window yet. Place it', before)
    const full = this.#place === undefined
    const after = full ? this.#cursors.get(team) : undefined
    const wanted = request(demand, team)
    const found =
      loadMs >= (this.#hopeless.get(kindOf(wanted)) ?? Infinity)
        ? { refused: [] }
        : this.#rules.search(wanted, after ?? this.#rules.start)
    const refused = [...before, ...found.refused].slice(-keptRefusals)
    if (found.slot === undefined) {
      this.#hopeless.set(kindOf(wanted), loadMs)
      const why =
        'finds no free window within 20 years. Add teams, shorten the cool-down, or lift blackouts'
      const unplaced = {
        batch: demand.batch.id,
        environment,
        message: sentence(demand, why),
        refused,
      }
      this.#outcomes.set(demand, { refused, unplaced })
      return
    }
    this.#cursors.set(team, found.slot.to)
    this.#accept(demand, team, found.slot, refused)
  }

  #accept(demand: Demand, team: string, slot: Slot, refused?: readonly RefusedSlot[]): void {
    const { environment } = demand
    const window = { environment, team, from: slot.from, to: slot.to }
    const looked = refused ?? this.#rules.refusedBefore(request(demand, team), slot.from)
    this.#take(demand, window)
    this.#outcomes.set(demand, { window, refused: looked })
  }

  #take({ batch }: Demand, window: BatchWindow): void {
    const { environment, from, to, team } = window
    this.#nextFree.clear()
    const testDay = this.#rules.calendar(environment).dateOf(instant(to - 1))
    this.#rules.hold(
      { batch: batch.id, pilot: batch.pilot, team },
      { environment, from, to, testDay },
    )
  }

  #slotAt({ environment, window }: Demand, from: Instant): Slot | undefined {
    let found: Slot | undefined
    for (const slot of this.#rules.calendar(environment).slots(from)) {
      if (slot.from !== from) break
      if (found === undefined || slot.to === window?.to) found = slot
    }
    return found
  }

  #unplaced(demand: Demand, why: string, refused: readonly RefusedSlot[]): UnplacedBatch {
    const { batch, environment, team } = demand
    const next = team === undefined ? undefined : this.#nextFreeOf(request(demand, team))
    return {
      batch: batch.id,
      environment,
      message: sentence(demand, why),
      refused,
      ...(next === undefined ? {} : { nextFree: { environment, from: next.from, to: next.to } }),
    }
  }

  /** Also for work that is too long for any window: when it could begin says something all the same. */
  #nextFreeOf(wanted: Request): Slot | undefined {
    const longest = this.#rules.roomMs(this.#rules.calendar(wanted.environment).longestSlotMs)
    const shortest = this.#rules.roomMs(this.#rules.calendar(wanted.environment).shortestSlotMs)
    const loadMs = wanted.loadMs > shortest && wanted.loadMs <= longest ? wanted.loadMs : 0
    const kind = `${kindOf(wanted)} ${loadMs}`
    if (!this.#nextFree.has(kind)) {
      const { slot } = this.#rules.search({ ...wanted, loadMs }, this.#rules.start)
      this.#nextFree.set(kind, slot)
    }
    return this.#nextFree.get(kind)
  }
}

const request = ({ batch, environment, loadMs }: Demand, team: string): Request => ({
  batch: batch.id,
  pilot: batch.pilot,
  environment,
  team,
  loadMs,
})

const sentence = ({ batch, environment }: Demand, why: string): string =>
  `${batchName(batch.id)} in ${environment} ${why}.`

const kindOf = ({ team, environment, pilot }: Request): string => `${team} ${environment} ${pilot}`

const keyOf = (batch: BatchId, environment: EnvironmentId): string => `${batch} ${environment}`

const opensAt = ({ window }: Demand): number => window?.from ?? Infinity

const planned = (batch: BatchToPlace, outcomes: readonly Outcome[]): PlannedBatch => {
  const { id, ordinal, pilot, members, why } = batch
  const windows = outcomes.flatMap(({ window }) => window ?? [])
  return {
    id,
    ordinal,
    pilot,
    members,
    why,
    windows: windows.toSorted((a, b) => a.from - b.from),
    refused: outcomes.flatMap(({ refused }) => refused).slice(-keptRefusals),
  }
}
