import { allowedWidth } from '../../domain/run-width.ts'

const ramp = [1, 2, 4]

/**
 * When the last piece of work ends that the runner takes in this order, ms: as many at a time as the ramp allows, the next one as
 * soon as one ends. What is likely, where the load of placement (placement/load.ts) is a bound.
 */
export function lanesMs(work: readonly number[], width: number): number {
  const inWork: number[] = []
  let [now, done, last] = [0, 0, 0]
  for (const ms of work) {
    while (inWork.length >= allowedWidth({ width, ramp }, done)) {
      let first = 0
      for (let i = 1; i < inWork.length; i++) if ((inWork[i] ?? 0) < (inWork[first] ?? 0)) first = i
      now = inWork[first] ?? now
      inWork[first] = inWork.at(-1) ?? now
      inWork.pop()
      done++
    }
    inWork.push(now + ms)
    last = Math.max(last, now + ms)
  }
  return last
}
