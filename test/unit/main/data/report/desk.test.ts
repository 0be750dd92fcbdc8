import { describe, expect, it } from 'vitest'
import { deskOf } from '../../../../../main/data/report/desk.ts'
import { BatchId, RunId } from '../../../../../shared/domain/ids.ts'
import { DateText } from '../../../../../shared/domain/planning.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { plannedFacts, reportFacts } from '../../../../helpers/report-facts.ts'

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
          { ...run, state: 'paused', batch: BatchId.parse('batch-07') },
          { ...run, id: RunId.parse('r2'), state: 'succeeded' },
        ],
      }),
    )
    expect(desk.waiting).toMatchObject([
      {
        who: 'ana',
        what: 'Take up or end the run “Make ids unique” of Batch 7, which is paused.',
        overdue: true,
        since: run.createdAt,
        thing: { kind: 'run', id: 'r1' },
      },
    ])
  })

  it('has a run with a planned start due then', () => {
    const startAt = instant(Date.UTC(2026, 11, 9))
    const desk = deskOf(reportFacts([], { runs: [{ ...run, state: 'armed', startAt }] }))
    expect(desk.waiting).toMatchObject([{ due: startAt, thing: { id: 'r1' } }])
  })

  it('asks for the feedback on moved customers, batch by batch, until they are accepted', () => {
    const facts = reportFacts(['checked', 'checked', 'accepted'])
    const ids = facts.customers.slice(0, 3).map(({ id }) => id)
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
      ['2 moved customers of Pilot: collect feedback, then accept.', false],
    ])
  })

  it('says who is left over when the windows of a batch have passed', () => {
    const facts = reportFacts(['transferred', 'failed'])
    const [moved, failed, ...planned] = facts.customers
    const members = [moved, failed, ...planned].flatMap((c) => (c === undefined ? [] : [c.id]))
    const windows = (to: number) =>
      [...new Set(facts.customers.map((c) => c.environment))].map((environment) => ({
        environment,
        team: 'night',
        from: instant(to - 1),
        to: instant(to),
      }))
    const waiting = (to: number) =>
      deskOf({
        ...facts,
        batches: [
          {
            id: BatchId.parse('pilot'),
            ordinal: 0,
            pilot: true,
            members,
            state: 'failed',
            windows: windows(to),
            why: [],
          },
        ],
      }).waiting.map(({ what, overdue }) => [what, overdue])
    expect(waiting(facts.at)).toEqual([
      [
        '3 customers of Pilot have no window ahead: give the batch another night in Schedule.',
        true,
      ],
    ])
    expect(waiting(facts.at + 1)).toEqual([])
  })

  it('has work by hand from the day before it is due, what is due together in one line, until somebody ticks it', () => {
    const work = {
      batch: BatchId.parse('pilot'),
      kind: 'mail',
      doc: 'Why.',
      customers: [],
      owner: 'Ann',
      state: 'open' as const,
    }
    const due = (date: string) => DateText.parse(date)
    const { waiting } = deskOf(
      plannedFacts({
        handWork: [
          { ...work, id: 'mail', title: 'Mail (pilot)', due: due('2027-01-12') },
          { ...work, id: 'sms', title: 'SMS (pilot)', owner: 'Ben', due: due('2027-01-10') },
          { ...work, id: 'web', title: 'Webmail (pilot)', due: due('2027-01-10') },
          { ...work, id: 'ivr', title: 'IVR (pilot)', due: due('2027-01-13') },
          { ...work, id: 'done', title: 'Done (pilot)', due: due('2027-01-10'), state: 'done' },
        ],
      }),
    )
    expect(waiting.filter(({ what }) => what.endsWith('(pilot)'))).toEqual([
      {
        who: 'Ben, Ann',
        what: 'SMS (pilot); Webmail (pilot)',
        due: Date.UTC(2027, 0, 10, 23, 59),
        overdue: true,
        thing: { kind: 'task', id: 'sms' },
      },
      {
        who: 'Ann',
        what: 'Mail (pilot)',
        due: Date.UTC(2027, 0, 12, 23, 59),
        overdue: false,
        thing: { kind: 'task', id: 'mail' },
      },
    ])
  })

  it('has nothing of a plan that there is not', () => {
    expect(deskOf(reportFacts([]))).toMatchObject({ waiting: [], near: [] })
  })
})
