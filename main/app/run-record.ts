import { z } from 'zod'
import type { RunId } from '../../shared/domain/ids.ts'
import { DryRunEvidence, dryRunTitle } from '../../shared/domain/dry-run-steps.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { operationDef, OperationName } from '../../shared/domain/operations.ts'
import { Scope } from '../../shared/domain/procedure.ts'
import { fail } from '../../shared/domain/problems.ts'
import { mayBeOwed, owedMembers } from '../../shared/domain/left-runs.ts'
import { startFold } from '../../shared/domain/run-fold.ts'
import type { RunFold, RunProgress } from '../../shared/domain/run-fold.ts'
import { startHistory } from '../../shared/domain/run-history.ts'
import type { AttemptEntry, RunHistory, RunHistoryFold } from '../../shared/domain/run-history.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import type {
  AttemptPage,
  AttemptView,
  MemberRecord,
  RunRecord,
  StepRecord,
} from '../../shared/ipc/run-views.ts'
import type { CustomerRow, DataApi } from '../data/protocol.ts'

/** Which attempts of a run are wanted. */
export type AttemptQuery = {
  readonly run: RunId
  readonly step?: string | undefined
  readonly member?: string | undefined
  readonly only: 'all' | 'not-well' | 'with-output'
  readonly from: number
  readonly count: number
}

/** What a record needs of the procedure that a run was started with. In a snapshot it stands as it was loaded: durations are numbers. */
const Recorded = z.object({
  procedure: z.object({
    id: z.string(),
    title: z.string(),
    scope: Scope,
    pointOfNoReturn: z.string().optional(),
    downtime: z.object({ budget: z.number() }).optional(),
    steps: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        operation: OperationName,
        undo: z.unknown().optional(),
        pointOfNoReturn: z.string().optional(),
      }),
    ),
    after: z.array(z.unknown()).default([]),
  }),
})
type RecordedProcedure = z.infer<typeof Recorded>['procedure']

type Known = {
  readonly fold: RunHistoryFold
  /** The same events as the runner sees them. */
  readonly progress: RunFold
  readonly procedure: RecordedProcedure
  lastSeq: number
  dryRun: DryRunEvidence | undefined
}

/** Runs that are kept folded: the one that is looked at, and a few that were looked at before. */
const keptRuns = 4
const shownNotes = 200

/** Reads runs out of the journal for the window; of a run that is known only what is new is read. */
export function createRunRecords() {
  const known = new Map<RunId, Known>()

  async function read(
    data: DataApi,
    run: RunId,
  ): Promise<Known & { readonly history: RunHistory }> {
    const found = known.get(run) ?? (await begin(data, run))
    known.delete(run)
    known.set(run, found)
    for (const old of [...known.keys()].slice(0, -keptRuns)) known.delete(old)
    for (;;) {
      const page = await data.events({ run, after: found.lastSeq })
      for (const { seq, at, event } of page) {
        found.fold.add(seq, at, event)
        found.progress.add(at, event)
        found.dryRun = dryRunOf(event) ?? found.dryRun
        found.lastSeq = seq
      }
      if (page.length === 0) break
    }
    const history = found.fold.history() ?? fail('not-found', `The journal has no run ${run}.`)
    return { ...found, history }
  }

  return {
    async record(data: DataApi, run: RunId): Promise<RunRecord> {
      const { history, procedure, progress, dryRun } = await read(data, run)
      const names =
        procedure.scope === 'customer'
          ? new Map((await data.customers()).map((c) => [c.id as string, c]))
          : undefined
      const owed = await owedBy(data, { run, procedure, progress: progress.progress(), names })
      return recordOf(history, procedure, { names, owed, dryRun })
    },
    async attempts(data: DataApi, query: AttemptQuery): Promise<AttemptPage> {
      const { history, procedure } = await read(data, query.run)
      const outputs = new Map((await data.outputs(query.run)).map((o) => [o.attempt as string, o]))
      const lines = (attempt: string): number => outputs.get(attempt)?.lines ?? 0
      const wanted = history.attempts.filter(
        (a) =>
          (query.step === undefined || a.step === query.step) &&
          (query.member === undefined || a.member === query.member) &&
          (query.only !== 'not-well' || !['succeeded', 'started'].includes(a.state)) &&
          (query.only !== 'with-output' || lines(a.attempt) > 0),
      )
      const page = wanted.toReversed().slice(query.from, query.from + query.count)
      const titles = new Map(procedure.steps.map((step) => [step.id, step.title]))
      return {
        total: wanted.length,
        from: query.from,
        attempts: page.map((a) => attemptView(a, titles.get(a.step) ?? a.step, lines(a.attempt))),
      }
    },
  }
}

export type RunRecords = ReturnType<typeof createRunRecords>

async function begin(data: DataApi, run: RunId): Promise<Known> {
  const row = (await data.run(run)) ?? fail('not-found', `There is no run ${run}.`)
  const json = await data.snapshot(row.snapshot)
  const snapshot = Recorded.safeParse(json === undefined ? undefined : JSON.parse(json))
  if (!snapshot.success)
    return fail('bad-answer', `The snapshot of run ${run} cannot be read by this version.`, {
      next: 'Open the project with the version that wrote it.',
    })
  return {
    fold: startHistory(),
    progress: startFold(),
    procedure: snapshot.data.procedure,
    lastSeq: 0,
    dryRun: undefined,
  }
}

function dryRunOf(event: JournalEvent): DryRunEvidence | undefined {
  if (event.kind !== 'evidence.kept' || event.title !== dryRunTitle) return undefined
  const parsed = DryRunEvidence.safeParse(event.content)
  return parsed.success ? parsed.data : undefined
}

type Names = ReadonlyMap<string, Pick<CustomerRow, 'name' | 'accounts' | 'state'>>

type Beside = {
  readonly names: Names | undefined
  readonly owed: readonly string[]
  readonly dryRun: DryRunEvidence | undefined
}

/** Members to whom taking the run up gives something (left-runs.ts). */
async function owedBy(
  data: DataApi,
  {
    run,
    procedure,
    progress,
    names,
  }: Pick<Beside, 'names'> & {
    readonly run: RunId
    readonly procedure: RecordedProcedure
    readonly progress: RunProgress | undefined
  },
): Promise<readonly string[]> {
  if (names === undefined || progress === undefined) return []
  const { state, created } = progress
  const states = new Map([...names].map(([id, customer]) => [id, customer.state]))
  const own = { id: run, state, members: created.members }
  if (mayBeOwed(own, [], states).length === 0) return []
  return owedMembers(own, { runs: await data.runs(), progress, procedure, states })
}

export function recordOf(
  history: RunHistory,
  procedure: RecordedProcedure,
  { names, owed, dryRun }: Beside,
): RunRecord {
  const { created, createdAt, states, members } = history
  const last = states.at(-1)
  const state = last?.to ?? 'draft'
  const startedAt = states.find(({ to }) => to === 'running')?.at
  const order = new Map(procedure.steps.map((step, i) => [step.id, i]))
  return {
    run: created.run,
    procedure: procedure.id,
    title: procedure.title,
    scope: procedure.scope,
    state,
    by: created.by,
    createdAt,
    ...(created.batch === undefined ? {} : { batch: created.batch }),
    ...(created.reason === undefined ? {} : { why: created.reason }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(last !== undefined && isRunOver(state) ? { endedAt: last.at } : {}),
    ...(last?.reason === undefined ? {} : { reason: last.reason }),
    ...(procedure.pointOfNoReturn === undefined
      ? {}
      : { pointOfNoReturn: procedure.pointOfNoReturn }),
    ...(procedure.downtime === undefined ? {} : { budgetMs: procedure.downtime.budget }),
    steps: stepRecords(history, procedure),
    members: members.map(({ step, ...member }): MemberRecord => {
      const at = step === undefined ? undefined : order.get(step)
      const named = names?.get(member.id)
      return {
        ...member,
        ...(at === undefined ? {} : { step: at }),
        ...(named === undefined ? {} : { name: named.name, accounts: named.accounts }),
        ...(owed.includes(member.id) ? { owed: true } : {}),
      }
    }),
    attempts: history.attempts.length,
    states,
    missed: history.missed,
    approvals: history.approvals,
    checks: history.checks,
    notes: history.notes.slice(-shownNotes),
    evidence: history.evidence,
    ...(dryRun === undefined ? {} : { dryRun }),
  }
}

function stepRecords(history: RunHistory, procedure: RecordedProcedure): readonly StepRecord[] {
  const bySteps = Map.groupBy(history.attempts, (attempt) => attempt.step)
  return procedure.steps.map((step) => {
    const attempts = bySteps.get(step.id) ?? []
    /** By member and host: a step may run on several hosts for one member. */
    const lastApply = new Map<string, AttemptEntry>()
    const undone = new Set<string>()
    for (const attempt of attempts) {
      if (attempt.phase === 'apply') lastApply.set(`${attempt.member} ${attempt.host}`, attempt)
      if (attempt.phase === 'undo' && attempt.state === 'succeeded') undone.add(attempt.member)
    }
    const ends = [...lastApply.values()]
    const open = new Set(ends.flatMap((a) => (a.state === 'succeeded' ? [] : a.member)))
    const done = new Set(
      ends.flatMap(({ member }) => (open.has(member) || undone.has(member) ? [] : member)),
    )
    const failed = new Set(ends.flatMap((a) => (a.state === 'failed' ? a.member : [])))
    const times = ends.flatMap(({ state, ms }) =>
      state === 'succeeded' && ms !== undefined ? [ms] : [],
    )
    const sorted = times.toSorted((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)]
    const longest = sorted.at(-1)
    return {
      id: step.id,
      title: step.title,
      effect: operationDef(step.operation).effect,
      hasUndo: step.undo !== undefined,
      ...(step.pointOfNoReturn === undefined ? {} : { pointOfNoReturn: step.pointOfNoReturn }),
      done: done.size,
      failed: failed.size,
      skipped: history.skipped.get(step.id)?.size ?? 0,
      undone: undone.size,
      ...(median === undefined ? {} : { medianMs: median }),
      ...(longest === undefined ? {} : { longestMs: longest }),
    }
  })
}

const attemptView = (a: AttemptEntry, title: string, lines: number): AttemptView => ({
  attempt: a.attempt,
  step: a.step,
  title,
  member: a.member,
  phase: a.phase,
  number: a.number,
  host: a.host,
  state: a.state,
  at: a.startedAt ?? a.intendedAt,
  ...(a.ms === undefined ? {} : { ms: a.ms }),
  ...(a.code === undefined ? {} : { code: a.code }),
  ...(a.message === undefined ? {} : { message: a.message }),
  ...(a.how === undefined ? {} : { how: a.how }),
  lines,
})
