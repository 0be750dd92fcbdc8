import { expect, it } from 'vitest'
import { batchViews, logViews } from '../../../../main/app/overview.ts'
import type { BatchRow, LogCheckRow } from '../../../../main/data/protocol.ts'
import { BatchId, CustomerId, HostName } from '../../../../shared/domain/ids.ts'
import type { BatchSummary } from '../../../../shared/domain/project-counts.ts'
import { instant } from '../../../../shared/domain/time.ts'

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
    toMove: [],
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
