import { describe, expect, it } from 'vitest'
import {
  blockOf,
  cellsOf,
  datesFromTo,
  datesOfMonth,
  datesOfWeek,
  weekDay,
  firstDate,
  hoursOf,
  loadOf,
  monthBeside,
  slotToTake,
  spanOf,
  verdictOf,
} from '../../../../../renderer/views/schedule/view-model.ts'
import type { CellFacts } from '../../../../../renderer/views/schedule/view-model.ts'
import { EnvironmentId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { PlanDetails, SlotView } from '../../../../../shared/ipc/plan-views.ts'
import { planBatch, planDetails, planWindow } from '../../../../helpers/plan-details.ts'

const uk = { id: 'uk', zone: 'Europe/London' }
const hourMs = 3_600_000

const slot = (date: string, differs: Partial<SlotView> = {}): SlotView => ({
  environment: EnvironmentId.parse('uk'),
  from: instant(Date.parse(`${date}T01:00Z`)),
  to: instant(Date.parse(`${date}T05:00Z`)),
  date,
  testDay: date,
  ...differs,
})

const cellOf = (date: string, plan: PlanDetails, slots: CellFacts['slots'] = [slot(date)]) => {
  const [cell] = cellsOf({
    dates: [date],
    month: date.slice(0, 7),
    environment: uk,
    plan,
    slots,
    now: Date.parse('2027-01-04T12:00Z'),
  })
  if (cell === undefined) throw new Error('no cell')
  return cell
}

describe('dates', () => {
  it('of a month are whole weeks, Monday first', () => {
    const dates = datesOfMonth('2027-02')
    expect([dates[0], dates.at(-1), dates.length]).toEqual(['2027-02-01', '2027-02-28', 28])
    expect([datesOfMonth('2027-01')[0], datesOfMonth('2027-01').length]).toEqual(['2026-12-28', 35])
  })

  it('step over the end of a year', () => {
    expect([monthBeside('2026-12', 1), monthBeside('2027-01', -1)]).toEqual(['2027-01', '2026-12'])
    expect(datesOfWeek('2027-01-01')[0]).toBe('2026-12-28')
    expect(weekDay('2026-12-28')).toBe('Mon 28 Dec')
  })

  it('are marked in whichever direction they were dragged over', () => {
    expect(datesFromTo('2027-01-03', '2027-01-01')).toEqual([
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ])
  })
})

describe('nights in which the clocks change', () => {
  it('make days of 23 and of 25 hours', () => {
    const length = (date: string): number => {
      const { from, to } = spanOf([date], 'Europe/London')
      return (to - from) / hourMs
    }
    expect([length('2027-03-28'), length('2027-10-31')]).toEqual([23, 25])
  })

  it('draw a window by the time that passes', () => {
    // 01:00 does not exist; 00:00 to 05:00 on the wall clock is four hours of 23.
    const from = Date.UTC(2027, 2, 28, 0)
    expect(blockOf({ from, to: from + 4 * hourMs }, '2027-03-28', 'Europe/London')).toEqual({
      top: 0,
      height: 4 / 23,
    })
  })

  it('show an hour twice that comes twice, and leave out the one that does not', () => {
    const labels = (date: string) =>
      hoursOf(date, 'Europe/London')
        .slice(0, 4)
        .map(({ label }) => label)
    expect(labels('2027-10-31')).toEqual(['00:00', '01:00', '01:00', '02:00'])
    expect(labels('2027-03-28')).toEqual(['00:00', '02:00', '03:00', '04:00'])
  })
})

it('a window over midnight is in both days', () => {
  const from = Date.UTC(2027, 0, 5, 22)
  const night = { from, to: from + 6 * hourMs }
  expect(blockOf(night, '2027-01-05', 'UTC')).toEqual({ top: 22 / 24, height: 2 / 24 })
  expect(blockOf(night, '2027-01-06', 'UTC')).toEqual({ top: 0, height: 4 / 24 })
  expect(blockOf(night, '2027-01-07', 'UTC')).toBeUndefined()
})

describe('a day', () => {
  const batch = planBatch('batch-01', [planWindow('uk', Date.parse('2027-01-06T01:00Z'))])

  it('holds the batches whose window opens on it, by the date of its zone', () => {
    const plan = planDetails({ batches: [batch] })
    expect(cellOf('2027-01-06', plan).bookings.map((one) => one.batch.id)).toEqual(['batch-01'])
    expect(cellOf('2027-01-05', plan).bookings).toEqual([])
  })

  it('lets nothing be moved that has begun', () => {
    const begun = planBatch('batch-01', [
      planWindow('uk', Date.parse('2027-01-04T01:00Z'), { state: 'closed' }),
    ])
    const missed = planBatch('batch-02', [
      planWindow('uk', Date.parse('2027-01-04T01:00Z'), { state: 'missed' }),
    ])
    const cell = cellOf('2027-01-04', planDetails({ batches: [begun, missed] }))
    expect(cell.bookings.map(({ movable }) => movable)).toEqual([false, true])
  })

  it('has the reasons of blackouts of its own environment only', () => {
    const plan = planDetails({
      blackouts: [
        { from: '2027-01-05', to: '2027-01-07', kind: 'event', reason: 'trade fair' },
        {
          from: '2027-01-06',
          to: '2027-01-06',
          kind: 'other',
          reason: 'elsewhere',
          environments: [EnvironmentId.parse('us')],
        },
      ],
    })
    expect(cellOf('2027-01-06', plan).blackouts).toEqual(['trade fair'])
    expect(cellOf('2027-01-08', plan).blackouts).toEqual([])
  })
})

describe('what is said before a batch is dropped', () => {
  const plan = planDetails({
    batches: [planBatch('batch-01', [planWindow('uk', Date.parse('2027-01-06T01:00Z'))])],
  })
  const say = (date: string, slots: CellFacts['slots']) =>
    verdictOf(cellOf(date, plan, slots), 'batch-01')

  it.each([
    ['it is there already', '2027-01-06', {}, 'here now', 'already'],
    ['the night is free', '2027-01-07', {}, 'free', 'may move'],
    [
      'the calendar refuses it',
      '2027-01-09',
      { refused: 'a Saturday', whyNot: 'a Saturday' },
      'refused',
      'a Saturday',
    ],
    [
      'a rule refuses it for this batch',
      '2027-01-08',
      { whyNot: 'the team rests' },
      'refused',
      'the team rests',
    ],
    [
      'the clocks change',
      '2027-01-07',
      { clockChange: 'an hour shorter' },
      'free',
      'an hour shorter',
    ],
  ] as const)('%s', (_, date, differs, word, text) => {
    const verdict = say(date, [slot(date, differs)])
    expect(verdict.word).toBe(word)
    expect(verdict.text).toContain(text)
  })

  it('no window opens on a day without off-peak hours', () => {
    expect(say('2027-01-08', []).word).toBe('no window')
  })

  it('of a day whose windows were not read nothing is said, also not that it has none', () => {
    expect(say('2027-01-08', 'unread').word).toBe('not read yet')
  })

  it('the free one of two windows of a day is taken', () => {
    const late = slot('2027-01-08', { from: instant(Date.parse('2027-01-08T03:00Z')) })
    const cell = cellOf('2027-01-08', plan, [slot('2027-01-08', { whyNot: 'taken' }), late])
    expect(slotToTake(cell)).toBe(late)
  })
})

it('the reserve of a window is no room for work', () => {
  const window = planWindow('uk', 0, { workMs: 3.5 * hourMs })
  expect(loadOf(window, 30)).toBe(1)
  expect(loadOf(window, 60)).toBeGreaterThan(1)
})

it('the calendar begins with the window that is asked for, else the next one, else today', () => {
  const now = Date.parse('2027-01-04T12:00Z')
  const batches = [
    planBatch('batch-01', [planWindow('uk', Date.parse('2027-02-06T01:00Z'))]),
    planBatch('batch-02', [planWindow('uk', Date.parse('2027-03-06T01:00Z'))]),
  ]
  expect(firstDate(planDetails({ batches }), uk, now)).toBe('2027-02-06')
  expect(firstDate(planDetails({ batches }), uk, now, 'batch-02')).toBe('2027-03-06')
  expect(firstDate(planDetails(), uk, now)).toBe('2027-01-04')
})
