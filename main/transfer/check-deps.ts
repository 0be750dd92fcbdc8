import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import type { OperationAnswer, OperationName } from '../../shared/domain/operations.ts'
import type { Result } from '../../shared/base/result.ts'
import type { SurveyRow } from '../../shared/domain/analysis/analysis-state.ts'
import type { BatchId, RunId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { renderCommand } from '../../shared/domain/command-catalogue.ts'
import type { Host, ProjectSpec } from '../../shared/domain/project.ts'
import type { DataApi, StoredLogCheck } from '../data/protocol.ts'
import type { ApiClient } from '../portabilling/api-client.ts'
import { readOutcome } from '../runner/answers.ts'
import type { CheckAnswer, CheckContext, Clock, SessionPool } from '../runner/ports.ts'

/** What the checks look at. They read, and change nothing. */
export type CheckDeps = {
  readonly data: DataApi
  readonly pool: SessionPool
  readonly clock: Clock
  readonly spec: ProjectSpec
  readonly commands: CommandCatalogue
  /** Source and target each by their own endpoint: only that proves "exported here, open there" (domain.md 9.5). */
  readonly api: { readonly source: ApiClient; readonly target: ApiClient }
  readonly collectLogs: (context: CheckContext) => Promise<CheckAnswer>
  /** Surveys the systems for the analysis, or goes on with a survey that was broken off. */
  readonly survey: (by: string, signal?: AbortSignal) => Promise<Result<SurveyRow, Problem>>
  readonly logs: {
    /** Fetches what is new; without a batch it is counted to none. */
    readonly collect: (batch?: BatchId, run?: RunId) => Promise<CheckAnswer>
    /** Judges what was fetched, and stores the result. */
    readonly check: (batch: BatchId, run?: RunId) => Promise<Result<StoredLogCheck, Problem>>
  }
}

export type Check = (
  deps: CheckDeps,
  context: CheckContext,
  args: Readonly<Record<string, string | number>>,
) => Promise<CheckAnswer>

export const pass = (sentence: string, facts?: unknown): CheckAnswer => ({
  answer: 'pass',
  sentence,
  ...(facts === undefined ? {} : { facts }),
})

export const failed = (sentence: string, facts?: unknown): CheckAnswer => ({
  answer: 'fail',
  sentence,
  ...(facts === undefined ? {} : { facts }),
})

/** Asks one reading operation of one host; a failure of any kind is thrown as a problem. */
export async function readOperation<N extends OperationName>(
  deps: Pick<CheckDeps, 'pool' | 'commands'>,
  host: Host,
  operation: N,
  args: Parameters<typeof renderCommand>[4] = {},
): Promise<OperationAnswer<N>> {
  const words = renderCommand(deps.commands, operation, 'apply', host.roles, args)
  if (!words.ok) throw new ProblemError(words.problem)
  const reading = readOutcome(
    await deps.pool.exec(host.name, words.value),
    operation,
    'verify',
    host.name,
  )
  if (reading.state !== 'succeeded') throw new ProblemError(reading.problem)
  return reading.answer as OperationAnswer<N> // readOutcome has parsed it by the schema of this operation
}

/** Does `work` for all, so many at once. */
export async function eachAtOnce<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      for (let i = next++; i < items.length; i = next++) {
        const item = items[i]
        if (item !== undefined) await work(item)
      }
    }),
  )
}
