import { join } from 'node:path'
import { signAnalysis } from '../../main/cli/sign-analysis.ts'
import { resourcesDir } from '../../main/cli/session.ts'
import { compose } from '../../main/compose.ts'
import { launchDataProcess } from '../../main/data/launch.ts'
import type { Engine, RunHandle, RunRequest } from '../../main/engine.ts'
import { connectLab } from '../../main/lab/client.ts'
import type { LabClient } from '../../main/lab/client.ts'
import { labSecrets } from '../../main/lab/secrets.ts'
import type { LabOptions } from '../../main/lab/options.ts'
import type { Result } from '../../shared/base/result.ts'
import { ProcedureId, StepId } from '../../shared/domain/ids.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { labCustomers, startTestLab } from './lab.ts'
import type { TestLab } from './lab.ts'

/** The whole product, real SSH and a real data process, over the embedded lab in this process. */
export type LabEngine = {
  readonly lab: TestLab
  readonly client: LabClient
  readonly engine: Engine
  readonly projectFile: string
  /** Starts with every approval given by two people. */
  start(procedure: string, more?: Partial<RunRequest>): Promise<Result<RunHandle, Problem>>
  /** Starts, and waits for the end. */
  run(procedure: string, more?: Partial<RunRequest>): Promise<LiveRun>
  /** Survey of one host, decisions and both signatures: what the setup waits for. */
  analyse(): Promise<void>
  /** Everything up to the switchovers. */
  setUp(): Promise<void>
  /** Why a run ended as it did, by the journal. */
  reason(run: string): Promise<string>
  stop(): Promise<void>
}

export const must = <T>(result: Result<T, Problem>): T => {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}

export async function startLabEngine(
  customers = 12,
  options: Partial<LabOptions> = {},
): Promise<LabEngine> {
  const lab = await startTestLab({ customers: labCustomers(customers), rate: 50, ...options })
  const client = await connectLab(lab.dir)
  const projectFile = join(lab.dir, 'test.switchyard')
  const engine = await compose({
    clock: client.clock,
    resourcesDir,
    dataProcess: launchDataProcess(),
    ssh: { configFile: join(lab.dir, 'ssh_config') },
    secret: await labSecrets(lab.dir),
  })
  must(await engine.importProject({ project: join(lab.dir, 'project.yaml'), out: projectFile }))
  const start: LabEngine['start'] = async (procedure, more = {}) => {
    const request: RunRequest = { procedure: ProcedureId.parse(procedure), by: 'anna', ...more }
    const wanted = await engine.approvalsFor(request)
    if (!wanted.ok) return wanted
    const approvals = wanted.value.flatMap(({ id, people, typed }) =>
      ['anna', 'ben'].slice(0, people).map((by) => ({ id: StepId.parse(id), by, typed })),
    )
    return engine.start({ ...request, approvals })
  }
  const run: LabEngine['run'] = async (procedure, more) =>
    unasked(must(await start(procedure, more)))
  const analyse = (): Promise<void> =>
    signAnalysis(engine, {
      only: ['survey on src-db'],
      freeze: { announced: client.clock.now(), enforced: client.clock.now() },
      say: () => undefined,
    })
  return {
    lab,
    client,
    engine,
    projectFile,
    start,
    run,
    analyse,
    async setUp() {
      await analyse()
      for (const procedure of [
        'target-acceptance',
        'ids-split',
        'database-copy',
        'switchover-voice',
        'switchover-api',
      ]) {
        const live = await run(procedure)
        if (live.state !== 'succeeded')
          throw new Error(`${procedure} ended ${live.state}: ${live.waiting}`)
      }
    },
    reason: async (id) =>
      (await engine.data.runs()).find((row) => String(row.id) === id)?.reason ?? '',
    async stop() {
      await engine.close()
      await lab.stop()
    },
  }
}

/** Resolves with the run as it is when it first asks a person. */
export function firstQuestion(handle: RunHandle): Promise<LiveRun> {
  return new Promise((resolve, reject) => {
    const look = (live: LiveRun): void => {
      if (live.questions.length === 0) return
      stop()
      resolve(live)
    }
    const stop = handle.onChange(look)
    look(handle.live())
    handle.ended.then(
      (live) =>
        reject(new Error(`${live.title} ended ${live.state} and asked nothing: ${live.waiting}`)),
      reject,
    )
  })
}

/** Resolves when a command of this step is under way. */
export function atStep(handle: RunHandle, step: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (live: LiveRun): void => {
      if (!live.active.some((a) => a.step === step)) return
      stop()
      resolve()
    }
    const stop = handle.onChange(look)
    look(handle.live())
  })
}

/** The end of a run that asks nobody; a question ends it with its text. */
async function unasked(handle: RunHandle): Promise<LiveRun> {
  const asked = (live: LiveRun): void => {
    const [question] = live.questions
    if (question !== undefined) void handle.stop('test', `it asked: ${question.text}`)
  }
  const unheard = handle.onChange(asked)
  try {
    return await handle.ended
  } finally {
    unheard()
  }
}
