import type { BatchId, CustomerId, EnvironmentId } from '../../../shared/domain/ids.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type {
  MeasuredTransfer,
  Placement,
  PlanCustomer,
  PlanFacts,
  Progress,
  Slot,
} from '../../../shared/planner/types.ts'
import type { Truth } from './truth.ts'

/** How things really are, which nobody knows beforehand. */
export type Nature = {
  readonly baseMs: number
  readonly perAccountMs: number
  readonly spread: number
  readonly windowLost: number
  readonly returned: number
  readonly dayLost: number
}

/** Customers that a team still has to move, and when it meant to. */
type Errand = {
  readonly batch: BatchId | undefined
  readonly pilot: boolean
  readonly environment: EnvironmentId
  readonly team: string
  readonly plannedFrom: number
  todo: PlanCustomer[]
  begun: boolean
  beganAt: Instant | undefined
  endedAt: Instant | undefined
}

type Returned = { readonly customer: PlanCustomer; readonly day: string; readonly team: string }

/** A migration that really happens, one off-peak window after the other. Customers are moved one by one over the runner's lanes. */
export class Migration {
  readonly #facts: PlanFacts
  readonly #nature: Nature
  readonly #chance: Truth
  readonly #errands: Errand[]
  readonly #returned: Returned[] = []
  readonly #measured: MeasuredTransfer[] = []
  readonly #states = new Map<CustomerId, CustomerState>()
  readonly #lostDays = new Map<string, boolean>()
  /** By team: its last window. */
  readonly #last = new Map<
    string,
    { readonly day: string; readonly to: number; readonly errand: Errand }
  >()
  #missed = 0
  #now: number
  #returns = 0

  constructor(facts: PlanFacts, placement: Placement, nature: Nature, chance: Truth) {
    this.#facts = facts
    this.#nature = nature
    this.#chance = chance
    this.#now = facts.now
    const byId = new Map(facts.customers.map((c) => [c.id, c]))
    this.#errands = placement.batches.flatMap((batch) =>
      batch.windows.map((window) => ({
        batch: batch.id,
        pilot: batch.pilot,
        environment: window.environment,
        team: window.team,
        plannedFrom: window.from,
        todo: batch.members.flatMap((id) => {
          const customer = byId.get(id)
          return customer?.environment === window.environment ? [customer] : []
        }),
        begun: false,
        beganAt: undefined,
        endedAt: undefined,
      })),
    )
  }

  /** Until the morning after the pilot's last customer. */
  runPilot(): void {
    this.#runUntil(() => this.#errands.every((e) => !e.pilot || e.todo.length === 0))
  }

  /** Until the last customer is on the target; answers when. */
  runRest(): Instant {
    this.#runUntil(() => this.#errands.every((e) => e.todo.length === 0))
    while (this.#returned.length > 0) {
      this.#addExtraErrands()
      this.#runUntil(() => this.#errands.every((e) => e.todo.length === 0))
    }
    return instant(Math.max(...this.#errands.map((e) => e.endedAt ?? 0)))
  }

  /** What the project file would hold now. */
  known(): {
    readonly now: Instant
    readonly progress: Progress
    readonly states: ReadonlyMap<CustomerId, CustomerState>
  } {
    const ends = this.#errands.filter((e) => e.pilot)
    const [pilot] = ends
    const beganAt = instant(Math.min(...ends.map((e) => e.beganAt ?? Infinity)))
    const endedAt = instant(Math.max(...ends.map((e) => e.endedAt ?? 0)))
    return {
      now: instant(Math.max(this.#now, ...[...this.#last.values()].map(({ to }) => to))),
      progress: {
        tasks: [],
        runs: [],
        batches: pilot?.batch === undefined ? [] : [{ batch: pilot.batch, beganAt, endedAt }],
        measured: this.#measured,
        highestBatch: 0,
        returned: this.#returns,
        missedWindows: this.#missed,
      },
      states: this.#states,
    }
  }

  #runUntil(done: () => boolean): void {
    while (!done()) this.#nextWindow()
  }

  /** Goes to the next off-peak window of any environment and lets the teams use it. */
  #nextWindow(): void {
    const slots = [...new Set(this.#errands.map((e) => e.environment))].flatMap((environment) => {
      for (const slot of this.#facts.calendars.of(environment).slots(instant(this.#now + 1)))
        return [slot]
      return []
    })
    const [slot] = slots.toSorted((a, b) => a.from - b.from)
    if (slot === undefined) throw new Error('the calendar has no more windows')
    const together = slots.filter((s) => s.from === slot.from)
    for (const each of together) if (this.#mayWork(each)) this.#use(each)
    this.#now = slot.from
  }

  #mayWork(slot: Slot): boolean {
    return slot.refused === undefined && !this.#isLost(slot.testDay)
  }

  #isLost(day: string): boolean {
    const known = this.#lostDays.get(day) ?? this.#chance.uniform() < this.#nature.dayLost
    this.#lostDays.set(day, known)
    return known
  }

  #use(slot: Slot): void {
    for (const { id: team } of this.#facts.settings.teams) {
      const errand = this.#errands.find((e) => e.team === team && e.todo.length > 0)
      if (errand?.environment !== slot.environment || !this.#isDue(errand, slot)) continue
      if (this.#chance.uniform() < this.#nature.windowLost) {
        this.#missed++
        continue
      }
      this.#move(errand, slot)
    }
  }

  #isDue(errand: Errand, slot: Slot): boolean {
    if (slot.from < errand.plannedFrom) return false
    const last = this.#last.get(errand.team)
    if (last !== undefined && slot.from < last.to) return false
    const { coolDownDays, pilotDays } = this.#facts.settings
    const same = last?.errand === errand || (errand.pilot && last?.errand.pilot === true)
    if (!same && last !== undefined && this.#workedDays(last.day, slot) < coolDownDays) return false
    if (errand.pilot) return true
    const pilots = this.#errands.filter((e) => e.pilot)
    if (pilots.some((e) => e.todo.length > 0)) return false
    const watchedFrom = pilots
      .map((e) => this.#facts.calendars.of(e.environment).dateOf(e.endedAt ?? instant(0)))
      .toSorted()
      .at(-1)
    return watchedFrom === undefined || this.#workedDays(watchedFrom, slot) >= pilotDays
  }

  /** Working days from this one to the test day of the slot, those that were lost left out. */
  #workedDays(from: string, slot: Slot): number {
    const calendar = this.#facts.calendars.of(slot.environment)
    let count = 0
    for (let at = Date.parse(from); at < Date.parse(slot.testDay);) {
      at += 86_400_000
      const day = new Date(at).toISOString().slice(0, 10)
      if (calendar.dayOff(day) === undefined && !this.#isLost(day)) count++
    }
    return count
  }

  #move(errand: Errand, slot: Slot): void {
    if (!errand.begun) this.#takeAlong(errand, slot)
    errand.begun = true
    errand.beganAt ??= slot.from
    const { reserveMinutes, lockOut } = this.#facts.settings
    const closes = slot.to - reserveMinutes * 60_000
    const lanes: number[] = []
    let [now, inARow] = [slot.from as number, 0]
    while (errand.todo.length > 0) {
      const allowed = inARow < 1 ? 1 : inARow < 3 ? 2 : inARow < 7 ? 4 : 64
      if (lanes.length >= Math.min(allowed, this.#facts.spec.transfer.width)) {
        now = Math.min(...lanes)
        lanes.splice(lanes.indexOf(now), 1)
        inARow++
        continue
      }
      const [customer] = errand.todo
      if (customer === undefined) break
      const ms = this.#lockOutMs(customer)
      if (now + ms + lockOut.overheadMs > closes) break
      errand.todo.shift()
      lanes.push(now + ms + lockOut.overheadMs)
      this.#arrive(errand, customer, ms, slot)
    }
    if (errand.todo.length === 0) errand.endedAt = instant(Math.round(Math.max(now, ...lanes)))
    this.#last.set(errand.team, { day: slot.testDay, to: slot.to, errand })
  }

  #lockOutMs({ accounts }: PlanCustomer): number {
    const { baseMs, perAccountMs, spread } = this.#nature
    return (baseMs + perAccountMs * accounts) * Math.exp(spread * this.#chance.normal())
  }

  #arrive(errand: Errand, customer: PlanCustomer, ms: number, slot: Slot): void {
    const comesBack = this.#chance.uniform() < this.#nature.returned
    this.#states.set(customer.id, comesBack ? 'returned' : 'accepted')
    const { id, accounts } = customer
    const { batch } = errand
    this.#measured.push({ customer: id, accounts, ms, ...(batch === undefined ? {} : { batch }) })
    if (!comesBack) return
    this.#returns++
    this.#returned.push({ customer, day: slot.testDay, team: errand.team })
  }

  /** Returned customers go with the next batch of their environment that has room, once what was wrong had time to be put right. */
  #takeAlong(errand: Errand, slot: Slot): void {
    const { coolDownDays } = this.#facts.settings
    const { maxBatchSize } = this.#facts.spec.transfer
    const waiting = this.#returned.splice(0)
    for (const returned of waiting) {
      const { customer, day } = returned
      const fits =
        !errand.pilot &&
        errand.todo.length < maxBatchSize &&
        customer.environment === errand.environment &&
        this.#workedDays(day, slot) >= coolDownDays
      if (fits) errand.todo.push(customer)
      else this.#returned.push(returned)
    }
  }

  /** Those for whom no batch is left get one of their own. */
  #addExtraErrands(): void {
    const left = this.#returned.splice(0)
    for (const environment of new Set(left.map(({ customer }) => customer.environment))) {
      const own = left.filter(({ customer }) => customer.environment === environment)
      this.#errands.push({
        batch: undefined,
        pilot: false,
        environment,
        team: own.at(-1)?.team ?? '',
        plannedFrom: 0,
        todo: own.map(({ customer }) => customer),
        begun: false,
        beganAt: undefined,
        endedAt: undefined,
      })
    }
  }
}
