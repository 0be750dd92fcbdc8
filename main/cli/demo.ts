import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CustomerId, ProcedureId, StepId } from '../../shared/domain/ids.ts'
import type { BatchId } from '../../shared/domain/ids.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { fail, ProblemError } from '../../shared/domain/problems.ts'
import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import { compose } from '../compose.ts'
import type { DowntimeRow } from '../data/protocol.ts'
import { launchDataProcess } from '../data/launch.ts'
import type { Engine, RunHandle, RunRequest } from '../engine.ts'
import { labSecrets } from '../lab/secrets.ts'
import { launchLab } from '../lab/launch.ts'
import type { LabClient } from '../lab/client.ts'
import { watchMemory } from './memory.ts'
import { resourcesDir } from './session.ts'

export type DemoOptions = {
  /** Folder of the sample. Default Panda Telecom. */
  readonly sample?: string
  /** Lab milliseconds in one real millisecond. */
  readonly rate: number
  readonly report: string
  readonly say: (text: string) => void
  readonly follow: (handle: RunHandle) => () => void
}

/** What `demo --json` prints (design.md section 12); customers are counted from the lab's own truth. */
export type DemoResult = {
  readonly customers: {
    readonly total: number
    readonly onTarget: number
    readonly importedTwice: number
    readonly lost: number
    readonly returned: number
  }
  readonly environments: readonly { readonly id: string; readonly xdrSynced: boolean }[]
  readonly downtime: readonly {
    readonly service: string
    readonly scope: string
    readonly budgetMs: number
    readonly measuredMs: number | null
  }[]
  readonly faultsInjected: readonly unknown[]
  readonly recovered: { readonly retriedImports: number; readonly runAgain: number }
  readonly decommissioned: boolean
  readonly wallSeconds: number
  readonly peakRssMiB: number
  readonly report: string
  /** What is not as it should be; empty when all went well. */
  readonly complaints: readonly string[]
}

type Scene = {
  readonly engine: Engine
  readonly lab: LabClient
  readonly options: DemoOptions
  runAgain: number
}

const by = 'field engineer'
const second = 'team lead'
const day = 86_400_000

/**
 * The whole migration of the sample on the embedded lab, through the same engine and the same SSH as a real one: every stage, the
 * faults that nights are made of, a customer that is returned and moved again, and the report.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const began = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-demo-'))
  const sample = options.sample ?? join(resourcesDir, 'samples', 'panda-telecom')
  const dataProcess = launchDataProcess()
  const read = await dataProcess.api.validate({ project: join(sample, 'project.yaml') })
  if (!read.ok) throw new ProblemError(read.problem)
  const lab = await launchLab({
    dir: join(folder, 'lab'),
    ...read.value,
    rate: options.rate,
    seed: 'demo',
  })
  const engine = await compose({
    clock: lab.clock,
    resourcesDir,
    dataProcess,
    ssh: { configFile: join(lab.dir, 'ssh_config') },
    secret: await labSecrets(lab.dir),
  })
  const memory = watchMemory([process.pid, dataProcess.pid, lab.pid])
  try {
    const imported = await engine.importProject({
      project: join(lab.dir, 'project.yaml'),
      out: join(folder, 'demo.switchyard'),
    })
    if (!imported.ok) throw new ProblemError(imported.problem)
    const scene: Scene = { engine, lab, options, runAgain: 0 }
    await setUp(scene)
    await moveCustomers(scene)
    await closeDown(scene)
    const written = await engine.data.report(options.report, lab.clock.now())
    if (!written.ok) throw new ProblemError(written.problem)
    const result = await judge(scene)
    return {
      ...result,
      wallSeconds: Math.round((performance.now() - began) / 100) / 10,
      peakRssMiB: Math.round(memory.peakMiB()),
      report: options.report,
    }
  } finally {
    memory.stop()
    await engine.close()
    await lab.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function run(
  scene: Scene,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<LiveRun> {
  const { engine, options } = scene
  const request: RunRequest = { procedure: ProcedureId.parse(procedure), by, ...more }
  const wanted = await engine.approvalsFor(request)
  if (!wanted.ok) throw new ProblemError(wanted.problem)
  const approvals = wanted.value.flatMap(({ id, people, typed }) =>
    [by, second].slice(0, people).map((person) => ({ id: StepId.parse(id), by: person, typed })),
  )
  const started = await engine.start({ ...request, approvals })
  if (!started.ok) throw new ProblemError(started.problem)
  return watch(started.value, options)
}

async function watch(handle: RunHandle, options: DemoOptions): Promise<LiveRun> {
  const stop = options.follow(handle)
  const unheard = handle.onChange((live) => {
    const question = live.questions[0]
    // A demonstration has nobody to ask: the first question is looked at again once, and the answer is on record.
    if (question !== undefined)
      void handle.answer(question.id, 'retry', by, 'the demonstration looks again')
  })
  try {
    const live = await handle.ended
    options.say(
      `${live.title}: ${live.state}, ${live.members.done} of ${live.members.total}${live.state === 'succeeded' ? '' : ` (${live.waiting})`}`,
    )
    return live
  } finally {
    unheard()
    stop()
  }
}

async function must(
  scene: Scene,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<void> {
  const live = await run(scene, procedure, more)
  if (live.state === 'succeeded') return
  const row = (await scene.engine.data.runs()).find((r) => r.id === live.run)
  fail('step-failed', `${procedure} ended ${live.state}: ${row?.reason ?? 'no reason given'}`)
}

async function setUp(scene: Scene): Promise<void> {
  const planned = await scene.engine.planBatches(by)
  if (!planned.ok) throw new ProblemError(planned.problem)
  await must(scene, 'analysis-survey')
  await must(scene, 'target-acceptance')
  const rehearsed = await scene.engine.dryRun({ procedure: ProcedureId.parse('ids-split'), by })
  if (!rehearsed.ok) throw new ProblemError(rehearsed.problem)
  scene.options.say(
    `Dry run of ids-split: ${rehearsed.value.notPredicted} of ${rehearsed.value.lines.length} steps not predicted`,
  )
  await must(scene, 'ids-split')
  await must(scene, 'database-copy')
  await must(scene, 'catalog-freeze-check')
  await must(scene, 'switchover-voice')
  const { spec } = await scene.engine.data.summary()
  if (needsRadiusSwitchover(spec)) await must(scene, 'switchover-radius-diameter')
  await must(scene, 'switchover-api')
}

/** The nights: each batch in its window, with what goes wrong in real ones. */
async function moveCustomers(scene: Scene): Promise<void> {
  const { engine, lab, options } = scene
  for (const batch of await engine.data.batches()) {
    if (batch.window !== undefined) await lab.advanceTo(batch.window.from)
    await trouble(lab, batch.ordinal, batch.members)
    await run(scene, 'customer-transfer', { batch: batch.id })
    const left = (await engine.data.customers()).filter(
      (c) => c.batch === batch.id && c.state === 'failed',
    )
    if (left.length > 0) {
      options.say(`${batch.id}: ${left.length} moved back by themselves; moving them again`)
      scene.runAgain += left.length
      await must(scene, 'customer-transfer', {
        batch: batch.id,
        reason: 'those that failed, again',
      })
    }
    if (batch.ordinal === 1) await returnOne(scene, batch.id)
    const accepted = await engine.accept(batch.id, by)
    if (!accepted.ok) throw new ProblemError(accepted.problem)
  }
}

async function trouble(lab: LabClient, ordinal: number, members: readonly string[]): Promise<void> {
  const [first, next, third] = [members[4], members[7], members[9]]
  if (first === undefined || next === undefined || third === undefined) return
  if (ordinal === 0) await lab.inject({ kind: 'import-conflict', customer: first })
  if (ordinal === 1) {
    await lab.inject({
      kind: 'drop-link',
      when: 'during',
      operation: 'customer-import',
      customer: first,
    })
    await lab.inject({ kind: 'wrong-exit', operation: 'customer-import', customer: next, times: 2 })
  }
  if (ordinal === 2) {
    await lab.inject({
      kind: 'drop-link',
      when: 'after',
      operation: 'customer-export',
      customer: next,
    })
    await lab.inject({ kind: 'slow', factor: 3, operation: 'customer-import', customer: third })
  }
  if (ordinal === 3)
    await lab.inject({ kind: 'bad-answer', operation: 'customer-export', customer: first })
}

async function returnOne(scene: Scene, batch: BatchId): Promise<void> {
  const { engine } = scene
  const one = (await engine.data.customers()).find(
    (c) =>
      c.batch === batch &&
      c.state === 'checked' &&
      c.kind === 'retail' &&
      c.mainOffice === undefined &&
      c.accounts > 0,
  )
  if (one === undefined) return fail('not-found', 'no customer to return')
  const back = await engine.returnCustomer(
    CustomerId.parse(one.id),
    by,
    'no incoming calls after the move',
  )
  if (!back.ok) throw new ProblemError(back.problem)
  await watch(back.value, scene.options)
  await must(scene, 'customer-transfer', { members: [one.id], reason: 'cause found, moved again' })
}

async function closeDown(scene: Scene): Promise<void> {
  const { engine, lab } = scene
  const { spec } = await engine.data.summary()
  for (const environment of spec.environments)
    await must(scene, 'vendor-xdr-sync', { members: [environment.id] })
  const period = Math.max(...spec.environments.map((e) => e.billingPeriodDays))
  await lab.advanceTo(lab.clock.now() + (Math.max(spec.soakDays, period) + 1) * day)
  await must(scene, 'decommission')
}

type Judged = Omit<DemoResult, 'wallSeconds' | 'peakRssMiB' | 'report'>

async function judge({ engine, lab, runAgain }: Scene): Promise<Judged> {
  const truth = await lab.truth()
  const rows = await engine.data.downtime()
  const { total, onTarget, importedTwice, lost, returned } = truth.customers

  const complaints = [
    ...(onTarget === total
      ? []
      : [`${total - onTarget} of ${total} customers are not on the target`]),
    ...(importedTwice === 0 ? [] : [`${importedTwice} customers were imported twice`]),
    ...(lost === 0 ? [] : [`${lost} customers are lost`]),
    ...(truth.effects.startedTwice.length === 0
      ? []
      : [`${truth.effects.startedTwice.length} attempts began twice`]),
    ...(truth.customers.locksLeft === 0
      ? []
      : [`${truth.customers.locksLeft} locks are left over`]),
    ...rows.flatMap(downtimeComplaint),
  ]
  return {
    customers: { total, onTarget, importedTwice, lost, returned },
    environments: truth.environments.map(({ id, xdrSynced }) => ({ id, xdrSynced })),
    downtime: windowsOf(rows),
    faultsInjected: truth.faultsInjected,
    recovered: { retriedImports: await retriedImports(engine), runAgain },
    decommissioned: truth.decommissioned,
    complaints,
  }
}

function downtimeComplaint(row: DowntimeRow): string[] {
  const what = `${row.service} ${row.scope}`
  if (row.measuredMs === undefined || row.measuredMs === null) return [`${what} was not measured`]
  return row.measuredMs > row.budgetMs
    ? [`${what} took ${row.measuredMs} ms of ${row.budgetMs}`]
    : []
}

/** The windows of the method each, and of the customers the longest. */
function windowsOf(rows: readonly DowntimeRow[]): DemoResult['downtime'] {
  const line = ({
    service,
    scope,
    budgetMs,
    measuredMs,
  }: DowntimeRow): DemoResult['downtime'][number] => ({
    service,
    scope,
    budgetMs,
    measuredMs: measuredMs ?? null,
  })
  const customers = rows.filter((r) => r.service === 'customer')
  const longest = customers.toSorted(
    (a, b) => (b.measuredMs ?? Infinity) - (a.measuredMs ?? Infinity),
  )[0]
  return [
    ...rows.filter((r) => r.service !== 'customer').map(line),
    ...(longest === undefined
      ? []
      : [
          {
            ...line(longest),
            scope: `longest of ${customers.length} customers (${longest.scope})`,
          },
        ]),
  ]
}

/** Imports that needed a second attempt and then succeeded. */
async function retriedImports(engine: Engine): Promise<number> {
  const again = new Set<string>()
  let recovered = 0
  for (let after = 0; ;) {
    const page = await engine.data.events({ after, kinds: ['attempt.intended', 'attempt.ended'] })
    if (page.length === 0) return recovered
    for (const { seq, event } of page) {
      after = seq
      if (
        event.kind === 'attempt.intended' &&
        event.operation === 'customer-import' &&
        event.number > 1
      )
        again.add(event.attempt)
      if (event.kind === 'attempt.ended' && event.state === 'succeeded' && again.has(event.attempt))
        recovered++
    }
  }
}
