import { expect, it } from 'vitest'
import { nextWindow } from '../../../../main/app/next-window.ts'
import type { WindowFacts } from '../../../../main/app/next-window.ts'
import { BatchId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'

const batch = (
  id: string,
  toMove: readonly number[],
  ...spans: readonly [number, number][]
): WindowFacts['batches'][number] => ({
  id: BatchId.parse(id),
  toMove,
  windows: spans.map(([from, to], i) => ({
    environment: EnvironmentId.parse(i === 0 ? 'us' : 'uk'),
    team: 'vendor',
    from: instant(from),
    to: instant(to),
  })),
})
const facts = (...batches: WindowFacts['batches'][number][]): WindowFacts => ({
  batches,
  runs: [],
  procedures: [],
})

it('is the one that is open or the first to come, of batches that are not done', () => {
  const all = facts(
    batch('batch-01', [5], [5000, 6000]),
    batch('pilot', [3, 4], [1000, 2000], [3000, 4000]),
    batch('batch-00', [0], [100, 900]),
  )
  expect(nextWindow(all, instant(0))).toMatchObject({ title: 'Pilot (us)', from: 1000 })
  expect(nextWindow(all, instant(1999))).toMatchObject({ from: 1000 })
  expect(nextWindow(all, instant(2000))).toMatchObject({ from: 3000 })
  expect(nextWindow(all, instant(4500))).toMatchObject({ title: 'Batch 1 (us)' })
  expect(nextWindow(all, instant(6000))).toBeUndefined()
})

it('is that of the other environment once the first has nobody left, whatever failed there', () => {
  const pilot = facts(batch('pilot', [0, 4], [1000, 2000], [3000, 4000]))
  expect(nextWindow(pilot, instant(1500))).toMatchObject({ title: 'Pilot (uk)', from: 3000 })
  const failed = facts(batch('pilot', [1, 4], [1000, 2000], [3000, 4000]))
  expect(nextWindow(failed, instant(2500))).toMatchObject({ title: 'Pilot (uk)' })
})
