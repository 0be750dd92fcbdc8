import { expect, it } from 'vitest'
import { ProcedureId } from '../../../../../shared/domain/ids.ts'
import type { CustomerId } from '../../../../../shared/domain/ids.ts'
import type { RunState } from '../../../../../shared/domain/states.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { editBatches } from '../../../../../shared/planner/batches/edits.ts'
import type { PlanFacts, PlannedBatch } from '../../../../../shared/planner/types.ts'
import { inWindows, planCustomers, planFacts } from '../../../../helpers/planner-world.ts'

/** A batch of which nobody is locked yet, in a run that took its customers up. */
function inRun(
  state: RunState,
  now?: PlanFacts['now'],
): { facts: PlanFacts; batches: readonly PlannedBatch[]; first: CustomerId } {
  const facts = planFacts({ customers: planCustomers(30) })
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  const batches = inWindows(facts, drafted.value.batches)
  const [pilot] = batches
  const [first] = pilot?.members ?? []
  if (pilot === undefined || first === undefined) throw new Error('no batch')
  const members = new Set(pilot.members)
  const customers = facts.customers.map((c) =>
    members.has(c.id) ? { ...c, state: 'scheduled' as const, batch: pilot.id } : c,
  )
  const run = {
    procedure: ProcedureId.parse('customer-transfer'),
    members: pilot.members,
    done: [],
    batch: pilot.id,
    state,
    startedAt: facts.now,
  }
  const progress = { ...facts.progress, runs: [run] }
  return { facts: { ...facts, customers, progress, now: now ?? facts.now }, batches, first }
}

const excluded = ({ facts, batches, first }: ReturnType<typeof inRun>): string => {
  const edited = editBatches(facts, batches, {
    kind: 'exclude',
    customers: [first],
    reason: 'leaves',
  })
  return edited.ok ? 'excluded' : edited.problem.message
}

it.each(['running', 'paused'] as const)(
  'whom a run that is %s has taken up is not left out of the plan under its hands, whatever its window',
  (state) => {
    const world = inRun(state)
    const refused = `${world.first}: on the move or on the target`
    expect(excluded(world)).toBe(refused)
    expect(excluded(inRun(state, instant(Date.UTC(2040, 0, 1))))).toBe(refused)
  },
)

it('whom a run left as they were when it ended may be left out', () => {
  expect(excluded(inRun('aborted'))).toBe('excluded')
})
