import { expect, it } from 'vitest'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import { slotVerdicts } from '../../../../../shared/planner/placement/slot-verdicts.ts'
import { at, batchId, env, placementWorld } from '../../../../helpers/placement-world.ts'

/** The pilot on Tuesday 2026-12-01, batch-01 on Monday the 7th, batch-02 on Wednesday the 9th. */
const world = placementWorld({ settings: { calendars: { uk: { billingCloseDays: [] } } } })
const placement = placeBatches(world.facts, world.batches, world.facts.now)
const verdicts = (batch: string, ready = world.facts.now) =>
  Object.fromEntries(
    slotVerdicts(
      world.facts,
      placement,
      { batch: batchId(batch), environment: env('uk') },
      { from: at('2026-12-04T00:00Z'), to: at('2026-12-13T00:00Z') },
      ready,
    ).map(({ date, whyNot }) => [date.slice(8), whyNot]),
  )

it('each night says why a batch may not have it, beside all that is placed', () => {
  const found = verdicts('batch-02')
  expect(found['05']).toContain('Saturday')
  expect(found['04']).toContain('the pilot is watched')
  expect(found['07']).toContain('team operators moves Batch 1')
  expect(found['08']).toContain('keeps 2 working days from Batch 1')
})

it('its own window does not stand in its way, and later nights are free', () => {
  const found = verdicts('batch-02')
  expect([found['09'], found['10'], found['11']]).toEqual([undefined, undefined, undefined])
})

it('a night before the end of the setup is refused', () => {
  expect(verdicts('batch-02', at('2026-12-10T12:00Z'))['10']).toContain('may not begin before')
})

it('a batch without customers there may have none of them', () => {
  expect(verdicts('batch-77')['09']).toBe('Batch 77 has no customers of uk')
})
