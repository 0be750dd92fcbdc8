import type { Problem } from '../../shared/domain/problems.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'
import { askToTakeOver } from '../stores/dialog-store.ts'
import { invoke } from './client.ts'
import { tell } from './tell.ts'

/**
 * Asks main. Where hosts are in other hands, a person is asked whether to take them over, and with the reason it is asked once more.
 * @returns The problem, unless it is that one.
 */
export async function orTakeOver<T>(
  ask: (takeOver?: string) => Promise<Envelope<T>>,
  done: (value: T) => void = () => undefined,
): Promise<Problem | undefined> {
  const once = async (reason?: string): Promise<Problem | undefined> => {
    const answer = await ask(reason)
    if (!answer.ok) return answer.problem
    done(answer.value)
    return undefined
  }
  const problem = await once()
  if (problem?.code !== 'in-other-hands') return problem
  askToTakeOver({ problem, again: once })
  return undefined
}

/** Takes up every run that was interrupted; a problem is shown in the window. */
export async function takeUpInterrupted(): Promise<void> {
  const problem = await orTakeOver((takeOver) =>
    invoke('run/take-up-interrupted', takeOver === undefined ? {} : { takeOver }),
  )
  if (problem !== undefined) tell(problem)
}
