import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BatchRow, StoredLogCheck } from '../../../main/data/protocol.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { BatchId } from '../../../shared/domain/ids.ts'
import { CustomerId, ProcedureId } from '../../../shared/domain/ids.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import { labSpec } from '../../helpers/lab.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** Batch after batch over real SSH and the real store; the lab writes a week of ordinary trouble before each of them. */
const spec = {
  ...labSpec,
  transfer: { pilotSize: 4, batchSize: 4, maxBatchSize: 6, width: 4 },
  logPolicy: { onFail: 'stop-next' as const, settleMs: 1000 },
}
let world: LabEngine
let nights: readonly { readonly batch: BatchRow; readonly window: BatchWindow }[]

beforeAll(async () => {
  world = await startLabEngine(12, { spec })
  await world.setUp()
  must(await world.engine.plan.propose('anna'))
  nights = (await world.engine.data.batches())
    .flatMap((batch) => batch.windows.map((window) => ({ batch, window })))
    .toSorted((a, b) => a.window.from - b.window.from)
}, 120_000)
afterAll(() => world.stop())

const night = (n: number): (typeof nights)[number] => {
  const found = nights[n]
  if (found === undefined) throw new Error(`there is no night ${n}`)
  return found
}
const toMove = async (n: number): Promise<readonly CustomerId[]> =>
  (await world.engine.data.customers())
    .filter((c) => c.batch === night(n).batch.id && c.environment === night(n).window.environment)
    .map((c) => c.id)
async function move(n: number): ReturnType<LabEngine['run']> {
  await world.client.advanceTo(night(n).window.from + 1000)
  return world.run('customer-transfer', { batch: night(n).batch.id })
}
const checkOf = async (batch: BatchId): Promise<StoredLogCheck> => {
  const check = must(await world.engine.logs.result(batch))
  if (check === undefined) throw new Error(`the logs of ${batch} were not checked`)
  return check
}
const answers = async (run: string): Promise<readonly string[]> =>
  (await world.engine.data.events({ kinds: ['check.answered'] })).flatMap(({ event }) =>
    event.kind === 'check.answered' && event.run === run ? [`${event.check} ${event.answer}`] : [],
  )

describe('the log check of a run', () => {
  it('passes after clean nights, against seven days of the logs of all hosts', async () => {
    const first = await move(0)
    expect(first.state).toBe('succeeded')
    expect(await answers(first.run)).toEqual(
      expect.arrayContaining(['last-batch-clean pass', 'log-baseline pass', 'log-check pass']),
    )
    const second = await move(1)
    expect(await answers(second.run)).toContain('log-check pass')
    const { result } = await checkOf(night(0).batch.id)
    expect(result.reasons).toEqual([expect.stringContaining('none of them new trouble')])
    expect(result.figures.before.lines).toBeGreaterThan(1000)
    expect(result.gaps).toEqual([])
  })

  it('fails for the customer whose import broke, and leaves the others and the run alone', async () => {
    const [unlucky] = await toMove(2)
    await world.client.inject({ kind: 'import-conflict', customer: unlucky ?? '' })
    const live = await move(2)
    expect(live.state).toBe('succeeded')
    expect(await answers(live.run)).toContain('log-check fail')
    const { result, settled } = await checkOf(night(2).batch.id)
    expect(settled).toBe(false)
    expect(result.customers.filter((c) => c.verdict === 'fail').map((c) => c.customer)).toEqual([
      unlucky,
    ])
    expect(result.customers.some((c) => c.verdict === 'pass')).toBe(true)
    const group = result.groups.find((g) => g.weight === 'stop')
    expect(group?.examples[0]?.text).toContain(`customer ${unlucky}: import failed`)
  })

  it('refuses the next batch until somebody has answered for it', async () => {
    await world.client.advanceTo(night(3).window.from + 1000)
    const refused = await world.start('customer-transfer', { batch: night(3).batch.id })
    expect(!refused.ok && refused.problem.message).toMatch(
      /the log check of .+ \(customers \d+\) failed and nobody has answered for it; look at it/,
    )
    expect(
      (await world.engine.data.customers())
        .filter((c) => c.batch === night(3).batch.id)
        .every((c) => c.state === 'planned'),
    ).toBe(true)
  })

  it('signs no result that has changed since it was looked at', async () => {
    const { id } = night(2).batch
    const seen = await checkOf(id)
    must(await world.engine.logs.check(id))
    const refused = await world.engine.logs.review({
      batch: id,
      decision: 'accept',
      by: 'anna',
      reason: 'looked at the table, all there',
      result: seen.hash,
    })
    expect(!refused.ok && refused.problem.code).toBe('precondition')
    expect((await checkOf(id)).reviews).toEqual([])
  })

  it('makes a task of a finding, which settles nothing', async () => {
    const { id } = night(2).batch
    const { hash } = await checkOf(id)
    const { task } = must(
      await world.engine.logs.review({
        batch: id,
        decision: 'task',
        by: 'anna',
        reason: 'ask the vendor why the id is taken',
        owner: 'Maria',
        result: hash,
      }),
    )
    expect(task).toBe(`logs-${id}-1`)
    const { tasks } = await world.engine.data.progress()
    expect(tasks.find((t) => t.task === task)).toMatchObject({ state: 'open', owner: 'Maria' })
    expect((await checkOf(id)).settled).toBe(false)
    const planned = async () =>
      must(await world.engine.plan.current()).handWork.find((one) => one.id === task)
    expect(await planned()).toMatchObject({
      title: `Look into the logs of ${batchName(id)}`,
      owner: 'Maria',
      state: 'open',
      note: `Logs of ${id}: ask the vendor why the id is taken`,
    })
    must(await world.engine.plan.setTask({ task: `logs-${id}-1`, state: 'done' }, 'Maria'))
    expect(await planned()).toMatchObject({ state: 'done' })
  })

  it('lets the next batch go once the result is accepted, signed with who, why and what was seen', async () => {
    const { id } = night(2).batch
    const { hash } = await checkOf(id)
    must(
      await world.engine.logs.review({
        batch: id,
        decision: 'accept',
        by: 'ben',
        reason: 'the import was repeated, counts and sums agree',
        result: hash,
      }),
    )
    expect((await checkOf(id)).settled).toBe(true)
    const live = await move(3)
    expect(live.state).toBe('succeeded')
    expect(await answers(live.run)).toEqual(
      expect.arrayContaining(['last-batch-clean pass', 'log-check pass']),
    )
  })

  it('returns a customer from its finding, with reasons and lines kept as evidence of that run', async () => {
    const { id } = night(2).batch
    const { hash, result } = await checkOf(id)
    const customer = CustomerId.parse(
      result.customers.find((c) => c.verdict === 'fail')?.customer ?? '',
    )
    const { run } = must(
      await world.engine.logs.review({
        batch: id,
        customer,
        decision: 'return',
        by: 'ben',
        reason: 'no incoming calls',
        result: hash,
      }),
    )
    await run?.ended
    expect((await world.engine.data.customer(customer))?.state).toBe('returned')
    const [kept] = await world.engine.data.events({ kinds: ['evidence.kept'], customer })
    expect(kept?.event).toMatchObject({
      run: run?.id,
      member: customer,
      content: { result: hash, verdict: 'fail', groups: [expect.anything(), expect.anything()] },
    })
    expect(JSON.stringify(kept?.event)).toContain('import failed')
  })

  it('of a dry run fetches nothing and says how long the baseline would be', async () => {
    const before = (await world.engine.data.events({ kinds: ['logs.fetched'] })).length
    const dry = must(
      await world.engine.dryRun({
        procedure: ProcedureId.parse('customer-transfer'),
        batch: night(2).batch.id,
        by: 'anna',
      }),
    )
    expect(dry.checks.find((c) => c.check === 'log-baseline')).toMatchObject({ answer: 'pass' })
    expect((await world.engine.data.events({ kinds: ['logs.fetched'] })).length).toBe(before)
  })

  it('leaves a journal that verifies', async () => {
    expect(must(await world.engine.data.verify()).events).toBeGreaterThan(100)
  })
})
