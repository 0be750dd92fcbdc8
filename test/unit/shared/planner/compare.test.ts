import { expect, it } from 'vitest'
import { BatchId, CustomerId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { comparePlans } from '../../../../shared/planner/compare.ts'
import type { PlanContents } from '../../../../shared/planner/compare.ts'

const window = (from: number) => ({
  environment: EnvironmentId.parse('us'),
  team: 'operators',
  from: instant(from),
  to: instant(from + 100),
})

const batch = (id: string, members: readonly string[], from: number) => ({
  id: BatchId.parse(id),
  members: members.map((m) => CustomerId.parse(m)),
  windows: [window(from)],
})

const before: PlanContents = {
  batches: [batch('pilot', ['a', 'b'], 1000), batch('batch-01', ['c', 'd'], 2000)],
  excluded: [CustomerId.parse('x')],
  schedule: [
    { id: 'soak', from: 5000, to: 6000 },
    { id: 'setup', from: 0, to: 900 },
  ],
}

it('says nothing of two equal plans', () => {
  expect(comparePlans(before, structuredClone(before))).toEqual({
    added: [],
    dropped: [],
    moved: [],
    windows: [],
    excluded: [],
    included: [],
    tasks: [],
  })
})

it('names new and dropped batches, who moved, who was left out, and what begins at another time', () => {
  const after: PlanContents = {
    batches: [batch('pilot', ['a', 'c'], 1000), batch('batch-02', ['d', 'x'], 3000)],
    excluded: [CustomerId.parse('b')],
    schedule: [
      { id: 'soak', from: 5500, to: 6400 },
      { id: 'setup', from: 0, to: 900 },
    ],
  }
  expect(comparePlans(before, after)).toEqual({
    added: ['batch-02'],
    dropped: ['batch-01'],
    moved: [
      { customer: 'b', from: 'pilot' },
      { customer: 'c', from: 'batch-01', to: 'pilot' },
      { customer: 'd', from: 'batch-01', to: 'batch-02' },
      { customer: 'x', to: 'batch-02' },
    ],
    windows: [],
    excluded: ['b'],
    included: ['x'],
    tasks: [{ id: 'soak', beginsBy: 500, endsBy: 400 }],
  })
})

it('shows a batch in another window with both', () => {
  const [pilot, first] = before.batches
  const after = {
    ...before,
    batches: [pilot, { ...first, windows: [window(2500)] }] as PlanContents['batches'],
  }
  expect(comparePlans(before, after).windows).toEqual([
    { batch: 'batch-01', before: [window(2000)], after: [window(2500)] },
  ])
})
