import type { CheckAnswer, Checks } from '../../main/runner/ports.ts'
import { threeSteps } from './runner-world.ts'

/** Checks that give this answer, and how often they were asked. */
export function asked(answer: () => CheckAnswer): { checks: Checks; count: () => number } {
  let count = 0
  return { checks: { answer: async () => (count++, answer()) }, count: () => count }
}

export const pass: CheckAnswer = { answer: 'pass', sentence: 'ok' }

/** A procedure with one precondition. */
export const guarded = (): ReturnType<typeof threeSteps> =>
  threeSteps({ preconditions: [{ check: 'hosts-reachable' }] })
