import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDataService } from '../../../main/data/service.ts'
import type { DataApi } from '../../../main/data/protocol.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { JournalEvent } from '../../../shared/domain/journal.ts'
import { formatProblem } from '../../../shared/domain/problems.ts'
import type { Customer } from '../../../shared/domain/project.ts'
import { HostName } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { sampleFolder } from '../../../resources/samples/generate.ts'

/** 2 March 2026, 01:00 UTC. */
export const start = 1_772_413_200_000
const day = 86_400_000

export const scratch = (): string => mkdtempSync(join(tmpdir(), 'switchyard-data-'))

/** The data service without a process around it, with Panda imported and open for writing. */
export async function openPanda(
  folder: string = scratch(),
): Promise<{ api: DataApi; path: string }> {
  const api = makeDataService({ onAppended: () => undefined })
  const path = join(folder, 'panda.switchyard')
  must(
    await api.importProject(
      { project: join(sampleFolder, 'project.yaml'), out: path },
      instant(start),
    ),
  )
  must(await api.open(path, 'write'))
  return { api, path }
}

export function must<T>(
  answer: { ok: true; value: T } | { ok: false; problem: Parameters<typeof formatProblem>[0] },
): T {
  if (!answer.ok) throw new Error(formatProblem(answer.problem))
  return answer.value
}

/** Events as they are written down in tests, checked by their schema. */
export const events = (list: readonly unknown[]): readonly JournalEvent[] =>
  list.map((e) => JournalEvent.parse(e))

export async function storeProcedure(
  api: DataApi,
  id: string,
  title: string,
  stage: string,
): Promise<string> {
  const json = canonicalJson({ procedure: { id, title, stage } })
  const hash = createHash('sha256').update(json).digest('hex')
  must(await api.putSnapshot(hash, json))
  return hash
}

type RunPlan = {
  readonly id: string
  readonly procedure: string
  readonly title: string
  readonly stage: string
  readonly at: number
  readonly ms: number
  readonly members: readonly string[]
  readonly batch?: string
}

async function playRun(
  api: DataApi,
  plan: RunPlan,
  during: (at: Instant) => readonly unknown[],
): Promise<void> {
  const snapshot = await storeProcedure(api, plan.procedure, plan.title, plan.stage)
  const run = plan.id
  const before = [
    {
      kind: 'run.created',
      run,
      procedure: plan.procedure,
      members: plan.members,
      by: 'maria',
      snapshot,
      ...(plan.batch === undefined ? {} : { batch: plan.batch }),
    },
    { kind: 'run.state', run, from: 'draft', to: 'armed', startAt: plan.at },
    { kind: 'run.state', run, from: 'armed', to: 'running' },
  ]
  must(await api.append(events(before), instant(plan.at)))
  for (const event of during(instant(plan.at)))
    must(await api.append(events([event]), instant(plan.at + plan.ms / 2)))
  must(
    await api.append(
      events([{ kind: 'run.state', run, from: 'running', to: 'succeeded' }]),
      instant(plan.at + plan.ms),
    ),
  )
}

const window = (
  run: string,
  member: string,
  service: string,
  scope: string,
  budgetMs: number,
  measuredMs: number | null,
) => [
  { kind: 'downtime.opened', run, member, service, scope, budgetMs },
  {
    kind: 'downtime.closed',
    run,
    member,
    service,
    scope,
    budgetMs,
    result: { measuredMs, resolutionMs: 200, samples: 900, unknownSamples: 0 },
  },
]

/** A whole migration as events: some things go wrong, as they do. */
export async function playPanda(
  api: DataApi,
  sizes: readonly number[] = [20, ...Array.from({ length: 9 }, () => 130), 10],
): Promise<void> {
  await playSetup(api)
  const customers = await api.customers()
  let at = 0
  for (const [ordinal, size] of sizes.entries()) {
    const members = customers.slice(at, at + size)
    at += size
    await playBatch(api, ordinal, members)
  }
  for (const [i, environment] of ['us', 'uk'].entries())
    await playRun(
      api,
      {
        id: `sync-${environment}`,
        procedure: 'vendor-xdr-sync',
        title: 'Vendor xDRs synchronization',
        stage: 'transfer',
        at: start + (50 + i) * day,
        ms: 7_200_000,
        members: [environment],
      },
      () => [{ kind: 'xdr.synced', environment, run: `sync-${environment}`, xdrs: 1_204_311 }],
    )
  await playRun(
    api,
    {
      id: 'decommission-1',
      procedure: 'decommission',
      title: 'Source system decommission',
      stage: 'decommission',
      at: start + 68 * day,
      ms: 3_600_000,
      members: ['project'],
    },
    () => [
      {
        kind: 'approval.given',
        run: 'decommission-1',
        approval: 'go',
        by: 'maria',
        typed: 'Panda Telecom',
      },
      ...window('decommission-1', 'project', 'system', 'whole system', 180_000, 96_400),
      { kind: 'source.decommissioned', run: 'decommission-1' },
    ],
  )
}

async function playSetup(api: DataApi): Promise<void> {
  const run = (
    id: string,
    procedure: string,
    title: string,
    dayNo: number,
    hours: number,
    stage: string,
    windows: readonly unknown[],
  ) =>
    playRun(
      api,
      {
        id,
        procedure,
        title,
        stage,
        at: start + dayNo * day,
        ms: hours * 3_600_000,
        members: ['project'],
      },
      () => windows,
    )
  await run('survey-1', 'analysis-survey', 'Survey of the source', 0, 160, 'analysis', [])
  await run(
    'ids-1',
    'ids-split',
    'Unique ids on both systems',
    10,
    1,
    'setup',
    window('ids-1', 'project', 'database', 'source and target', 60_000, 21_300),
  )
  await run('voice-1', 'switchover-voice', 'IP address switchover: voice', 15, 1, 'setup', [
    ...window('voice-1', 'us1', 'voice', 'us1', 180_000, 61_200),
    ...window('voice-1', 'uk1', 'voice', 'uk1', 180_000, null),
  ])
  await run(
    'radius-1',
    'switchover-radius-diameter',
    'IP address switchover: RADIUS',
    16,
    1,
    'setup',
    window('radius-1', 'project', 'radius', 'all', 300_000, 44_100),
  )
  await run(
    'api-1',
    'switchover-api',
    'IP address switchover: API',
    17,
    1,
    'setup',
    window('api-1', 'project', 'api', 'all', 300_000, 318_000),
  )
}

async function playBatch(
  api: DataApi,
  ordinal: number,
  members: readonly Customer[],
): Promise<void> {
  const batch = ordinal === 0 ? 'pilot' : `batch-${String(ordinal).padStart(2, '0')}`
  const at = start + (22 + ordinal * 2.5) * day
  const run = `transfer-${batch}`
  const window = { from: at, to: at + 4 * 3_600_000 }
  const ids = members.map((c) => c.id)
  must(
    await api.append(
      events([
        { kind: 'batch.created', batch, ordinal, pilot: ordinal === 0, members: ids, window },
      ]),
      instant(start + 20 * day),
    ),
  )
  await playRun(
    api,
    {
      id: run,
      procedure: 'customer-transfer',
      title: 'Transfer of customers',
      stage: 'transfer',
      at,
      ms: 2.2 * 3_600_000,
      members: ids,
      batch,
    },
    () => members.flatMap((customer, i) => playTransfer(run, customer, ordinal, i)),
  )
  for (const [host, errors] of [
    ['src-db', 3],
    ['tgt-db', 11],
    ['dsbc1', 0],
  ] as const)
    await ingest(api, batch, host, errors)
  for (const [from, to] of [
    ['transferred', 'checked'],
    ['checked', 'accepted'],
  ] as const)
    must(
      await api.append(
        events(
          ids
            .filter((id) => !id.endsWith('77'))
            .map((customer) => ({ kind: 'customer.state', customer, from, to })),
        ),
        instant(at + day / 2),
      ),
    )
}

function playTransfer(
  run: string,
  customer: Customer,
  batch: number,
  i: number,
): readonly unknown[] {
  const { id } = customer
  const move = (from: string, to: string, reason?: string) => ({
    kind: 'customer.state',
    customer: id,
    run,
    from,
    to,
    ...(reason === undefined ? {} : { reason, by: 'maria' }),
  })
  const attempt = (operation: string, number: number, state: 'succeeded' | 'failed') => {
    const name = `${run}.${operation}.${id}.apply.${number}`
    return [
      {
        kind: 'attempt.intended',
        attempt: name,
        run,
        step: operation,
        member: id,
        phase: 'apply',
        number,
        host: 'src-db',
        operation,
        args: { customer: id },
      },
      { kind: 'attempt.started', attempt: name },
      {
        kind: 'attempt.ended',
        attempt: name,
        state,
        ms: 120,
        ...(state === 'failed'
          ? {
              problem: {
                code: 'step-failed',
                message: `import of ${id} failed: duplicate account id`,
              },
            }
          : {}),
      },
    ]
  }
  const fails = batch > 0 && i % 97 === 13
  const lockout = 4000 + ((i * 37) % 23) * 900 + customer.accounts * 150
  return [
    move('planned', 'scheduled'),
    move('scheduled', 'locked'),
    ...attempt('customer-lock', 1, 'succeeded'),
    move('locked', 'transferring'),
    ...attempt('customer-export', 1, 'succeeded'),
    ...attempt('customer-import', 1, fails ? 'failed' : 'succeeded'),
    ...(fails
      ? [
          move('transferring', 'failed', 'import conflict'),
          move('failed', 'transferring'),
          ...attempt('customer-import', 2, 'succeeded'),
        ]
      : []),
    ...window(
      run,
      id,
      'customer',
      id,
      60_000,
      customer.probeAccount === undefined ? null : lockout,
    ),
    move('transferring', 'transferred'),
    ...(i === 40 ? returned(move) : []),
  ]
}

const returned = (
  move: (from: string, to: string, reason?: string) => unknown,
): readonly unknown[] => [
  move('transferred', 'returning', 'no audio on <b>incoming</b> calls'),
  move('returning', 'returned'),
  move('returned', 'planned'),
  move('planned', 'scheduled'),
  move('scheduled', 'locked'),
  move('locked', 'transferring'),
  move('transferring', 'transferred'),
]

async function ingest(api: DataApi, batch: string, host: string, errors: number): Promise<void> {
  const line = (i: number): string =>
    i < errors
      ? `2026-03-24 02:18:20 ERROR porter[4410] customer 10420: import failed\n`
      : i < errors + 20
        ? `2026-03-24 02:18:02 WARN  porter[4410] customer 10417: product reused\n`
        : `2026-03-24 02:17:55 INFO  porter[4410] customer 10417: lock acquired\n`
  const bytes = Buffer.from(Array.from({ length: 400 }, (_, i) => line(i)).join(''))
  const name = HostName.parse(host)
  const next = {
    host: name,
    file: `porter-${batch}.log`,
    device: '1',
    inode: batch,
    offset: bytes.length,
    tailHash: '',
    tailLength: 0,
  }
  const known = (await api.batches()).find((b) => b.id === batch)
  must(
    await api.ingestLog({
      host: name,
      file: next.file,
      bytes,
      next,
      gap: host === 'dsbc1' && batch === 'batch-03' ? 4096 : 0,
      final: false,
      ...(known === undefined ? {} : { batch: known.id }),
    }),
  )
}
