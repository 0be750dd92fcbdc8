import { describe, expect, it } from 'vitest'
import { differenceView, editOf } from '../../../../../main/ipc/plan/plan-changes.ts'
import type { CurrentPlan, Engine } from '../../../../../main/engine.ts'
import { BatchId, CustomerId, EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../../../shared/domain/planning.ts'
import type { PlanEdit } from '../../../../../shared/domain/planning.ts'
import { instant } from '../../../../../shared/domain/time.ts'

const fair = { from: '2027-01-11', to: '2027-01-12', kind: 'event', reason: 'fair' } as const
const batch = BatchId.parse('batch-01')
const uk = EnvironmentId.parse('uk')
const before = instant(Date.UTC(2027, 0, 7, 1))

const settings = PlanningSettings.parse({ blackouts: [fair] })

/** An engine whose plan is at version 2, made by this edit; only what `editOf` reads is there. */
function at(edit: PlanEdit): { engine: Engine; current: CurrentPlan } {
  const versions = [
    {
      version: 1,
      edit: { kind: 'propose' },
      settings: PlanningSettings.parse({}),
      batches: [{ id: batch, windows: [{ environment: uk, team: 'a', from: before, to: before }] }],
    },
    { version: 2, edit, settings, batches: [] },
  ]
  const data = { planVersion: async (n: number) => versions.find(({ version }) => version === n) }
  // The parts that are not read are left out.
  return {
    engine: { data } as unknown as Engine,
    current: { version: 2, settings } as unknown as CurrentPlan,
  }
}

const place: PlanEdit = { kind: 'place', batch, environment: uk, from: instant(5e12) }
const edited = (last: PlanEdit, change: Parameters<typeof editOf>[2]) => {
  const { engine, current } = at(last)
  return editOf(engine, current, change)
}

describe('changes of the window become edits of the planner', () => {
  it('an edit goes through as it is', async () => {
    expect(await edited(place, { kind: 'replan' })).toEqual({ ok: true, value: { kind: 'replan' } })
  })

  it('a blackout joins those of the plan; one that ends before it begins is refused', async () => {
    const other = { ...fair, reason: 'other' }
    expect(await edited(place, { kind: 'add-blackout', blackout: other })).toMatchObject({
      value: { kind: 'settings', settings: { blackouts: [fair, other] } },
    })
    const backwards = { ...fair, to: '2027-01-01' }
    expect(await edited(place, { kind: 'add-blackout', blackout: backwards })).toMatchObject({
      ok: false,
      problem: { code: 'wrong-use' },
    })
  })

  it('a blackout that is gone already is not removed again', async () => {
    expect(await edited(place, { kind: 'remove-blackout', blackout: fair })).toMatchObject({
      value: { settings: { blackouts: [] } },
    })
    const gone = { ...fair, reason: 'gone' }
    expect(await edited(place, { kind: 'remove-blackout', blackout: gone })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    })
  })
})

describe('taking the last version back', () => {
  it('puts a batch into the window that it had', async () => {
    expect(await edited(place, { kind: 'take-back' })).toEqual({
      ok: true,
      value: { kind: 'place', batch, environment: uk, from: before },
    })
  })

  it('restores the settings of the version before', async () => {
    const answer = await edited({ kind: 'settings', settings }, { kind: 'take-back' })
    expect(answer).toMatchObject({ value: { kind: 'settings', settings: { blackouts: [] } } })
  })

  it('says what cannot be taken back by itself', async () => {
    const answer = await edited({ kind: 'replan' }, { kind: 'take-back' })
    expect(answer).toMatchObject({ ok: false, problem: { code: 'wrong-use' } })
  })
})

it('a difference counts customers by their way instead of naming them', () => {
  const moved = ['1', '2', '3'].map((id) => ({ customer: CustomerId.parse(id), from: batch }))
  const view = differenceView(
    { added: [], dropped: [], moved, windows: [], excluded: [], included: [], tasks: [] },
    new Map(),
  )
  expect(view.moved).toEqual([{ from: batch, customers: 3 }])
})
