import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { DataProcess } from '../../../main/data/launch.ts'
import type { BatchRow, DataApi } from '../../../main/data/protocol.ts'
import type { PlanService } from '../../../main/engine.ts'
import { createPlanService } from '../../../main/transfer/plan-service.ts'
import type { Result } from '../../../shared/base/result.ts'
import { customersCsv } from '../../../shared/domain/customers-csv.ts'
import { BatchId } from '../../../shared/domain/ids.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../shared/domain/journal.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { labCustomers, labSpec } from '../../helpers/lab.ts'
import { must } from '../../helpers/lab-engine.ts'
import { waitingClock } from '../../helpers/waiting-clock.ts'
import type { WaitingClock } from '../../helpers/waiting-clock.ts'

/** The plan service over the real data process: what is answered is on disk. */
const day = 86_400_000
const spec = {
  ...labSpec,
  transfer: { pilotSize: 4, batchSize: 10, maxBatchSize: 12, width: 4 },
}
const pilot = BatchId.parse('pilot')
const first = BatchId.parse('batch-01')

let folder = ''
let clock: WaitingClock
let process: DataProcess
let data: DataApi
let plan: PlanService

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-plan-'))
  clock = waitingClock(Date.UTC(2026, 2, 2, 9))
  process = launchDataProcess()
  data = process.api
  plan = createPlanService({ data, clock, isOpen: () => true })
  writeFileSync(join(folder, 'project.yaml'), stringify(spec))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(labCustomers(40)))
  const out = join(folder, 'x.switchyard')
  must(await data.importProject({ project: join(folder, 'project.yaml'), out }, clock.now()))
  must(await data.open(out, 'write'))
})
afterEach(async () => {
  await process.close()
  rmSync(folder, { recursive: true, force: true })
})

const refused = <T>(answer: Result<T, Problem>): string =>
  answer.ok ? 'it was not refused' : answer.problem.message
const batch = async (id: BatchId): Promise<BatchRow> => {
  const found = (await data.batches()).find((b) => b.id === id)
  if (found === undefined) throw new Error(`there is no batch ${id}`)
  return found
}
const append = async (...events: readonly object[]): Promise<void> =>
  void must(
    await data.append(
      events.map((event) => JournalEvent.parse(event)),
      clock.now(),
    ),
  )
const move = (customer: CustomerId, ...states: readonly string[]): readonly object[] =>
  states.slice(1).map((to, i) => ({ kind: 'customer.state', customer, from: states[i], to }))
const wholly = ['planned', 'scheduled', 'locked', 'transferring', 'transferred'] as const

describe('a first plan', () => {
  it('is stored as it was proposed, and is read back the same', async () => {
    const proposed = must(await plan.propose('anna'))
    expect(proposed).toMatchObject({ version: 1, by: 'anna', at: clock.now() })
    const stored = await data.batches()
    expect(
      stored.map(({ id, ordinal, members, windows, why }) => ({
        id,
        ordinal,
        members: members.toSorted(),
        windows,
        why,
      })),
    ).toEqual(
      proposed.batches.map(({ id, ordinal, members, windows, why }) => ({
        id,
        ordinal,
        members: members.toSorted(),
        windows,
        why,
      })),
    )
    expect(stored.flatMap((b) => b.members)).toHaveLength(40)
    const current = must(await plan.current())
    expect(current.schedule).toEqual(proposed.schedule)
    expect(current.version).toBe(1)
    must(await data.verify())
  })

  it('is refused when there is one, and edits when there is none', async () => {
    expect(refused(await plan.current())).toBe('there is no plan yet')
    expect(refused(await plan.edit({ kind: 'replan' }, 'anna', 'why not'))).toBe(
      'there is no plan yet',
    )
    must(await plan.propose('anna'))
    expect(refused(await plan.propose('ben'))).toBe('there is a plan already')
    expect(refused(await plan.edit({ kind: 'propose' }, 'ben', 'anew'))).toBe(
      'there is a plan already',
    )
    expect(await data.planVersions()).toHaveLength(1)
  })

  it('can be looked at before it is stored', async () => {
    const preview = must(await plan.preview({ kind: 'propose' }))
    expect(preview.batches.length).toBeGreaterThan(2)
    expect(await data.batches()).toEqual([])
  })
})

describe('an edit', () => {
  beforeEach(async () => void must(await plan.propose('anna')))

  it('is one version with its reason, and changes what it names', async () => {
    const before = await data.batches()
    const [customer] = (await batch(first)).members
    if (customer === undefined) throw new Error('the first batch is empty')
    const to =
      before.find(
        ({ id, members, windows }) =>
          id !== first &&
          id !== pilot &&
          members.length < 12 &&
          windows[0]?.environment === before[1]?.windows[0]?.environment,
      )?.id ?? pilot
    must(await plan.edit({ kind: 'move', customers: [customer], to }, 'ben', 'they asked for it'))
    expect((await data.customer(customer))?.batch).toBe(to)
    const untouched = (rows: readonly BatchRow[]) =>
      rows.filter(({ id }) => id !== first && id !== to)
    expect(untouched(await data.batches())).toEqual(untouched(before))
    const history = must(await plan.history())
    expect(
      history.map(({ version, by, reason, edit }) => [version, by, reason, edit.kind]),
    ).toEqual([
      [1, 'anna', 'first plan', 'propose'],
      [2, 'ben', 'they asked for it', 'move'],
    ])
    expect(must(await plan.compare(1, 2)).moved).toEqual([{ customer, from: first, to }])
    must(await data.verify())
  })

  it('without a reason, or of a version that is not the stored one, is refused', async () => {
    must(await plan.edit({ kind: 'replan' }, 'ben', 'new figures', 1))
    expect(refused(await plan.edit({ kind: 'replan' }, 'anna', ' ', 2))).toBe(
      'a change of the plan needs a reason',
    )
    expect(refused(await plan.edit({ kind: 'replan' }, 'anna', 'mine', 1))).toBe(
      'the plan is at version 2, by ben; this edit was made on version 1',
    )
    expect(refused(await plan.compare(1, 9))).toBe('there is no version 9 of the plan')
  })

  it('that arrives beside another is refused whole: only one of them is stored', async () => {
    const settings = (coolDownDays: number) =>
      plan.edit({ kind: 'settings', settings: { ...spec.planning, coolDownDays } }, 'anna', 'pace')
    const answers = await Promise.all([settings(3), settings(5)])
    expect(answers.filter((a) => a.ok)).toHaveLength(1)
    expect(await data.planVersions()).toHaveLength(2)
    must(await data.verify())
  })

  it('takes a customer out of the plan and in again', async () => {
    const [customer] = (await batch(first)).members
    if (customer === undefined) throw new Error('the first batch is empty')
    const out = must(
      await plan.edit(
        { kind: 'exclude', customers: [customer], reason: 'leaves us' },
        'anna',
        'mail of 3 March',
      ),
    )
    expect(out.excluded).toEqual([{ customer, reason: 'leaves us' }])
    const row = await data.customer(customer)
    expect([row?.state, row?.batch]).toEqual(['excluded', undefined])
    expect((await data.batches()).flatMap((b) => b.members)).toHaveLength(39)
    must(await plan.edit({ kind: 'include', customers: [customer] }, 'anna', 'they stay'))
    const again = await data.customer(customer)
    expect([again?.state, again?.batch === undefined]).toEqual(['planned', false])
    must(await data.verify())
  })
})

it('a forecast of the stored plan is the same each time, and not before its last window', async () => {
  expect(refused(await plan.forecast())).toBe('there is no plan yet')
  const { batches } = must(await plan.propose('anna'))
  const last = Math.max(...batches.flatMap((b) => b.windows.map((w) => w.from)))
  const forecast = must(await plan.forecast({ runs: 40, seed: 7 }))
  expect(forecast.transferEnd.p90).toBeGreaterThanOrEqual(last)
  expect(forecast.end.p90).toBeGreaterThan(forecast.transferEnd.p90)
  expect(must(await plan.forecast({ runs: 40, seed: 7 }))).toEqual(forecast)
})

describe('what happens', () => {
  beforeEach(async () => void must(await plan.propose('anna')))

  it('is in the plan at once: a customer that was measured is what the figures rest on', async () => {
    const [customer] = (await batch(pilot)).members
    if (customer === undefined) throw new Error('the pilot is empty')
    expect(must(await plan.facts()).lockOut.measured).toBe(0)
    const json = '{}'
    const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'
    must(await data.putSnapshot(hash, json))
    await append(
      {
        kind: 'run.created',
        run: 'r1',
        procedure: 'customer-transfer',
        batch: pilot,
        members: [customer],
        by: 'anna',
        snapshot: hash,
      },
      { kind: 'run.state', run: 'r1', from: 'draft', to: 'armed' },
      { kind: 'run.state', run: 'r1', from: 'armed', to: 'running' },
      ...move(customer, ...wholly),
      {
        kind: 'downtime.closed',
        run: 'r1',
        member: customer,
        service: 'customer',
        scope: customer,
        budgetMs: 60_000,
        result: { measuredMs: 30_000, resolutionMs: 200, samples: 9, unknownSamples: 0 },
      },
    )
    const { lockOut, progress } = must(await plan.facts())
    expect([lockOut.measured, progress.measured[0]?.ms]).toEqual([1, 30_000])
    expect(progress.batches.find((b) => b.batch === pilot)?.beganAt).toBe(clock.now())
  })

  it('a window that was missed is counted when the batch catches up in another one', async () => {
    const before = await batch(pilot)
    const [early] = before.windows
    const late = before.windows.at(-1)
    if (early === undefined || late === undefined) throw new Error('the pilot has no window')
    clock.advance(late.to - clock.now() + 1)
    must(await plan.edit({ kind: 'catch-up' }, 'ben', 'nobody came that night'))
    const after = await batch(pilot)
    expect(after.members).toEqual(before.members)
    for (const window of after.windows) expect(window.from).toBeGreaterThan(late.to)
    expect((await data.progress()).missedWindows).toBe(before.windows.length)
    must(await data.verify())
  })

  it('customers that are on the target stay where they moved, whatever is planned anew', async () => {
    const { members } = await batch(pilot)
    clock.advance(30 * day)
    await append(...members.flatMap((id) => move(id, ...wholly)))
    must(await plan.edit({ kind: 'replan' }, 'ben', 'new figures'))
    expect((await batch(pilot)).members).toEqual(members)
    must(await data.verify())
  })

  it('a task that is done and a version that is signed are in the plan; others are refused', async () => {
    const { schedule } = must(await plan.current())
    const task = schedule.tasks.find(({ kind }) => kind === 'task')?.id ?? ''
    must(await plan.setTask({ task, state: 'started', owner: 'Maria' }, 'anna'))
    must(await plan.baseline(1, 'anna'))
    const now = must(await plan.current())
    expect(now.baseline).toBe(1)
    expect(now.schedule.tasks.find(({ id }) => id === task)).toMatchObject({
      state: 'started',
      owner: 'Maria',
    })
    expect(now.schedule.tasks.find(({ id }) => id === task)?.baseline).toBeDefined()
    expect(refused(await plan.setTask({ task: 'no-such', state: 'done' }, 'anna'))).toBe(
      'there is no task no-such in the plan',
    )
    expect(refused(await plan.baseline(7, 'anna'))).toBe('There is no version 7 of the plan.')
  })
})

it('batches of a project from before plans had versions are a plan that can be edited', async () => {
  const members = (await data.customers()).map((c) => c.id)
  const from = clock.now() + 30 * day
  await append(
    {
      kind: 'batch.created',
      batch: pilot,
      ordinal: 0,
      pilot: true,
      members: members.slice(0, 4),
      window: { from, to: from + day / 6 },
    },
    {
      kind: 'batch.created',
      batch: first,
      ordinal: 1,
      pilot: false,
      members: members.slice(4),
      window: { from: from + day, to: from + day + day / 6 },
    },
  )
  expect(must(await plan.current()).version).toBe(0)
  expect(refused(await plan.propose('anna'))).toBe('there is a plan already')
  const replanned = must(await plan.edit({ kind: 'replan' }, 'anna', 'windows by calendar', 0))
  expect([replanned.version, (await data.plan())?.version]).toEqual([1, 1])
  expect((await data.batches()).flatMap((b) => b.members).toSorted()).toEqual(members.toSorted())
  must(await data.verify())
})

it('says so when no project is open', async () => {
  const closed = createPlanService({ data, clock, isOpen: () => false })
  expect(refused(await closed.current())).toBe('no project is open')
  expect(refused(await closed.propose('anna'))).toBe('no project is open')
  expect(refused(await closed.history())).toBe('no project is open')
  expect(refused(await closed.baseline(1, 'anna'))).toBe('no project is open')
})
