import { problem } from '../../shared/domain/problems.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import type { RunHandle } from '../engine.ts'
import { ask } from './ask.ts'
import { exitCodes } from './output.ts'
import type { ExitCode, Output } from './output.ts'
import { showProgress } from './progress.ts'
import { whoAmI } from './session.ts'

/** A run or an undo, from a terminal: progress, questions, Ctrl-C, and its end. */

export type Following = {
  /** Words behind `switchyard` with which it goes on later. */
  readonly goOn: string
  /** Tells the end. Default: that of a run. */
  readonly end?: (live: LiveRun, output: Output, goOn: string) => ExitCode
  /** Whoever answers questions; undefined: nobody is there, and the first one ends the command. Default: the terminal, if there is one. */
  readonly person?: Person | undefined
}

/** `left`: the answer is not wanted any more. `interrupt`: for a terminal that reads Ctrl-C itself. */
type Person = (prompt: string, left: AbortSignal, interrupt: () => void) => Promise<string>

const atTerminal: Person | undefined = process.stdin.isTTY
  ? (prompt, left, interrupt) => ask(prompt, false, { left, interrupt })
  : undefined

/** Follows to the end. Ctrl-C pauses: what is in flight ends on its host. */
export async function followRun(
  handle: RunHandle,
  output: Output,
  { goOn, end = runEnd, ...more }: Following,
): Promise<ExitCode> {
  const person = 'person' in more ? more.person : atTerminal
  let interrupted = false
  const left = new AbortController()
  const leaving = new Promise<void>((resolve) =>
    left.signal.addEventListener('abort', () => resolve()),
  )
  const onInterrupt = (): void => {
    interrupted = true
    left.abort()
  }
  process.once('SIGINT', onInterrupt)
  const stopAsking = answerQuestions(handle, output, person, { left, onInterrupt })
  const stopProgress = showProgress(handle)
  try {
    await Promise.race([handle.ended, leaving])
  } finally {
    stopProgress()
    stopAsking()
    process.off('SIGINT', onInterrupt)
  }
  const { questions } = handle.live()
  if (left.signal.aborted) await handle.pause(whoAmI())
  const live = handle.live()
  output.document(live)
  if (interrupted) {
    output.progress(
      `Interrupted: ${handle.id} stands still. What was under way ends on its host; go on with: switchyard ${goOn}`,
    )
    return exitCodes.interrupted
  }
  if (live.problem !== undefined) return output.problem(live.problem)
  if (!left.signal.aborted) return end(live, output, goOn)
  for (const question of questions)
    output.progress(`${question.member}: ${question.text} (${question.choices.join(' | ')})`)
  output.progress(`${handle.id} waits for a person. At a terminal, go on with: switchyard ${goOn}`)
  return exitCodes.unknown
}

function runEnd(live: LiveRun, output: Output): ExitCode {
  const { done, total, failed } = live.members
  output.say(
    `${live.title}: ${live.state}, ${done} of ${total} done${failed > 0 ? `, ${failed} failed` : ''} (${live.run})`,
  )
  return live.state === 'succeeded' ? exitCodes.done : exitCodes.failed
}

/** Of an undo: single members may be taken back of a run that stands otherwise. */
export function undoEnd(live: LiveRun, output: Output, goOn: string): ExitCode {
  const { title, run, state, notUndone } = live
  if (notUndone !== undefined)
    return output.problem(
      problem('step-failed', `${title}: not undone: ${notUndone}`, {
        safe: 'nothing went forward; what was taken back stays taken back',
        next: `see to it, then go on there with: switchyard ${goOn}`,
      }),
    )
  const rest = state === 'undone' ? '' : ` as asked; the rest of it is ${state}`
  output.say(`${title}: taken back${rest} (${run})`)
  return exitCodes.done
}

/** Questions one after the other; with nobody to ask, or when no word comes, the command is left. Answers the way to stop. */
function answerQuestions(
  handle: RunHandle,
  output: Output,
  person: Person | undefined,
  { left, onInterrupt }: { readonly left: AbortController; readonly onInterrupt: () => void },
): () => void {
  let asking = false
  const over = new AbortController()
  const signal = AbortSignal.any([left.signal, over.signal])
  const look = (live: LiveRun): void => {
    const [question] = live.questions
    if (question === undefined || asking || signal.aborted) return
    if (person === undefined) return left.abort()
    asking = true
    void (async () => {
      const choice = await person(
        `\n${question.text}\n${question.choices.join(' | ')}? `,
        signal,
        onInterrupt,
      )
      const answered = await handle.answer(
        question.id,
        choice.trim(),
        whoAmI(),
        'answered at the terminal',
      )
      if (!answered.ok) output.problem(answered.problem)
      asking = false
      look(handle.live())
    })().catch(() => left.abort())
  }
  const stop = handle.onChange(look)
  look(handle.live())
  return () => {
    stop()
    over.abort()
  }
}
