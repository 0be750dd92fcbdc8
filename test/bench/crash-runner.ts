import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { ProcedureId, StepId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import { resourcesDir } from '../../main/cli/session.ts'
import { signAnalysis } from '../../main/cli/sign-analysis.ts'
import { instant } from '../../shared/domain/time.ts'
import { compose } from '../../main/compose.ts'
import type { DataApi } from '../../main/data/protocol.ts'
import { launchDataProcess } from '../../main/data/launch.ts'
import type { Engine, RunRequest } from '../../main/engine.ts'
import { connectLab } from '../../main/lab/client.ts'
import { labSecrets } from '../../main/lab/secrets.ts'

/**
 * The process that is killed. Takes up what was interrupted, then goes on with the migration where the journal says it stands.
 * Says on stdout, at once and unbuffered, what was confirmed as durable: `ack SEQ HASH`.
 */

const [labDir = '', project = ''] = process.argv.slice(2)
const say = (line: string): void => void writeSync(1, `${line}\n`)

function acknowledging(api: DataApi): DataApi {
  return {
    ...api,
    async append(events, at) {
      const stored = await api.append(events, at)
      if (stored.ok) say(`ack ${stored.value.seq} ${stored.value.hash}`)
      return stored
    },
  }
}

async function run(
  engine: Engine,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<string> {
  const request: RunRequest = { procedure: ProcedureId.parse(procedure), by: 'one', ...more }
  const wanted = await engine.approvalsFor(request)
  if (!wanted.ok) throw new ProblemError(wanted.problem)
  const approvals = wanted.value.flatMap(({ id, people, typed }) =>
    ['one', 'two'].slice(0, people).map((by) => ({ id: StepId.parse(id), by, typed })),
  )
  const started = await engine.start({ ...request, approvals })
  if (!started.ok) throw new ProblemError(started.problem)
  return (await started.value.ended).state
}

async function untilDone(
  engine: Engine,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<void> {
  for (let tries = 0; tries < 3; tries++)
    if ((await run(engine, procedure, more)) === 'succeeded') return
  throw new Error(`${procedure} does not succeed`)
}

async function migrate(engine: Engine, advance: (days: number) => Promise<void>): Promise<void> {
  const { spec } = await engine.data.summary()
  const done = async (procedure: string): Promise<ReadonlySet<string>> =>
    new Set(
      (await engine.data.runs())
        .filter((r) => r.procedure === procedure && r.state === 'succeeded')
        .flatMap((r) => r.members),
    )
  const setUp = ['target-acceptance', 'ids-split', 'database-copy', 'switchover-voice']
  await signAnalysis(engine, {
    only: ['survey on src-db'],
    freeze: { announced: instant(Date.now()), enforced: instant(Date.now()) },
    say: () => undefined,
  })
  for (const procedure of [
    ...setUp,
    ...(needsRadiusSwitchover(spec) ? ['switchover-radius-diameter'] : []),
    'switchover-api',
  ])
    if ((await done(procedure)).size === 0) await untilDone(engine, procedure)
  const first = await engine.data.batches()
  if (first.length === 0) {
    const planned = await engine.plan.propose('one')
    if (!planned.ok) throw new ProblemError(planned.problem)
  }
  for (const batch of await engine.data.batches()) {
    const left = async (): Promise<readonly string[]> =>
      (await engine.data.customers())
        .filter((c) => c.batch === batch.id && c.state !== 'checked')
        .map((c) => c.id)
    for (let tries = 0; tries < 4; tries++) {
      const members = await left()
      if (members.length === 0) break
      await run(engine, 'customer-transfer', {
        members,
        outsideWindow: 'what is looked at here is crashes, at any hour',
      })
    }
    const stuck = await left()
    if (stuck.length > 0)
      throw new Error(`customers ${stuck.join(', ')} of ${batch.id} do not move`)
  }
  const synced = await done('vendor-xdr-sync')
  for (const { id } of spec.environments)
    if (!synced.has(id)) await untilDone(engine, 'vendor-xdr-sync', { members: [id] })
  if ((await done('decommission')).size > 0) return
  await advance(Math.max(spec.soakDays, ...spec.environments.map((e) => e.billingPeriodDays)) + 1)
  await untilDone(engine, 'decommission')
}

const lab = await connectLab(labDir)
const data = launchDataProcess()
const engine = await compose({
  clock: lab.clock,
  resourcesDir,
  dataProcess: { ...data, api: acknowledging(data.api) },
  ssh: { configFile: join(labDir, 'ssh_config') },
  secret: await labSecrets(labDir),
})
const opened = await engine.open(project, 'write')
if (!opened.ok) throw new ProblemError(opened.problem)
const resumed = await engine.resumeAll('one')
if (!resumed.ok) throw new ProblemError(resumed.problem)
say(`resumed ${resumed.value.length}`)
await Promise.all(resumed.value.map((handle) => handle.ended))
await migrate(engine, (days) => lab.advanceTo(lab.clock.now() + days * 86_400_000))
await engine.close()
say('finished')
