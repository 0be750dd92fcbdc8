import { harmlessText } from '../../shared/base/visible-text.ts'
import { formatProblem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/** 0 done, 1 the job failed, 2 wrong use, 3 inconclusive or unknown, 130 interrupted (design.md section 12). */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2, unknown: 3, interrupted: 130 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export function exitCodeOf(problem: Problem): ExitCode {
  switch (problem.code) {
    case 'wrong-use':
    case 'bad-input':
    case 'approval-needed':
      return exitCodes.wrongUse
    case 'unknown-outcome':
      return exitCodes.unknown
    default:
      return exitCodes.failed
  }
}

export type Output = {
  readonly json: boolean
  /** For people, on stdout; nothing with --json. */
  say(text: string): void
  /** Progress, on stderr. */
  progress(text: string): void
  /** The one JSON document of --json: the first that is given. */
  document(value: unknown): void
  /** On stderr; the document too, where none was given before. */
  problem(problem: Problem): ExitCode
}

export function createOutput(json: boolean): Output {
  let isTold = false
  const put = (value: unknown): void => {
    if (!json || isTold) return
    isTold = true
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
  }
  return {
    json,
    say(text) {
      if (!json) process.stdout.write(`${harmlessText(text)}\n`)
    },
    progress(text) {
      process.stderr.write(`${harmlessText(text)}\n`)
    },
    document: put,
    problem(problem) {
      put({ problem })
      process.stderr.write(`${harmlessText(formatProblem(problem))}\n`)
      return exitCodeOf(problem)
    },
  }
}

/** Columns padded to their widest cell; figures to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const all = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  const right = head.map(
    (_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'),
  )
  return all
    .map((row) =>
      row
        .map((cell, i) =>
          right[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
