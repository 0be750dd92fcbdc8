import { problem } from '../../../shared/domain/problems.ts'
import type { Problem, ProblemCode } from '../../../shared/domain/problems.ts'

/** Why an event cannot be stored; undefined when it was. Refusing one event refuses the whole call. */
export type Refusal = Problem | undefined

export const refuse = (code: ProblemCode, message: string): Problem =>
  problem(code, message, {
    safe: 'Nothing of this call was stored.',
    next: 'Read the state again: somebody or something else may have moved it.',
  })
