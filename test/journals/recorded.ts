import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DataApi } from '../../main/data/protocol.ts'
import { CustomerId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { must, startLabEngine } from '../helpers/lab-engine.ts'

/** A journal as a version of the program wrote it, with what that version said the state was. Never edited afterwards. */
export type Recorded = {
  readonly customers: number
  readonly events: readonly { readonly at: number; readonly event: JournalEvent }[]
  readonly snapshots: Readonly<Record<string, string>>
  readonly outcome: Outcome
}

export type Outcome = {
  readonly customers: Readonly<Record<string, string>>
  readonly runs: Readonly<Record<string, string>>
  readonly downtime: number
  /** Absent in journals from before plans had versions. */
  readonly plan?: {
    readonly version: number
    readonly batches: Readonly<Record<string, readonly string[]>>
    readonly missedWindows: number
    readonly tasks: number
  }
  /** By batch; absent in journals from before logs were checked. */
  readonly logChecks?: Readonly<Record<string, { readonly verdict: string; readonly settled: boolean }>>
}

export async function outcomeOf(data: DataApi): Promise<Outcome> {
  const plan = await data.plan()
  const { missedWindows, tasks } = await data.progress()
  const checks = await data.logChecks()
  const batches = Object.fromEntries((await data.batches()).map((b) => [b.id, b.members]))
  return {
    ...(plan === undefined
      ? {}
      : { plan: { version: plan.version, batches, missedWindows, tasks: tasks.length } }),
    customers: Object.fromEntries((await data.customers()).map((c) => [c.id, c.state])),
    runs: Object.fromEntries((await data.runs()).map((r) => [r.id, r.state])),
    downtime: (await data.downtime()).length,
    ...(checks.length === 0
      ? {}
      : {
          logChecks: Object.fromEntries(
            checks.map(({ batch, verdict, settled }) => [batch, { verdict, settled }]),
          ),
        }),
  }
}

/**
 * `node test/journals/recorded.ts NAME` records one more: a small migration with a plan that is edited, a failed import, a return
 * and an undo. Do that when the
 * shape of events changes, and keep the old ones.
 */
async function record(name: string): Promise<void> {
  const customers = 6
  const bench = await startLabEngine(customers)
  try {
    await bench.setUp()
    const { plan } = bench.engine
    must(await plan.propose('anna'))
    const freeze = must(await plan.current()).schedule.tasks.find((task) => task.kind === 'task')
    must(await plan.baseline(1, 'ben'))
    must(await plan.setTask({ task: freeze?.id ?? '', state: 'done', owner: 'Maria' }, 'anna'))
    const out = CustomerId.parse('106')
    must(await plan.edit({ kind: 'exclude', customers: [out], reason: 'leaves us' }, 'anna', 'mail of 1 May'))
    must(await plan.edit({ kind: 'include', customers: [out] }, 'ben', 'stays after all'))
    const outsideWindow = 'recorded by day'
    await bench.client.inject({ kind: 'import-conflict', customer: '102' })
    await bench.client.inject({ kind: 'wrong-exit', operation: 'customer-import', customer: '103', times: 2 })
    const pilot = (await bench.engine.data.batches())[0]
    if (pilot === undefined) throw new Error('the plan has no batch')
    await bench.run('customer-transfer', { members: ['101', '102', '103', '104'], outsideWindow })
    must(await bench.engine.logs.check(pilot.id))
    await bench.run('customer-return', { members: ['101'], reason: 'no incoming calls' })
    const second = await bench.run('customer-transfer', { members: ['105'], outsideWindow })
    const [run] = (await bench.engine.data.runs()).filter((r) => r.id === second.run)
    if (run !== undefined) await must(await bench.engine.undo(run.id, 'anna')).ended
    const { data, logs } = bench.engine
    const [checked] = await data.logChecks()
    if (checked !== undefined) {
      const review = { batch: checked.batch, by: 'ben', result: checked.hash }
      must(await logs.review({ ...review, decision: 'task', reason: 'ask the vendor', owner: 'Maria' }))
      must(await logs.review({ ...review, decision: 'accept', reason: 'the import was repeated' }))
    }
    const until = { batch: 3 }
    must(await logs.note({ id: 'dids', phrase: 'DIDs are missing', owner: 'Maria', reason: 'by hand', until }, 'anna'))
    must(await logs.endNote('dids', 'ben'))
    const last = (await data.batches()).flatMap((b) => b.windows).at(-1)
    if (last !== undefined) await bench.client.advanceTo(last.to + 1000)
    must(await plan.edit({ kind: 'catch-up' }, 'anna', 'the rest gets another night'))
    const events = (await data.events({ limit: 2000 })).map(({ at, event }) => ({ at, event }))
    const hashes = new Set((await data.runs()).map((r) => r.snapshot))
    const snapshots: Record<string, string> = {}
    for (const hash of hashes) snapshots[hash] = (await data.snapshot(hash)) ?? ''
    const recorded: Recorded = { customers, events, snapshots, outcome: await outcomeOf(data) }
    writeFileSync(join(import.meta.dirname, `${name}.json`), `${JSON.stringify(recorded)}\n`)
  } finally {
    await bench.stop()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await record(process.argv[2] ?? 'journal')
