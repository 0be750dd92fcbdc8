import type { PreflightReport } from '../../shared/domain/preflight.ts'
import type { PreflightDesk } from './preflight-desk.ts'

/** Real time between two looks at the next window; in an accelerated lab as often as it takes. */
const lookMs = 20_000

export type PreflightWatchParts = {
  readonly desk: PreflightDesk
  leadMinutes(): number
  windowNear(near: boolean): void
  report(found: PreflightReport): void
  /** Calls again and again until the answer is called. Default a timer that keeps no process alive. */
  every?(ms: number, look: () => void): () => void
}

/** Runs the pre-flight by itself once before each window, and keeps the computer awake from then until the window is over. */
export function watchWindows(parts: PreflightWatchParts): { look(): Promise<void>; stop(): void } {
  const { desk } = parts
  /** The window that was reported last, by its beginning and name. */
  let reported: string | undefined
  let looking = false

  const look = async (): Promise<void> => {
    if (looking) return
    looking = true
    try {
      const found = await desk.next()
      const { window } = found ?? {}
      const leadMs = parts.leadMinutes() * 60_000
      const near = found !== undefined && window !== undefined && window.from - found.now <= leadMs
      parts.windowNear(near)
      if (!near || window === undefined) return
      const key = `${window.from} ${window.title}`
      if (key === reported) return
      const report = await desk.run()
      if (!report.ok) return
      reported = key
      parts.report(report.value)
    } catch (error) {
      // The project may be closed, or its data process gone, in the middle of a look; the next one starts anew.
      console.error('the next window could not be looked at', error)
    } finally {
      looking = false
    }
  }
  const stop = (parts.every ?? everyUnheld)(lookMs, () => void look())
  return { look, stop }
}

function everyUnheld(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms)
  timer.unref()
  return () => clearInterval(timer)
}
