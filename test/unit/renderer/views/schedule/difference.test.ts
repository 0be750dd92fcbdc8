import { describe, expect, it } from 'vitest'
import {
  conflictsOf,
  differenceLines,
  shiftText,
} from '../../../../../renderer/views/schedule/difference.ts'
import { BatchId, EnvironmentId } from '../../../../../shared/domain/ids.ts'
import type { PlanDifferenceView } from '../../../../../shared/ipc/plan-views.ts'
import { planWindow } from '../../../../helpers/plan-details.ts'

const nothing: PlanDifferenceView = {
  added: [],
  dropped: [],
  moved: [],
  windows: [],
  excluded: 0,
  included: 0,
  tasks: [],
}
const london = () => 'Europe/London'
const batch = BatchId.parse('batch-03')

describe('the difference of two plans in words', () => {
  it('says when there is none', () => {
    expect(differenceLines(nothing, london)).toEqual(['Nothing changes.'])
  })

  it('names both windows in the zone of their environment', () => {
    const [line] = differenceLines(
      {
        ...nothing,
        windows: [
          {
            batch,
            before: [planWindow('uk', Date.UTC(2027, 0, 6, 1))],
            after: [planWindow('uk', Date.UTC(2027, 0, 8, 1))],
          },
        ],
      },
      london,
    )
    expect(line).toBe(
      'Batch 3: Wed 2027-01-06 01:00–05:00 Europe/London (UTC) → Fri 2027-01-08 01:00–05:00 Europe/London (UTC)',
    )
  })

  it('counts customers and keeps long lists short', () => {
    const lines = differenceLines(
      {
        ...nothing,
        moved: [{ from: batch, customers: 40 }],
        tasks: Array.from({ length: 20 }, (_, i) => ({
          id: `t${i}`,
          title: `Task ${i}`,
          beginsBy: 0,
          endsBy: 86_400_000,
        })),
      },
      london,
    )
    expect(lines[0]).toBe('40 customers: Batch 3 → no batch')
    expect(lines.at(-1)).toBe('and 12 more tasks')
  })
})

it.each([
  [0, 'at the same time'],
  [7_200_000, '2 h 0 min later'],
  [-172_800_000, '2 d 0 h earlier'],
])('a shift of %d ms is %s', (ms, text) => {
  expect(shiftText(ms)).toBe(text)
})

it('only conflicts of the batch that is moved keep it from being moved', () => {
  const unplaced = ['batch-03', 'batch-04'].map((id) => ({
    batch: BatchId.parse(id),
    environment: EnvironmentId.parse('uk'),
    message: `${id} may not be there`,
    refused: [],
  }))
  expect(conflictsOf({ unplaced }, 'batch-03').map(({ message }) => message)).toEqual([
    'batch-03 may not be there',
  ])
  expect(conflictsOf({ unplaced }, undefined)).toEqual([])
})
