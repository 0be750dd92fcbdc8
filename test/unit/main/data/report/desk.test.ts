import { describe, expect, it } from 'vitest'
import { deskOf } from '../../../../../main/data/report/desk.ts'
import { BatchId, RunId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { reportFacts } from '../../../../helpers/report-facts.ts'

const run = {
  id: RunId.parse('r1'),
  procedure: 'ids-split',
  members: ['project'],
  done: [],
  snapshot: 'x',
  createdBy: 'ana',
  createdAt: instant(Date.UTC(2026, 11, 1)),
  title: 'Make ids unique',
  stage: 'setup',
} as const

describe('the desk', () => {
  it('says who has a run open that is not over, and nothing of one that is', () => {
    const desk = deskOf(
      reportFacts([], {
        runs: [
          { ...run, state: 'paused' },
          { ...run, id: RunId.parse('r2'), state: 'succeeded' },
        ],
      }),
    )
    expect(desk.waiting).toMatchObject([
      { who: 'ana', overdue: true, thing: { kind: 'run', id: 'r1' } },
    ])
  })

  it('asks for the feedback on moved customers, batch by batch, until they are accepted', () => {
    const facts = reportFacts(['checked', 'checked', 'accepted'])
    const ids = facts.customers.map(({ id }) => id)
    const batch = {
      id: BatchId.parse('pilot'),
      ordinal: 0,
      pilot: true,
      members: ids,
      state: 'checked',
      windows: [],
      why: [],
    } as const
    const { waiting } = deskOf({ ...facts, batches: [batch] })
    expect(waiting.map(({ what, overdue }) => [what, overdue])).toEqual([
      ['2 moved customers of pilot: collect feedback, then accept.', false],
    ])
  })

  it('has nothing of a plan that there is not', () => {
    expect(deskOf(reportFacts([]))).toMatchObject({ waiting: [], near: [] })
  })
})
