import { expect, it } from 'vitest'
import { findMembers } from '../../../../main/app/find-members.ts'
import { batchViews, logViews } from '../../../../main/app/overview.ts'
import type {
  BatchRow,
  BatchSummary,
  CustomerRow,
  LogCheckRow,
} from '../../../../main/data/protocol.ts'
import { BatchId, CustomerId, EnvironmentId, HostName } from '../../../../shared/domain/ids.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'
import { instant } from '../../../../shared/domain/time.ts'

const customer = (id: string, name: string, state: CustomerState, accounts = 2): CustomerRow => ({
  id: CustomerId.parse(id),
  name,
  environment: EnvironmentId.parse('us'),
  kind: 'retail',
  accounts,
  product: 'Basic',
  monthlyMinutes: 10,
  handWork: [],
  state,
  returns: 0,
})
const customers = [
  customer('100', 'Acme', 'checked'),
  customer('101', 'Bamboo', 'failed', 5),
  customer('102', 'Acme Branch', 'planned'),
]
const batch: BatchRow = {
  id: BatchId.parse('pilot'),
  ordinal: 0,
  pilot: true,
  members: [CustomerId.parse('100'), CustomerId.parse('101')],
  state: 'failed',
  windows: [],
  why: [],
}

it('a batch has the verdict of its last log check, or none before the first', () => {
  const { members, why: _why, ...rest } = batch
  const summary: BatchSummary = {
    ...rest,
    members: members.length,
    accounts: 7,
    counts: { checked: 1, failed: 1 },
  }
  const check: LogCheckRow = {
    batch: batch.id,
    at: instant(1),
    hash: 'abc',
    settled: false,
    verdict: 'fail',
    failing: [],
  }
  expect(batchViews([summary], [])).toEqual([summary])
  expect(batchViews([summary], [check])).toEqual([
    { ...summary, logCheck: { verdict: 'fail', settled: false } },
  ])
})

it('log counts are one line a host, the worst first', () => {
  const count = (host: string, level: string, lines: number) => ({
    host: HostName.parse(host),
    file: '/var/log/x',
    level,
    lines,
  })
  expect(
    logViews([
      count('a', 'info', 10),
      count('a', 'warning', 2),
      count('b', 'error', 1),
      count('b', 'error', 1),
      count('c', 'other', 5),
    ]),
  ).toEqual([
    { host: 'b', lines: 2, errors: 2, warnings: 0 },
    { host: 'a', lines: 12, errors: 0, warnings: 2 },
    { host: 'c', lines: 5, errors: 0, warnings: 0 },
  ])
})

it('customers are found by batch, by id as a whole, and by a part of the name', () => {
  const ids = (...args: Parameters<typeof findMembers>) => findMembers(...args).map(({ id }) => id)
  expect(ids(customers, [batch], { batch: 'pilot' })).toEqual(['100', '101'])
  expect(ids(customers, [batch], { text: ' 101 ', limit: 10 })).toEqual(['101'])
  expect(ids(customers, [batch], { text: '10', limit: 10 })).toEqual([])
  expect(ids(customers, [batch], { text: 'acme', limit: 1 })).toEqual(['100'])
})
