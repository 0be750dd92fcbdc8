import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Question } from '../../shared/domain/live-run.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Clock } from './ports.ts'
import { Stopped } from './control.ts'
import type { Choice } from './run-context.ts'

/** Decisions that wait for a person. They hold up their own member and nobody else. */
export type Questions = {
  ask(question: Omit<Question, 'since'>): Promise<Choice>
  /** Closes the question, so that nobody else answers it too; the member hears of it when the function that comes back is called. */
  answer(id: string, choice: string, by: string, reason: string): Result<() => void, Problem>
  open(): readonly Question[]
}

export function createQuestions(
  clock: Clock,
  stopping: AbortSignal,
  changed: () => void,
): Questions {
  const waiting = new Map<string, { question: Question; give: (choice: Choice) => void }>()
  const answer: Questions['answer'] = (id, choice, by, reason) => {
    const found = waiting.get(id)
    if (found === undefined)
      return bad(
        problem('not-found', `no question "${id}" is open`, {
          next: 'look at the open questions of the run',
        }),
      )
    const known = found.question.choices.find((c) => c === choice)
    if (known === undefined)
      return bad(
        problem('wrong-use', `"${choice}" is no answer to this question`, {
          next: `choose one of ${found.question.choices.join(', ')}`,
        }),
      )
    if (reason.trim() === '')
      return bad(
        problem('wrong-use', 'an answer needs a reason', { next: 'say in a few words why' }),
      )
    waiting.delete(id)
    changed()
    return ok(() => found.give({ choice: known, by, reason }))
  }
  return {
    ask(question) {
      return new Promise<Choice>((resolve, reject) => {
        const withdraw = (): void => {
          waiting.delete(question.id)
          reject(new Stopped())
        }
        if (stopping.aborted) return withdraw()
        stopping.addEventListener('abort', withdraw, { once: true })
        waiting.set(question.id, {
          question: { ...question, since: clock.now() },
          give(choice) {
            stopping.removeEventListener('abort', withdraw)
            resolve(choice)
          },
        })
        changed()
      })
    },
    answer,
    open: () => [...waiting.values()].map((w) => w.question),
  }
}
