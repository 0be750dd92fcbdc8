import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataService } from '../../../../main/data/service.ts'
import type { DataApi } from '../../../../main/data/protocol.ts'
import { planEvents } from '../../../../main/transfer/plan-events.ts'
import { BatchId, CustomerId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../../shared/domain/planning.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { Plan } from '../../../../shared/planner/types.ts'
import { labCustomers, labSpec } from '../../../helpers/lab.ts'
import { must } from '../../../helpers/lab-engine.ts'
import { importedProject } from '../../../helpers/imported-project.ts'

const count = 8
const ids = labCustomers(count).map((c) => c.id)
let data: DataApi
let cleanUp: () => Promise<void>

beforeAll(async () => {
  data = makeDataService({ onAppended: () => undefined })
  cleanUp = await importedProject(data, labSpec, labCustomers(count))
})
afterAll(() => cleanUp())

/** A plan that puts each customer into a batch by number; -1 is excluded. */
function planOf(homes: readonly number[], shift: number): Plan {
  const batches = [0, 1, 2, 3].flatMap((n) => {
    const members = ids.filter((_, i) => homes[i] === n)
    if (members.length === 0) return []
    const from = instant((n + 1) * 1e8 + shift * 1000)
    const window = {
      environment: EnvironmentId.parse('us'),
      team: 'night',
      from,
      to: instant(from + 1000),
    }
    return [
      {
        id: BatchId.parse(`b${n}`),
        ordinal: n + shift,
        pilot: n === 0,
        members,
        windows: [window],
        why: [`${members.length} customers`],
        refused: [],
      },
    ]
  })
  const excluded = ids
    .filter((_, i) => homes[i] === -1)
    .map((customer) => ({ customer, reason: 'leaves us' }))
  const plan: Pick<Plan, 'batches' | 'excluded' | 'settings' | 'findings'> = {
    batches,
    excluded,
    settings: PlanningSettings.parse({}),
    findings: [],
  }
  return { ...plan, schedule: { tasks: [] } } as unknown as Plan // the events rest on no more of it
}

describe('the events of a plan', () => {
  it('bring the store from any plan to any other in one call', async () => {
    let version = 0
    const plans = fc.tuple(
      fc.array(fc.integer({ min: -1, max: 3 }), { minLength: count, maxLength: count }),
      fc.integer({ min: 0, max: 2 }),
    )
    await fc.assert(
      fc.asyncProperty(plans, async ([homes, shift]) => {
        const plan = planOf(homes, shift)
        const change = {
          version: version + 1,
          by: 'anna',
          reason: 'x',
          edit: { kind: 'replan' },
        } as const
        const events = planEvents(await data.batches(), await data.customers(), plan, change)
        must(await data.append(events, instant(1e6)))
        version++
        expect(
          (await data.batches()).map(({ state: _state, ...batch }) => ({ ...batch, refused: [] })),
        ).toEqual(plan.batches)
        for (const row of await data.customers())
          expect(row.state).toBe(
            plan.excluded.some((e) => e.customer === row.id) ? 'excluded' : 'planned',
          )
        // The same plan again changes nothing but the version.
        const again = planEvents(await data.batches(), await data.customers(), plan, change)
        expect(again.map((e) => e.kind)).toEqual(['plan.version'])
      }),
      { numRuns: 60 },
    )
    must(await data.verify())
    expect((await data.planVersions()).at(-1)?.version).toBe(version)
  })

  it('name the reason of an exclusion and who asked for it', async () => {
    const [first = CustomerId.parse('1')] = ids
    const change = { version: 1, by: 'anna', reason: 'x', edit: { kind: 'replan' } } as const
    const rows = (await data.customers()).map((row) => ({ ...row, state: 'planned' as const }))
    expect(planEvents([], rows, planOf([-1, 0, 0, 0, 0, 0, 0, 0], 0), change)[0]).toEqual({
      kind: 'customer.state',
      customer: first,
      from: 'planned',
      to: 'excluded',
      reason: 'leaves us',
      by: 'anna',
    })
  })
})
