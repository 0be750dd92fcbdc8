import { expect, it } from 'vitest'
import { nextWindow } from '../../../../main/app/next-window.ts'
import type { WindowFacts } from '../../../../main/app/next-window.ts'
import { BatchId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'

const batch = (
  id: string,
  state: CustomerState,
  ...spans: readonly [number, number][]
): WindowFacts['batches'][number] => ({
  id: BatchId.parse(id),
  pilot: id === 'pilot',
  state,
  windows: spans.map(([from, to]) => ({
    environment: EnvironmentId.parse('us'),
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
    batch('batch-01', 'scheduled', [5000, 6000]),
    batch('pilot', 'planned', [1000, 2000], [3000, 4000]),
    batch('batch-00', 'accepted', [100, 900]),
  )
  expect(nextWindow(all, instant(0))).toMatchObject({ title: 'Pilot (us)', from: 1000 })
  expect(nextWindow(all, instant(1999))).toMatchObject({ from: 1000 })
  expect(nextWindow(all, instant(2000))).toMatchObject({ from: 3000 })
  expect(nextWindow(all, instant(4500))).toMatchObject({ title: 'batch-01 (us)' })
  expect(nextWindow(all, instant(6000))).toBeUndefined()
})
