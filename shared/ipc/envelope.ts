import type { Result } from '../base/result.ts'
import type { Problem } from '../domain/problems.ts'

/** Every answer over IPC: a value or a problem. Nothing is thrown across the border and nothing is dropped in silence. */
export type Envelope<T> = Result<T, Problem>
