import type { Rehearsal } from '../../shared/domain/planning.ts'
import { fail } from '../../shared/domain/problems.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import type { DataApi } from '../data/protocol.ts'

/**
 * What was measured in a project that is open: lock-outs, downtimes and run times. Where that project ran on the embedded lab, they
 * are the baseline of durations of another one (`edit({ kind: 'settings', settings: { …, rehearsal } })`). A figure of a kind is
 * the longest: a plan that rests on the shortest would be broken on its first night. Throws a ProblemError when nothing was measured.
 */
export async function rehearsalFrom(data: DataApi): Promise<Rehearsal> {
  const [{ spec, path }, progress, downtime] = await Promise.all([
    data.summary(),
    data.progress(),
    data.downtime(),
  ])
  const longest: Rehearsal['downtime'] = {}
  for (const { service, measuredMs } of downtime)
    if (measuredMs !== undefined && measuredMs !== null)
      longest[service] = Math.max(longest[service] ?? 0, measuredMs)
  const procedures: Rehearsal['procedures'] = {}
  for (const { procedure, state, startedAt, endedAt } of progress.runs)
    if (state === 'succeeded' && startedAt !== undefined && endedAt !== undefined)
      procedures[procedure] = Math.max(procedures[procedure] ?? 0, endedAt - startedAt)
  const first = progress.runs.find((run) => run.startedAt !== undefined)?.startedAt
  if (first === undefined || progress.measured.length === 0)
    return fail('precondition', `no lock-out of a customer was measured in ${spec.name}`, {
      where: { file: path },
      safe: 'nothing was changed',
      next: 'run the migration, or at least its pilot batch, on the embedded lab first',
    })
  return {
    title: `${spec.name}, ${formatInstant(first).slice(0, 10)}`,
    transfers: progress.measured.map(({ accounts, ms }) => ({ accounts, ms })),
    downtime: longest,
    procedures,
  }
}
