import { z } from 'zod'

/**
 * Something expected went wrong and a person can act on it. The message says what happened; `where` says host,
 * file, line, row; `safe` says what is safe now; `next` says what to do.
 */
export const ProblemCode = z.enum([
  'wrong-use',
  'bad-input',
  'not-found',
  'not-allowed',
  /** Another operator, or another copy of the project, works on these hosts: they can be taken over for a reason. */
  'in-other-hands',
  'precondition',
  'approval-needed',
  'host-unreachable',
  'host-key-unknown',
  'host-key-changed',
  'auth-failed',
  'connection-lost',
  'timeout',
  'tools-missing',
  'bad-answer',
  'output-too-large',
  'step-failed',
  'unknown-outcome',
  'project-newer',
  'project-damaged',
  'project-locked',
  'disk-full',
  'api-failed',
  'data-process',
  'wrong-node',
  /** Something in Switchyard itself failed: written to the crash file and told, so that the window can go on. */
  'bug',
])
export type ProblemCode = z.infer<typeof ProblemCode>

export const Place = z.object({
  host: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.union([z.number().int(), z.string()]).optional(),
})
export type Place = z.infer<typeof Place>

export const Problem = z.object({
  code: ProblemCode,
  message: z.string(),
  where: Place.optional(),
  safe: z.string().optional(),
  next: z.string().optional(),
  /** Further problems of the same kind, e.g. one a bad row of an import. */
  more: z.array(z.object({ message: z.string(), where: Place.optional() })).optional(),
})
export type Problem = z.infer<typeof Problem>

export type ProblemDetails = Omit<Problem, 'code' | 'message'>

export const problem = (
  code: ProblemCode,
  message: string,
  details: ProblemDetails = {},
): Problem => ({
  code,
  message,
  ...details,
})

export function formatPlace(where: Place | undefined): string {
  if (where === undefined) return ''
  const file = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':')
  return [where.host, file].filter((part) => part !== undefined && part !== '').join(' ')
}

/** The whole problem as lines for a terminal or a log. */
export function formatProblem(p: Problem): string {
  const at = formatPlace(p.where)
  const lines = [at === '' ? p.message : `${at}: ${p.message}`]
  for (const other of p.more ?? []) {
    const place = formatPlace(other.where)
    lines.push(`  ${place === '' ? '' : `${place}: `}${other.message}`)
  }
  if (p.safe !== undefined) lines.push(`Safe now: ${p.safe}`)
  if (p.next !== undefined) lines.push(`Next: ${p.next}`)
  return lines.join('\n')
}

/** Carries a problem through code that throws (promises of a port); caught at the border and shown, never swallowed. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(p: Problem, options?: ErrorOptions) {
    super(formatProblem(p), options)
    this.name = 'ProblemError'
    this.problem = p
  }
}

export const fail = (code: ProblemCode, message: string, details: ProblemDetails = {}): never => {
  throw new ProblemError(problem(code, message, details))
}
