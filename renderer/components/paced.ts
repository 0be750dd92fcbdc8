export type Paced = {
  /** Does it now or as soon as it may be; what is asked while it is done is done once more afterwards. */
  ask(): void
  /** Nothing more is begun. */
  stop(): void
}

/** Something that is done at most once in `leastMs` and never twice at a time, however often it is asked for. */
export function paced(act: () => Promise<void>, leastMs: number): Paced {
  let begunAt = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  let busy = false
  let again = false
  let stopped = false

  function ask(): void {
    if (stopped || timer !== undefined) return
    if (busy) {
      again = true
      return
    }
    timer = setTimeout(() => void begin(), Math.max(0, begunAt + leastMs - performance.now()))
  }

  async function begin(): Promise<void> {
    timer = undefined
    begunAt = performance.now()
    busy = true
    again = false
    try {
      await act()
    } finally {
      busy = false
      if (again) ask()
    }
  }

  return {
    ask,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
