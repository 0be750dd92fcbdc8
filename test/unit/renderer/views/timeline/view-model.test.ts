import { describe, expect, it } from 'vitest'
import {
  bandsOf,
  groupOf,
  linesOf,
  presetsOf,
  wholeOf,
} from '../../../../../renderer/views/timeline/around.ts'
import {
  groupHolding,
  handWorkGroup,
  taskRow,
  timelineRows,
} from '../../../../../renderer/views/timeline/view-model.ts'
import type { Facts } from '../../../../../renderer/views/timeline/view-model.ts'
import { BatchId, EnvironmentId } from '../../../../../shared/domain/ids.ts'
import type { PlanDetails } from '../../../../../shared/ipc/plan-views.ts'
import {
  hours,
  monday,
  planBatch,
  planDetails,
  planWindow,
  task,
} from '../../../../helpers/plan-details.ts'

const time = (at: number): string => new Date(at).toISOString().slice(5, 16)
const facts = (differs: Partial<PlanDetails> = {}, more: Partial<Facts> = {}): Facts => ({
  plan: planDetails(differs),
  forecast: undefined,
  now: hours(12),
  time,
  ...more,
})
const idsOf = (of: Facts, closed: readonly string[] = []): readonly string[] =>
  timelineRows(of, new Set(closed)).map(({ id }) => id)

describe('rows', () => {
  const handWork = {
    id: 'mail-1',
    batch: BatchId.parse('batch-01'),
    kind: 'mail',
    title: 'Tell mail users',
    doc: 'Tell them.',
    customers: 3,
    owner: 'support',
    due: '2027-01-06',
    state: 'open' as const,
  }
  const some = facts({ tasks: [task('a'), task('b')], handWork: [handWork] })

  it('stand below their stage, in the order of the plan', () => {
    expect(idsOf(some)).toEqual([groupOf('setup'), 'a', 'b', handWorkGroup, 'mail-1'])
  })

  it('name a day as the plan does, whatever zone is shown', () => {
    const blackouts = [
      { from: '2027-01-08', to: '2027-01-09', kind: 'event', reason: 'trade fair' } as const,
    ]
    const rows = timelineRows(facts({ handWork: [handWork], blackouts }), new Set())
    const text = (id: string) => rows.find((row) => row.id === id)?.text
    expect(text('mail-1')).toContain('due 2027-01-06')
    expect(text('band:0')).toBe('trade fair\n2027-01-08 to 2027-01-09')
  })

  it('of a closed group are left out, and the group stays', () => {
    const closed = [groupOf('setup'), handWorkGroup]
    expect(idsOf(some, closed)).toEqual(closed)
    expect(groupHolding(some, 'b')).toBe(groupOf('setup'))
    expect(groupHolding(some, 'mail-1')).toBe(handWorkGroup)
  })

  it('tell what was done from what is only implied', () => {
    const rows = timelineRows(
      facts({
        tasks: [
          { ...task('a'), state: 'done' },
          { ...task('b'), state: 'done', impliedBy: hours(3) },
        ],
      }),
      new Set(),
    )
    expect(rows.map(({ note }) => note)).toEqual(['2 of 2 done, 1 implied', 'done', 'implied'])
  })

  it('name a batch for which no window could be had', () => {
    const [stage] = planDetails().stages
    const rows = timelineRows(
      facts({
        stages: stage === undefined ? [] : [{ ...stage, stage: 'transfer' }],
        batches: [planBatch('batch-09', [], { missing: [EnvironmentId.parse('uk')] })],
        unplaced: [
          {
            batch: BatchId.parse('batch-09'),
            environment: EnvironmentId.parse('uk'),
            message: 'batch-09 in uk finds no free window.',
            refused: [],
          },
        ],
      }),
      new Set(),
    )
    expect(rows.at(-1)).toMatchObject({ id: 'unplaced:batch-09', note: 'no window', marks: [] })
    expect(rows.at(-1)?.text).toContain('finds no free window')
  })
})

describe('a task', () => {
  it('without length is a diamond', () => {
    const { marks } = taskRow(task('m', { kind: 'milestone', to: hours(0) }), facts())
    expect(marks).toEqual([{ role: 'milestone', from: hours(0), to: hours(0) }])
  })

  it('shows what was signed, what is planned, and what really happened until now', () => {
    const { marks, note } = taskRow(
      task('a', {
        critical: true,
        state: 'started',
        baseline: { id: 'a', from: hours(-24), to: hours(0) },
        actual: { from: hours(2) },
      }),
      facts(),
    )
    expect(marks).toEqual([
      { role: 'baseline', from: hours(-24), to: hours(0) },
      { role: 'planned', from: hours(0), to: hours(24), critical: true },
      { role: 'actual', from: hours(2), to: hours(12), tone: 'active' },
    ])
    expect(note).toBe('started')
  })

  it('that is late says by how much and because of what', () => {
    const { note, noteTone, text } = taskRow(
      task('a', { late: { days: 3, cause: 'the survey ended later' } }),
      facts(),
    )
    expect([note, noteTone]).toEqual(['late 3 days', 'warn'])
    expect(text).toContain('late 3 days: the survey ended later')
  })

  it('of a batch has a bar for each of its windows, and the forecast behind them', () => {
    const batch = planBatch('pilot', [planWindow('uk', monday), planWindow('us', monday + 5e7)])
    const forecast = {
      runs: 1,
      seed: 1,
      transferEnd: { p50: hours(1), p90: hours(2) },
      end: { p50: hours(300), p90: hours(400) },
      batches: [{ batch: batch.id, p50: hours(30), p90: hours(50) }],
      basis: [],
    }
    const { marks } = taskRow(
      task('t', { kind: 'batch', batch: batch.id }),
      facts({ batches: [batch] }, { forecast }),
    )
    expect(marks.map(({ role, from }) => [role, from])).toEqual([
      ['planned', monday],
      ['planned', monday + 5e7],
      ['forecast', hours(30)],
    ])
  })
})

describe('lines and bands', () => {
  const undo = (at: number) => ({
    undo: { until: 'x', at: hours(at), state: 'easy' as const, sentence: 'can be taken back' },
  })

  it('count what cannot be taken back from a moment on, and name the last', () => {
    const tasks = [task('a', undo(50)), task('b', undo(50)), task('c', undo(90))]
    expect(linesOf(facts({ tasks }))).toEqual([
      { at: hours(12), kind: 'now', label: 'now' },
      { at: hours(50), kind: 'undo', label: 'undo ends (2)' },
      { at: hours(90), kind: 'undo', label: 'point of no return' },
    ])
  })

  it('show the freeze between its milestones, and blackouts as whole days', () => {
    const plan = planDetails({
      tasks: [
        task('freeze-enforced', { from: hours(5) }),
        task('freeze-lifted', { from: hours(99) }),
      ],
      blackouts: [{ from: '2027-01-08', to: '2027-01-08', kind: 'event', reason: 'trade fair' }],
    })
    expect(bandsOf({ plan }).map(({ label, from, to }) => [label, from, to])).toEqual([
      ['Catalog freeze', hours(5), hours(99)],
      ['trade fair', Date.UTC(2027, 0, 8), Date.UTC(2027, 0, 9)],
    ])
  })
})

it('everything there is to see reaches from the first task to the last, now among them', () => {
  expect(wholeOf(facts({ tasks: [task('a')] }, { now: hours(-48) }))).toEqual({
    from: hours(-48),
    to: hours(240),
  })
})

it('the next window can be shown with two hours around it', () => {
  const batches = [planBatch('batch-01', [planWindow('us', hours(100))])]
  const next = presetsOf(facts({ batches })).find(({ id }) => id === 'next')
  expect(next?.span).toEqual({ from: hours(98), to: hours(106) })
})
