import { expect, it } from 'vitest'
import { historyOf } from '../../../../shared/domain/customer-history.ts'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'

const customer = CustomerId.parse('100')
const told = (events: readonly unknown[]) =>
  historyOf(
    customer,
    events.map((event, i) => ({
      seq: i + 1,
      at: instant(i),
      event: JournalEvent.parse(event),
      hash: '',
    })),
  )
const attempt = (id: string, phase: string) => ({
  kind: 'attempt.intended',
  attempt: id,
  run: 'r1',
  step: 'lock',
  member: '100',
  phase,
  number: 1,
  host: 'src-db',
  operation: 'customer-lock',
  args: {},
})

it('tells in words what happened, oldest first, with who and how it went', () => {
  const lines = told([
    { kind: 'batch.created', batch: 'pilot', ordinal: 0, pilot: true, members: ['100'] },
    {
      kind: 'batch.changed',
      batch: 'pilot',
      ordinal: 0,
      added: [],
      removed: ['100'],
      windows: [],
      why: [],
    },
    {
      kind: 'batch.changed',
      batch: 'batch-01',
      ordinal: 1,
      added: ['100'],
      removed: [],
      windows: [],
      why: [],
    },
    { kind: 'customer.state', customer: '100', from: 'planned', to: 'scheduled', run: 'r1' },
    attempt('a1', 'apply'),
    { kind: 'attempt.ended', attempt: 'a1', state: 'succeeded', ms: 320 },
    {
      kind: 'downtime.closed',
      run: 'r1',
      member: '100',
      service: 'customer',
      scope: '100',
      budgetMs: 60_000,
      result: { measuredMs: null, resolutionMs: 200, samples: 1, unknownSamples: 1 },
    },
    {
      kind: 'customer.tested',
      customer: '100',
      scenario: 'Incoming call',
      result: 'fail',
      by: 'ann',
      note: 'one way',
    },
    {
      kind: 'customer.noted',
      customer: '100',
      about: 'feedback',
      text: 'calls break',
      from: 'their desk',
      by: 'ann',
    },
  ])
  expect(lines.map(({ text, outcome, by }) => [text, outcome, by])).toEqual([
    ['planned into Pilot', undefined, undefined],
    ['taken out of Pilot', undefined, undefined],
    ['moved into Batch 1', undefined, undefined],
    ['planned → scheduled', undefined, undefined],
    ['lock on src-db succeeded after 320 ms', 'good', undefined],
    ['lock-out: could not be measured', 'unknown', undefined],
    ['Incoming call: does not work: one way', 'bad', 'ann'],
    ['feedback of their desk: calls break', undefined, 'ann'],
  ])
})

it('a step that only reads is told when it did not succeed', () => {
  const lines = told([
    attempt('a1', 'probe'),
    { kind: 'attempt.ended', attempt: 'a1', state: 'succeeded', ms: 20 },
    attempt('a2', 'verify'),
    { kind: 'attempt.ended', attempt: 'a2', state: 'unknown', ms: 20 },
    { kind: 'attempt.resolved', attempt: 'a2', state: 'succeeded', how: 'status on the host' },
  ])
  expect(lines.map(({ text, run }) => [text, run])).toEqual([
    ['verify of lock on src-db unknown after 20 ms', 'r1'],
    ['verify of lock on src-db: found out to have succeeded (status on the host)', 'r1'],
  ])
})
