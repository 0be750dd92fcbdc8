import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenedProject } from '../../../main/app/opened-project.ts'
import type { Workspace } from '../../../main/app/workspace.ts'
import type { DataApi } from '../../../main/data/protocol.ts'
import { logHandlers } from '../../../main/ipc/handlers/log-handlers.ts'
import type { ProjectServices } from '../../../main/project-services.ts'
import { createLogService } from '../../../main/transfer/log-service.ts'
import { ok } from '../../../shared/base/result.ts'
import { BatchId, CustomerId, HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { LogCheckView } from '../../../shared/ipc/log-views.ts'
import { fakeEngine, fakeRun } from '../../helpers/fake-engine.ts'
import { events, must, openPanda, start } from './panda-history.ts'

/** What the window asks of the logs, over the real log service and the real store; only hosts and runs are not there. */

const host = HostName.parse('tgt-db')
const batch = BatchId.parse('pilot')
const customer = CustomerId.parse('10002')
const night = start + 3 * 3_600_000
const line = (ms: number, text: string): string =>
  `${new Date(ms).toISOString().replace('T', ' ').slice(0, 19)} ${text}\n`

let api: DataApi
let handlers: ReturnType<typeof logHandlers>

async function fetched(text: string, offset: number, now: number): Promise<void> {
  const place = { host, file: '/log/porter.log', device: '8', inode: '21' }
  const next = { ...place, offset, tailHash: `h${offset}`, tailLength: 0 }
  must(await api.ingestLog({ ...place, bytes: Buffer.from(text), next, gap: 0, final: false }))
  const { spec } = await api.summary()
  must(
    await api.logsRead(
      spec.hosts.map(({ name }) => ({ host: name, skewMs: 0 })),
      instant(now),
    ),
  )
}

beforeAll(async () => {
  api = (await openPanda()).api
  const created = {
    kind: 'batch.created',
    batch,
    ordinal: 0,
    pilot: true,
    members: ['10001', customer],
  }
  must(await api.append(events([created]), instant(start)))
  let before = ''
  for (let ms = start; ms < night; ms += 600_000) before += line(ms, 'INFO  porter[7] idle')
  await fetched(before, before.length, night)
  must(await api.cutLogs(batch, instant(night)))
  const steps = ['planned', 'scheduled', 'locked', 'transferring', 'transferred']
  for (const id of ['10001', customer])
    must(
      await api.append(
        events(
          steps
            .slice(1)
            .map((to, i) => ({ kind: 'customer.state', customer: id, from: steps[i], to })),
        ),
        instant(night),
      ),
    )
  const after =
    line(night + 60_000, 'ERROR porter[7] customer 10002: <b>DIDs</b> are missing after import') +
    line(night + 120_000, 'INFO  porter[7] idle')
  await fetched(after, before.length + after.length, night + 600_000)
  const now = instant(night + 700_000)
  const services: Partial<ProjectServices> = {
    collectLogs: async () => ({ sentence: 'nothing new', answer: 'pass' }),
    checkLogs: (of) => api.checkLogs({ batch: of, at: now, signatures: [] }),
    lineContext: async (place) =>
      ok({ host: place.host, file: place.file, lines: [], times: 1, read: 1 }),
  }
  const logs = createLogService({
    data: api,
    clock: { now: () => now, monotonicMs: () => 0, sleep: async () => true, rate: () => 1 },
    services: () => services as ProjectServices, // no other is asked
    returnCustomer: async () => ok(fakeRun('r0002-bbbbbb')),
  })
  const project: Partial<OpenedProject> = { engine: () => fakeEngine({ data: api, logs }) }
  const workspace: Partial<Workspace> = {
    by: 'anna',
    ask: (act) => act(project as OpenedProject), // as above
    change: (act) => act(project as OpenedProject), // as above
  }
  handlers = logHandlers(workspace as Workspace) // as above
})
afterAll(() => api.close())

const check = async (): Promise<LogCheckView> => {
  const found = must(await handlers['logs/get-check']({ batch }))
  if (found === null) throw new Error('not checked')
  return found
}

describe('the logs as the window asks for them', () => {
  it('are not there before the first check', async () => {
    await expect(handlers['logs/get-check']({ batch })).resolves.toEqual(ok(null))
  })

  it('are checked, and listed without what only one group needs', async () => {
    const { hash } = must(await handlers['logs/check-now']({ batch }))
    const view = await check()
    expect(view).toMatchObject({ hash, verdict: 'fail', failing: [customer], settled: false })
    const [group] = view.groups
    expect(group).toMatchObject({ verdict: 'new', weight: 'stop', moved: [customer], after: 1 })
    expect(Object.keys(group ?? {})).not.toContain('examples')
    expect(must(await handlers['logs/get-state'](undefined)).checks).toMatchObject([
      { batch, hash },
    ])
  })

  it('give a group of the result that is on the screen, and of no other', async () => {
    const { hash, groups } = await check()
    const group = groups[0]?.id ?? ''
    const view = must(await handlers['logs/get-group']({ batch, result: hash, group }))
    expect(view).toMatchObject({ moreCustomers: 0, look: { hosts: [{ host, after: 1 }] } })
    expect(view.finding.examples[0]?.text).toContain('<b>DIDs</b>')
    const old = await handlers['logs/get-group']({ batch, result: 'older', group })
    expect(old).toMatchObject({ ok: false, problem: { code: 'precondition' } })
  })

  it('give lines around an example by its number only: the window names no file', async () => {
    const { hash, groups } = await check()
    const of = { batch, result: hash, group: groups[0]?.id ?? '' }
    expect(must(await handlers['logs/get-context']({ ...of, example: 0 }))).toMatchObject({
      host,
      file: '/log/porter.log',
    })
    expect(await handlers['logs/get-context']({ ...of, example: 9 })).toMatchObject({ ok: false })
  })

  it('let nobody sign what is not on the screen any more', async () => {
    const signed = await handlers['logs/sign-review']({
      batch,
      decision: 'accept',
      reason: 'looked at it',
      result: 'older',
    })
    expect(signed).toMatchObject({ ok: false, problem: { code: 'precondition' } })
  })

  it('keep a task of a finding under the name of who works here', async () => {
    const { hash } = await check()
    const signed = must(
      await handlers['logs/sign-review']({
        batch,
        customer,
        decision: 'task',
        reason: 'ask the vendor',
        result: hash,
        owner: 'Maria',
      }),
    )
    expect(signed).toEqual({ task: 'logs-pilot-1' })
    expect((await check()).reviews).toMatchObject([{ by: 'anna', decision: 'task', customer }])
  })

  it('show what a return would keep', async () => {
    const { now, kept } = must(await handlers['logs/get-evidence']({ batch, customer }))
    expect(now).toMatchObject({ verdict: 'fail', groups: [{ moved: [customer] }] })
    expect(kept).toEqual([])
  })

  it('note noise with an end and end it', async () => {
    const entry = {
      id: 'did-noise',
      phrase: 'missing after import',
      owner: 'anna',
      reason: 'known since years',
      until: { batch: 3 },
    }
    must(await handlers['logs/note-noise']({ entry }))
    must(await handlers['logs/check-now']({ batch }))
    expect((await check()).groups.map(({ noise }) => noise)).toContain(true)
    must(await handlers['logs/end-noise']({ id: 'did-noise' }))
    const { ledger } = must(await handlers['logs/get-state'](undefined))
    expect(ledger).toMatchObject([{ entry: { id: 'did-noise' }, by: 'anna', endedBy: 'anna' }])
  })
})
