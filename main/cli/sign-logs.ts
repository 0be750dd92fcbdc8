import type { BatchId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { LogCheckResult } from '../../shared/log-rules/types.ts'
import { sceneBy } from './lab-scene.ts'
import type { Scene } from './lab-scene.ts'

/**
 * What an operator does after a batch: reads the result of the log check, and signs one that fails when the trouble is known and over.
 * Answers the verdict; undefined where the logs were not checked.
 */
export async function signLogs(
  { engine, say }: Scene,
  batch: BatchId,
  reason: string,
): Promise<LogCheckResult['verdict'] | undefined> {
  const found = await engine.logs.result(batch)
  if (!found.ok) throw new ProblemError(found.problem)
  const check = found.value
  if (check === undefined) return undefined
  const { verdict, reasons } = check.result
  say(`Logs of ${batch}: ${verdict}${verdict === 'pass' ? '' : ` (${reasons[0] ?? ''})`}`)
  if (check.settled) return verdict
  const signed = await engine.logs.review({
    batch,
    decision: 'accept',
    by: sceneBy,
    reason,
    result: check.hash,
  })
  if (!signed.ok) throw new ProblemError(signed.problem)
  return verdict
}

/** Nobody calls in the lab, so there is nothing to wait for between a batch and the check of its logs. */
export const withoutWait = <T extends { readonly spec: ProjectSpec }>(world: T): T => ({
  ...world,
  spec: { ...world.spec, logPolicy: { ...world.spec.logPolicy, settleMs: 1000 } },
})
