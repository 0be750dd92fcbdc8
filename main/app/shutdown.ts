import type { LiveRun } from '../../shared/domain/live-run.ts'

export type ShutdownParts = {
  liveRuns(): readonly LiveRun[]
  confirm(live: readonly LiveRun[]): Promise<boolean>
  /** Pauses what runs and closes the project. */
  closeAll(): Promise<void>
  /** Leaves for good. */
  quit(): void
}

export type Shutdown = {
  /** To be asked at every wish to quit: true means go, false means that the wish was taken over here (ask, close, then quit). */
  mayGo(): boolean
}

/** Quit is a question while something runs, and is only done when the project is closed. A second wish meanwhile asks nothing again. */
export function createShutdown(parts: ShutdownParts): Shutdown {
  let stage: 'up' | 'asking' | 'closing' | 'closed' = 'up'

  async function leave(): Promise<void> {
    const live = parts.liveRuns()
    if (live.length > 0) {
      stage = 'asking'
      if (!(await parts.confirm(live))) {
        stage = 'up'
        return
      }
    }
    stage = 'closing'
    await parts.closeAll()
    stage = 'closed'
    parts.quit()
  }

  return {
    mayGo() {
      if (stage === 'closed') return true
      if (stage === 'up') void leave()
      return false
    },
  }
}
