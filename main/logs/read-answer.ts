import { assertNever } from '../../shared/base/assert.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import { fail, ProblemError } from '../../shared/domain/problems.ts'

const next = 'check the host in the list of hosts, then collect again: nothing is read twice'

/** The checked JSON of a reading operation, or a ProblemError that says how the command ended. */
export function readAnswer<T>(
  host: string,
  operation: string,
  outcome: CommandOutcome,
  shape: { safeParse(value: unknown): { success: boolean; data?: T } },
): T {
  const where = { host }
  const safe = 'reading changes nothing on the host'
  const { ending } = outcome
  switch (ending.kind) {
    case 'exited':
      break
    case 'lost':
    case 'not-started':
      throw new ProblemError(ending.problem)
    case 'timed-out':
      return fail('timeout', `${operation} took too long`, { where, safe, next })
    case 'cancelled':
      return fail('connection-lost', `${operation} was cancelled`, { where, safe, next })
    case 'signalled':
      return fail('step-failed', `${operation} was ended by signal ${ending.signal}`, {
        where,
        safe,
        next,
      })
    default:
      return assertNever(ending)
  }
  if (ending.code !== 0) {
    const said = Buffer.from(outcome.stderr).toString('utf8').trim().slice(0, 300)
    return fail('step-failed', `${operation} ended with code ${ending.code}: ${said}`, {
      where,
      safe,
      next,
    })
  }
  if (outcome.truncated)
    return fail('output-too-large', `${operation} answered ${outcome.stdoutBytes} bytes`, {
      where,
      safe,
      next,
    })
  const { buffer, byteOffset, byteLength } = outcome.stdout
  // Megabytes: a view of them, not a copy.
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('utf8')
  const checked = shape.safeParse(parse(text))
  if (checked.success && checked.data !== undefined) return checked.data
  return fail('bad-answer', `${operation} did not answer the JSON it should`, {
    where,
    safe,
    next: 'check the command of this operation in the catalogue, and that nothing else prints on its output',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
