import type { CustomerId } from '../../shared/domain/ids.ts'
import { PlanningSettings } from '../../shared/domain/planning.ts'
import type { Rehearsal } from '../../shared/domain/planning.ts'
import { fail } from '../../shared/domain/problems.ts'
import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import { movingGroups } from '../../shared/planner/batches/moving-groups.ts'
import { rehearsalFrom } from '../transfer/rehearsal.ts'
import { followAnalysis, followStages, nights, proposed } from './follow-plan.ts'
import { runProcedure, withScene } from './lab-scene.ts'
import type { SceneOptions } from './lab-scene.ts'

export type RehearsalOptions = Pick<SceneOptions, 'rate' | 'say' | 'follow'> & {
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  /** Customers that are moved first; whole groups. */
  readonly first: readonly CustomerId[]
  /** At most so many are moved, one group at least. */
  readonly most: number
  /** The project file of the rehearsal, kept for whoever wants to look. */
  readonly out: string
}

/**
 * Setup and a transfer of this very project on the embedded lab: same hosts, clusters, environments and procedures, and some of its
 * customers. Answers what was measured.
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const customers = someOf(options)
  if (customers.length === 0) fail('wrong-use', 'there are no customers to rehearse with')
  const world = {
    // Blackouts, teams and holidays of the real plan say nothing about durations.
    spec: { ...options.spec, planning: PlanningSettings.parse({}) },
    customers,
  }
  const { rate, say, follow, out } = options
  return withScene({ world, rate, seed: 'rehearsal', project: out, say, follow }, async (scene) => {
    const plan = await proposed(scene)
    await followAnalysis(scene, plan)
    await followStages(scene, plan, ['setup'])
    for (const { batch, window } of await nights(scene)) {
      await scene.lab.advanceTo(window.from)
      await runProcedure(scene, 'customer-transfer', { batch: batch.id })
    }
    return rehearsalFrom(scene.engine.data)
  })
}

/** Whole groups, those asked for first, then in the order of the project, as long as they fit. */
function someOf({ customers, first, most }: RehearsalOptions): readonly Customer[] {
  const wanted = new Set<string>(first)
  const groups = movingGroups(customers)
  const inOrder = [
    ...groups.filter((g) => g.members.some((m) => wanted.has(m))),
    ...groups.filter((g) => !g.members.some((m) => wanted.has(m))),
  ]
  const chosen = new Set<string>()
  for (const { members } of inOrder)
    if (chosen.size === 0 || chosen.size + members.length <= most)
      for (const member of members) chosen.add(member)
  return customers.filter((c) => chosen.has(c.id))
}
