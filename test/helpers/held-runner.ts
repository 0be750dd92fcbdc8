import type { LiveHandle } from '../../main/runner/live.ts'
import { members, runnerBench, threeSteps } from './runner-world.ts'
import type { Bench } from './runner-world.ts'
import { waitingClock } from './waiting-clock.ts'

export async function started(bench: Bench, count: number, more: object = {}): Promise<LiveHandle> {
  const run = await bench.start({ procedure: threeSteps(more), members: members(count) })
  if (!run.ok) throw new Error(run.problem.message)
  return run.value
}

/** A bench whose commands end only when they are let go. */
export function held(): { bench: Bench; release: () => void } {
  const bench = runnerBench(waitingClock())
  let waiting: (() => void)[] = []
  bench.world.hold = () => new Promise((resolve) => waiting.push(resolve))
  return {
    bench,
    release() {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
  }
}
