import { describe, expect, it } from 'vitest'
import { axisTicks, timeline } from '../../../../../renderer/views/timeline/view-model.ts'
import type { BatchView } from '../../../../../shared/ipc/overview.ts'
import { doneRun, minutes, overview, tenPm, windowAt } from '../../../../helpers/overview.ts'

const inMinutes = (span: readonly [number, number] | undefined) =>
  span?.map((at) => (at - tenPm) / 60_000)
const batch = (id: string, ordinal: number, members: number, from: number): BatchView => ({
  id,
  ordinal,
  pilot: ordinal === 0,
  state: 'planned',
  members,
  accounts: members,
  counts: { planned: members },
  windows: [windowAt(from)],
})

describe('the timeline', () => {
  it('lays what has not begun end to end from now, times the members', () => {
    const { rows, end } = timeline(overview(), tenPm, 'all')
    expect(rows.map(({ id, planned }) => [id, ...(inMinutes(planned) ?? [])])).toEqual([
      ['survey', 0, 10],
      ['voice', 10, 40],
      ['xdr-sync', 40, 160],
      ['decommission', 160, 190],
    ])
    expect((end - tenPm) / 60_000).toBe(190)
  })

  it('puts a batch into its window, and rounds of eight customers into the batch', () => {
    const { rows } = timeline(overview({ batches: [batch('pilot', 0, 20, 480)] }), tenPm, 'all')
    const pilot = rows.find(({ id }) => id === 'pilot')
    expect([pilot?.label, ...(inMinutes(pilot?.planned) ?? [])]).toEqual([
      'Pilot batch (20)',
      480,
      483,
    ])
  })

  it('shows what really happened beside what was expected, and lets a run that goes on end now', () => {
    const now = minutes(20)
    const running = { ...doneRun('voice', ['us1', 'uk1'], 12, 0), state: 'running' as const }
    const { endedAt: _open, ...voice } = running
    const { rows } = timeline(
      overview({ runs: [doneRun('survey', ['project'], 0, 7), voice] }),
      now,
      'all',
    )
    expect(
      rows
        .slice(0, 2)
        .map(({ state, planned, actual }) => [state, inMinutes(planned), inMinutes(actual)]),
    ).toEqual([
      ['succeeded', [0, 10], [0, 7]],
      ['running', [12, 42], [12, 20]],
    ])
    expect(inMinutes(rows[2]?.planned)?.[0]).toBe(42)
  })

  it('shows near now only what is near, and the next thing when nothing is', () => {
    const far = overview({
      runs: [doneRun('survey', ['project'], -600, -590)],
      procedures: overview().procedures.filter(
        ({ id }) => id === 'survey' || id === 'customer-transfer',
      ),
      batches: [batch('b1', 1, 20, 1500), batch('b2', 2, 20, 3000)],
    })
    expect(timeline(far, tenPm, 'near').rows.map(({ id }) => id)).toEqual(['b1'])
    expect(timeline(far, tenPm, 'all').rows).toHaveLength(3)
  })

  it('leaves out what the project does not need', () => {
    const procedures = overview().procedures.map((one) =>
      one.id === 'voice' ? { ...one, applies: false } : one,
    )
    expect(timeline(overview({ procedures }), tenPm, 'all').rows.map(({ id }) => id)).not.toContain(
      'voice',
    )
  })
})

describe('the axis', () => {
  it.each([
    [30, 5],
    [480, 60],
    [10_000, 1440],
  ])('over %i minutes has at most eight ticks, on whole steps', (span, step) => {
    const ticks = axisTicks([tenPm, tenPm + span * 60_000])
    expect(ticks.length).toBeLessThanOrEqual(9)
    expect(ticks.every((at) => at % (step * 60_000) === 0)).toBe(true)
  })
})
