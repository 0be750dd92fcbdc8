import type { PlanEdit } from '../../../shared/domain/planning.ts'
import { movingGroups } from '../../../shared/planner/batches/moving-groups.ts'
import type { PlanInput } from '../../../shared/planner/propose.ts'
import type { Plan } from '../../../shared/planner/types.ts'

/** Edits as a lead makes them: single customers, tied to nobody, each into a batch of its environment that has room. */
export function movesOf(input: PlanInput, plan: Plan, count: number): readonly PlanEdit[] {
  const single = new Set(
    movingGroups(input.customers).flatMap((g) => (g.members.length === 1 ? g.members : [])),
  )
  const environmentOf = new Map(input.customers.map((c) => [c.id, c.environment]))
  const byEnvironment = Map.groupBy(
    plan.batches.filter((batch) => !batch.pilot),
    (batch) => environmentOf.get(batch.members[0] ?? batchless),
  )
  const most = input.spec.transfer.maxBatchSize
  const edits: PlanEdit[] = []
  for (const batches of byEnvironment.values()) {
    const [smallest, ...others] = batches.toSorted((a, b) => a.members.length - b.members.length)
    if (smallest === undefined) continue
    let room = most - smallest.members.length
    for (const other of others) {
      const customer = other.members.find((id) => single.has(id))
      if (customer === undefined || room <= 0) continue
      room -= 1
      edits.push({ kind: 'move', customers: [customer], to: smallest.id })
      if (edits.length === count) return edits
    }
  }
  return edits
}

/** No customer has it: a batch without members belongs to no environment. */
const batchless = '' as PlanInput['customers'][number]['id'] // only looked up, never stored
