import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BatchRow } from '../../../main/data/protocol.ts'
import { rehearsalFrom } from '../../../main/transfer/rehearsal.ts'
import { BatchId, CustomerId, ProcedureId, RunId } from '../../../shared/domain/ids.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import { formatInstant, instant } from '../../../shared/domain/time.ts'
import { labSpec } from '../../helpers/lab.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** The runner takes its members and its time from the plan: real SSH, the real store, the lab's clock moved from window to window. */
const spec = {
  ...labSpec,
  transfer: { pilotSize: 4, batchSize: 4, maxBatchSize: 6, width: 4 },
}
const pilot = BatchId.parse('pilot')
const minute = 60_000
let world: LabEngine

beforeAll(async () => {
  world = await startLabEngine(12, { spec })
  await world.setUp()
  must(await world.engine.plan.propose('anna'))
})
afterEach(async () => {
  for (const handle of world.engine.running()) await handle.stop('test', 'over')
})
afterAll(() => world.stop())

const batch = async (id: BatchId): Promise<BatchRow> => {
  const found = (await world.engine.data.batches()).find((b) => b.id === id)
  if (found === undefined) throw new Error(`there is no batch ${id}`)
  return found
}
const windowsOf = async (id: BatchId): Promise<readonly [BatchWindow, BatchWindow | undefined]> => {
  const [first, second] = (await batch(id)).windows
  if (first === undefined) throw new Error(`${id} has no window`)
  return [first, second]
}
const membersIn = async (id: BatchId, environment: string): Promise<readonly string[]> =>
  (await world.engine.data.customers())
    .filter((c) => c.batch === id && c.environment === environment)
    .map((c) => c.id)
const statesOf = (ids: readonly string[]): Promise<readonly (string | undefined)[]> =>
  Promise.all(
    ids.map(async (id) => (await world.engine.data.customer(CustomerId.parse(id)))?.state),
  )
const notesOf = async (run: string): Promise<string> =>
  (await world.engine.data.events({ run: RunId.parse(run), kinds: ['note'] }))
    .map(({ event }) => (event.kind === 'note' ? event.text : ''))
    .join('\n')
const all = (state: string, count: number): readonly string[] =>
  Array.from({ length: count }, () => state)

describe('the windows of the plan', () => {
  it('refuse a start before they open, say when that is and how to wait, and leave no run behind', async () => {
    const runs = (await world.engine.data.runs()).length
    const [window] = await windowsOf(pilot)
    const early = await world.start('customer-transfer', { batch: pilot })
    if (early.ok) throw new Error('it was started')
    expect(early.problem).toMatchObject({
      code: 'precondition',
      message: expect.stringContaining(
        `the window of pilot in ${window.environment} opens at 2026-`,
      ),
      next: expect.stringContaining(`--start-at ${formatInstant(window.from)}`),
    })
    const between = instant(window.from - minute)
    const astray = await world.start('customer-transfer', { batch: pilot, startAt: between })
    expect(!astray.ok && astray.problem.message).toContain(
      `for a start at ${formatInstant(between)}: the window of pilot in ${window.environment} opens`,
    )
    expect((await world.engine.data.runs()).length).toBe(runs)
    // A dry run by day is how one gets ready for the night.
    const dry = await world.engine.dryRun({
      procedure: ProcedureId.parse('customer-transfer'),
      batch: pilot,
      by: 'anna',
    })
    expect(must(dry).members).toBe((await membersIn(pilot, window.environment)).length)
  })

  it('give the customers of the environment whose window is open; those of the other stay, and the journal says why', async () => {
    const [first, second] = await windowsOf(pilot)
    const other = second?.environment ?? ''
    expect(other).not.toBe('')
    const handle = must(
      await world.start('customer-transfer', { batch: pilot, startAt: first.from }),
    )
    expect(handle.live().state).toBe('armed')
    await world.client.advanceTo(first.from + 1000)
    expect((await handle.ended).state).toBe('succeeded')
    const mine = await membersIn(pilot, first.environment)
    const theirs = await membersIn(pilot, other)
    expect(mine.length + theirs.length).toBe(4)
    expect(await statesOf(mine)).toEqual(all('checked', mine.length))
    expect(await statesOf(theirs)).toEqual(all('planned', theirs.length))
    expect(await notesOf(handle.id)).toMatch(
      new RegExp(`stay as they are: the window of pilot in ${other} opens at`),
    )
    const { measured, batches } = await world.engine.data.progress()
    expect(measured.map((m) => m.customer).toSorted()).toEqual([...mine].toSorted())
    expect(batches.find((b) => b.batch === pilot)?.endedAt).toBeUndefined()
    expect(must(await world.engine.plan.facts()).lockOut.measured).toBe(mine.length)
  })

  it('do not bind a move that has a reason to go outside of them, which stays in the journal', async () => {
    const theirs = await membersIn(pilot, (await windowsOf(pilot))[1]?.environment ?? '')
    const bare = await world.start('customer-transfer', { members: theirs, outsideWindow: ' ' })
    expect(!bare.ok && bare.problem.message).toBe('a move outside of the window needs a reason')
    const named = await world.start('customer-transfer', { members: theirs })
    expect(!named.ok && named.problem.code).toBe('precondition')
    const live = await world.run('customer-transfer', {
      members: theirs,
      outsideWindow: 'the old switch fails',
    })
    expect(live.state).toBe('succeeded')
    expect(await notesOf(live.run)).toBe('outside of the window: the old switch fails')
  })

  it('do not bind a return', async () => {
    const [customer = ''] = await membersIn(pilot, (await windowsOf(pilot))[0].environment)
    const handle = must(
      await world.engine.returnCustomer(CustomerId.parse(customer), 'anna', 'no incoming calls'),
    )
    expect((await handle.ended).state).toBe('succeeded')
    expect((await world.engine.data.progress()).returned).toBe(1)
  })
})

describe('a window that closes', () => {
  const first = BatchId.parse('batch-01')
  const setOverhead = async (overheadMs: number, reason: string): Promise<void> => {
    const { settings } = must(await world.engine.plan.current())
    const lockOut = { ...settings.lockOut, overheadMs }
    must(
      await world.engine.plan.edit(
        { kind: 'settings', settings: { ...settings, lockOut } },
        'anna',
        reason,
      ),
    )
  }

  it('lets nobody begin who would not be done; they stay planned, and the run says so', async () => {
    await setOverhead(30 * minute, 'older xDRs take long')
    const [window] = await windowsOf(first)
    await world.client.advanceTo(window.to - 25 * minute)
    const live = await world.run('customer-transfer', { batch: first })
    const { members } = await batch(first)
    expect(live).toMatchObject({ state: 'failed', members: { done: 0, failed: 0 } })
    expect(await world.reason(live.run)).toMatch(
      new RegExp(
        `^${members.length} were not started.*the window closes at .* this customer needs about 30 min`,
      ),
    )
    expect(await statesOf(members)).toEqual(all('planned', members.length))
  })

  it('is missed when it has closed: the start is refused with the next free one, and the batch catches up there', async () => {
    await setOverhead(10_000, 'as it was')
    const [window] = await windowsOf(first)
    await world.client.advanceTo(window.to + minute)
    const late = await world.start('customer-transfer', { batch: first })
    if (late.ok) throw new Error('it was started')
    expect(late.problem.message).toContain(
      `the window of batch-01 in ${window.environment} was missed`,
    )
    expect(late.problem.next).toMatch(/catch-up; the next free one opens at 2026-/)
    must(await world.engine.plan.edit({ kind: 'catch-up' }, 'anna', 'the night was too short'))
    expect((await world.engine.data.progress()).missedWindows).toBe(1)
    const [another] = await windowsOf(first)
    expect(another.from).toBeGreaterThan(window.to)
    await world.client.advanceTo(another.from + 1000)
    // One fails and is taken back; while the window is open it is tried again, alone.
    const { members } = await batch(first)
    const [customer = ''] = members
    await world.client.inject({
      kind: 'wrong-exit',
      operation: 'customer-import',
      customer,
      times: 2,
    })
    const live = await world.run('customer-transfer', { batch: first })
    expect(live.members).toMatchObject({ done: members.length - 1, failed: 1 })
    const again = await world.run('customer-transfer', { batch: first })
    expect(again).toMatchObject({ state: 'succeeded', members: { total: 1, done: 1 } })
    must(await world.engine.data.verify())
  })
})

describe('a rehearsal', () => {
  it('hands what was measured to another plan: lock-outs, downtimes, run times', async () => {
    const rehearsal = await rehearsalFrom(world.engine.data)
    expect(rehearsal.title).toMatch(/^Small Telecom, 2026-/)
    expect(rehearsal.transfers.length).toBeGreaterThanOrEqual(4)
    expect(rehearsal.downtime).toMatchObject({ voice: expect.any(Number), api: expect.any(Number) })
    expect(rehearsal.procedures['customer-transfer']).toBeGreaterThan(0)
    const { settings } = must(await world.engine.plan.current())
    const planned = must(
      await world.engine.plan.edit(
        { kind: 'settings', settings: { ...settings, rehearsal } },
        'anna',
        'rehearsed on the lab',
      ),
    )
    expect(planned.settings.rehearsal).toEqual(rehearsal)
  })
})
