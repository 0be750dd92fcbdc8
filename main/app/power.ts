/** The part of Electron's `powerSaveBlocker` that is used. */
export type Blocker = {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

/** Keeps the computer awake while at least one run is live, and no longer. The screen may go dark. */
export function createWakefulness(blocker: Blocker): (liveRuns: number) => void {
  let held: number | undefined
  return (liveRuns) => {
    if (liveRuns > 0) held ??= blocker.start('prevent-app-suspension')
    else if (held !== undefined) {
      blocker.stop(held)
      held = undefined
    }
  }
}
