import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { BatchId, CustomerId, ProcedureId, RunId, StepId } from '../../shared/domain/ids.ts'
import type { DryRunReport, LiveRun } from '../../shared/domain/live-run.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventOf } from '../../shared/ipc/contract.ts'
import type { MemberView, Overview } from '../../shared/ipc/overview.ts'
import type { ImportFiles } from '../data/protocol.ts'
import type { RunHandle } from '../engine.ts'
import { findMembers } from './find-members.ts'
import type { MemberQuery } from './find-members.ts'
import { openedProject } from './opened-project.ts'
import type { OpenedProject } from './opened-project.ts'
import { readOverview } from './overview.ts'
import { createRunWatch } from './run-watch.ts'
import type { Sites } from './site.ts'

type Answer<T> = Promise<Result<T, Problem>>

export type RunAsk = {
  readonly procedure: ProcedureId
  readonly batch?: BatchId | undefined
  readonly members?: readonly string[] | undefined
  readonly reason?: string | undefined
  readonly approvals?:
    readonly { readonly id: StepId; readonly by: string; readonly typed: string }[] | undefined
}

/** What the window does with the product: at most one open project, and its runs. */
export interface Workspace {
  openProject(path: string): Answer<{ name: string }>
  importProject(files: ImportFiles): Answer<{ name: string }>
  openSample(rate: number): Answer<{ name: string }>
  /** Pauses what runs, so that it is taken up where it stood, and closes the project. */
  closeProject(): Promise<void>
  skipTime(to: Instant): Answer<null>
  projectName(): string | undefined
  overview(): Promise<Overview | null>
  members(query: MemberQuery): Promise<readonly MemberView[]>
  planBatches(): Answer<number>
  dryRun(ask: RunAsk): Answer<DryRunReport>
  start(ask: RunAsk): Answer<{ run: string }>
  returnCustomer(customer: CustomerId, reason: string): Answer<{ run: string }>
  accept(batch: BatchId): Answer<number>
  pause(run: RunId): Answer<null>
  resume(run: RunId): Answer<null>
  stop(run: RunId, reason: string): Answer<null>
  undo(run: RunId): Answer<{ run: string }>
  takeOut(run: RunId, member: string, reason: string): Answer<null>
  answer(given: { run: RunId; question: string; choice: string; reason: string }): Answer<null>
  takeUpInterrupted(): Answer<number>
  report(out: string): Answer<{ path: string; bytes: number }>
  liveRuns(): readonly LiveRun[]
}

export type WorkspaceParts = {
  readonly sites: Sites
  /** Who works here; every event of the journal that a person causes carries it. */
  readonly by: string
  readonly emit: <E extends EventName>(event: E, payload: EventOf<E>) => void
  /** Called when the number of live runs changes: the computer must not fall asleep meanwhile. */
  readonly onLiveRuns?: (count: number) => void
}

export function createWorkspace({ sites, by, emit, onLiveRuns }: WorkspaceParts): Workspace {
  let open: OpenedProject | undefined
  let changes = 0
  const changed = (): void => emit('project/did-change', { seq: (changes += 1) })
  const watch = createRunWatch({ emit, changed, count: (live) => onLiveRuns?.(live) })

  const none = (): { readonly ok: false; readonly problem: Problem } =>
    bad(problem('wrong-use', 'No project is open.', { next: 'Open or import a project first.' }))

  async function show(
    opening: () => Promise<Result<OpenedProject, Problem>>,
  ): Promise<Result<{ name: string }, Problem>> {
    await closeProject()
    const opened = await opening()
    if (!opened.ok) return opened
    open = opened.value
    changed()
    return ok({ name: open.name })
  }

  async function closeProject(): Promise<void> {
    const closing = open
    if (closing === undefined) return
    open = undefined
    for (const handle of closing.engine().running()) await handle.pause(by)
    watch.forget()
    await closing.close()
    changed()
  }

  const hooks = {
    onLost: (message: string, restarted: boolean): void => {
      watch.forget()
      emit('data/did-crash', { message, restarted })
      changed()
    },
  }

  /** Starts something that answers a run, and follows it. */
  async function follow(starting: Promise<Result<RunHandle, Problem>>): Answer<{ run: string }> {
    const started = await starting
    if (!started.ok) return started
    watch.follow(started.value)
    changed()
    return ok({ run: started.value.id })
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
    openProject: (path) =>
      show(async () => openedProject({ site: await sites.field(), hooks, path })),
    importProject: (files) =>
      show(async () => openedProject({ site: await sites.field(), hooks, path: files.out, files })),
    openSample: (rate) =>
      show(async () => {
        const site = await sites.sample(rate)
        return openedProject({ site, hooks, path: site.files.out, files: site.files })
      }),
    closeProject,
    async skipTime(to) {
      if (open === undefined) return none()
      const skipped = await open.advanceTo(to)
      changed()
      return skipped
    },
    projectName: () => open?.name,
    overview: async () => (open === undefined ? null : readOverview(open)),
    members: async (query) =>
      open === undefined
        ? []
        : findMembers(
            await open.engine().data.customers(),
            await open.engine().data.batches(),
            query,
          ),
    async planBatches() {
      if (open === undefined) return none()
      const planned = await open.engine().plan.propose(by)
      if (!planned.ok) return planned
      changed()
      return ok(planned.value.batches.length)
    },
    dryRun: async (ask) =>
      open === undefined ? none() : open.engine().dryRun({ ...defined(ask), by }),
    start: async (ask) =>
      open === undefined ? none() : follow(open.engine().start({ ...defined(ask), by })),
    returnCustomer: async (customer, reason) =>
      open === undefined ? none() : follow(open.engine().returnCustomer(customer, by, reason)),
    async accept(batch) {
      if (open === undefined) return none()
      const accepted = await open.engine().accept(batch, by)
      changed()
      return accepted
    },
    pause: (run) => withRun(run, (handle) => handle.pause(by)),
    resume: (run) => withRun(run, (handle) => handle.resume(by)),
    stop: (run, reason) => withRun(run, (handle) => handle.stop(by, reason)),
    undo: async (run) => (open === undefined ? none() : follow(open.engine().undo(run, by))),
    takeOut: (run, member, reason) => withRun(run, (handle) => handle.takeOut(member, by, reason)),
    answer: ({ run, question, choice, reason }) =>
      withRun(run, (handle) => handle.answer(question, choice, by, reason)),
    async takeUpInterrupted() {
      if (open === undefined) return none()
      const taken = await open.engine().resumeAll(by)
      if (!taken.ok) return taken
      for (const handle of taken.value) watch.follow(handle)
      changed()
      return ok(taken.value.length)
    },
    async report(out) {
      if (open === undefined) return none()
      const written = await open.engine().data.report(out, open.now())
      return written.ok ? ok({ path: out, bytes: written.value.bytes }) : written
    },
    liveRuns: () =>
      open
        ?.engine()
        .running()
        .map((handle) => handle.live()) ?? [],
  }
}

/** The request without members that are undefined: the engine's types tell absent from undefined. */
function defined({ procedure, batch, members, reason, approvals }: RunAsk) {
  return {
    procedure,
    ...(batch === undefined ? {} : { batch }),
    ...(members === undefined ? {} : { members }),
    ...(reason === undefined ? {} : { reason }),
    ...(approvals === undefined ? {} : { approvals }),
  }
}
