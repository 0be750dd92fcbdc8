import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { PlanningSettings } from '../../../shared/domain/planning.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start, storeProcedure } from './panda-history.ts'

const hour = 3_600_000
const window = (from: number, environment = 'us', team = 'night') => ({
  environment,
  team,
  from: start + from * hour,
  to: start + (from + 4) * hour,
})
const created = (batch: string, members: readonly string[], ...windows: readonly object[]) => ({
  kind: 'batch.created',
  batch,
  ordinal: Number(batch.slice(1)),
  pilot: false,
  members,
  windows,
  why: [`${batch} is a test`],
})
const changed = (
  batch: string,
  {
    added = [],
    removed = [],
    windows = [],
  }: Partial<Record<'added' | 'removed' | 'windows', readonly unknown[]>>,
) => ({
  kind: 'batch.changed',
  batch,
  ordinal: Number(batch.slice(1)),
  added,
  removed,
  windows,
  why: [],
})
const version = (number: number, edit: object = { kind: 'replan' }) => ({
  kind: 'plan.version',
  version: number,
  by: 'maria',
  reason: `change ${number}`,
  edit,
  settings: PlanningSettings.parse({ coolDownDays: number }),
  schedule: [{ id: 'soak', from: start + number, to: start + number + 1 }],
  findings: [`note: finding ${number}`],
})
const move = (customer: string, from: string, to: string, run?: string) => ({
  kind: 'customer.state',
  customer,
  from,
  to,
  ...(run === undefined ? {} : { run }),
})

let api: DataApi
beforeEach(async () => {
  ;({ api } = await openPanda())
})
afterEach(() => api.close())

const append = (hours: number, ...list: readonly unknown[]) =>
  api.append(events(list), instant(start + hours * hour))
const refusal = async (answer: ReturnType<typeof append>): Promise<string> => {
  const result = await answer
  return result.ok ? 'stored' : result.problem.message
}
const members = async (): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries((await api.batches()).map((b) => [b.id, b.members]))

describe('batches of a plan', () => {
  beforeEach(async () => {
    must(
      await append(
        0,
        created('b1', ['10001', '10002'], window(24), window(22, 'uk')),
        created('b2', ['10003'], window(48)),
        version(1, { kind: 'propose' }),
      ),
    )
  })

  it('have a window for each environment, in order of time, and say why they are as they are', async () => {
    const [first] = await api.batches()
    expect(first?.windows).toEqual([window(22, 'uk'), window(24)])
    expect(first?.why).toEqual(['b1 is a test'])
  })

  it('exchange members in one call, and the customers follow', async () => {
    must(
      await append(
        1,
        changed('b1', { removed: ['10002'], windows: [window(24)] }),
        changed('b2', { removed: ['10003'], windows: [window(72)] }),
        changed('b1', { added: ['10003'], windows: [window(24)] }),
        changed('b2', { added: ['10002'], windows: [window(72)] }),
        version(2),
      ),
    )
    expect(await members()).toEqual({ b1: ['10001', '10003'], b2: ['10002'] })
    expect((await api.customer(CustomerId.parse('10003')))?.batch).toBe('b1')
    expect((await api.batches()).map((b) => b.windows)).toEqual([[window(24)], [window(72)]])
    must(await api.verify())
  })

  it('are left out when they have lost all members, and their name can be used again', async () => {
    must(await append(1, changed('b2', { removed: ['10003'] })))
    expect(await members()).toEqual({ b1: ['10001', '10002'] })
    must(await append(2, created('b2', ['10004', '10003'], window(96))))
    expect(await members()).toEqual({ b1: ['10001', '10002'], b2: ['10003', '10004'] })
    must(await api.verify())
  })

  it.each([
    [
      changed('b1', { added: ['10003'] }),
      'Customer 10003 is in batch b2 already; so it was not put into b1.',
    ],
    [created('b3', ['10003']), 'Customer 10003 is in batch b2 already; so it was not put into b3.'],
    [
      changed('b1', { added: ['10001'] }),
      'Customer 10001 is in batch b1 already; so it was not put into b1.',
    ],
    [changed('b1', { added: ['9'] }), 'Customer 9 of batch b1 is not in this project.'],
    [changed('b1', { added: ['10007', '10007'] }), 'Customer 10007 is in batch b1 twice.'],
    [changed('b1', { removed: ['10003'] }), 'Customer 10003 is not in batch b1.'],
    [changed('b9', {}), 'There is no batch b9 (event batch.changed).'],
    [created('b2', ['10007']), 'There is a batch b2 already.'],
    [
      changed('b1', { windows: [{ ...window(3), to: window(3).from }] }),
      'The window of batch b1 in us has no length.',
    ],
    [version(1), 'The plan is at version 1; so version 1 was not stored.'],
    [version(3), 'The plan is at version 1; so version 3 was not stored.'],
    [{ kind: 'plan.baselined', version: 2, by: 'maria' }, 'There is no version 2 of the plan.'],
  ])('refuse %j', async (event, message) => {
    expect(await refusal(append(1, event))).toBe(message)
  })

  it('keep their members while a run moves them, and those that are on the target', async () => {
    must(await append(1, move('10001', 'planned', 'scheduled')))
    expect(await refusal(append(2, changed('b1', { removed: ['10002'] })))).toBe(
      'Batch b1 is being moved (customer 10001); so its members were not changed.',
    )
    must(
      await append(
        3,
        move('10001', 'scheduled', 'locked'),
        move('10001', 'locked', 'transferring'),
        move('10001', 'transferring', 'transferred'),
      ),
    )
    expect(await refusal(append(4, changed('b1', { removed: ['10001'] })))).toBe(
      'Customer 10001 is transferred; so it was not taken out of batch b1.',
    )
    expect(
      await refusal(append(4, changed('b1', { removed: ['10002'], windows: [window(24)] }))),
    ).toBe('stored')
  })
})

describe('the plan', () => {
  it('is absent before the first version', async () => {
    expect(await api.plan()).toBeUndefined()
    expect(await api.planVersions()).toEqual([])
  })

  it('is the last version, with the one that was signed beside it', async () => {
    must(await append(0, created('b1', ['10001']), version(1, { kind: 'propose' })))
    must(await append(1, { kind: 'plan.baselined', version: 1, by: 'maria' }))
    must(await append(2, changed('b1', { added: ['10002'] }), version(2)))
    expect(await api.plan()).toMatchObject({
      version: 2,
      at: start + 2 * hour,
      by: 'maria',
      reason: 'change 2',
      edit: { kind: 'replan' },
      settings: { coolDownDays: 2 },
      baseline: { version: 1, schedule: [{ id: 'soak', from: start + 1, to: start + 2 }] },
    })
    expect((await api.progress()).baseline).toEqual([
      { id: 'soak', from: start + 1, to: start + 2 },
    ])
  })

  it('keeps every version with its batches as they stood then', async () => {
    must(
      await append(
        0,
        created('b1', ['10001', '10002'], window(24)),
        version(1, { kind: 'propose' }),
      ),
    )
    must(
      await append(
        1,
        changed('b1', { removed: ['10002'], windows: [window(24)] }),
        created('b2', ['10002'], window(48)),
        version(2),
      ),
    )
    must(await append(2, changed('b2', { removed: ['10002'] }), version(3)))
    expect(
      (await api.planVersions()).map((v) => [v.version, v.batches, v.customers, v.baseline]),
    ).toEqual([
      [1, 1, 2, false],
      [2, 2, 2, false],
      [3, 1, 1, false],
    ])
    const second = await api.planVersion(2)
    expect(second?.batches).toEqual([
      { id: 'b1', ordinal: 1, pilot: false, members: ['10001'], windows: [window(24)] },
      { id: 'b2', ordinal: 2, pilot: false, members: ['10002'], windows: [window(48)] },
    ])
    expect(second?.settings.coolDownDays).toBe(2)
    expect(await api.planVersion(4)).toBeUndefined()
    must(await api.verify())
  })
})

describe('progress', () => {
  const run = async (id: string, batch: string, ...more: readonly object[]) =>
    append(
      25,
      {
        kind: 'run.created',
        run: id,
        procedure: 'customer-transfer',
        members: ['10001', '10002'],
        by: 'maria',
        batch,
        snapshot: await storeProcedure(api, 'customer-transfer', 'Transfer', 'transfer'),
      },
      { kind: 'run.state', run: id, from: 'draft', to: 'armed', startAt: start + 24 * hour },
      ...more,
    )
  const running = (id: string) => ({ kind: 'run.state', run: id, from: 'armed', to: 'running' })
  const over = (customer: string, ms: number | null, run = 'r1') => ({
    kind: 'downtime.closed',
    run,
    member: customer,
    service: 'customer',
    scope: customer,
    budgetMs: 60_000,
    result: { measuredMs: ms, resolutionMs: 200, samples: 9, unknownSamples: 0 },
  })
  const moved = (customer: string) => [
    move(customer, 'planned', 'scheduled', 'r1'),
    move(customer, 'scheduled', 'locked', 'r1'),
    move(customer, 'locked', 'transferring', 'r1'),
    move(customer, 'transferring', 'transferred', 'r1'),
  ]

  beforeEach(async () => {
    must(await append(0, created('b1', ['10001', '10002'], window(24)), version(1)))
  })

  it('has the lock-outs that were measured, with the size of the customer; unknown ones are none', async () => {
    must(await run('r1', 'b1', running('r1')))
    must(await append(26, over('10001', 17_000), over('10002', null)))
    const size = (await api.customer(CustomerId.parse('10001')))?.accounts
    expect((await api.progress()).measured).toEqual([
      { customer: '10001', batch: 'b1', accounts: size, ms: 17_000 },
    ])
  })

  it('leaves out the lock-out of a second try, also when the first could not be measured', async () => {
    must(await run('r1', 'b1', running('r1')))
    must(await append(26, over('10001', 17_000), over('10002', null)))
    must(await run('r2', 'b1', { ...running('r2') }))
    must(await append(27, over('10001', 90_000, 'r2'), over('10002', 80_000, 'r2')))
    expect((await api.progress()).measured).toMatchObject([{ customer: '10001', ms: 17_000 }])
  })

  it('knows the highest number that a batch ever had, of one that is gone too', async () => {
    expect((await api.progress()).highestBatch).toBe(0)
    const [four, five] = ['batch-04', 'batch-05'].map((batch, i) => ({
      ...created(batch, [`1000${i + 3}`]),
      ordinal: i + 2,
    }))
    must(await append(1, four ?? {}, five ?? {}))
    must(await append(2, { ...changed('batch-05', { removed: ['10004'] }), ordinal: 3 }))
    expect((await api.progress()).highestBatch).toBe(5)
  })

  it('knows when a batch began, and that it ended when nobody is left to move', async () => {
    must(await run('r1', 'b1', running('r1')))
    must(await append(26, ...moved('10001')))
    expect((await api.progress()).batches).toEqual([{ batch: 'b1', beganAt: start + 26 * hour }])
    must(await append(27, ...moved('10002')))
    must(
      await append(
        60,
        move('10001', 'transferred', 'checked'),
        move('10001', 'checked', 'accepted'),
      ),
    )
    expect((await api.progress()).batches).toEqual([
      { batch: 'b1', beganAt: start + 26 * hour, endedAt: start + 27 * hour },
    ])
  })

  it('begins a customer anew in the batch that it is put into after it came back', async () => {
    must(await run('r1', 'b1', running('r1')))
    must(await append(26, ...moved('10001'), ...moved('10002')))
    must(
      await append(
        27,
        move('10001', 'transferred', 'returning'),
        move('10001', 'returning', 'returned'),
      ),
    )
    must(
      await append(
        28,
        changed('b1', { removed: ['10001'], windows: [window(24)] }),
        created('b2', ['10001'], window(72)),
      ),
    )
    expect(await api.progress()).toMatchObject({
      returned: 1,
      missedWindows: 0,
      batches: [
        { batch: 'b1', beganAt: start + 26 * hour, endedAt: start + 26 * hour },
        { batch: 'b2' },
      ],
    })
    must(await api.verify())
  })

  const missedStart = {
    kind: 'run.missed',
    run: 'r1',
    startAt: start + 24 * hour,
    noticedAt: start + 25 * hour,
  }

  it('counts a window that was lost with its planned start, once', async () => {
    must(await run('r1', 'b1', missedStart))
    expect((await api.progress()).missedWindows).toBe(1)
    must(await append(30, changed('b1', { windows: [window(72)] }), version(2)))
    expect((await api.progress()).missedWindows).toBe(1)
    must(await api.verify())
  })

  it('does not count the window of a late start that was made all the same', async () => {
    must(await run('r1', 'b1', missedStart, running('r1')))
    expect((await api.progress()).missedWindows).toBe(0)
  })

  it('counts a window in which nobody moved when the batch gets another one behind it', async () => {
    must(await append(20, changed('b1', { windows: [window(48)] }), version(2)))
    expect((await api.progress()).missedWindows).toBe(0)
    must(await append(53, changed('b1', { windows: [window(72)] }), version(3)))
    expect((await api.progress()).missedWindows).toBe(1)
    must(await api.verify())
  })
})
