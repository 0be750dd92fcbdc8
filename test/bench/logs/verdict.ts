import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resourcesDir } from '../../../main/cli/session.ts'
import { compose } from '../../../main/compose.ts'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { StoredLogCheck } from '../../../main/data/protocol.ts'
import type { Engine } from '../../../main/engine.ts'
import { formatLine } from '../../../main/lab/logs/formats.ts'
import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import { JournalEvent } from '../../../shared/domain/journal.ts'
import { instant } from '../../../shared/domain/time.ts'
import { labSpec } from '../../helpers/lab.ts'
import { must } from '../../helpers/lab-engine.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { labHosts } from './fetch-servers.ts'

export type VerdictOptions = {
  readonly hosts: number
  /** Of each host, since the batch began; the week before it has as much. */
  readonly mib: number
  readonly progress: (text: string) => void
}

const batch = BatchId.parse('pilot')
const customers = 200
const spanMs = 24 * 3_600_000
const unlucky = CustomerId.parse('10007')

/**
 * What an operator waits for: from `logs check` to the stored verdict, through the engine: SSH sessions, clocks, fetch, every line tallied in
 * the data process and on disk, comparison, judgement, event. The baseline has been read before. Then once more with nothing new.
 */
export async function benchVerdict({ hosts, mib, progress }: VerdictOptions): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-verdict-'))
  const until = Date.now() - spanMs
  const fault = formatLine(
    'sip',
    { at: until + spanMs, level: 'ERROR', text: `customer ${unlucky}: registration table is gone` },
    'host0',
    900,
    0,
  )
  const night = { before: mib, until, spanMs, fault }
  const servers = await labHosts(folder, { count: hosts, mib, night })
  const started = performance.now()
  let ahead = 0
  const clock = {
    now: () => instant(Math.round(until + ahead + performance.now() - started)),
    monotonicMs: () => performance.now(),
    sleep: async () => true,
    rate: () => 1,
  }
  const data = launchDataProcess()
  const engine = await compose({
    clock,
    resourcesDir,
    dataProcess: data,
    ssh: { configFile: join(folder, 'ssh_config') },
    secret: async () => undefined,
  })
  try {
    await beforeBatch(engine, folder, servers.names)
    await servers.grow?.()
    ahead = spanMs
    const at = performance.now()
    const found = must(await engine.logs.check(batch))
    const verdictMs = performance.now() - at
    const again = performance.now()
    const same = must(await engine.logs.check(batch))
    const secondMs = performance.now() - again
    proveFound(found, same, hosts * mib)
    const rss = (await engine.data.rss()) / 2 ** 20
    progress(
      `${hosts} hosts x ${mib} MiB to the verdict: ${(verdictMs / 1000).toFixed(1)} s, again ${(secondMs / 1000).toFixed(1)} s, data process ${rss.toFixed(0)} MiB`,
    )
    return [
      figureOf(`logs.fetch.verdict${hosts}`, verdictMs, 'ms'),
      figureOf(`logs.fetch.secondLook${hosts}`, secondMs, 'ms'),
      figureOf('logs.fetch.verdictRss', rss, 'MiB'),
    ]
  } finally {
    await engine.close()
    await servers.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A project with these hosts and a batch that has begun, the week before it read. */
async function beforeBatch(
  engine: Engine,
  folder: string,
  names: readonly string[],
): Promise<void> {
  const hosts = names.map((name, i) => ({
    ...labSpec.hosts[i % labSpec.hosts.length],
    name,
    // The lines of the bench are of a host in UTC.
    zone: 'UTC',
  }))
  writeFileSync(join(folder, 'project.yaml'), JSON.stringify({ ...labSpec, hosts }))
  writeFileSync(join(folder, 'customers.csv'), customersCsv())
  must(
    await engine.importProject({
      project: join(folder, 'project.yaml'),
      out: join(folder, 'bench.switchyard'),
    }),
  )
  const members = ['10001', '10002', unlucky].map((id) => CustomerId.parse(id))
  const append = async (events: readonly unknown[]): Promise<void> =>
    void must(
      await engine.data.append(
        events.map((event) => JournalEvent.parse(event)),
        instant(Date.now() - spanMs),
      ),
    )
  await append([{ kind: 'batch.created', batch, ordinal: 0, pilot: true, members }])
  must(await engine.logs.collect())
  must(await engine.data.cutLogs(batch, instant(Date.now() - spanMs)))
  const states = ['planned', 'scheduled', 'locked', 'transferring', 'transferred']
  for (const customer of members)
    await append(
      states.slice(1).map((to, i) => ({ kind: 'customer.state', customer, from: states[i], to })),
    )
}

const customersCsv = (): string =>
  [
    'id,name,environment,kind,parent,main_office,accounts,product,monthly_minutes,ivr,hand_work,probe_account',
    ...Array.from(
      { length: customers },
      (_, i) => `${10_001 + i},Firm${i} Limited,us,retail,,,3,Trunk,1000,,,1555${10_001 + i}`,
    ),
  ].join('\n')

/** A figure of a check that saw nothing would be worth nothing. */
function proveFound({ result }: StoredLogCheck, again: StoredLogCheck, mib: number): void {
  const { figures, customers: verdicts } = result
  const failing = verdicts.filter(({ verdict }) => verdict === 'fail').map((v) => v.customer)
  if (failing.join() !== unlucky || figures.after.bytes < mib * 2 ** 20 * 0.99)
    throw new Error(
      `the check did not see what it should: ${figures.after.bytes} bytes, failing ${failing.join(', ')}; ${result.reasons.slice(0, 5).join('; ')}`,
    )
  if (again.result.figures.after.bytes !== figures.after.bytes)
    throw new Error('bytes were read twice')
}
