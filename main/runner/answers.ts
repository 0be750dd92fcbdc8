import { assertNever } from '../../shared/base/assert.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import { operationDef, ProbeAnswer } from '../../shared/domain/operations.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import type { Phase } from '../../shared/domain/journal.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { FailureKind } from '../../shared/domain/procedure.ts'
import { redactText } from '../../shared/domain/redact.ts'

/** What one command of an attempt came to. `unknown`: it may have done its work or not; only a probe can tell. */
export type Reading =
  | { readonly state: 'succeeded'; readonly answer: unknown; readonly code: number }
  | {
      readonly state: 'failed'
      readonly kind: FailureKind
      readonly problem: Problem
      readonly code?: number
    }
  | {
      readonly state: 'unknown'
      readonly kind: FailureKind
      readonly problem: Problem
      readonly code?: number
    }
  /** The host could not be asked at all: nothing was started. */
  | { readonly state: 'unreachable'; readonly problem: Problem }

const decoder = new TextDecoder('utf-8')

/** Text of a host for a sentence: its last line, without secrets. */
export const hostText = (bytes: Uint8Array, limit?: number): string =>
  hostLine(redactText(decoder.decode(bytes.subarray(Math.max(0, bytes.length - 4096)))), limit)

/** The last line of a text, printable, cut. Hosts are not trusted with the terminal. */
export function hostLine(text: string, limit = 200): string {
  const printable = text
    // eslint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]+/g, ' ')
    .trim()
  const line = printable.split('\n').at(-1) ?? ''
  return line.length > limit ? `${line.slice(0, limit)}…` : line
}

/** An apply or undo of an operation that does more than read: the host claims it, and it is never simply repeated. */
export const changesSomething = (operation: OperationName, phase: Phase): boolean =>
  (phase === 'apply' || phase === 'undo') && operationDef(operation).effect !== 'reads'

/** Reads the outcome of a command by the operation's schema. */
export function readOutcome(
  outcome: CommandOutcome,
  operation: OperationName,
  phase: Phase,
  host: string,
): Reading {
  const where = { host }
  const effects = changesSomething(operation, phase)
  const { ending } = outcome
  switch (ending.kind) {
    case 'exited':
      if (ending.code !== 0)
        return {
          state: 'failed',
          kind: 'exit',
          code: ending.code,
          problem: problem(
            'step-failed',
            `${operation} ended with exit code ${ending.code}: ${hostText(outcome.stderr) || hostText(outcome.stdout) || 'it said nothing'}`,
            { where },
          ),
        }
      return readAnswer(outcome, operation, phase, host, effects)
    case 'signalled':
      return {
        state: effects ? 'unknown' : 'failed',
        kind: 'exit',
        problem: problem('step-failed', `${operation} was ended by signal ${ending.signal}`, {
          where,
        }),
      }
    case 'timed-out':
      return {
        state: effects ? 'unknown' : 'failed',
        kind: 'timeout',
        problem: problem('timeout', `${operation} did not end in time and was cancelled`, {
          where,
        }),
      }
    case 'cancelled':
      return {
        state: effects ? 'unknown' : 'failed',
        kind: 'exit',
        problem: problem('step-failed', `${operation} was cancelled`, { where }),
      }
    case 'lost':
      return { state: 'unknown', kind: 'lost', problem: ending.problem }
    case 'not-started':
      return { state: 'unreachable', problem: ending.problem }
    default:
      return assertNever(ending)
  }
}

function readAnswer(
  outcome: CommandOutcome,
  operation: OperationName,
  phase: Phase,
  host: string,
  effects: boolean,
): Reading {
  const wrong = (
    what: string,
    code: 'bad-answer' | 'output-too-large' = 'bad-answer',
  ): Reading => ({
    state: effects ? 'unknown' : 'failed',
    kind: 'bad-answer',
    code: 0,
    problem: problem(code, `${operation} ended well, but its answer ${what}`, {
      where: { host },
      next: 'check the command that the catalogue names for this operation',
    }),
  })
  if (outcome.truncated)
    return wrong(
      `is too long: ${outcome.stdoutBytes} bytes of output, where one JSON document was expected`,
      'output-too-large',
    )
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(outcome.stdout))
  } catch {
    return wrong(`is not JSON: "${hostText(outcome.stdout.subarray(0, 300), 120)}"`)
  }
  const schema = phase === 'probe' ? ProbeAnswer : operationDef(operation).answer
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const first = parsed.error.issues[0]
    return wrong(
      `does not fit its schema: ${first?.path.map(String).join('.') ?? ''} ${first?.message ?? ''}`.trimEnd(),
    )
  }
  return { state: 'succeeded', answer: parsed.data, code: 0 }
}

/** The value at a path written with dots; keys that contain dots themselves are found too (`entries.10.1`). */
export function valueAt(answer: unknown, path: string): unknown {
  if (path === '') return answer
  if (answer === null || typeof answer !== 'object') return undefined
  const members = new Map(Object.entries(answer))
  if (members.has(path)) return members.get(path)
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot)
    if (members.has(head)) return valueAt(members.get(head), path.slice(dot + 1))
  }
  return undefined
}

/** The first expectation that does not hold, as a sentence; undefined when all hold. */
export function unmet(
  answer: unknown,
  expect: Readonly<Record<string, string | number | boolean | readonly string[]>>,
): string | undefined {
  for (const [path, wanted] of Object.entries(expect)) {
    const found = valueAt(answer, path)
    const right = Array.isArray(wanted) ? wanted : [wanted]
    if (!right.some((one) => String(one) === String(found)))
      return `${path} is ${found === undefined ? 'missing' : JSON.stringify(found)}, expected ${right.map((one) => JSON.stringify(one)).join(' or ')}`
  }
  return undefined
}
