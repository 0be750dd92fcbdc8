import type { RunId } from '../../shared/domain/ids.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { mayBeOwed, owedMembers } from '../../shared/domain/left-runs.ts'
import { foldRun, leavesEffects } from '../../shared/domain/run-fold.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import type { RunProgress } from '../../shared/domain/run-fold.ts'
import type { CustomerRow, DataApi, RunRow } from '../data/protocol.ts'
import { ownProcedure } from './own-procedure.ts'
import type { OwnProcedure } from './own-procedure.ts'
import { eventsOfRun } from './run-events.ts'

/** What earlier runs have left on the hosts and not taken back: read from the journal. */

export type HalfWay = { readonly member: string; readonly run: RunId }

/** Which of these failed customers are locked or carried over in part, and by which run. */
export async function halfWayMembers(
  data: DataApi,
  failed: readonly CustomerRow[],
): Promise<readonly HalfWay[]> {
  if (failed.length === 0) return []
  const runs = (await data.runs()).toReversed()
  const known = new Map<RunId, { own: OwnProcedure; progress: RunProgress | undefined }>()
  const found: HalfWay[] = []
  for (const { id } of failed) {
    // Ids of customers are no ids of other members: the last run that has it is one of customers.
    const run = runs.find((r) => r.members.includes(id))
    if (run === undefined) continue
    const of = known.get(run.id) ?? {
      own: await ownProcedure(data, run),
      progress: foldRun(await eventsOfRun(data, run.id)),
    }
    known.set(run.id, of)
    if (leavesEffects(of.progress?.members.get(id), of.own.steps))
      found.push({ member: id, run: run.id })
  }
  return found
}

/** Whether a run that did not end well owes anything to customers that the target serves, and that no later run has taken up. */
export async function owesSomething(
  data: DataApi,
  run: RunRow,
  runs: readonly RunRow[],
  states: ReadonlyMap<string, CustomerState>,
): Promise<boolean> {
  if (mayBeOwed(run, runs, states).length === 0) return false
  const procedure = await ownProcedure(data, run)
  const progress = foldRun(await eventsOfRun(data, run.id))
  return owedMembers(run, { runs, progress, procedure, states }).length > 0
}

/**
 * Why a run may not be taken back: what came after it stands on it. Whoever drops the copy of a database while customers live
 * in it loses them.
 */
export async function builtUpon(
  data: DataApi,
  run: RunRow,
  only: readonly string[] | undefined,
): Promise<Problem | undefined> {
  const runs = await data.runs()
  const later = runs.slice(runs.findIndex((r) => r.id === run.id) + 1)
  const members = new Set<string>(only ?? run.members)
  const customers = (await ownProcedure(data, run)).scope === 'customer'
  for (const other of later.toReversed()) {
    if (other.state === 'undone') continue
    const own = await ownProcedure(data, other)
    const concerned =
      customers && own.scope === 'customer'
        ? other.members.filter((id) => members.has(id))
        : other.members
    if (concerned.length === 0) continue
    const progress = foldRun(await eventsOfRun(data, other.id))
    const standing = concerned.filter((id) => leavesEffects(progress?.members.get(id), own.steps))
    if (standing.length === 0) continue
    return problem(
      'not-allowed',
      `run ${other.id} (${other.procedure}) came later and still stands${standing.length > 3 ? '' : ` for ${standing.join(', ')}`}`,
      { safe: 'nothing was taken back', next: `take run ${other.id} back first` },
    )
  }
  return undefined
}
