import type { PlanCustomer, PlanFacts } from '../types.ts'

/** How many of the largest pieces of work the bound looks at one by one. */
const kept = 4

/** Collects work piece by piece, in any order; the answer does not depend on the order. */
class Load {
  #count = 0
  #sum = 0
  /** The largest pieces, largest first. */
  readonly #largest: number[] = []

  add(ms: number): void {
    this.#count++
    this.#sum += ms
    const at = this.#largest.findIndex((other) => other < ms)
    if (at >= 0) this.#largest.splice(at, 0, ms)
    else if (this.#largest.length < kept) this.#largest.push(ms)
    if (this.#largest.length > kept) this.#largest.pop()
  }

  /**
   * The largest may be alone on the first rung, the second largest may begin last, the next two may hold the rungs of two and of
   * four: all lanes that stand still meanwhile are paid for.
   */
  ms(width: number): number {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#largest
    const lanes = Math.min(width, this.#count > 7 ? width : this.#count > 3 ? 4 : 2, this.#count)
    if (lanes <= 1) return this.#sum
    const idle =
      (lanes - 1) * first +
      (this.#count > 3 ? Math.max(0, lanes - 2) * third : 0) +
      (this.#count > 7 ? Math.max(0, lanes - 4) * fourth : 0)
    return (this.#sum + idle + (lanes - 1) * second) / lanes
  }
}

/**
 * How long a window is busy with this work, ms: a bound of list scheduling over `width` lanes behind the ramp 1-2-4
 * (shared/domain/run-width.ts), whatever the order in which the members are taken. One pass, no sorting.
 */
export function loadMs(lockOutsMs: readonly number[], width: number): number {
  const load = new Load()
  for (const ms of lockOutsMs) load.add(ms)
  return load.ms(width)
}

/** How long a window is busy with these customers, ms: lock-out and what is done around it, side by side as the project allows. */
export function batchLoadMs(facts: PlanFacts, members: Iterable<PlanCustomer>): number {
  const load = new Load()
  for (const { accounts } of members)
    load.add(facts.lockOut.ms(accounts) + facts.settings.lockOut.overheadMs)
  return load.ms(facts.spec.transfer.width)
}
