import { describe, expect, test } from 'vitest'
import type { ReportFacts } from '../../../../../main/data/report/facts.ts'
import { openRisks } from '../../../../../main/data/report/risks.ts'
import { RunId } from '../../../../../shared/domain/ids.ts'
import type { RunState } from '../../../../../shared/domain/states.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { reportFacts } from '../../../../helpers/report-facts.ts'

const at = instant(Date.UTC(2026, 11, 1))

const run = (
  id: string,
  state: RunState,
  members: readonly string[],
  createdAt: number,
): ReportFacts['runs'][number] => ({
  id: RunId.parse(id),
  procedure: 'customer-transfer',
  state,
  members,
  done: [],
  snapshot: 'x',
  createdBy: 'a',
  createdAt: instant(createdAt),
  title: 'Move customers',
  stage: 'transfer',
})

const measured = (member: string): ReportFacts['downtime'][number] => ({
  run: RunId.parse('r1'),
  member,
  service: 'customer',
  scope: member,
  budgetMs: 60_000,
  openedAt: at,
  closedAt: at,
  measuredMs: 1000,
  resolutionMs: 1,
})

const titles = (f: ReportFacts): string[] => openRisks(f).map((r) => r.title)

describe('open risks', () => {
  test('a failed transfer is no risk once its customers are on the target, whoever moved them', () => {
    const moved = reportFacts(['accepted', 'checked'], {
      runs: [run('r1', 'failed', ['101', '102'], 1), run('r2', 'succeeded', ['102'], 2)],
      downtime: [measured('101'), measured('102')],
    })
    expect(titles(moved)).toEqual([])
  })

  test('a failed transfer is a risk while one of its customers is not moved', () => {
    const left = reportFacts(['accepted', 'failed'], {
      runs: [run('r1', 'failed', ['101', '102'], 1)],
      downtime: [measured('101'), measured('102')],
    })
    expect(titles(left)).toEqual(['1 customer failed', '1 run failed'])
  })

  test('a check is passed over only while its last answer in the run is no pass', () => {
    const answer = (check: string, given: 'pass' | 'unknown'): ReportFacts['checks'][number] => ({
      at,
      event: {
        kind: 'check.answered',
        run: RunId.parse('r1'),
        check,
        moment: 'after',
        answer: given,
        sentence: `${check} is ${given}`,
      },
    })
    const risks = openRisks(
      reportFacts([], {
        runs: [run('r1', 'succeeded', [], 1)],
        checks: [
          answer('log-check', 'unknown'),
          answer('freeze', 'unknown'),
          answer('log-check', 'pass'),
        ],
      }),
    )
    expect(risks.map((r) => r.detail)).toEqual([
      'The run went on although the answer was not “pass”: freeze: freeze is unknown.',
    ])
  })

  test('a moved customer that nobody measured is named', () => {
    const risks = openRisks(reportFacts(['accepted', 'accepted'], { downtime: [measured('101')] }))
    expect(risks).toEqual([
      expect.objectContaining({
        title: '1 moved customer was not measured',
        detail: expect.stringContaining('102'),
      }),
    ])
  })
})
