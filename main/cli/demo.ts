import { join } from 'node:path'
import { CustomerId, ProcedureId } from '../../shared/domain/ids.ts'
import type { BatchId } from '../../shared/domain/ids.ts'
import { fail, ProblemError } from '../../shared/domain/problems.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { BatchRow, DowntimeRow } from '../data/protocol.ts'
import { launchDataProcess } from '../data/launch.ts'
import type { CurrentPlan, Engine, RunHandle } from '../engine.ts'
import type { LabClient } from '../lab/client.ts'
import { followAnalysis, followStages, nights, proposed } from './follow-plan.ts'
import type { Night } from './follow-plan.ts'
import { mustRun, runProcedure, sceneBy, watchRun, withScene } from './lab-scene.ts'
import type { Scene } from './lab-scene.ts'
import { resourcesDir } from './session.ts'
import { signLogs, withoutWait } from './sign-logs.ts'

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
  /** End of the migration by the first plan, and as it came. */
  readonly plannedEnd: Instant
  readonly actualEnd: Instant
  readonly wallSeconds: number
  readonly peakRssMiB: number
  readonly report: string
  /** What is not as it should be; empty when all went well. */
  readonly complaints: readonly string[]
}

/** The scene, and how many customers it had to move again because they had moved back by themselves. */
type Show = { readonly scene: Scene; runAgain: number }

/**
 * The whole migration of the sample on the embedded lab, through the same engine and the same SSH as a real one: planned, every
 * procedure and batch in its window, the faults that nights are made of, a customer that is returned and moved again, and the report.
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const began = performance.now()
  const { rate, report, say, follow } = options
  const world = withoutWait(
    await readSample(options.sample ?? join(resourcesDir, 'samples', 'panda-telecom')),
  )
  return withScene({ world, rate, seed: 'demo', say, follow }, async (scene) => {
    const show: Show = { scene, runAgain: 0 }
    const plan = await proposed(scene)
    const signed = await scene.engine.plan.baseline(plan.version, sceneBy)
    if (!signed.ok) throw new ProblemError(signed.problem)
    say(
      `Plan: ${plan.batches.length} batches, last of them on ${lastNight(plan)}, end on ${planDay(plan.schedule.end)}`,
    )
    const dry = await scene.engine.dryRun({
      procedure: ProcedureId.parse('ids-split'),
      by: sceneBy,
    })
    if (!dry.ok) throw new ProblemError(dry.problem)
    say(
      `Dry run of ids-split: ${dry.value.notPredicted} of ${dry.value.lines.length} steps not predicted`,
    )
    await followAnalysis(scene, plan)
    await followStages(scene, plan, ['setup'])
    await moveCustomers(show, plan)
    await followStages(scene, plan, ['decommission'])
    const end = scene.lab.clock.now()
    say(`Planned end ${formatInstant(plan.schedule.end)}, actual ${formatInstant(end)}`)
    const written = await scene.engine.data.report(report, end, [])
    if (!written.ok) throw new ProblemError(written.problem)
    return {
      ...(await judge(show)),
      plannedEnd: plan.schedule.end,
      actualEnd: end,
      wallSeconds: Math.round((performance.now() - began) / 100) / 10,
      peakRssMiB: Math.round(scene.peakMiB()),
      report,
    }
  })
}

async function readSample(sample: string) {
  const data = launchDataProcess()
  const read = await data.api.validate({ project: join(sample, 'project.yaml') })
  await data.close()
  if (!read.ok) throw new ProblemError(read.problem)
  return read.value
}

const planDay = (at: Instant): string => formatInstant(at).slice(0, 10)

const lastNight = ({ batches }: CurrentPlan): string =>
  batches
    .flatMap((b) => b.windows.map((w) => planDay(w.from)))
    .toSorted()
    .at(-1) ?? 'no day'

/** The nights of the plan in order of time, and the vendor xDRs of an environment once its last customer has moved. */
async function moveCustomers(show: Show, plan: CurrentPlan): Promise<void> {
  const { scene } = show
  const { spec } = await scene.engine.data.summary()
  const agenda = [
    ...(await nights(scene)).map((night) => ({
      at: night.window.from,
      work: () => moveInWindow(show, night),
    })),
    ...spec.environments.map(({ id }) => ({
      at: plan.schedule.tasks.find((t) => t.id === `xdr-sync-${id}`)?.from ?? plan.schedule.end,
      work: () => mustRun(scene, 'vendor-xdr-sync', { members: [id] }),
    })),
  ]
  for (const { at, work } of agenda.toSorted((a, b) => a.at - b.at)) {
    await scene.lab.advanceTo(at)
    await work()
  }
}

/** One batch, or the part of it that has this window, with what goes wrong in real nights. */
async function moveInWindow(show: Show, { batch, window, last }: Night): Promise<void> {
  const { scene } = show
  const { engine, lab } = scene
  await trouble(lab, batch.ordinal, await membersIn(engine, batch, window.environment))
  await runProcedure(scene, 'customer-transfer', { batch: batch.id })
  await moveAgain(show, batch, window.environment)
  if (batch.ordinal === 1) await returnOne(scene, batch.id)
  await signLogs(scene, batch.id, 'repeated by itself; all fields compare as equal on both systems')
  if (!last) return
  const accepted = await engine.accept(batch.id, sceneBy)
  if (!accepted.ok) throw new ProblemError(accepted.problem)
}

/** Those that failed and were put back by themselves, once more in the same window. */
async function moveAgain(show: Show, batch: BatchRow, environment: string): Promise<void> {
  const { engine, say } = show.scene
  const left = (await engine.data.customers()).filter(
    (c) => c.batch === batch.id && c.environment === environment && c.state === 'failed',
  )
  if (left.length === 0) return
  say(`${batch.id}: ${left.length} moved back by themselves; moving them again`)
  show.runAgain += left.length
  await mustRun(show.scene, 'customer-transfer', {
    batch: batch.id,
    reason: 'those that failed, again',
  })
}

async function membersIn(
  engine: Engine,
  batch: BatchRow,
  environment: string,
): Promise<readonly string[]> {
  return (await engine.data.customers())
    .filter((c) => c.batch === batch.id && c.environment === environment)
    .map((c) => c.id)
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
    sceneBy,
    'no incoming calls after the move',
  )
  if (!back.ok) throw new ProblemError(back.problem)
  await watchRun(scene, back.value)
  await mustRun(scene, 'customer-transfer', {
    members: [one.id],
    reason: 'cause found, moved again',
  })
}

type Judged = Omit<DemoResult, 'plannedEnd' | 'actualEnd' | 'wallSeconds' | 'peakRssMiB' | 'report'>

async function judge({ scene: { engine, lab }, runAgain }: Show): Promise<Judged> {
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
