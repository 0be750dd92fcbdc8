import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { BatchId, RunId } from '../../shared/domain/ids.ts'
import type { EventOf, JournalEvent } from '../../shared/domain/journal.ts'
import type { LiveRun } from '../../shared/domain/live-run.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { RunFold } from '../../shared/domain/run-fold.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { consequences } from './consequences.ts'
import { createControl } from './control.ts'
import { JournalRefused } from './journal-refused.ts'
import type { Lanes } from './lanes.ts'
import { createBoard, liveOf } from './live-view.ts'
import type { RunBoard } from './live-view.ts'
import { waitForStart } from './planned-start.ts'
import type {
  Checks,
  Clock,
  Downtime,
  Experience,
  Gates,
  Journal,
  MayBegin,
  OutputSink,
  SessionPool,
} from './ports.ts'
import { createQuestions } from './questions.ts'
import { finishMembers, runMembers, runMove } from './run.ts'
import type { RunContext } from './run-context.ts'
import type { Snapshot } from './runner.ts'
import { stepTimes } from './step-times.ts'
import type { StepTimes } from './step-times.ts'
import { undoRun } from './undo-run.ts'

export type RunnerDeps = {
  readonly pool: SessionPool
  readonly clock: Clock
  readonly journal: Journal
  readonly checks: Checks
  readonly downtime: Downtime
  readonly lanes: Lanes
  /** Default: every member may begin at any time. */
  readonly gates?: Gates
  /** States of the customers by the journal, now: a planned start was prepared long before. Default: as they were then. */
  readonly customers?: () => Promise<ReadonlyMap<string, CustomerState>>
  /** Default: nothing was measured before this run. */
  readonly experience?: Experience
  /** Default: what commands print is not kept. */
  readonly output?: OutputSink
  /** A name that no run of this or another project has had. */
  readonly newRunId: () => Promise<string>
}

/** A run that goes on. `RunHandle` of engine.ts is what the outside has of it. */
export type LiveHandle = {
  readonly id: RunId
  /** What the handle is for; an undo goes on in a run that is over, and so does the rest of one that was stopped. */
  readonly task: Task
  live(): LiveRun
  /** Called after every change, at most about ten times a second. Answers the way to stop listening. */
  onChange(listener: (live: LiveRun) => void): () => void
  pause(by: string): Promise<void>
  resume(by: string): Promise<void>
  /** No new remote command after at most 200 ms; those in flight end by themselves and are named. */
  stop(by: string, reason: string): Promise<void>
  /** The member ends after the step it is in and what was done is taken back, or it never starts. Kept over a restart. */
  takeOut(member: string, by: string, reason: string): Promise<Result<void, Problem>>
  answer(
    question: string,
    choice: string,
    by: string,
    reason: string,
  ): Promise<Result<void, Problem>>
  /**
   * Resolves when the run is over, and also when it could not go on because its journal took no more (`problem` is set
   * then, and a resume takes it up). Rejects only by a bug.
   */
  readonly ended: Promise<LiveRun>
  /** Ends the work of this process without a word in the journal: a planned start goes on waiting there. */
  leave(): void
}

export type Task = 'run' | 'wait' | 'undo' | 'finish'

export type Opened = {
  readonly id: RunId
  readonly snapshot: Snapshot
  readonly fold: RunFold
  readonly append: (events: readonly JournalEvent[]) => Promise<void>
  readonly customers: Map<string, CustomerState>
  readonly batch?: BatchId
  readonly by: string
  /** Members of an undo; default all. */
  readonly only?: readonly string[]
}

/** Listeners hear of changes at most so often, in real ms: a display must not cost the work. */
const coalesceMs = 100
/** While a window is open its budget is told so often, in real ms: it runs down although nothing else happens. */
const dialMs = 500

export function openRun(deps: RunnerDeps, run: Opened, task: Task): LiveHandle {
  const control = createControl()
  const board = createBoard()
  const listeners = new Set<(live: LiveRun) => void>()
  const times = stepTimes()
  let due: ReturnType<typeof setTimeout> | undefined
  let dialDue: ReturnType<typeof setTimeout> | undefined
  const tell = (): void => {
    due = undefined
    const live = handle.live()
    for (const listener of listeners) listener(live)
    if (board.windows.size === 0) return
    dialDue ??= setTimeout(() => {
      dialDue = undefined
      changed()
    }, dialMs)
  }
  const changed = (): void => {
    if (listeners.size > 0 && due === undefined) due = setTimeout(tell, coalesceMs)
  }
  const questions = createQuestions(deps.clock, control.stopping, changed)
  const append = async (events: readonly JournalEvent[]): Promise<void> => {
    await run.append(events).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      // Nothing that is not on disk first may happen: whatever comes next for any member ends at its gate.
      control.stop('switchyard', `the journal took no more: ${error.problem.message}`)
      throw new JournalRefused(error.problem, { cause: error })
    })
    for (const event of events) {
      if (event.kind === 'customer.state') run.customers.set(event.customer, event.to)
      if (event.kind === 'attempt.ended' && event.state === 'succeeded') noteTime(event)
    }
    changed()
  }
  const noteTime = ({ attempt, ms }: EventOf<'attempt.ended'>): void => {
    const intended = run.fold.attempt(attempt)?.intended
    if (intended !== undefined)
      times.note({ operation: intended.operation, phase: intended.phase, ms })
  }
  const ctx = contextOf(deps, run, {
    control,
    board,
    times,
    append,
    changed,
    ask: (q) => questions.ask(q),
  })
  let moved: Promise<void> = Promise.resolve()
  /** Changes of the run's state are written one after the other: each names the one before it. */
  const inTurn = (move: () => Promise<void>): Promise<void> => {
    moved = moved.then(move, move)
    return moved
  }
  const isUnderWay = (): boolean => run.fold.progress()?.state === 'running'

  const lookAgain = async (): Promise<void> => {
    const now = await fromStore(async () => deps.customers?.())
    for (const [customer, state] of now ?? []) run.customers.set(customer, state)
  }
  const work = async (): Promise<LiveRun> => {
    const { checks } = deps
    try {
      await recall(deps, times, run.snapshot.procedure)
      if (task === 'undo') await undoRun(ctx, board, run.only)
      else if (task === 'finish') await finishMembers(ctx, board, { checks, changed })
      else if (
        task === 'run' ||
        (await waitForStart(ctx, board, { checks, lookAgain, by: run.by }))
      ) {
        const mayBegin = await gateOf(deps, ctx)
        const end = await runMembers(ctx, board, { checks, mayBegin, changed })
        await inTurn(() =>
          append([
            runMove(ctx, end.state, end.reason === undefined ? {} : { reason: end.reason }),
            ...consequences(ctx, end.state),
          ]),
        )
      }
    } catch (error) {
      if (!(error instanceof JournalRefused)) throw error
      board.problem = refusal(run.id, error.problem)
    }
    return handle.live()
  }
  const handle: LiveHandle = {
    id: run.id,
    task,
    live: () => liveOf(ctx, board, [...questions.open()]),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async pause(by) {
      control.pause(by)
      changed()
      await inTurn(async () => {
        // Once more: somebody may have let it go on in between.
        control.pause(by)
        if (control.state() === 'paused' && isUnderWay())
          await append([runMove(ctx, 'paused', { by, reason: `paused by ${by}` })])
      })
    },
    async resume(by) {
      await inTurn(async () => {
        if (control.state() !== 'paused') return
        if (run.fold.progress()?.state === 'paused') await append([runMove(ctx, 'running', { by })])
        control.resume()
        changed()
      })
    },
    async stop(by, reason) {
      control.stop(by, reason)
      changed()
      await handle.ended
    },
    async takeOut(member, by, reason) {
      const refused = whyNotTakenOut(ctx, board, member)
      if (refused !== undefined) return bad(refused)
      await append([{ kind: 'take-out.asked', run: run.id, member, by, reason }])
      // A member that waits for a person has its answer with this.
      const open = questions
        .open()
        .find((q) => q.member === member && q.choices.includes('take-out'))
      const answered =
        open === undefined ? undefined : questions.answer(open.id, 'take-out', by, reason)
      if (answered?.ok === true) answered.value()
      return ok(undefined)
    },
    async answer(question, choice, by, reason) {
      const answered = questions.answer(question, choice, by, reason)
      if (!answered.ok) return answered
      await append([
        { kind: 'note', run: run.id, by, text: `answered ${question}: ${choice} (${reason})` },
      ])
      answered.value()
      return ok(undefined)
    },
    leave() {
      board.left = true
      control.stop('switchyard', 'the program is closing')
    },
    ended: Promise.resolve()
      .then(work)
      .finally(() => {
        clearTimeout(due)
        board.windows.clear()
        tell()
        clearTimeout(dialDue)
      }),
  }
  return handle
}

type Inside = Pick<RunContext, 'control' | 'append' | 'ask'> & {
  readonly board: RunBoard
  readonly times: StepTimes
  readonly changed: () => void
}

function contextOf(deps: RunnerDeps, run: Opened, inside: Inside): RunContext {
  const { control, append, ask, board, times, changed } = inside
  const { snapshot } = run
  /** When the commands that are under way were sent, on the clock that never steps back. */
  const sent = new Map<string, number>()
  return {
    id: run.id,
    ...(run.batch === undefined ? {} : { batch: run.batch }),
    ...snapshot,
    fold: run.fold,
    control,
    clock: deps.clock,
    downtime: deps.downtime,
    append,
    ask,
    waits: (member, why) => {
      if (why === '') board.waiting.delete(member)
      else board.waiting.set(member, why)
      changed()
    },
    watches: (member, watched) => {
      if (watched === undefined) board.windows.delete(member)
      else board.windows.set(member, watched)
      changed()
    },
    times,
    goingMs: (member, step) => {
      const active = [...board.active.values()].find(
        (a) => a.member === member && a.step === step && a.phase === 'apply',
      )
      const sentMs = active === undefined ? undefined : sent.get(active.attempt)
      return sentMs === undefined ? undefined : deps.clock.monotonicMs() - sentMs
    },
    halt: (why) => {
      if (board.halted === '') board.halted = why
    },
    customers: run.customers,
    attempts: {
      run: run.id,
      pool: deps.pool,
      clock: deps.clock,
      commands: snapshot.commands,
      control,
      lanes: deps.lanes,
      perHost: snapshot.procedure.concurrency.perHost,
      append,
      ...(deps.output === undefined ? {} : { output: deps.output }),
      onActive: (attempt, { member, step, title, phase, host }) => {
        const since = deps.clock.now()
        sent.set(attempt, deps.clock.monotonicMs())
        board.active.set(attempt, { member, step, title, phase, attempt, host: host.name, since })
        changed()
      },
      onLine: (attempt, lastLine) => {
        const active = board.active.get(attempt)
        if (active !== undefined && lastLine !== '')
          board.active.set(attempt, { ...active, lastLine })
      },
      onIdle: (attempt) => {
        board.active.delete(attempt)
        sent.delete(attempt)
        changed()
      },
    },
  }
}

/** What was measured before, for the dial of a budget; where it cannot be read the dial says that it does not know. */
async function recall(deps: RunnerDeps, times: StepTimes, procedure: Procedure): Promise<void> {
  if (procedure.downtime === undefined) return
  const before = await deps.experience?.operationTimes().catch(() => [])
  for (const time of before ?? []) times.note(time)
}

async function gateOf({ gates }: RunnerDeps, ctx: RunContext): Promise<MayBegin | undefined> {
  const { id, procedure, members, batch, outsideWindow } = ctx
  return fromStore(async () =>
    gates?.of({
      procedure,
      members,
      run: id,
      ...(batch === undefined ? {} : { batch }),
      ...(outsideWindow === undefined ? {} : { outsideWindow }),
    }),
  )
}

/** What rests on the store that the journal is in: where it cannot be read, the run cannot go on either. */
async function fromStore<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    throw new JournalRefused(error.problem, { cause: error })
  }
}

const refusal = (run: RunId, { code, message }: Problem): Problem =>
  problem(code, `run ${run} stopped, because its journal could not be written: ${message}`, {
    safe: 'nothing further is started; what was in work on a host ends there by itself',
    next: 'put it right, then resume the run: it finds out on the hosts what was done',
  })

function whyNotTakenOut(ctx: RunContext, board: RunBoard, member: string): Problem | undefined {
  if (!ctx.members.some((m) => m.id === member))
    return problem('not-found', `${member} is not in run ${ctx.id}`)
  const result = board.ended.get(member)
  if (result === undefined) return undefined
  return problem('not-allowed', `${member} has ended already in this run: ${result}`, {
    next: 'return the customer, or take it back with an undo of this run for this member',
  })
}
