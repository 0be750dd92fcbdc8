import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { DataProcessState } from '../../shared/ipc/overview.ts'
import type { GoingRun, ImportFiles, OpenMode, ProjectSummary } from '../data/protocol.ts'
import type { Engine } from '../engine.ts'
import type { Site } from './site.ts'

/** More crashes than this in one session are no accident: stop restarting and say so. */
const maxRestarts = 3
const furthestSkipMs = 60 * 86_400_000

export type OpenedProject = {
  readonly name: string
  readonly sample: boolean
  readonly path: string
  readonly mode: OpenMode
  /** The last event of the journal when the file was opened. */
  readonly openedAtSeq: number
  readonly agentSocket: string | undefined
  /** The engine of now: another one after the data process was restarted. */
  engine(): Engine
  /** What is carried out here now: of such runs nobody has to be told that they stand still. */
  going(): readonly GoingRun[]
  now(): Instant
  rate(): number
  dataProcess(): DataProcessState
  /** Moves the lab's clock forward; a problem where the clock is the real one. */
  advanceTo(at: Instant): Promise<Result<null, Problem>>
  close(): Promise<void>
}

export type OpenParts = {
  readonly site: Site
  readonly path: string
  /** Given: the project is imported first. */
  readonly files?: Omit<ImportFiles, 'out'> & { out: string }
  readonly hooks: { onLost(message: string, state: DataProcessState['state']): void }
}

/**
 * An engine with its project open. When the data process dies, a new one is started and the same file opened again: the journal holds
 * everything that was answered before, and interrupted runs wait to be taken up.
 */
export async function openedProject(parts: OpenParts): Promise<Result<OpenedProject, Problem>> {
  const { site, path, files, hooks } = parts
  let restarts = 0
  let state: DataProcessState['state'] = 'up'
  let note: string | undefined
  /** Before that, and after it, the end of a data process is no news: whoever opens or closes is told anyway. */
  let isOpen = false

  const lost = (why: string): void => {
    if (!isOpen || state !== 'up') return
    state = 'restarting'
    note = why
    hooks.onLost(why, state)
    void restart()
  }

  async function restart(): Promise<void> {
    const again = await reopen()
    if (!isOpen) return closeQuietly(engine)
    state = again === undefined ? 'up' : 'down'
    note = again?.message
    hooks.onLost(
      again === undefined
        ? 'The data process was started again. Nothing that was confirmed is lost; take up the interrupted runs when you are ready.'
        : `The data process could not be started again: ${again.message}`,
      state,
    )
  }

  async function reopen(): Promise<Problem | undefined> {
    restarts += 1
    if (restarts > maxRestarts)
      return problem('data-process', `It ended ${restarts} times in this session.`, {
        next: 'Close the project and open it again; send crash.log if it goes on.',
      })
    try {
      await closeQuietly(engine)
      engine = await site.engine(lost)
      const opened = await engine.open(path, summary.mode)
      return opened.ok ? undefined : opened.problem
    } catch (error) {
      return problem('data-process', error instanceof Error ? error.message : String(error))
    }
  }

  const giveUp = async (found: Problem) => {
    await closeQuietly(engine)
    await site.close()
    return bad(found)
  }

  let engine: Engine
  try {
    engine = await site.engine(lost)
  } catch (error) {
    await site.close()
    throw error
  }
  const first =
    files === undefined ? await engine.open(path, 'write') : await engine.importProject(files)
  // Open in another program, or in a place that may not be written to: then it is for reading.
  const mayRead =
    !first.ok && (first.problem.code === 'project-locked' || first.problem.code === 'not-allowed')
  const opened = mayRead ? await engine.open(path, 'read') : first
  if (!opened.ok) return giveUp(opened.problem)
  const summary: ProjectSummary = opened.value
  isOpen = true

  return ok({
    name: summary.spec.name,
    sample: site.sample,
    path: summary.path,
    mode: summary.mode,
    openedAtSeq: summary.lastSeq,
    agentSocket: site.agentSocket,
    engine: () => engine,
    going: () =>
      engine.running().map((handle) => ({
        run: handle.id,
        asks: handle.live().questions.length > 0,
      })),
    now: () => site.clock.now(),
    rate: () => site.clock.rate(),
    dataProcess: () => ({ state, restarts, ...(note === undefined ? {} : { note }) }),
    async advanceTo(at) {
      if (site.advanceTo === undefined)
        return bad(problem('not-allowed', 'Only the clock of the training lab can be moved.'))
      if (at <= site.clock.now() || at > site.clock.now() + furthestSkipMs)
        return bad(
          problem('wrong-use', 'The lab can skip forward only, and at most 60 days at once.'),
        )
      await site.advanceTo(at)
      return ok(null)
    },
    async close() {
      isOpen = false
      await closeQuietly(engine)
      await site.close()
    },
  })
}

/** An engine whose data process is gone cannot say goodbye to it; that must not keep a new one from being started. */
async function closeQuietly(engine: Engine): Promise<void> {
  try {
    await engine.close()
  } catch (error) {
    console.error('the engine did not close cleanly', error)
  }
}
