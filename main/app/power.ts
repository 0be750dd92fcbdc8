/** The part of Electron's `powerSaveBlocker` that is used. */
export type Blocker = {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

export type Wakefulness = {
  liveRuns(count: number): void
  /** From shortly before a window until it is over. */
  windowNear(near: boolean): void
  isHeld(): boolean
}

/** Keeps the computer awake while at least one run is live or a window is near, and no longer. The screen may go dark. */
export function createWakefulness(blocker: Blocker): Wakefulness {
  let held: number | undefined
  let runs = 0
  let near = false
  const settle = (): void => {
    if (runs > 0 || near) held ??= blocker.start('prevent-app-suspension')
    else if (held !== undefined) {
      blocker.stop(held)
      held = undefined
    }
  }
  return {
    liveRuns(count) {
      runs = count
      settle()
    },
    windowNear(isNear) {
      near = isNear
      settle()
    },
    isHeld: () => held !== undefined,
  }
}
