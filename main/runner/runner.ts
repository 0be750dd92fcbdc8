import { createHash } from 'node:crypto'
import { canonicalJson } from '../../shared/base/canonical-json.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import { RunId } from '../../shared/domain/ids.ts'
import type { BatchId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { isOwed, startFold } from '../../shared/domain/run-fold.ts'
import type { RunFold } from '../../shared/domain/run-fold.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import { missingApproval, wantedApprovals } from './approvals.ts'
import type { Given } from './approvals.ts'
import { begin, expiry, lapsed, notBegun } from './begin.ts'
import { Stopped } from './control.ts'
import { dryRun } from './dry-run.ts'
import { openRun } from './live.ts'
import type { LiveHandle, Opened, RunnerDeps } from './live.ts'
import { undoAsked } from './undo-run.ts'

export type StartOrder = {
  readonly procedure: Procedure
  readonly members: readonly Member[]
  readonly batch?: BatchId
  readonly by: string
  readonly reason?: string
  readonly approvals: readonly Given[]
  /** States of the members that are customers. */
  readonly customers: ReadonlyMap<string, CustomerState>
  /** A planned start (guarantee 3): the run is armed and waits; preconditions are looked at when it is due. */
  readonly startAt?: Instant
  /** The members' windows do not bind this run, for this reason. */
  readonly outsideWindow?: string
  /** What a person should find beside the run in the journal. */
  readonly notes?: readonly string[]
  /** Aborted before the run has begun: it does not begin. A planned start begins later, and has its handle. */
  readonly stopping?: AbortSignal
}

export type Snapshot = {
  readonly procedure: Procedure
  readonly commands: CommandCatalogue
  readonly spec: ProjectSpec
  readonly members: readonly Member[]
  readonly outsideWindow?: string
}

/** Whether a run may go on with its hosts as they are: sentences for the journal, or why not. */
export type MayGoOn = (snapshot: Snapshot) => Promise<Result<readonly string[], Problem>>

export function createRunner(deps: RunnerDeps) {
  return {
    dryRun: (
      procedure: Procedure,
      members: readonly Member[],
      spec: ProjectSpec,
      commands: CommandCatalogue,
    ) => dryRun({ ...deps, spec, commands }, procedure, members),

    /** Checks, stores the snapshot, and starts. Refused as a problem before anything was started. */
    async start(
      order: StartOrder,
      spec: ProjectSpec,
      commands: CommandCatalogue,
    ): Promise<Result<LiveHandle, Problem>> {
      const { procedure, members, by } = order
      const missing = missingApproval(wantedApprovals(procedure, members), order.approvals)
      if (missing !== undefined) return bad(missing)
      const { outsideWindow, startAt, stopping } = order
      if (startAt !== undefined && startAt <= deps.clock.now()) return bad(passed(startAt))
      const snapshot: Snapshot = {
        procedure,
        commands,
        spec,
        members,
        ...(outsideWindow === undefined ? {} : { outsideWindow }),
      }
      const fold = startFold()
      const append = appender(deps, fold)
      const customers = new Map(order.customers)
      try {
        const id = RunId.parse(await deps.newRunId())
        const expiresAt = expiry(startAt ?? deps.clock.now())
        await arm(deps, append, { id, order, snapshot, expiresAt })
        const opened: Opened = {
          id,
          snapshot,
          fold,
          append,
          customers,
          by,
          ...batchOf(order.batch),
        }
        if (startAt !== undefined) return ok(openRun(deps, opened, 'wait'))
        const run = {
          run: id,
          procedure,
          members,
          customers,
          expiresAt,
          by,
          ...batchOf(order.batch),
          ...(outsideWindow === undefined ? {} : { outsideWindow }),
          ...(stopping === undefined ? {} : { stopping, gate: unlessStopped(stopping) }),
        }
        const over = (reason: string): Promise<void> =>
          append([{ kind: 'run.state', run: id, from: 'armed', to: 'aborted', by, reason }])
        const refused = await begin(deps, moving(append, customers), run).catch(
          async (error: unknown) => {
            if (error instanceof Stopped) {
              await over(notBegun)
              return problem('not-allowed', `${procedure.title}: ${notBegun}`, {
                safe: 'nothing was started',
                next: 'start it again',
              })
            }
            if (!(error instanceof ProblemError)) throw error
            // A customer was excluded or moved since this was prepared, say. A journal that takes nothing any more shows it as armed.
            await over(`${error.problem.message.replace(/\.$/, '')}; nothing was done`).catch(
              () => undefined,
            )
            return error.problem
          },
        )
        return refused === undefined ? ok(openRun(deps, opened, 'run')) : bad(refused)
      } catch (error) {
        if (error instanceof ProblemError) return bad(error.problem)
        throw error
      }
    },

    /**
     * Takes up a run that was interrupted, with the snapshot that it was started with (guarantee 4). Of one that
     * did not end well, what it still owes to customers that the target serves already.
     * @param mayGoOn Looks at the hosts before anything is written; answers notes for the journal.
     */
    async resume(
      id: RunId,
      customers: ReadonlyMap<string, CustomerState>,
      by: string,
      mayGoOn?: MayGoOn,
    ): Promise<Result<LiveHandle, Problem>> {
      try {
        const loaded = await load(deps, id, customers, by)
        if (!loaded.ok) return loaded
        const { fold, append } = loaded.value
        const progress = fold.progress()
        const state = progress?.state ?? 'draft'
        const { procedure, members } = loaded.value.snapshot
        const finishes = members.some(({ id: member }) =>
          isOwed(progress, procedure, member, customers.get(member)),
        )
        if (isRunOver(state) && !finishes)
          return bad(
            problem('not-allowed', `run ${id} is over: it is ${state}`, {
              safe: 'nothing was started',
            }),
          )
        if (state === 'armed' && progress?.startAt !== undefined)
          return ok(openRun(deps, loaded.value, 'wait'))
        if (state === 'draft' || state === 'dry-run' || state === 'armed') {
          const expiresAt = progress?.expiresAt
          const reason =
            expiresAt !== undefined && deps.clock.now() > expiresAt ? lapsed(expiresAt) : notBegun
          await append([{ kind: 'run.state', run: id, from: state, to: 'aborted', by, reason }])
          return bad(problem('precondition', `run ${id}: ${reason}`, { next: 'start it again' }))
        }
        const allowed = (await mayGoOn?.(loaded.value.snapshot)) ?? ok([])
        if (!allowed.ok) return allowed
        await append([
          ...allowed.value.map((text): JournalEvent => ({ kind: 'note', run: id, by, text })),
          state === 'paused'
            ? { kind: 'run.state', run: id, from: 'paused', to: 'running', by }
            : { kind: 'note', run: id, by, text: finishes ? finishing : interrupted },
        ])
        return ok(openRun(deps, loaded.value, finishes ? 'finish' : 'run'))
      } catch (error) {
        if (error instanceof ProblemError) return bad(error.problem)
        throw error
      }
    },

    /**
     * Opens a run to undo it: one that is over, or was paused or interrupted; that one is over with this.
     * @param only Members to take back; default all.
     * @param mayGoOn As for `resume`.
     */
    async undo(
      id: RunId,
      customers: ReadonlyMap<string, CustomerState>,
      by: string,
      only?: readonly string[],
      mayGoOn?: MayGoOn,
    ): Promise<Result<LiveHandle, Problem>> {
      try {
        const loaded = await load(deps, id, customers, by)
        if (!loaded.ok) return loaded
        const { snapshot, append, customers: states } = loaded.value
        const asked = undoAsked({ ...loaded.value, ...snapshot }, only)
        if (!asked.ok) return asked
        const allowed = (await mayGoOn?.(snapshot)) ?? ok([])
        if (!allowed.ok) return allowed
        await moving(
          append,
          states,
        )([
          ...allowed.value.map((text): JournalEvent => ({ kind: 'note', run: id, by, text })),
          ...asked.value,
        ])
        const opened = { ...loaded.value, ...(only === undefined ? {} : { only }) }
        return ok(openRun(deps, opened, 'undo'))
      } catch (error) {
        if (error instanceof ProblemError) return bad(error.problem)
        throw error
      }
    },
  }
}

const unlessStopped = (stopping: AbortSignal) => async (): Promise<void> => {
  if (stopping.aborted) throw new Stopped()
}

const interrupted = 'taken up again after an interruption'
const finishing = 'steps and checks that are left behind the move of its customers are made'

/** Somebody who means tomorrow and writes yesterday must not interrupt a service now. */
const passed = (startAt: Instant): Problem =>
  problem('wrong-use', `the start at ${formatInstant(startAt)} has passed already`, {
    safe: 'nothing was started',
    next: 'give a time that is to come, or none to start now',
  })

const batchOf = (batch: BatchId | undefined): { batch?: BatchId } =>
  batch === undefined ? {} : { batch }

type Append = (events: readonly JournalEvent[]) => Promise<void>

function appender(deps: RunnerDeps, fold: RunFold): Append {
  return async (events) => {
    if (events.length === 0) return
    await deps.journal.append(events)
    const at = deps.clock.now()
    for (const event of events) fold.add(at, event)
  }
}

/** Keeps the customers' states beside the journal in step with it. */
const moving =
  (append: Append, customers: Map<string, CustomerState>): Append =>
  async (events) => {
    await append(events)
    for (const event of events)
      if (event.kind === 'customer.state') customers.set(event.customer, event.to)
  }

const notesOf = ({ notes = [], outsideWindow }: StartOrder): readonly string[] =>
  outsideWindow === undefined ? notes : [...notes, `outside of the window: ${outsideWindow}`]

type Arming = {
  readonly id: RunId
  readonly order: StartOrder
  readonly snapshot: Snapshot
  readonly expiresAt: Instant
}

/** The run, its approvals and its permission to start are on disk before anything is looked at. */
async function arm(deps: RunnerDeps, append: Append, arming: Arming): Promise<void> {
  const { id, order, expiresAt } = arming
  const json = canonicalJson(arming.snapshot)
  const hash = createHash('sha256').update(json).digest('hex')
  await deps.journal.putSnapshot(hash, json)
  await append([
    {
      kind: 'run.created',
      run: id,
      procedure: order.procedure.id,
      ...batchOf(order.batch),
      members: order.members.map((m) => m.id),
      by: order.by,
      ...(order.reason === undefined ? {} : { reason: order.reason }),
      snapshot: hash,
    },
    ...notesOf(order).map((text): JournalEvent => ({ kind: 'note', run: id, by: order.by, text })),
    ...order.approvals.map((given): JournalEvent => ({
      kind: 'approval.given',
      run: id,
      ...given,
    })),
    {
      kind: 'run.state',
      run: id,
      from: 'draft',
      to: 'armed',
      by: order.by,
      expiresAt,
      ...(order.startAt === undefined ? {} : { startAt: order.startAt }),
    },
  ])
}

async function load(
  deps: RunnerDeps,
  id: RunId,
  customers: ReadonlyMap<string, CustomerState>,
  by: string,
): Promise<Result<Opened, Problem>> {
  const fold = startFold()
  for (const stored of await deps.journal.events(id)) fold.add(stored.at, stored.event)
  const created = fold.progress()?.created
  const json = created === undefined ? undefined : await deps.journal.snapshot(created.snapshot)
  if (created === undefined || json === undefined)
    return bad(
      problem('not-found', `there is no run ${id}, or its snapshot is missing`, {
        next: 'see `status` for the runs',
      }),
    )
  if (createHash('sha256').update(json).digest('hex') !== created.snapshot)
    return bad(
      problem('project-damaged', `the snapshot of run ${id} does not have its hash`, {
        safe: 'nothing was started',
      }),
    )
  const snapshot = JSON.parse(json) as Snapshot // what start() stored, proven by the hash; durations are milliseconds already
  const append = appender(deps, fold)
  return ok({
    id,
    snapshot,
    fold,
    append,
    customers: new Map(customers),
    by,
    ...batchOf(created.batch),
  })
}
