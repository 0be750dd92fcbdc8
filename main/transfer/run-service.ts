import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { BatchId, CustomerId, RunId } from '../../shared/domain/ids.ts'
import { ProcedureId, StepId } from '../../shared/domain/ids.ts'
import { dryRunSteps, dryRunTitle } from '../../shared/domain/dry-run-steps.ts'
import type { DryRunEvidence } from '../../shared/domain/dry-run-steps.ts'
import type { DryRunReport } from '../../shared/domain/live-run.ts'
import { mayBeTakenUp, mayBeUndone } from '../../shared/domain/left-runs.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import type { DataApi, RunRow } from '../data/protocol.ts'
import type { GoingOn, RunHandle, RunRequest, WantedApproval } from '../engine.ts'
import { wantedApprovals } from '../runner/approvals.ts'
import type { ProjectServices } from '../project-services.ts'
import type { LiveHandle } from '../runner/live.ts'
import type { MayGoOn } from '../runner/runner.ts'
import { hostsInHand } from './hosts-in-hand.ts'
import { noBatch, noProject, prepareRun } from './prepare-run.ts'
import type { PrepareDeps } from './prepare-run.ts'
import { builtUpon, owesSomething } from './standing.ts'
import { isBoundToWindows } from './windows.ts'

export type RunServiceDeps = PrepareDeps

/** From what a person asks for to a run: members, approvals, and what may run beside what. */
export function createRunService(deps: RunServiceDeps) {
  const live = new Map<string, LiveHandle>()
  /** Dry runs that were looked at in this session and not started yet. */
  const seen = new Map<string, DryRunEvidence>()
  const follow = (handle: LiveHandle): RunHandle => {
    const forget = (): void => void live.delete(handle.id)
    handle.ended.then(forget, forget)
    // Waited for: after the end of a run the process may end too.
    const ended = handle.ended.then(async (end) => {
      await giveHostsBack(handle.id)
      return end
    })
    const followed = { ...handle, ended }
    live.set(handle.id, followed)
    return followed
  }

  /** An interrupted run keeps its hosts: it is resumed, and nobody comes between. */
  const giveHostsBack = async (run: RunId): Promise<void> => {
    const row = await deps.data.run(run).catch(() => undefined) // the store may be closed already
    if (row !== undefined && isRunOver(row.state)) await deps.services()?.batons.release(run)
  }

  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: what begins, goes on or is taken back is decided by what is under way. */
  const inTurn = <T>(open: () => Promise<T>): Promise<T> => {
    const opened = turn.then(open)
    turn = opened.catch(() => undefined) // told to whoever asked
    return opened
  }

  /** Goes on in a run that is over: the journal does not show it as running. */
  const beyondItsEnd = (): Problem | undefined => {
    const busy = [...live.values()].find((h) => h.task === 'undo' || h.task === 'finish')
    return busy === undefined
      ? undefined
      : inTheWay(`run ${busy.id} is being ${busy.task === 'undo' ? 'taken back' : 'finished'}`)
  }

  const start = (
    request: RunRequest,
    stopping?: AbortSignal,
  ): Promise<Result<RunHandle, Problem>> => inTurn(() => startNow(request, stopping))

  async function startNow(
    request: RunRequest,
    stopping?: AbortSignal,
  ): Promise<Result<RunHandle, Problem>> {
    const busy = beyondItsEnd()
    if (busy !== undefined) return bad(busy)
    const ready = await prepareRun(deps, request, 'start')
    if (!ready.ok) return ready
    const { services, procedure, members, customers, notes } = ready.value
    const taken = await hostsInHand(ready.value, request.takeOver)
    if (!taken.ok) return taken
    const started = await services.runner.start(
      {
        procedure,
        members,
        customers,
        by: request.by,
        approvals: (request.approvals ?? []).map((a) => ({
          approval: a.id,
          by: a.by,
          typed: a.typed,
        })),
        ...(request.batch === undefined ? {} : { batch: request.batch }),
        ...(request.reason === undefined ? {} : { reason: request.reason }),
        ...(request.startAt === undefined ? {} : { startAt: request.startAt }),
        ...(request.outsideWindow === undefined || !isBoundToWindows(procedure)
          ? {}
          : { outsideWindow: request.outsideWindow }),
        notes: [...notes, ...taken.value],
        ...(stopping === undefined ? {} : { stopping }),
      },
      services.spec,
      services.commands,
    )
    if (!started.ok) return started
    await keepDryRun(started.value.id, request)
    return ok(follow(started.value))
  }

  /** What the operator was shown before the start stays with the run, to be laid beside what happened. */
  async function keepDryRun(run: RunId, request: RunRequest): Promise<void> {
    const content = seen.get(askedFor(request))
    if (content === undefined) return
    seen.delete(askedFor(request))
    // A refusal stops nothing here: the run's own next event meets the same journal.
    await deps.data.append(
      [{ kind: 'evidence.kept', run, title: dryRunTitle, content }],
      deps.clock.now(),
    )
  }

  async function resumeNow(
    by: string,
    how: GoingOn,
  ): Promise<Result<readonly RunHandle[], Problem>> {
    const services = deps.services()
    if (services === undefined) return bad(noProject)
    const states = await statesOf(deps.data)
    const handles: RunHandle[] = []
    let refused: Problem | undefined
    const runs = await deps.data.runs()
    for (const run of runs) {
      if (live.has(run.id)) continue
      // Armed without a planned start: it began in a process that is gone, and ends with a word in the journal.
      const owes = await owesSomething(deps.data, run, runs, states)
      if (isRunOver(run.state) && !mayBeTakenUp(run, owes)) continue
      const mayGoOn = whereFree(services, how)
      const resumed = await services.runner.resume(run.id, states, by, mayGoOn)
      if (resumed.ok) handles.push(follow(resumed.value))
      else if (how.stopping?.aborted === true) return handles.length === 0 ? resumed : ok(handles)
      else if (resumed.problem.code !== 'precondition') refused ??= resumed.problem
    }
    // The others go on all the same: one damaged run does not leave customers of another without service.
    return refused === undefined ? ok(handles) : bad(refused)
  }

  async function undoNow(
    run: RunId,
    by: string,
    members: readonly string[] | undefined,
    how: GoingOn,
  ): Promise<Result<RunHandle, Problem>> {
    const services = deps.services()
    if (services === undefined) return bad(noProject)
    const row = await deps.data.run(run)
    if (row === undefined)
      return bad(
        problem('not-found', `there is no run ${run}`, { next: 'see `status` for the runs' }),
      )
    const refused =
      whyNotUndone(row, members, live.has(run)) ??
      beyondItsEnd() ??
      (await underWay(deps.data, run)) ??
      (await builtUpon(deps.data, row, members))
    if (refused !== undefined) return bad(refused)
    const stored = await deps.data.append(
      [{ kind: 'note', run, by, text: `undo of ${members?.join(', ') ?? 'the run'} asked for` }],
      deps.clock.now(),
    )
    if (!stored.ok) return stored
    const opened = await services.runner.undo(
      run,
      await statesOf(deps.data),
      by,
      members,
      whereFree(services, how),
    )
    return opened.ok ? ok(follow(opened.value)) : opened
  }

  return {
    start,
    async approvalsFor(request: RunRequest): Promise<Result<readonly WantedApproval[], Problem>> {
      const ready = await prepareRun(deps, request, 'look')
      return ready.ok ? ok(wantedApprovals(ready.value.procedure, ready.value.members)) : ready
    },
    async dryRun(request: RunRequest): Promise<Result<DryRunReport, Problem>> {
      const ready = await prepareRun(deps, request, 'look')
      if (!ready.ok) return ready
      const { services, procedure, members } = ready.value
      const { spec, commands } = services
      const report = await services.runner.dryRun(procedure, members, spec, commands)
      seen.set(askedFor(request), {
        at: deps.clock.now(),
        members: report.members,
        notPredicted: report.notPredicted,
        steps: [...dryRunSteps(report)],
      })
      return ok(report)
    },
    async returnCustomer(
      customer: CustomerId,
      by: string,
      reason: string,
      stopping?: AbortSignal,
    ): Promise<Result<RunHandle, Problem>> {
      if (reason.trim() === '')
        return bad(
          problem('wrong-use', 'a return needs a reason', {
            next: 'say in a few words what is wrong',
          }),
        )
      // Asking for the return by the customer's name is the approval.
      const approvals = [{ id: StepId.parse('return'), by, typed: customer }]
      const procedure = ProcedureId.parse('customer-return')
      return start({ procedure, members: [customer], by, reason, approvals }, stopping)
    },
    resumeAll: (by: string, how: GoingOn = {}) => inTurn(() => resumeNow(by, how)),
    undo: (run: RunId, by: string, members?: readonly string[], how: GoingOn = {}) =>
      inTurn(() => undoNow(run, by, members, how)),
    async accept(batch: BatchId, by: string): Promise<Result<number, Problem>> {
      const all = (await deps.data.customers()).filter((c) => c.batch === batch)
      if (all.length === 0) return bad(noBatch(batch))
      const checked = all.filter((c) => c.state === 'checked')
      const members: typeof checked = []
      // Whose last word on a scenario is `fail` waits: it is mended and tested again, or returned.
      for (const customer of checked) {
        const tests = await deps.data.customerTests(customer.id)
        if (tests.every((test) => test.result === 'pass')) members.push(customer)
      }
      const stored = await deps.data.append(
        members.map((c) => ({
          kind: 'customer.state',
          customer: c.id,
          from: 'checked',
          to: 'accepted',
          by,
        })),
        deps.clock.now(),
      )
      return stored.ok ? ok(members.length) : stored
    },
    running: (): readonly RunHandle[] => [...live.values()],
    /** A run must not be called running after its process is gone: what goes on is paused in the journal first. */
    async close(): Promise<void> {
      for (const handle of live.values()) {
        const { state } = handle.live()
        // A planned start waits in the journal, not in this process.
        if (state === 'armed') handle.leave()
        // The store may be gone already; the journal then shows an interrupted run.
        else await handle.pause('switchyard (closing)').catch(() => undefined)
      }
    },
  }
}

/** A run that is taken up or taken back meets on its hosts whoever works there now, another copy of its own file too. */
const whereFree =
  (services: ProjectServices, { takeOver, stopping }: GoingOn): MayGoOn =>
  async ({ procedure, members }) => {
    const taken = await hostsInHand({ services, procedure, members }, takeOver)
    return stopping?.aborted === true ? bad(leftAlone) : taken
  }

const leftAlone = problem('not-allowed', 'interrupted while the hosts were reached', {
  safe: 'nothing was begun; the run stays as it was',
})

/** Two requests for the same members of the same procedure. */
const askedFor = ({ procedure, batch, members }: RunRequest): string =>
  JSON.stringify([procedure, batch ?? '', members ?? []])

const statesOf = async (data: DataApi): Promise<ReadonlyMap<string, CustomerState>> =>
  new Map((await data.customers()).map((c) => [c.id, c.state]))

const inTheWay = (why: string): Problem =>
  problem('not-allowed', why, {
    safe: 'nothing was started',
    next: 'wait for its end, or stop or undo it first',
  })

function whyNotUndone(
  row: RunRow,
  members: readonly string[] | undefined,
  isLive: boolean,
): Problem | undefined {
  if (isLive)
    return problem('not-allowed', `run ${row.id} is ${row.state} in this program`, {
      safe: 'nothing was taken back',
      next: 'stop it first',
    })
  if (row.state === 'undone') return problem('not-allowed', `run ${row.id} is taken back already`)
  if (!mayBeUndone(row.state))
    return problem('not-allowed', `run ${row.id} is ${row.state}: it has done nothing yet`)
  const strange = (members ?? []).filter((id) => !row.members.includes(id))
  return strange.length === 0
    ? undefined
    : problem('not-found', `${strange.join(', ')} is not in run ${row.id}`)
}

/** While something goes on, nothing is taken back beside it. */
async function underWay(data: DataApi, run: RunId): Promise<Problem | undefined> {
  const other = (await data.runs()).find(
    (r) => r.id !== run && (r.state === 'running' || r.state === 'paused'),
  )
  return other === undefined
    ? undefined
    : inTheWay(`run ${other.id} (${other.procedure}) is ${other.state}`)
}
