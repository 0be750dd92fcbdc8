import { expect, it } from 'vitest'
import { batchLines } from '../../../../renderer/views/batches/view-model.ts'
import { batchChoices } from '../../../../renderer/views/logs/view-model.ts'
import { nextWindow } from '../../../../renderer/views/overview/desk.ts'
import { differenceLines } from '../../../../renderer/views/schedule/difference.ts'
import { batchName } from '../../../../shared/domain/batch-name.ts'
import { BatchId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { overview } from '../../../helpers/overview.ts'

it.each([
  ['pilot', 'Pilot'],
  ['batch-01', 'Batch 1'],
  ['batch-10', 'Batch 10'],
  ['batch-120', 'Batch 120'],
  ['north', 'north'],
])('batch %s is called %s', (id, name) => {
  expect(batchName(id)).toBe(name)
})

it('a batch is called the same in every view, whichever turn a split has given it', () => {
  const id = BatchId.parse('batch-04')
  const window = {
    environment: EnvironmentId.parse('uk'),
    from: instant(1000),
    to: instant(2000),
    team: 'night',
  }
  const batches = [
    {
      id,
      ordinal: 2,
      pilot: false,
      state: 'planned' as const,
      members: 1,
      accounts: 1,
      counts: { planned: 1 },
      windows: [window],
      toMove: [1],
    },
  ]
  const facts = overview({ batches })
  expect([
    batchLines(facts, [])[0]?.label,
    batchChoices(batches, [])[0]?.label,
    nextWindow(facts, 0)?.label,
    ...differenceLines(
      {
        added: [],
        dropped: [],
        moved: [],
        windows: [{ batch: id, before: [], after: [] }],
        excluded: 0,
        included: 0,
        tasks: [],
      },
      () => 'UTC',
    ),
  ]).toEqual(['Batch 4', 'Batch 4', 'Batch 4', 'Batch 4: no window → no window'])
})
