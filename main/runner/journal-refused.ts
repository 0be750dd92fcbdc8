import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/**
 * The journal did not take a write. Nothing may happen that is not on disk first, so the whole run ends its work here; it
 * is not over, and a resume takes it up. A class of its own: problems of a host end one member, this one ends all.
 */
export class JournalRefused extends ProblemError {
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem, options)
    this.name = 'JournalRefused'
  }
}
