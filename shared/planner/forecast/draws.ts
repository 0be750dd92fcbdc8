import type { LockOutModel } from '../types.ts'
import type { Chances } from './chances.ts'
import type { Model } from './model.ts'
import type { Chance } from './random.ts'

/** Nights differ as a whole (load of the hosts, of the line): standard deviation of the logarithm (I). */
const nightSpread = 0.1

/** Extra batches for returned customers that are followed, by environment, before the rest is left out of the reckoning. */
export const extraRounds = 4

/**
 * Everything that chance decides, drawn once and used for every variant of a plan: what differs between two variants is then their
 * difference, not their luck.
 */
export type Draws = {
  readonly runs: number
  /** By run: how much longer everything takes than the model says. */
  readonly factor: Float64Array
  /** By run: chance that a customer comes back. */
  readonly returned: Float64Array
  /** By run and day: 1 where nobody works. */
  readonly dayLost: Uint8Array
  /** By run, team and day: 1 where the window is lost. */
  readonly windowLost: Uint8Array
  /** By run and job. */
  readonly night: Float32Array
  /** By run, and job or extra batch: a uniform draw for the number that come back. */
  readonly back: Float32Array
}

export function draw(
  model: Model,
  lockOut: LockOutModel,
  chances: Chances,
  runs: number,
  chance: Chance,
): Draws {
  const { days } = model
  const teams = model.teams.length
  const jobs = model.jobs.length
  const backs = jobs + extraRounds * model.environments.length
  const draws: Draws = {
    runs,
    factor: new Float64Array(runs),
    returned: new Float64Array(runs),
    dayLost: new Uint8Array(runs * days),
    windowLost: new Uint8Array(runs * teams * days),
    night: new Float32Array(runs * jobs),
    back: new Float32Array(runs * backs),
  }
  const [knowledge, daily, nightly, luck] = [
    chance.fork(),
    chance.fork(),
    chance.fork(),
    chance.fork(),
  ]
  // The model gives the typical time; the mean of many is larger, because some take much longer.
  const meanFactor = Math.exp(lockOut.spread ** 2 / 2)
  for (let run = 0; run < runs; run++) {
    draws.factor[run] = meanFactor * Math.exp(lockOut.uncertainty * knowledge.normal())
    draws.returned[run] = knowledge.beta(chances.returned)
    const windowLost = knowledge.beta(chances.windowLost)
    const dayLost = knowledge.beta(chances.dayLost)
    for (let i = run * days; i < (run + 1) * days; i++)
      draws.dayLost[i] = daily.uniform() < dayLost ? 1 : 0
    for (let i = run * teams * days; i < (run + 1) * teams * days; i++)
      draws.windowLost[i] = daily.uniform() < windowLost ? 1 : 0
    for (let job = 0; job < jobs; job++) {
      const { customers } = model.jobs[job] ?? { customers: 1 }
      const spread = Math.hypot(nightSpread, lockOut.spread / Math.sqrt(customers))
      draws.night[run * jobs + job] = Math.exp(spread * nightly.normal())
    }
    for (let i = run * backs; i < (run + 1) * backs; i++) draws.back[i] = luck.uniform()
  }
  return draws
}

/** A migration in which everything goes as planned. */
export function noChance(model: Model): Draws {
  const { days } = model
  const jobs = model.jobs.length
  const backs = jobs + extraRounds * model.environments.length
  return {
    runs: 1,
    factor: Float64Array.of(1),
    returned: Float64Array.of(0),
    dayLost: new Uint8Array(days),
    windowLost: new Uint8Array(model.teams.length * days),
    night: new Float32Array(jobs).fill(1),
    back: new Float32Array(backs),
  }
}
