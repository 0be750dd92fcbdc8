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

  test('what came later is told by the journal, also when the clock was put back in between', () => {
    const runs = [run('r1', 'failed', ['101'], 9), run('r2', 'succeeded', ['101'], 2)]
    const other = runs.map((r) => ({ ...r, procedure: 'switchover-voice' }))
    expect(titles(reportFacts([], { runs: other }))).toEqual([])
    expect(titles(reportFacts([], { runs: other.toReversed() }))).toEqual(['1 run failed'])
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

  test('a run that goes on as it should is no risk; one that nobody carries out, that waits, or that was left half-way is', () => {
    const minutesAgo = (minutes: number) => instant(at - minutes * 60_000)
    const running = (id: string, lastWord: number) => ({
      ...run(id, 'running', ['101'], 1),
      lastWordAt: minutesAgo(lastWord),
    })
    const risksOf = (more: Partial<ReportFacts>) =>
      openRisks(reportFacts(['transferring'], more))
        .filter(({ title }) => title.includes('run'))
        .map(({ title, detail }) => `${title}: ${detail}`)
    const going = (asks: boolean) => [{ run: RunId.parse('r1'), asks }]
    const runs = [running('r1', 240)]

    expect(risksOf({ runs, going: going(false) })).toEqual([])
    expect(risksOf({ runs, going: going(true) })).toEqual([
      '1 run waits for a person: It goes on when its question is answered: r1 (Move customers).',
    ])
    expect(risksOf({ runs: [running('r1', 0)] })).toEqual([
      '1 run interrupted: Running by the journal, and nobody carries it out; take it up or undo it: r1 (Move customers).',
    ])
    expect(risksOf({ runs: [running('r1', 14)], mode: 'read' })).toEqual([])
    expect(risksOf({ runs: [running('r1', 16)], mode: 'read' })).toEqual([
      '1 run without a sign of life: No word in the journal for 15 min or more; look whether the program that carries it out still does: r1 (Move customers).',
    ])
    expect(risksOf({ runs: [run('r1', 'paused', ['101'], 1)], going: going(false) })).toEqual([
      '1 run paused: No new step begins before somebody resumes it: r1 (Move customers).',
    ])
    const takingBack = [{ run: RunId.parse('r1'), left: ['101', '102'] }]
    const undone = { runs: [run('r1', 'aborted', ['101', '102', '103'], 1)], takingBack }
    expect(risksOf(undone)).toEqual([
      '1 run half taken back: The same undo goes on where it stopped; left are: r1 (101, 102).',
    ])
    expect(risksOf({ ...undone, going: going(false) })).toEqual([])
  })
})
