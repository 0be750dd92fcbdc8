import { ProblemError } from '../../shared/domain/problems.ts'
import type { BatchWindow } from '../../shared/domain/planning.ts'
import type { Stage } from '../../shared/domain/states.ts'
import type { ScheduledTask } from '../../shared/planner/types.ts'
import type { BatchRow } from '../data/protocol.ts'
import type { CurrentPlan } from '../engine.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { signAnalysis } from './sign-analysis.ts'
import { mustRun, sceneBy } from './lab-scene.ts'
import type { Scene } from './lab-scene.ts'

/** Carries a plan out on a lab whose clock can be moved: every procedure at the moment that the plan has for it. */

export async function proposed(scene: Scene): Promise<CurrentPlan> {
  const plan = await scene.engine.plan.propose(sceneBy)
  if (!plan.ok) throw new ProblemError(plan.problem)
  return plan.value
}

/** The procedures of these stages at their planned moments, in order of time; customers are moved by `nights`. */
export async function followStages(
  scene: Scene,
  plan: CurrentPlan,
  stages: readonly Stage[],
): Promise<void> {
  const clusters = new Set<string>((await clustersOf(scene)).map(({ id }) => id))
  for (const task of proceduresOf(plan, stages)) {
    await scene.lab.advanceTo(task.from)
    // A downtime window of one cluster is a run of its own; all other procedures know their members.
    const scope = task.downtime?.scope
    await mustRun(
      scene,
      task.procedure,
      scope !== undefined && clusters.has(scope) ? { members: [scope] } : {},
    )
  }
}

/** The stage analysis with its end: survey, decisions, and the signatures that the setup waits for. */
export async function followAnalysis(scene: Scene, plan: CurrentPlan): Promise<void> {
  await followStages(scene, plan, ['analysis'])
  const { tasks, end } = plan.schedule
  const from = (id: string): Instant => tasks.find((task) => task.id === id)?.from ?? end
  await signAnalysis(scene.engine, {
    say: scene.say,
    freeze: { announced: from('analysis-complete'), enforced: from('database-copy') },
  })
}

const clustersOf = async ({ engine }: Scene) => (await engine.data.summary()).spec.clusters

type Runnable = ScheduledTask & { readonly procedure: NonNullable<ScheduledTask['procedure']> }

const proceduresOf = ({ schedule }: CurrentPlan, stages: readonly Stage[]): readonly Runnable[] =>
  schedule.tasks
    .filter(
      (task): task is Runnable =>
        task.procedure !== undefined && task.kind !== 'batch' && stages.includes(task.stage),
    )
    .toSorted((a, b) => a.from - b.from)

export type Night = {
  readonly batch: BatchRow
  readonly window: BatchWindow
  readonly last: boolean
}

/** The windows of all batches in order of time; `last` is the window that ends its batch. */
export async function nights({ engine }: Scene): Promise<readonly Night[]> {
  return (await engine.data.batches())
    .flatMap((batch) =>
      batch.windows.map((window, i) => ({
        batch,
        window,
        last: i === batch.windows.length - 1,
      })),
    )
    .toSorted((a, b) => a.window.from - b.window.from || a.batch.ordinal - b.batch.ordinal)
}
