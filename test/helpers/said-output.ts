import { exitCodeOf } from '../../main/cli/output.ts'
import type { Output } from '../../main/cli/output.ts'
import { formatProblem } from '../../shared/domain/problems.ts'

/** A terminal that keeps what it is told. */
export function saidOutput() {
  const said: string[] = []
  const documents: unknown[] = []
  const output: Output = {
    json: false,
    say: (text) => void said.push(text),
    progress: (text) => void said.push(text),
    document: (value) => void documents.push(value),
    problem(told) {
      said.push(formatProblem(told))
      return exitCodeOf(told)
    },
  }
  return { said, documents, output }
}
