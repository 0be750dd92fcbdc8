import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ProcedureId, StepId } from '../../shared/domain/ids.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { fail, ProblemError } from '../../shared/domain/problems.ts'
import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import { compose } from '../compose.ts'
import { launchDataProcess } from '../data/launch.ts'
import type { Engine, RunHandle, RunRequest } from '../engine.ts'
import type { LabClient } from '../lab/client.ts'
import { launchLab } from '../lab/launch.ts'
import { labSecrets } from '../lab/secrets.ts'
import { watchMemory } from './memory.ts'
import { resourcesDir } from './session.ts'

export type SceneOptions = {
  readonly world: { readonly spec: ProjectSpec; readonly customers: readonly Customer[] }
  /** Lab milliseconds in one real millisecond. */
  readonly rate: number
  readonly seed: string
  /** Where the lab's project is kept. Default: in a folder that goes with the lab. */
  readonly project?: string
  readonly say: (text: string) => void
  readonly follow: (handle: RunHandle) => () => void
}

/** An engine with a project open, on an embedded lab of that project: what nobody has to be asked for. */
export type Scene = {
  readonly engine: Engine
  readonly lab: LabClient
  readonly say: (text: string) => void
  readonly follow: (handle: RunHandle) => () => void
  /** Peak of the memory of all its processes together, MiB. */
  peakMiB(): number
}

/** People of a scene: there is nobody at a terminal who could approve. */
export const sceneBy = 'field engineer'
const second = 'team lead'

/** Starts a lab of this project, imports it, does the work, and takes everything down again. */
export async function withScene<T>(
  options: SceneOptions,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-scene-'))
  const dataProcess = launchDataProcess()
  const lab = await launchLab({
    dir: join(folder, 'lab'),
    ...options.world,
    rate: options.rate,
    seed: options.seed,
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
      out: options.project ?? join(folder, 'scene.switchyard'),
    })
    if (!imported.ok) throw new ProblemError(imported.problem)
    const { say, follow } = options
    return await work({ engine, lab, say, follow, peakMiB: () => memory.peakMiB() })
  } finally {
    memory.stop()
    await engine.close()
    await lab.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs a procedure with all approvals given, to its end. */
export async function runProcedure(
  scene: Scene,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<LiveRun> {
  const { engine } = scene
  const request: RunRequest = { procedure: ProcedureId.parse(procedure), by: sceneBy, ...more }
  const wanted = await engine.approvalsFor(request)
  if (!wanted.ok) throw new ProblemError(wanted.problem)
  const approvals = wanted.value.flatMap(({ id, people, typed }) =>
    [sceneBy, second]
      .slice(0, people)
      .map((person) => ({ id: StepId.parse(id), by: person, typed })),
  )
  const started = await engine.start({ ...request, approvals })
  if (!started.ok) throw new ProblemError(started.problem)
  return watchRun(scene, started.value)
}

export async function watchRun({ say, follow }: Scene, handle: RunHandle): Promise<LiveRun> {
  const stop = follow(handle)
  const unheard = handle.onChange((live) => {
    const question = live.questions[0]
    // There is nobody to ask: the first question is looked at again once, and the answer is on record.
    if (question !== undefined)
      void handle.answer(question.id, 'retry', sceneBy, 'looked at again by itself')
  })
  try {
    const live = await handle.ended
    say(
      `${live.title}: ${live.state}, ${live.members.done} of ${live.members.total}${live.state === 'succeeded' ? '' : ` (${live.waiting})`}`,
    )
    return live
  } finally {
    unheard()
    stop()
  }
}

/** The same, and a problem when it does not succeed. */
export async function mustRun(
  scene: Scene,
  procedure: string,
  more: Partial<RunRequest> = {},
): Promise<void> {
  const live = await runProcedure(scene, procedure, more)
  if (live.state === 'succeeded') return
  const row = (await scene.engine.data.runs()).find((r) => r.id === live.run)
  fail('step-failed', `${procedure} ended ${live.state}: ${row?.reason ?? 'no reason given'}`)
}
