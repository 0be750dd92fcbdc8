import { describe, expect, it } from 'vitest'
import type { DataApi, StoredPlan } from '../../../../main/data/protocol.ts'
import { createMeasuredBook } from '../../../../main/transfer/measured-book.ts'
import { createWindowGates } from '../../../../main/transfer/window-gates.ts'
import { BatchId, EnvironmentId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import { PlanningSettings } from '../../../../shared/domain/planning.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { members, spec, threeSteps } from '../../../helpers/runner-world.ts'
import { noProgress } from '../../../helpers/progress.ts'

const minute = 60_000
const opens = Date.UTC(2026, 4, 4, 1)
const settings = PlanningSettings.parse({
  lockOut: { baseMs: minute, perAccountMs: 0, overheadMs: minute },
})
const procedure = threeSteps({ preconditions: [{ check: 'window-open' }] })
const [member] = members(1)
if (member === undefined) throw new Error('there is no member')

/** One customer of one account in a batch whose window is open for an hour. */
function gates(windows: 'planned' | 'none' = 'planned') {
  const measured = createMeasuredBook()
  const batch = BatchId.parse('b1')
  const environment = EnvironmentId.parse('us')
  const window = { environment, team: 'night', from: opens, to: opens + 60 * minute }
  const data: Pick<DataApi, 'batches' | 'customers' | 'plan' | 'progress'> = {
    batches: async () => [{ id: batch, windows: windows === 'none' ? [] : [window] }] as never, // the gate looks at no more of it
    customers: async () => [{ id: member?.id, environment, batch }] as never, // as above
    plan: async () => ({ settings }) as StoredPlan, // as above
    progress: async () => noProgress,
  }
  return { measured, gates: createWindowGates({ data: data as DataApi, spec, measured }) }
}

const took = (ms: number) =>
  JournalEvent.parse({
    kind: 'downtime.closed',
    run: 'r1',
    member: '1001',
    service: 'customer',
    scope: '1001',
    budgetMs: minute,
    result: { measuredMs: ms, resolutionMs: 1, samples: 3, unknownSamples: 0 },
  })
const leftAt = (minutes: number) => instant(opens + (60 - minutes) * minute)

describe('the gate of a window', () => {
  it('counts lock-out and the work around it: two minutes here', async () => {
    const mayBegin = await gates().gates.of({ procedure, members: [member] })
    expect(mayBegin?.(member, leftAt(2))).toBeUndefined()
    expect(mayBegin?.(member, leftAt(1.9))).toMatch(
      /^the window closes at 2026-05-04 02:00 UTC; this customer needs about 2 min 00 s/,
    )
    expect(mayBegin?.(member, leftAt(0))).toBe('the window closed at 2026-05-04 02:00 UTC')
    expect(mayBegin?.(member, leftAt(61))).toBe('the window opens at 2026-05-04 01:00 UTC')
  })

  it('learns from what is measured while the run goes on', async () => {
    const { gates: made, measured } = gates()
    const mayBegin = await made.of({ procedure, members: [member] })
    expect(mayBegin?.(member, leftAt(5))).toBeUndefined()
    measured.note(Array.from({ length: 20 }, () => took(10 * minute)))
    expect(mayBegin?.(member, leftAt(5))).toMatch(/this customer needs about (9|10|11) min/)
    expect(mayBegin?.(member, leftAt(20))).toBeUndefined()
  })

  it('stands open for procedures without a window, for emergencies, and where nothing is planned', async () => {
    const at = gates().gates
    expect(await at.of({ procedure: threeSteps(), members: [member] })).toBeUndefined()
    const outsideWindow = 'the old switch fails'
    expect(await at.of({ procedure, members: [member], outsideWindow })).toBeUndefined()
    expect(await gates('none').gates.of({ procedure, members: [member] })).toBeUndefined()
  })
})
