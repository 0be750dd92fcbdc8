import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Desk } from '../../shared/domain/desk.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventOf } from '../../shared/ipc/contract.ts'
import type { DataProcessState, Overview } from '../../shared/ipc/overview.ts'
import type { ImportFiles } from '../data/protocol.ts'
import type { Engine, RunHandle } from '../engine.ts'
import { openedProject } from './opened-project.ts'
import type { OpenedProject } from './opened-project.ts'
import { readOverview } from './overview.ts'
import { createRunWatch } from './run-watch.ts'
import type { Sites } from './site.ts'

type Answer<T> = Promise<Result<T, Problem>>

/** What the window does with the product: at most one open project, and its runs. */
export interface Workspace {
  /** Who works here. */
  readonly by: string
  openProject(path: string): Answer<{ name: string }>
  importProject(files: ImportFiles): Answer<{ name: string }>
  openSample(rate: number): Answer<{ name: string }>
  /** Pauses what runs, so that it is taken up where it stood, and closes the project. */
  closeProject(): Promise<void>
  skipTime(to: Instant): Answer<null>
  projectName(): string | undefined
  projectPath(): string | undefined
  /** Of the open project. */
  engine(): Engine | undefined
  /** Null while no project is open, as the desk is: the window may ask while one is closed. */
  overview(): Promise<Overview | null>
  desk(): Promise<Desk | null>
  /** Asks the open project; a problem where none is open. */
  ask<T>(act: (open: OpenedProject) => Answer<T>): Answer<T>
  /** As `ask`, for what changes something durable: the window is told to read again when it was done. */
  change<T>(act: (open: OpenedProject) => Answer<T>): Answer<T>
  /** Starts something that answers a run, and follows it: the window hears of every change. */
  startRun(start: (open: OpenedProject) => Answer<RunHandle>): Answer<{ run: string }>
  /** Follows a run that something else has begun. */
  follow(run: RunHandle): void
  /** Takes up every run that a crash or a restart has interrupted, and follows them; answers how many. */
  /** @param takeOver A reason to take hosts that another operator, or another copy of this file, has. */
  takeUpInterrupted(takeOver?: string): Answer<number>
  /** Does something with a run that goes on; a problem when it does not any more. */
  withRun(
    run: RunId,
    act: (handle: RunHandle) => Promise<Result<void, Problem> | void>,
  ): Answer<null>
  liveRuns(): readonly LiveRun[]
  /**
   * Looks whether a colleague has written into a project that is open for reading since the last look, and tells the window to read
   * again. Nobody else writes into one that is open for writing.
   */
  lookForOthers(): Promise<void>
}

export type WorkspaceParts = {
  readonly sites: Sites
  /** Who works here; every event of the journal that a person causes carries it. */
  readonly by: string
  readonly emit: <E extends EventName>(event: E, payload: EventOf<E>) => void
  /** Around the closing of a project, which waits for whoever waits for a person. */
  readonly leaving?: (close: () => Promise<void>) => Promise<void>
  /** Called when the number of live runs changes: the computer must not fall asleep meanwhile. */
  readonly onLiveRuns?: (count: number) => void
}

export function createWorkspace({
  sites,
  by,
  emit,
  leaving = (close) => close(),
  onLiveRuns,
}: WorkspaceParts): Workspace {
  let open: OpenedProject | undefined
  /** The last event of the open project that the window was told of, where others write it. */
  let seenSeq = 0
  let changes = 0
  const changed = (): void => emit('project/did-change', { seq: (changes += 1) })
  const watch = createRunWatch({ emit, changed, count: (live) => onLiveRuns?.(live) })

  const none = (): { readonly ok: false; readonly problem: Problem } =>
    bad(problem('wrong-use', 'No project is open.', { next: 'Open or import a project first.' }))

  let turn: Promise<unknown> = Promise.resolve()
  /** Of two files that are opened at once the second one finds the first one open, and closes it. */
  async function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = turn.then(act)
    turn = done.catch(() => undefined) // told to whoever asked
    return done
  }

  /** What was open stays, and its runs with it, until the other one is known to be good. */
  const show = (
    opening: () => Promise<Result<OpenedProject, Problem>>,
  ): Promise<Result<{ name: string }, Problem>> =>
    inTurn(async () => {
      const opened = await opening()
      if (!opened.ok) return opened
      await leave()
      open = opened.value
      seenSeq = open.openedAtSeq
      changed()
      return ok({ name: open.name })
    })

  async function leave(): Promise<void> {
    const closing = open
    if (closing === undefined) return
    open = undefined
    await leaving(async () => {
      for (const handle of closing.engine().running()) await pauseQuietly(handle, by)
      watch.forget()
      await closing.close()
    })
    changed()
  }

  const hooks = {
    onLost: (message: string, state: DataProcessState['state']): void => {
      watch.forget()
      emit('data/did-crash', { message, state })
      changed()
    },
  }

  const ask = async <T>(act: (open: OpenedProject) => Answer<T>): Answer<T> =>
    open === undefined ? none() : act(open)

  async function change<T>(act: (open: OpenedProject) => Answer<T>): Answer<T> {
    const done = await ask(act)
    if (done.ok) changed()
    return done
  }

  async function withRun(
    run: RunId,
    act: (handle: RunHandle) => Promise<Result<void, Problem> | void>,
  ): Answer<null> {
    const handle = open
      ?.engine()
      .running()
      .find((running) => running.id === run)
    if (handle === undefined)
      return bad(problem('wrong-use', `The run ${run} is not going on any more.`))
    const done = await act(handle)
    if (done !== undefined && !done.ok) return done
    return ok(null)
  }

  return {
    by,
    openProject: (path) =>
      show(async () => openedProject({ site: await sites.field(), hooks, path })),
    importProject: (files) =>
      show(async () => openedProject({ site: await sites.field(), hooks, path: files.out, files })),
    openSample: (rate) =>
      show(async () => {
        const site = await sites.sample(rate)
        return openedProject({ site, hooks, path: site.files.out, files: site.files })
      }),
    closeProject: () => inTurn(leave),
    skipTime: (to) => change((project) => project.advanceTo(to)),
    engine: () => open?.engine(),
    projectName: () => open?.name,
    projectPath: () => open?.path,
    overview: async () => (open === undefined ? null : readOverview(open)),
    desk: async () =>
      open === undefined ? null : open.engine().data.desk(open.now(), open.going()),
    ask,
    change,
    startRun: (start) =>
      change(async (project) => {
        const started = await start(project)
        if (!started.ok) return started
        watch.follow(started.value)
        return ok({ run: started.value.id })
      }),
    follow: (run) => watch.follow(run),
    takeUpInterrupted: (takeOver) =>
      change(async (project) => {
        const taken = await project.engine().resumeAll(by, { takeOver })
        // Where one could not be taken up, the others go on all the same.
        for (const handle of taken.ok ? taken.value : project.engine().running())
          watch.follow(handle)
        if (!taken.ok) return taken
        return ok(taken.value.length)
      }),
    withRun,
    liveRuns: () =>
      open
        ?.engine()
        .running()
        .map((handle) => handle.live()) ?? [],
    async lookForOthers() {
      const looked = open
      if (looked?.mode !== 'read' || looked.dataProcess().state !== 'up') return
      const { lastSeq } = await looked.engine().data.summary()
      if (looked !== open || lastSeq === seenSeq) return
      seenSeq = lastSeq
      changed()
    },
  }
}

/** It starts no more steps in any case. A journal that is gone cannot note it; it is taken up as an interrupted run then. */
async function pauseQuietly(handle: RunHandle, by: string): Promise<void> {
  try {
    await handle.pause(by)
  } catch (error) {
    console.error(`run ${handle.id} is left without a word in its journal`, error)
  }
}
