import type { Overview } from '../../../../../shared/ipc/overview.ts'
import { describe, expect, it } from 'vitest'
import { isProcedureDone, stageCards } from '../../../../../renderer/views/overview/view-model.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { doneRun, overview } from '../../../../helpers/overview.ts'

const states = (...args: Parameters<typeof stageCards>) =>
  stageCards(...args).map(({ stage, state, done, total }) => `${stage}: ${state} ${done}/${total}`)

const setupDone = [
  doneRun('survey', ['project'], 0, 5),
  doneRun('voice', ['us1'], 10, 12),
  doneRun('voice', ['uk1'], 20, 22),
]

describe('the stages', () => {
  it('wait for the one before, and say so', () => {
    const cards = stageCards(overview(), [])
    expect(cards.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'not started'))
    expect(cards[0]).toMatchObject({
      next: 'Survey the systems',
      why: 'Waits for you: see Analysis.',
    })
    expect(cards[2]).toMatchObject({
      next: 'Plan the batches',
      why: 'Setup is not done.',
    })
  })

  it('have a setup behind which customers have moved done, as the timeline has it, and say what of it nobody ran', () => {
    const seen = overview({
      runs: setupDone.slice(0, 2),
      customerStates: { planned: 11, transferred: 1 },
    })
    expect(stageCards(seen, [])[1]).toMatchObject({
      state: 'done',
      done: 1,
      total: 1,
      next: '',
      why: '1 implied: customers have moved already.',
    })
    const before = overview({ ...seen, customerStates: { planned: 12 } })
    expect(stageCards(before, [])[1]).toMatchObject({ state: 'not started', done: 0 })
  })

  it('count the transfer in customers, and those left out do not count', () => {
    const moved = overview({
      runs: setupDone,
      analysis: { surveyed: true, signed: ['vendor', 'operator'], waived: false },
      customerStates: { checked: 5, accepted: 3, planned: 11, excluded: 1 },
      batches: [
        {
          id: 'b1',
          ordinal: 0,
          pilot: true,
          state: 'checked',
          members: 8,
          accounts: 8,
          counts: { checked: 8 },
          windows: [],
          toMove: [],
        },
        {
          id: 'batch-01',
          ordinal: 1,
          pilot: false,
          state: 'planned',
          members: 11,
          accounts: 11,
          counts: { planned: 11 },
          windows: [],
          toMove: [],
        },
      ],
    })
    expect(states(moved, [])).toEqual([
      'analysis: done 3/3',
      'setup: done 1/1',
      'transfer: in progress 8/19',
      'decommission: not started 0/1',
    ])
    expect(stageCards(moved, [])[2]?.next).toBe('Batch 1, 11 customers')
  })

  it('say of a batch that is half moved how many are left', () => {
    const pilot = {
      id: 'pilot',
      ordinal: 0,
      pilot: true,
      state: 'planned' as const,
      members: 20,
      accounts: 20,
      counts: { checked: 19, planned: 1 },
      windows: [],
      toMove: [],
    }
    const seen = overview({ customerStates: pilot.counts, batches: [pilot] })
    expect(stageCards(seen, [])[2]?.next).toBe('Pilot, 1 of 20 customers left')
  })

  it('are not done with the transfer before the vendor xDRs of every environment are synchronised', () => {
    const all = { runs: setupDone, customerStates: { accepted: 20 } }
    expect(stageCards(overview(all), [])[2]).toMatchObject({
      state: 'in progress',
      next: 'xdr-sync',
    })
    const half = overview({ ...all, runs: [...setupDone, doneRun('xdr-sync', ['us'], 30, 40)] })
    expect(stageCards(half, [])[2]?.state).toBe('in progress')
    const whole = overview({ ...all, runs: [...half.runs, doneRun('xdr-sync', ['uk'], 40, 50)] })
    expect(stageCards(whole, [])[2]?.state).toBe('done')
  })

  it('show a run with its reason to wait, and a question before that', () => {
    const waiting = liveRun({ waiting: 'waits for src-db' })
    expect(stageCards(overview(), [waiting])[2]).toMatchObject({
      state: 'running',
      why: 'waits for src-db',
    })
    const asking = liveRun({
      questions: [{ id: 'q', member: '100', text: 'What now?', choices: ['retry'], since: 1 }],
    })
    expect(stageCards(overview(), [asking])[2]).toMatchObject({
      state: 'needs you',
      why: 'What now?',
    })
  })

  it('count the analysis by its survey and signatures, unless somebody answers for going on without', () => {
    const at = (analysis: Partial<Overview['analysis']>) =>
      stageCards(
        overview({ analysis: { surveyed: true, signed: [], waived: false, ...analysis } }),
        [],
      )[0]
    expect(at({ surveyed: false })).toMatchObject({
      state: 'not started',
      next: 'Survey the systems',
    })
    expect(at({ signed: ['vendor'] })).toMatchObject({ state: 'in progress', done: 2, total: 3 })
    expect(at({ signed: ['vendor', 'operator'] })).toMatchObject({ state: 'done', why: '' })
    expect(at({ waived: true })).toMatchObject({ state: 'done' })
  })

  it('count a procedure for the members that its runs are done for, and not what was taken back', () => {
    const voice = doneRun('voice', ['us1', 'uk1'], 0, 5)
    const isDone = (...runs: Overview['runs']): boolean => {
      const seen = overview({ runs })
      const procedure = seen.procedures.find(({ id }) => id === 'voice')
      return procedure !== undefined && isProcedureDone(seen, procedure)
    }
    expect(isDone(voice)).toBe(true)
    // Of one that failed for a member the others count; of one that succeeded those that were taken back do not.
    expect(isDone({ ...voice, state: 'failed', done: ['us1'] })).toBe(false)
    expect(isDone({ ...voice, done: ['us1'] })).toBe(false)
    expect(
      isDone({ ...voice, state: 'failed', done: ['us1'] }, doneRun('voice', ['uk1'], 9, 10)),
    ).toBe(true)
    expect(isDone({ ...voice, state: 'undone', done: [] })).toBe(false)
  })
})
