import { describe, expect, it } from 'vitest'
import { lineMark } from '../../../../../renderer/views/run/marks.ts'
import {
  pageBehind,
  controls,
  dialNow,
  memberCells,
  runLines,
  shownRun,
  takingBackLine,
  tookWords,
  waitingLine,
} from '../../../../../renderer/views/run/view-model.ts'
import type { BudgetDial, LiveRun } from '../../../../../shared/domain/live-run.ts'
import { RunId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { RunRecord } from '../../../../../shared/ipc/run-views.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { doneRun, overview } from '../../../../helpers/overview.ts'
import { runRecord, stepRecord } from '../../../../helpers/run-record.ts'

it('a run always says why it waits, or that it works', () => {
  const active = [
    { member: '1', step: 's', title: 't', phase: 'apply', attempt: 'a', host: 'h', since: 1 },
  ]
  expect([
    waitingLine(liveRun({ waiting: 'waits for src-db' })),
    waitingLine(liveRun({ active })),
    waitingLine(liveRun()),
    waitingLine(liveRun({ state: 'paused' })),
    waitingLine(liveRun({ state: 'succeeded' })),
  ]).toEqual(['waits for src-db', 'Working.', 'Starting.', 'Paused: no new step is started.', ''])
})

it('the run that needs a person stands first, what is over last, whoever drives it', () => {
  const question = { id: 'q', member: '1', text: '?', choices: ['retry' as const], since: 1 }
  const runs = [
    liveRun({ run: 'over', state: 'succeeded' }),
    liveRun({ run: 'paused', state: 'paused' }),
    liveRun({ run: 'running' }),
    liveRun({ run: 'asks', state: 'paused', questions: [question] }),
  ]
  const lines = runLines(
    overview({ runs: [doneRun('ids-split', ['project'], 0, 1)] }),
    new Map(runs.map((run) => [run.run, run])),
    [],
  )
  expect(lines.slice(0, 3).map(({ id }) => id)).toEqual(['asks', 'running', 'paused'])
  expect(lines).toHaveLength(5)
  expect([shownRun(lines, undefined), shownRun(lines, 'over'), shownRun(lines, 'none')]).toEqual([
    'asks',
    'over',
    'asks',
  ])
  expect(shownRun([], undefined)).toBeUndefined()
})

it('says of a run which batch it moves, which customer, which part of the project', () => {
  const whom = (
    procedure: string,
    members: readonly string[],
    more: { readonly batch?: string; readonly customer?: string } = {},
  ) => {
    const run = { ...doneRun(procedure, members, 0, 1), ...more }
    return runLines(overview({ runs: [run] }), new Map(), [])[0]?.whom
  }
  const long = 'Amalgamated Weighing and Measuring Instruments of Rotherham Ltd'
  expect(whom('customer-transfer', ['10001', '10002'], { batch: 'batch-07' })).toBe('Batch 7')
  expect(whom('customer-transfer', ['10001'], { customer: long })).toBe(`10001 ${long}`)
  expect(whom('customer-transfer', ['10001', '10002'])).toBe('2 customers')
  expect(whom('voice', ['us1', 'uk1'])).toBe('us1, uk1')
  expect(whom('survey', ['project'])).toBeUndefined()
  // Heard of before it was read.
  expect(runLines(overview(), new Map([['r', liveRun()]]), [])[0]?.whom).toBe('Batch 1')
})

it('a run that the journal has running and that nobody drives is shown as interrupted, where that is known', () => {
  const left = { ...doneRun('voice', ['us1'], 0, 1), state: 'running' as const }
  const word = (mode: 'read' | 'write', live: readonly LiveRun[] = []) => {
    const { project } = overview()
    const lines = runLines(
      overview({ project: { ...project, mode }, runs: [left] }),
      new Map(live.map((run) => [run.run, run])),
      [],
    )
    return lines.map(lineMark)[0]
  }
  expect(word('write')).toEqual({ tone: 'warn', word: 'interrupted' })
  expect(word('read')).toEqual({ tone: 'active', word: 'running' })
  expect(word('write', [liveRun({ run: left.id })])).toEqual({ tone: 'active', word: 'running' })
})

it('a run that is half taken back stands among those that go on, and says who is left and what to do', () => {
  const halfWay = { ...doneRun('customer-transfer', ['1001', '1002'], 0, 5), id: 'half' }
  const over = doneRun('ids-split', ['project'], 0, 9)
  const takingBack = [{ run: RunId.parse('half'), left: ['1001', '1002'] }]
  const lines = runLines(overview({ runs: [halfWay, over] }), new Map(), takingBack)
  expect(lines.map(({ id, open, left }) => [id, open, left])).toEqual([
    ['half', true, ['1001', '1002']],
    [over.id, false, []],
  ])
  const { left } = takingBack[0] ?? { left: [] }
  expect(takingBackLine(left, false, 'write')).toBe(
    'This run is being taken back, and 2 members are left: 1001, 1002. Nobody goes on with it: choose Undo… again, which begins where it stopped and takes nothing back twice.',
  )
  expect(takingBackLine(['1001'], true, 'write')).toBe(
    'This run is being taken back, and 1 member is left: 1001.',
  )
  expect(takingBackLine(['1001'], false, 'read')).toBe(
    'This run is being taken back, and 1 member is left: 1001. Where the project is open for writing, Undo… goes on with it.',
  )
})

it('a run took what lies between its begin and its end; where the clock was put back, nobody knows', () => {
  expect(tookWords(1000, 61_000)).toBe('took 1 min 00 s')
  expect(tookWords(3_600_000, 60_000)).toBe('how long it took is unknown: the clock was put back')
  expect([tookWords(1, undefined), tookWords(undefined, 1)]).toEqual([undefined, undefined])
})

it.each([
  ['running', true, ['pause', 'stop']],
  ['armed', false, []],
  ['running', false, ['takeUp', 'undo']],
  ['paused', false, ['takeUp', 'undo']],
  ['paused', true, ['resume', 'stop']],
  ['aborted', false, ['undo', 'again']],
  ['succeeded', false, ['undo', 'again']],
  ['undone', false, ['again']],
] as const)('a run that is %s (driven: %s) offers %j', (state, live, offered) => {
  const shown = Object.entries(controls({ state, live, failed: 1 }))
    .filter(([, on]) => on)
    .map(([name]) => name)
  expect(shown.toSorted()).toEqual([...offered].toSorted())
})

const dial: BudgetDial = {
  member: 'us1',
  service: 'voice',
  scope: 'us1',
  budgetMs: 180_000,
  openedAt: instant(0),
  at: instant(100_000),
  usedMs: 60_000,
  isDown: true,
  seen: ['no answer'],
  undoMs: 50_000,
  undoBasis: 'measured',
  spareMs: 70_000,
  alarm: 'none',
}

it('a dial counts on while the service is down, and rings when no way back is left', () => {
  expect(dialNow(dial, 130_000)).toMatchObject({
    usedMs: 90_000,
    leftMs: 90_000,
    turnBackInMs: 40_000,
    alarm: 'none',
  })
  expect(dialNow(dial, 170_000).alarm).toBe('turn-back')
  expect(dialNow(dial, 221_000)).toMatchObject({ alarm: 'breached', tone: 'bad' })
  expect(dialNow({ ...dial, isDown: false }, 900_000)).toMatchObject({
    usedMs: 60_000,
    alarm: 'none',
  })
  expect(dialNow({ ...dial, usedMs: null }, 130_000)).toMatchObject({
    usedMs: null,
    leftMs: undefined,
    alarm: 'unknown',
  })
})

it('says of each member where it is', () => {
  const record = runRecord({
    members: [
      { id: '1', result: 'done', troubled: false, step: 1 },
      { id: '2', troubled: false, step: 0, begunAt: instant(1) },
      { id: '3', troubled: true, step: 1, begunAt: instant(1) },
      { id: '4', troubled: false },
    ],
  })
  const live = liveRun({
    active: [
      {
        member: '2',
        step: 'lock',
        title: 'Lock',
        phase: 'apply',
        attempt: 'a',
        host: 'h',
        since: 1,
      },
    ],
  })
  expect(memberCells(record, live).map(({ id, tone, word }) => [id, tone, word])).toEqual([
    ['1', 'good', 'done'],
    ['2', 'active', 'apply: Lock'],
    ['3', 'warn', 'after Move'],
    ['4', 'idle', 'not begun'],
  ])
})

describe('what may be done with one member', () => {
  const results = ['done', 'failed', 'undo-failed', 'undone', 'taken-out', 'skipped'] as const
  const members = [
    { id: 'going', troubled: false, begunAt: instant(1), step: 0 },
    ...results.map((result) => ({ id: result, troubled: false, begunAt: instant(1), result })),
  ]
  const ids = (record: Partial<RunRecord>, live: LiveRun | undefined, may: 'Undo' | 'TakeOut') =>
    memberCells(runRecord({ members, ...record }), live)
      .filter((cell) => cell[`may${may}`])
      .map(({ id }) => id)

  it('is taken out while it goes on, not when it has ended in some way', () => {
    expect(ids({}, liveRun(), 'TakeOut')).toEqual(['going'])
    expect(ids({ state: 'failed' }, undefined, 'TakeOut')).toEqual([])
  })

  it('what was done for it is taken back when the run is over, also where it failed half-way', () => {
    expect(ids({ state: 'failed' }, undefined, 'Undo')).toEqual(['done', 'failed', 'undo-failed'])
    expect(ids({}, liveRun(), 'Undo')).toEqual([])
  })

  it('nothing is taken back of a run that only read', () => {
    const steps = [stepRecord({ hasUndo: false })]
    expect(ids({ state: 'succeeded', steps }, undefined, 'Undo')).toEqual([])
  })
})

it('a page of older attempts stays the same page while newer ones begin', () => {
  expect([pageBehind(0, 60, 63), pageBehind(50, 60, 63), pageBehind(50, 60, 60)]).toEqual([
    0, 53, 50,
  ])
})

it('a stopped run that owes steps to a customer it has moved may be taken up', () => {
  const stopped = { state: 'aborted', live: false, failed: 0 } as const
  expect([controls(stopped).takeUp, controls({ ...stopped, owed: true }).takeUp]).toEqual([
    false,
    true,
  ])
})
