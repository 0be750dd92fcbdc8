import { describe, expect, it } from 'vitest'
import {
  countdown,
  dueMark,
  dueToday,
  nextWindow,
  placeOf,
  dueWords,
  spanWords,
  waitingLines,
} from '../../../../../renderer/views/overview/desk.ts'
import type { Desk, Waiting } from '../../../../../shared/domain/desk.ts'
import { liveRun } from '../../../../helpers/live-run.ts'
import { minutes, overview, tenPm, windowAt } from '../../../../helpers/overview.ts'

const desk = (differs: Partial<Desk>): Desk => ({
  risks: [],
  waiting: [],
  near: [],
  takingBack: [],
  ...differs,
})
const openRun = {
  who: 'ana',
  what: 'Take it up.',
  overdue: true,
  thing: { kind: 'run', id: 'run-1' },
} as const

describe('what waits for somebody', () => {
  it('is no run that is just going on', () => {
    const lines = waitingLines(desk({ waiting: [openRun] }), [liveRun({ run: 'run-1' })])
    expect(lines).toEqual([])
  })

  it('is a run that the journal has open and nobody carries on', () => {
    expect(waitingLines(desk({ waiting: [openRun] }), [])).toEqual([openRun])
  })

  it('begins with the questions of live runs', () => {
    const question = { id: 'q', member: '100', text: 'Has it moved?', choices: [], since: tenPm }
    const [first] = waitingLines(desk({ waiting: [openRun] }), [
      liveRun({ run: 'run-2', questions: [question] }),
    ])
    expect(first).toMatchObject({ what: 'Has it moved?', thing: { kind: 'run', id: 'run-2' } })
  })
})

describe('the next window', () => {
  const batch = (id: string, toMove: number, from: number) => ({
    id,
    ordinal: 1,
    pilot: false,
    state: 'planned' as const,
    members: 20,
    accounts: 40,
    counts: {},
    windows: [windowAt(from)],
    toMove: [toMove],
  })

  it('is the one that is open, then the one that opens first, of a batch with somebody to move', () => {
    const batches = [batch('moved', 0, -10), batch('later', 20, 600), batch('next', 1, 30)]
    expect(nextWindow(overview({ batches }), tenPm)).toMatchObject({
      batch: 'next',
      zone: 'America/New_York',
      open: false,
    })
    expect(nextWindow(overview({ batches }), minutes(31))).toMatchObject({
      batch: 'next',
      open: true,
    })
    expect(nextWindow(overview({ batches }), minutes(271))).toMatchObject({ batch: 'later' })
    expect(nextWindow(overview({ batches: [] }), tenPm)).toBeUndefined()
  })

  it('is that of the other environment once one of them has nobody left to move', () => {
    const pilot = {
      ...batch('pilot', 0, 0),
      pilot: true,
      windows: [windowAt(-60), windowAt(-30, 'uk')],
      toMove: [0, 8],
    }
    expect(nextWindow(overview({ batches: [pilot] }), tenPm)).toMatchObject({
      environment: 'UK',
      from: minutes(-30),
    })
  })

  it.each([
    [59_000, '00:59'],
    [3_599_001, '1 h 00 min'],
    [4_320_000, '1 h 12 min'],
    [187_200_000, '2 d 04 h'],
    [-5, '00:00'],
  ])('counts %i ms down as %s', (ms, text) => {
    expect(countdown(ms)).toBe(text)
  })
})

describe('today', () => {
  it('is what touches the day, also what began before it and ends after it', () => {
    const due = (title: string, from: number, to: number) => ({
      from: minutes(from),
      to: minutes(to),
      title,
      kind: 'task' as const,
      done: false,
      thing: { kind: 'task' as const, id: title },
    })
    const near = [due('over', -900, -600), due('long', -900, 900), due('soon', 100, 110)]
    const day = { from: minutes(-500), to: minutes(120) }
    expect(dueToday(desk({ near }), day).map(({ title }) => title)).toEqual(['long', 'soon'])
  })
})

describe('the time of a thing of today', () => {
  const words = (from: number, to: number) =>
    spanWords(
      { from: minutes(from), to: minutes(to) },
      { from: minutes(-1320), to: minutes(120) },
      'UTC',
    )

  it('is what of it lies in this day, in words where that is not both ends', () => {
    expect([words(-60, 30), words(-60, -60), words(-2000, 30)]).toEqual([
      '21:00–22:30',
      '21:00',
      'until 22:30',
    ])
    expect([words(-60, 900), words(-2000, 900)]).toEqual(['from 21:00', 'all day'])
  })
})

describe('the time of a thing that waits', () => {
  const say = (times: Partial<Waiting>) => dueWords({ ...openRun, ...times }, tenPm, 'UTC')

  it('says whether it is due, was due, or has waited since then', () => {
    expect([
      say({ due: minutes(60) }),
      say({ due: minutes(-60) }),
      say({ since: minutes(-60) }),
      say({}),
    ]).toEqual(['due 22 Nov 23:00', 'was due 22 Nov 21:00', 'since 22 Nov 21:00', ''])
  })
})

describe('a thing of today', () => {
  const at = (from: number, to: number, done = false) =>
    dueMark(
      {
        from: minutes(from),
        to: minutes(to),
        title: 'Move batch-01',
        kind: 'batch',
        done,
        thing: { kind: 'batch', id: 'batch-01' },
      },
      tenPm,
    ).word

  it('is now only while its time lasts, and late when that has passed without it', () => {
    expect([at(10, 60), at(-10, 60), at(-300, -60), at(-300, -60, true)]).toEqual([
      'batch',
      'now',
      'late',
      'done',
    ])
  })
})

describe('a thing of the desk', () => {
  it('leads to the view in which it is worked on', () => {
    expect(placeOf({ kind: 'log-check', id: 'pilot' })).toEqual({
      view: 'logs',
      focus: { kind: 'batch', id: 'pilot' },
    })
    expect(placeOf({ kind: 'task', id: 'soak' }).view).toBe('timeline')
  })
})
