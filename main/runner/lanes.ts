/** At most `limit` at once for each key, in order of asking. */
export type Lanes = {
  /** Waits for a place and answers the way to give it back. */
  enter(key: string, limit: number): Promise<() => void>
}

export function createLanes(): Lanes {
  const lanes = new Map<string, { busy: number; queue: (() => void)[] }>()
  return {
    async enter(key, limit) {
      const lane = lanes.get(key) ?? { busy: 0, queue: [] }
      lanes.set(key, lane)
      if (lane.busy >= limit) await new Promise<void>((resolve) => lane.queue.push(resolve))
      else lane.busy++
      let left = false
      return () => {
        if (left) return
        left = true
        const next = lane.queue.shift()
        if (next === undefined) lane.busy--
        else next() // the place passes on; busy stays
      }
    },
  }
}
