import { extraRounds } from './draws.ts'
import type { Draws } from './draws.ts'
import type { Model } from './model.ts'
import { binomial } from './random.ts'

/** A plan to simulate: the planned slots of its jobs, and what may be used beside the calendar's own slots. */
export type Variant = {
  /** By job: no earlier than this slot. */
  readonly slots: Int32Array
  /** One more slot that may be used. Its test day counts as a working day; with `rested`, without waiting for the cool-down. */
  readonly added?: {
    readonly environment: number
    readonly slot: number
    readonly rested: boolean
  }
}

export type Ends = {
  /** By job, then run. */
  readonly jobs: Float64Array
  /** By run: end of the last transfer, of returned customers too. */
  readonly transfer: Float64Array
  /** Simulated migrations that went on beyond the calendar's arrays, and were cut there. */
  readonly cut: number
  /** By job: the slot that the last run began it in. */
  readonly slots: Int32Array
}

export const plannedSlots = ({ jobs }: Model): Int32Array => Int32Array.from(jobs, (j) => j.slot)

/** Follows a migration night by night, as often as there are draws. */
export function simulate(model: Model, draws: Draws, variant: Variant): Ends {
  const ends: Ends = {
    jobs: new Float64Array(model.jobs.length * draws.runs),
    transfer: new Float64Array(draws.runs),
    cut: 0,
    slots: new Int32Array(model.jobs.length),
  }
  let cut = 0
  const follow = new Following(model, draws, variant, ends)
  for (let run = 0; run < draws.runs; run++) if (follow.run(run)) cut++
  return { ...ends, cut }
}

/** One work to be done by a team in an environment, in as many nights as it takes. */
type Work = {
  readonly environment: number
  readonly team: number
  readonly slot: number
  readonly from: number
  /** First test day: because the pilot is watched, and because the team rests. */
  readonly day: number
  readonly rest: number
  readonly ms: number
}

/** Buffers that all runs of a variant share. */
class Following {
  readonly #model: Model
  readonly #draws: Draws
  readonly #variant: Variant
  readonly #ends: Ends
  #run = 0
  #cut = false
  /** By team: when its last window closed, and the test day of it; -1 before its first. */
  readonly #closed: Float64Array
  readonly #lastDay: Int32Array
  /** By team and environment: a slot before which nothing is free. */
  readonly #reached: Int32Array
  /** By environment: customers waiting to be moved again, the first day for it, and the team that moved there last. */
  readonly #waiting: Int32Array
  readonly #waitUntil: Int32Array
  readonly #teamOf: Int32Array
  /** Test day of the window that #work used last. */
  #usedDay = 0

  constructor(model: Model, draws: Draws, variant: Variant, ends: Ends) {
    this.#model = model
    this.#draws = draws
    this.#variant = variant
    this.#ends = ends
    const [teams, environments] = [model.teams.length, model.environments.length]
    this.#closed = new Float64Array(teams)
    this.#lastDay = new Int32Array(teams)
    this.#reached = new Int32Array(teams * environments)
    this.#waiting = new Int32Array(environments)
    this.#waitUntil = new Int32Array(environments)
    this.#teamOf = new Int32Array(environments)
  }

  /** True when it had to be cut short. */
  run(run: number): boolean {
    const { jobs, environments } = this.#model
    this.#reset(run)
    let [last, pilotTo, pilotDay, batch] = [0, 0, -1, -1]
    for (let i = 0; i < jobs.length; i++) {
      const job = jobs[i]
      if (job === undefined) break
      const { environment, team } = job
      const night = this.#draws.night[run * jobs.length + i] ?? 1
      const factor = (this.#draws.factor[run] ?? 1) * night
      // The windows of one batch need no rest between them.
      const rest = job.batch === batch ? 0 : this.#restedDay(team, environment)
      let [day, from] = [0, this.#closed[team] ?? 0]
      if (!job.pilot) {
        const watched = this.#model.watched[environment] ?? 0
        day = Math.max(watched, this.#after(pilotDay, this.#model.pilotDays, environment))
        from = Math.max(from, pilotTo)
      }
      batch = job.batch
      const slot = Math.max(
        this.#variant.slots[i] ?? 0,
        this.#reached[team * environments.length + environment] ?? 0,
      )
      const riders = this.#riders(i, slot)
      const ms = factor * (job.workMs + riders * this.#eachMs(environment))
      const end = this.#work({ environment, team, slot, from, day, rest, ms }, i)
      if (job.pilot) {
        pilotTo = Math.max(pilotTo, this.#closed[team] ?? 0)
        pilotDay = Math.max(pilotDay, this.#usedDay)
      }
      this.#comeBack(environment, team, job.customers + riders, i)
      this.#ends.jobs[i * this.#draws.runs + run] = end
      last = Math.max(last, end)
    }
    this.#ends.transfer[run] = this.#extras(last)
    return this.#cut
  }

  #reset(run: number): void {
    this.#run = run
    this.#cut = false
    this.#closed.fill(0)
    this.#lastDay.fill(-1)
    this.#reached.fill(0)
    this.#waitUntil.fill(0)
    this.#teamOf.fill(-1)
    for (const [e, count] of this.#model.leftOver.entries()) this.#waiting[e] = count
  }

  /** Does the work in the first slot that may be used, and what is left of it in the next; answers when it ends. */
  #work({ environment, team, slot, from, day, rest, ms }: Work, job: number): number {
    const { tracks, teams, environments, days, reserveMs } = this.#model
    const track = tracks[environment]
    const { added } = this.#variant
    let left = ms
    let first = true
    let end = this.#closed[team] ?? 0
    if (track === undefined) return end
    for (let s = slot; s < track.from.length; s++) {
      const isAdded = added?.slot === s && added.environment === environment
      if (track.open[s] !== 1 && !isAdded) continue
      const opens = track.from[s] ?? 0
      const test = track.day[s] ?? 0
      if (opens < from) continue
      if (first && (test < day || (test < rest && !(isAdded && added.rested)))) continue
      if (this.#draws.dayLost[this.#run * days + test] === 1) continue
      if (this.#draws.windowLost[(this.#run * teams.length + team) * days + test] === 1) continue
      const closes = track.to[s] ?? 0
      this.#closed[team] = closes
      this.#lastDay[team] = test
      this.#reached[team * environments.length + environment] = s
      this.#usedDay = test
      if (first && job >= 0) this.#ends.slots[job] = s
      first = false
      const room = closes - opens - reserveMs
      if (left <= room) return opens + left
      end = closes - reserveMs
      left -= Math.max(0, room)
    }
    this.#cut = true
    return end
  }

  /** Customers that are waiting ride along as far as there is room for them. */
  #riders(job: number, slot: number): number {
    const { jobs, maxBatchSize, tracks } = this.#model
    const { environment, customers, pilot } = jobs[job] ?? { environment: 0, customers: 0 }
    const waiting = this.#waiting[environment] ?? 0
    const day = tracks[environment]?.day[slot] ?? 0
    if (waiting === 0 || pilot === true || day < (this.#waitUntil[environment] ?? 0)) return 0
    const riders = Math.min(waiting, Math.max(0, maxBatchSize - customers))
    this.#waiting[environment] = waiting - riders
    return riders
  }

  #comeBack(environment: number, team: number, customers: number, index: number): void {
    const { jobs, environments } = this.#model
    const backs = jobs.length + extraRounds * environments.length
    const uniform = this.#draws.back[this.#run * backs + index] ?? 1
    const back = binomial(customers, this.#draws.returned[this.#run] ?? 0, uniform)
    this.#teamOf[environment] = team
    if (back === 0) return
    this.#waiting[environment] = (this.#waiting[environment] ?? 0) + back
    this.#waitUntil[environment] = this.#after(this.#usedDay, this.#model.coolDownDays, environment)
  }

  /** Batches for those who are still waiting when all batches are over. */
  #extras(last: number): number {
    const { environments, jobs } = this.#model
    let end = last
    for (let round = 0; round < extraRounds; round++)
      for (let e = 0; e < environments.length; e++) {
        const waiting = this.#waiting[e] ?? 0
        if (waiting === 0) continue
        this.#waiting[e] = 0
        const team = Math.max(0, this.#teamOf[e] ?? 0)
        const [day, rest] = [this.#waitUntil[e] ?? 0, this.#restedDay(team, e)]
        const from = this.#closed[team] ?? 0
        const slot = this.#reached[team * environments.length + e] ?? 0
        const each = this.#model.ordinaryMs[e] ?? 0
        // The ramp of a small batch: it hardly ever works side by side.
        const ms =
          (this.#draws.factor[this.#run] ?? 1) *
          (Math.min(waiting, 3) * each + waiting * this.#eachMs(e))
        end = Math.max(end, this.#work({ environment: e, team, slot, from, day, rest, ms }, -1))
        this.#comeBack(e, team, waiting, jobs.length + round * environments.length + e)
      }
    return end
  }

  #eachMs(environment: number): number {
    return (this.#model.ordinaryMs[environment] ?? 0) / this.#model.width
  }

  #restedDay(team: number, environment: number): number {
    const day = this.#lastDay[team] ?? -1
    return day < 0
      ? (this.#model.rested[team]?.[environment] ?? 0)
      : this.#after(day, this.#model.coolDownDays, environment)
  }

  /** So many working days later, without those that were lost. */
  #after(day: number, count: number, environment: number): number {
    if (day < 0) return 0
    const { tracks, days } = this.#model
    const working = tracks[environment]?.working
    const { added } = this.#variant
    const worked =
      added?.environment === environment ? (tracks[environment]?.day[added.slot] ?? -1) : -1
    let at = day
    for (let left = count; left > 0 && at < days;) {
      at++
      const works = working?.[at] === 1 || at === worked
      if (works && this.#draws.dayLost[this.#run * days + at] !== 1) left--
    }
    return at
  }
}
