import type { LiveRun } from '../../shared/domain/live-run.ts'
import type { RunHandle } from '../engine.ts'
import { harmlessText } from '../../shared/base/visible-text.ts'

const width = 24

/** One line of progress: what, how far, what it waits for. */
export function progressLine(live: LiveRun): string {
  const { done, failed, takenOut, total } = live.members
  const ended = done + failed + takenOut
  const filled = total === 0 ? 0 : Math.round((ended / total) * width)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
  const trouble = failed > 0 ? `, ${failed} failed` : ''
  return `${live.title} ${bar} ${done} of ${total}${trouble}${live.waiting === '' ? '' : ` · ${live.waiting}`}`
}

/**
 * Follows a run on stderr: a bar that is redrawn on a terminal, plain lines (at every tenth of the members, and whenever the state
 * changes) elsewhere. Answers the way to stop following.
 */
export function showProgress(
  handle: RunHandle,
  stream: NodeJS.WriteStream = process.stderr,
): () => void {
  let last = ''
  const show = (live: LiveRun): void => {
    const line = harmlessText(progressLine(live))
    if (stream.isTTY) {
      // The line belongs to whoever types the answer.
      if (live.questions.length > 0) return
      stream.write(`\r\u001B[K${line.slice(0, Math.max(20, stream.columns - 1))}`)
      return
    }
    const { done, failed, total } = live.members
    const key = `${live.state} ${total === 0 ? 0 : Math.floor(((done + failed) / total) * 10)} ${live.questions.length}`
    if (key === last) return
    last = key
    stream.write(`${line}\n`)
  }
  const stop = handle.onChange(show)
  show(handle.live())
  return () => {
    stop()
    if (stream.isTTY) stream.write('\r\u001B[K')
  }
}
