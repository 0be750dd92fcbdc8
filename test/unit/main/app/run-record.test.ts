import { describe, expect, it } from 'vitest'
import { createRunRecords } from '../../../../main/app/run-record.ts'
import type { DataApi } from '../../../../main/data/protocol.ts'
import { dryRunTitle } from '../../../../shared/domain/dry-run-steps.ts'
import type { StoredEvent } from '../../../../shared/domain/journal.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { members, runId, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

/** The data process as far as records ask it, over the journal of a run in memory; pages of 7, so that paging is seen. */
function dataOf(bench: Bench, asked: number[] = []): DataApi {
  const part: Partial<DataApi> = {
    events: async ({ after = 0 }) => {
      asked.push(after)
      return bench.journal.stored
        .map(({ event, at }, i): StoredEvent => ({ seq: i + 1, at, event, hash: '' }))
        .filter(({ seq }) => seq > after)
        .slice(0, 7)
    },
    run: async (id) => {
      const [created] = bench.events('run.created')
      return created === undefined || id !== runId
        ? undefined
        : {
            id: runId,
            procedure: created.procedure,
            state: 'running',
            members: created.members,
            done: [],
            snapshot: created.snapshot,
            createdBy: created.by,
            createdAt: instant(0),
          }
    },
    snapshot: (hash) => bench.journal.snapshot(hash),
    customers: async () => [],
    outputs: async () => [],
  }
  return part as DataApi // the other calls are not made
}

async function finished(count: number, broken = false): Promise<Bench> {
  const bench = runnerBench(waitingClock())
  if (broken)
    bench.world.twist = (attempt) =>
      attempt.includes('.move.1001') ? { kind: 'exited', code: 3 } : undefined
  const run = await bench.start({ members: members(count) })
  if (!run.ok) throw new Error(run.problem.message)
  await run.value.ended
  return bench
}

describe('the record of a run', () => {
  it('has steps, members and states out of the journal, over its pages', async () => {
    const record = await createRunRecords().record(dataOf(await finished(3)), runId)
    expect(record).toMatchObject({ title: 'Three steps', state: 'succeeded', by: 'tester' })
    expect(
      record.steps.map(({ id, done, failed, hasUndo }) => [id, done, failed, hasUndo]),
    ).toEqual([
      ['lock', 3, 0, true],
      ['move', 3, 0, true],
      ['unlock', 3, 0, true],
    ])
    expect(record.members.map(({ id, result }) => [id, result])).toEqual([
      ['1001', 'done'],
      ['1002', 'done'],
      ['1003', 'done'],
    ])
    expect(record.endedAt).toBeDefined()
  })

  it('names the step at which a member failed, and lists its attempts newest first', async () => {
    const bench = await finished(2, true)
    const records = createRunRecords()
    const record = await records.record(dataOf(bench), runId)
    expect(record.steps[1]).toMatchObject({ id: 'move', done: 1, failed: 1 })
    expect(record.members[0]).toMatchObject({
      id: '1001',
      result: 'failed',
      step: 1,
      troubled: true,
    })
    const page = await records.attempts(dataOf(bench), {
      run: runId,
      member: '1001',
      only: 'not-well',
      from: 0,
      count: 10,
    })
    expect(page.attempts.map(({ step, state, title }) => [step, state, title])).toEqual([
      ['move', 'failed', 'move'],
    ])
  })

  it('reads only what is new of a run that is known', async () => {
    const bench = await finished(1)
    const records = createRunRecords()
    await records.record(dataOf(bench), runId)
    const before = bench.journal.stored.length
    await bench.journal.append([
      {
        kind: 'evidence.kept',
        run: runId,
        title: dryRunTitle,
        content: { at: 5, members: 1, notPredicted: 0, steps: [] },
      },
    ])
    const asked: number[] = []
    const record = await records.record(dataOf(bench, asked), runId)
    expect(asked[0]).toBe(before)
    expect(record.dryRun).toEqual({ at: 5, members: 1, notPredicted: 0, steps: [] })
    expect(record.evidence.at(-1)).toMatchObject({ title: dryRunTitle, seq: before + 1 })
  })
})

it('what a stopped run owes is what taking it up gives, not to whom a later run has since', async () => {
  const silent = { answer: 'unknown', sentence: 'the API does not answer' } as const
  const bench = runnerBench(waitingClock(), { checks: { answer: async () => silent } })
  const run = await bench.start({
    procedure: threeSteps({ after: [{ check: 'compare-customers' }] }),
  })
  if (!run.ok) throw new Error(run.problem.message)
  await until('it asks', () => run.value.live().questions.length > 0)
  await run.value.stop('anna', 'rain')
  const later = { id: 'r0002-test', members: ['1001'] }
  for (const [runs, owed] of [
    [[], true],
    [[later], undefined],
  ] as const) {
    const data = {
      ...dataOf(bench),
      customers: async () => [{ id: '1001', name: 'x', accounts: 1, state: 'transferred' }],
      runs: async () => [{ id: runId, members: ['1001'] }, ...runs],
    } as unknown as DataApi // what a record reads of both
    const { members: shown } = await createRunRecords().record(data, runId)
    expect(shown.map((member) => member.owed)).toEqual([owed])
  }
})
