import type { LiveRun } from '../../shared/domain/live-run.ts'
import type { Awakening } from '../../shared/ipc/host-views.ts'
import type { Workspace } from './workspace.ts'

/** The part of Electron's `powerMonitor` that is used. */
export type SleepMonitor = {
  on(event: 'suspend' | 'resume', listener: () => void): unknown
}

export type SleepWatchParts = {
  readonly monitor: SleepMonitor
  readonly workspace: Pick<Workspace, 'engine' | 'liveRuns'>
  /** Wall time of this computer, ms. */
  nowMs(): number
  report(awakening: Awakening): void
  /** Looks at the windows at once: one may have opened or passed meanwhile. */
  lookAtWindows(): void
}

/**
 * After a sleep nothing is believed: every session gives a sign of life or is ended, so that steps are followed again over a new one
 * at once instead of after a timeout. What had to start meanwhile asks as a missed start; nothing is started late.
 */
export function watchSleep(parts: SleepWatchParts): void {
  let sleptAt: number | undefined
  parts.monitor.on('suspend', () => {
    sleptAt = parts.nowMs()
  })
  parts.monitor.on('resume', () => {
    const sleptMs = sleptAt === undefined ? undefined : parts.nowMs() - sleptAt
    sleptAt = undefined
    void wake(parts, sleptMs)
  })
}

async function wake(parts: SleepWatchParts, sleptMs: number | undefined): Promise<void> {
  const engine = parts.workspace.engine()
  if (engine === undefined) return
  const sessions = (await engine.hosts()?.recheck()) ?? []
  parts.lookAtWindows()
  const live = parts.workspace.liveRuns()
  parts.report({
    ...(sleptMs === undefined ? {} : { sleptMs }),
    alive: sessions.filter(({ alive }) => alive).length,
    lost: sessions.filter(({ alive }) => !alive).map(({ host }) => host),
    following: live.reduce((sum, run) => sum + run.active.length, 0),
    asking: live.filter(asksForStart).map(({ run, title }) => ({ run, title })),
  })
}

/** Runs that wait for a person since their start was missed. */
const asksForStart = ({ questions }: LiveRun): boolean =>
  questions.some(({ id }) => id.endsWith('.missed'))
