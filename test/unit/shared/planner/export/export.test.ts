import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import { planIcs } from '../../../../../shared/planner/export/ics.ts'
import { matrixCsv } from '../../../../../shared/planner/export/matrix.ts'
import { noticesCsv } from '../../../../../shared/planner/export/notices.ts'
import { checkJump } from '../../../../../shared/planner/jump.ts'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import type { Plan, PlanFacts } from '../../../../../shared/planner/types.ts'
import { planCustomer } from '../../../../helpers/planner-world.ts'
import { at, placed, stagesFacts, window } from '../stages/stages-world.ts'
import type { StagesWorld } from '../stages/stages-world.ts'

const customers = [
  planCustomer('a', { environment: 'us', accounts: 100 }),
  planCustomer('b', { environment: 'uk', parent: 'r1', handWork: ['mail', 'smpp'] }),
  {
    ...planCustomer('c', { environment: 'uk', ivr: '442071' }),
    zone: 'Australia/Sydney',
    contact: 'ops@c.example',
  },
  { ...planCustomer('d', { environment: 'uk' }), name: '=cmd|"/c calc"!A1, Ltd', contact: '@here' },
  planCustomer('e', { environment: 'uk' }),
]

/** Windows in the nights in which New York, then London, change to summer time; Sydney leaves it a week later. */
const world = (more: StagesWorld = {}): { facts: PlanFacts; plan: Plan } => {
  const facts = stagesFacts({
    environments: { us: { zone: 'America/New_York' }, uk: { zone: 'Europe/London' } },
    customers,
    settings: { start: '2027-01-18', excluded: [{ customer: 'e', reason: 'leaves us' }] },
    ...more,
  })
  const placement = placed(facts, [
    [
      window('2027-03-14T06:00Z', '2027-03-14T09:00Z', 'us', 'night'),
      window('2027-03-28T00:00Z', '2027-03-28T04:00Z', 'uk', 'night'),
    ],
    [window('2027-03-29T00:00Z', '2027-03-29T04:00Z', 'uk', 'night')],
  ])
  return {
    facts,
    plan: {
      settings: facts.settings,
      batches: placement.batches,
      unplaced: [],
      excluded: facts.settings.excluded,
      jump: checkJump('MR85', 'MR100'),
      schedule: scheduleStages(facts, placement),
      handWork: [],
      findings: [],
    },
  }
}

const rowsOf = (text: string): Record<string, string>[] =>
  parse(text, { columns: true, record_delimiter: '\r\n' })

describe('the migration matrix', () => {
  const { facts, plan } = world()
  const rows = rowsOf(matrixCsv(facts, plan))

  it('has every customer once, by batch, the excluded one with its reason', () => {
    expect(rows.map((r) => [r['id'], r['batch'], r['order'], r['excluded']])).toEqual([
      ['a', 'pilot', '0', ''],
      ['b', 'pilot', '0', ''],
      ['c', 'batch-01', '1', ''],
      ['d', 'batch-01', '1', ''],
      ['e', '', '', 'leaves us'],
    ])
  })

  it('shows the window of the customer’s environment, local and in UTC, over a change of summer time', () => {
    expect(
      rows
        .slice(0, 2)
        .map((r) => [
          r['window_from_local'],
          r['window_to_local'],
          r['zone'],
          r['window_from_utc'],
          r['window_to_utc'],
        ]),
    ).toEqual([
      [
        '2027-03-14 01:00 EST (-05:00)',
        '2027-03-14 05:00 EDT (-04:00)',
        'America/New_York',
        '2027-03-14T06:00:00Z',
        '2027-03-14T09:00:00Z',
      ],
      [
        '2027-03-28 00:00 GMT (+00:00)',
        '2027-03-28 05:00 BST (+01:00)',
        'Europe/London',
        '2027-03-28T00:00:00Z',
        '2027-03-28T04:00:00Z',
      ],
    ])
  })

  it('shows what ties a customer to others, and its hand work', () => {
    expect(rows[1]).toMatchObject({
      reseller: 'r1',
      hand_work: 'mail;smpp',
      product: 'Trunk',
      accounts: '1',
    })
    expect(rows[2]).toMatchObject({ ivr: '442071', main_office: '' })
  })

  it('lets no name run as a formula', () => {
    expect(rows[3]?.['name']).toBe('\'=cmd|"/c calc"!A1, Ltd')
  })
})

describe('notices to customers', () => {
  it('are on the customer’s own wall clock, both ends with their offset', () => {
    const { facts, plan } = world()
    const rows = rowsOf(noticesCsv(facts, plan))
    expect(
      rows.map((r) => [
        r['id'],
        r['date'],
        r['from'],
        r['to'],
        r['zone_name'],
        r['utc_offset'],
        r['to_zone_name'],
        r['to_utc_offset'],
      ]),
    ).toEqual([
      ['a', '2027-03-14', '01:00', '05:00', 'EST', 'UTC-05:00', 'EDT', 'UTC-04:00'],
      ['b', '2027-03-28', '00:00', '05:00', 'GMT', 'UTC+00:00', 'BST', 'UTC+01:00'],
      ['c', '2027-03-29', '11:00', '15:00', 'AEDT', 'UTC+11:00', 'AEDT', 'UTC+11:00'],
      ['d', '2027-03-29', '01:00', '05:00', 'BST', 'UTC+01:00', 'BST', 'UTC+01:00'],
    ])
    expect(rows.map((r) => r['contact'])).toEqual(['', '', 'ops@c.example', "'@here"])
  })

  it('say how long to expect, and how long it was once that is known', () => {
    const { facts, plan } = world({
      progress: { measured: [{ customer: CustomerId.parse('b'), accounts: 1, ms: 8_340 }] },
    })
    const rows = rowsOf(noticesCsv(facts, plan))
    expect(
      rows.map((r) => [r['id'], r['expected_seconds'], r['measured_seconds']]).slice(0, 2),
    ).toEqual([
      ['a', String(Math.ceil(facts.lockOut.ms(100) / 1000)), ''],
      ['b', String(Math.ceil(facts.lockOut.ms(1) / 1000)), '8.3'],
    ])
  })

  it('go to one batch when only that is asked for', () => {
    const { facts, plan } = world()
    const rows = rowsOf(noticesCsv(facts, plan, { batch: BatchId.parse('batch-01') }))
    expect(rows.map((r) => r['id'])).toEqual(['c', 'd'])
  })
})

type Event = Readonly<Record<string, string>>

/** RFC 5545 read back line by line: unfolds, unescapes, and insists on its form. */
function readIcs(text: string): readonly Event[] {
  expect(text.endsWith('\r\n')).toBe(true)
  const lines = text.slice(0, -2).split('\r\n')
  for (const line of lines) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(line).not.toMatch(/[\r\n]/)
  }
  const unfolded: string[] = []
  for (const line of lines)
    if (line.startsWith(' ')) unfolded.push(`${unfolded.pop() ?? ''}${line.slice(1)}`)
    else unfolded.push(line)
  expect([unfolded.at(0), unfolded.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR'])
  const events: Record<string, string>[] = []
  for (const line of unfolded) {
    const [, name = '', value = ''] = /^([A-Z-]+):(.*)$/.exec(line) ?? []
    if (line === 'BEGIN:VEVENT') events.push({})
    const event = events.at(-1)
    if (event !== undefined && name !== 'BEGIN' && name !== 'END')
      event[name] = value.replaceAll(/\\([\\;,n])/g, (_, c: string) => (c === 'n' ? '\n' : c))
  }
  return events
}

describe('the calendar file', () => {
  const { facts, plan } = world()
  const events = readIcs(planIcs(facts, plan))
  const byUid = (uid: string): Event | undefined => events.find((e) => e['UID'] === uid)

  it('has one event for each batch window, downtime window and milestone, in order of time', () => {
    const counted = (category: string) => events.filter((e) => e['CATEGORIES'] === category).length
    const tasks = (kind: string) => plan.schedule.tasks.filter((t) => t.kind === kind).length
    expect([counted('Batch'), counted('Downtime'), counted('Milestone')]).toEqual([
      3,
      tasks('downtime'),
      tasks('milestone'),
    ])
    const starts = events.map((e) => e['DTSTART'] ?? '')
    expect(starts).toEqual(starts.toSorted())
  })

  it('is in UTC, stamped with the moment of the plan, with the local time in words', () => {
    expect(byUid('pilot-uk@example.switchyard')).toEqual({
      UID: 'pilot-uk@example.switchyard',
      DTSTAMP: '20270201T080000Z',
      DTSTART: '20270328T000000Z',
      DTEND: '20270328T040000Z',
      SUMMARY: 'Pilot, UK: 1 customer',
      DESCRIPTION:
        '2027-03-28 00:00 GMT (+00:00) to 2027-03-28 05:00 BST (+01:00)\nTeam: night\nbatch 0',
      CATEGORIES: 'Batch',
      TRANSP: 'OPAQUE',
    })
  })

  it('shows a milestone as a moment that takes nobody’s time', () => {
    const milestone = byUid('setup-complete@example.switchyard')
    expect([milestone?.['DTEND'], milestone?.['TRANSP']]).toEqual([undefined, 'TRANSPARENT'])
  })

  it('names service, budget and every wall clock of a downtime window', () => {
    const split = byUid('ids-split@example.switchyard')
    expect(split?.['SUMMARY']).toMatch(/^Downtime \(database, 1 min 00 s\): /)
    expect(split?.['DESCRIPTION']).toMatch(/^US: 2027-\d\d-\d\d \d\d:\d\d E.T .*\nUK: .* GMT/)
  })

  it('has other ids than the plan of another project, in whatever script their names are', () => {
    const idsOf = (name: string): string[] =>
      readIcs(planIcs({ ...facts, spec: { ...facts.spec, name } }, plan)).map((e) => e['UID'] ?? '')
    const osaka = new Set(idsOf('大阪通信'))
    expect(idsOf('東京通信').filter((uid) => osaka.has(uid))).toEqual([])
  })

  it('has ids of its own for every event, and the same ones a week later', () => {
    const uids = events.map((e) => e['UID'])
    expect(new Set(uids).size).toBe(uids.length)
    const later = { ...facts, now: at('2027-02-08T08:00Z') }
    expect(readIcs(planIcs(later, plan)).map((e) => e['UID'])).toEqual(uids)
  })

  it('keeps text whole that has to be escaped and folded between characters', () => {
    const [first, ...rest] = plan.batches
    if (first === undefined) throw new Error('there is a batch')
    const why = `Ünïcödé; commas, back\\slash and 🐼🐼🐼 ${'漢字'.repeat(40)}`
    const text = planIcs(facts, { ...plan, batches: [{ ...first, why: [why] }, ...rest] })
    expect(readIcs(text).find((e) => e['UID']?.startsWith('pilot-us'))?.['DESCRIPTION']).toContain(
      why,
    )
  })
})
