import { someOf } from '../../shared/base/some-of.ts'
import { CustomerFacts } from '../../shared/domain/operations.ts'
import { foldRun } from '../../shared/domain/run-fold.ts'
import type { AttemptRecord } from '../../shared/domain/run-fold.ts'
import { equalMoney } from '../../shared/domain/money.ts'
import type { ApiCustomer } from '../portabilling/api-shapes.ts'
import { eachAtOnce, failed, pass } from './check-deps.ts'
import type { Check, CheckDeps } from './check-deps.ts'
import { eventsOfRun } from './run-events.ts'
import { isLive, recordsOf } from './place-checks.ts'

/**
 * Compares each moved customer (domain.md 4.2, rows 1-6): what the source exported with what the target imported, field by
 * field and to the cent, and both systems' API with each other. Names every field that differs.
 */
export const compareCustomers: Check = async (deps, { members, run }) => {
  if (run === undefined) return { answer: 'unknown', sentence: 'there is no run to compare yet' }
  const progress = foldRun(await eventsOfRun(deps.data, run))
  const differing: string[] = []
  const passed: string[] = []
  const [source, target] = await Promise.all([
    recordsOf(deps.api.source, members),
    recordsOf(deps.api.target, members),
  ])
  await eachAtOnce(members, 8, async ({ id }) => {
    const attempts = progress?.members.get(id)?.attempts ?? []
    const differences = [
      ...transferDifferences(attempts),
      ...recordDifferences(source.get(id), target.get(id)),
      ...(await xdrDifferences(deps, Number(id))),
    ]
    if (differences.length === 0) passed.push(id)
    else differing.push(`${id}: ${differences.join(', ')}`)
  })
  const answer =
    differing.length === 0
      ? pass(
          `${passed.length} of ${members.length} customers agree in counts, balance and xDR sums on both sides`,
        )
      : failed(`${differing.length} of ${members.length} customers differ: ${someOf(differing)}`, {
          differing,
        })
  return { ...answer, passed }
}

function factsOf(attempts: readonly AttemptRecord[], step: string): CustomerFacts | undefined {
  const answer = attempts.findLast(
    (a) => a.intended.step === step && a.intended.phase === 'apply' && a.state === 'succeeded',
  )?.answer
  const parsed =
    answer !== null && typeof answer === 'object' && 'facts' in answer
      ? CustomerFacts.safeParse(answer.facts)
      : undefined
  return parsed?.success === true ? parsed.data : undefined
}

export function transferDifferences(attempts: readonly AttemptRecord[]): string[] {
  const exported = factsOf(attempts, 'export')
  const imported = factsOf(attempts, 'import')
  // A step that was settled by its probe has no answer: the API's comparison stands alone then.
  if (exported === undefined || imported === undefined) return []
  const differences: string[] = []
  for (const field of ['accounts', 'dids', 'xdrCount'] as const)
    if (exported[field] !== imported[field])
      differences.push(`${field} ${exported[field]} exported, ${imported[field]} imported`)
  for (const field of ['balance', 'creditLimit', 'xdrSum'] as const)
    if (!equalMoney(exported[field], imported[field]))
      differences.push(`${field} ${exported[field]} exported, ${imported[field]} imported`)
  return differences
}

function recordDifferences(
  here: ApiCustomer | undefined,
  there: ApiCustomer | undefined,
): string[] {
  const differences: string[] = []
  if (here?.bill_status !== 'E')
    differences.push(`bill status on the source ${here?.bill_status ?? 'unknown'}, expected E`)
  if (!isLive(there))
    differences.push(`bill status on the target ${there?.bill_status ?? 'unknown'}, expected O`)
  if (there?.billing_lock !== 'N' || here?.billing_lock !== 'N')
    differences.push('a billing lock is left over')
  if (!equalMoney(here?.credit_limit ?? '0', there?.credit_limit ?? '0'))
    differences.push('credit limits differ')
  return differences
}

/** The target goes on writing; it may have more of the current period than the source had, never less. */
async function xdrDifferences({ api }: CheckDeps, id: number): Promise<string[]> {
  const [before, after] = await Promise.all([
    api.source.currentXdrs(id),
    api.target.currentXdrs(id),
  ])
  return after < before ? [`current xDRs ${before} on the source, ${after} on the target`] : []
}
