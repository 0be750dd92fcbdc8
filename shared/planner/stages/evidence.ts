import type { CustomerId } from '../../domain/ids.ts'
import type { DateText, TaskState } from '../../domain/planning.ts'
import type { CustomerState, RunState } from '../../domain/states.ts'
import { formatInstant } from '../../domain/time.ts'
import type { Instant } from '../../domain/time.ts'
import type { PlanFacts, Progress, TaskProgress } from '../types.ts'
import type { PlanNode } from './plan-node.ts'

/** What is known to have happened with a task. */
export type Evidence = {
  readonly state: TaskState
  readonly from?: Instant
  readonly to?: Instant
  readonly owner?: string
  readonly due?: DateText
  readonly note?: string
  /** What went wrong with the last run of its procedure, in words. */
  readonly failure?: string
  /** Nobody said so, but what comes after it has begun; it was over by then. */
  readonly impliedBy?: Instant
}

type Run = Progress['runs'][number]

const wentWrong = new Set<RunState>(['failed', 'aborted', 'undone'])

/**
 * What the journal says of each task: from what people reported, from runs of its procedure, and from the batches. What has
 * a successor that was carried out must be done itself, whether somebody ticked it or not: procedures check that before they start. Batches
 * follow each other by date alone, and are done when their customers are.
 */
export function gatherEvidence(
  nodes: readonly PlanNode[],
  { progress, customers, now }: Pick<PlanFacts, 'progress' | 'customers' | 'now'>,
): ReadonlyMap<string, Evidence> {
  const found = new Map<string, Evidence>()
  const tasks = new Map(progress.tasks.map((t) => [t.task, t]))
  const batches = new Map(progress.batches.map((b) => [b.batch, b]))
  const runs = runsByTask(progress.runs)
  const failed = new Map(
    progress.runs
      .filter((r) => r.batch !== undefined && wentWrong.has(r.state))
      .map((r) => [r.batch, failureOf(r)]),
  )
  // At the time of planning nobody has been checked: then a million states need not be looked up.
  const anyChecked = customers.some((c) => c.state === 'checked' || c.state === 'accepted')
  const states = new Map(anyChecked ? customers.map((c) => [c.id, c.state]) : [])
  const firstBegan = progress.batches.reduce<Instant | undefined>(
    (least, { beganAt }) =>
      beganAt !== undefined && (least === undefined || beganAt < least) ? beganAt : least,
    undefined,
  )
  /** What is written down elsewhere than in runs and tasks. */
  const moments = new Map([
    ['first-customer', firstBegan],
    ['analysis-complete', progress.analysisOverAt],
  ])
  for (const node of nodes) {
    const moment = moments.get(node.id)
    const seen =
      node.kind === 'batch'
        ? batchEvidence(
            node.batch === undefined ? undefined : batches.get(node.batch),
            failed.get(node.batch),
          )
        : moment !== undefined
          ? ({ state: 'done', from: moment, to: moment } as const)
          : (proven(node, states) ??
            runEvidence(node.member, runs.get(`${node.procedure ?? ''} ${node.member ?? ''}`)))
    const evidence = told(tasks.get(node.id), seen)
    if (evidence !== undefined) found.set(node.id, evidence)
  }
  implied(nodes, found, { tasks, now, firstBegan })
  return found
}

function runsByTask(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const found = new Map<string, Run[]>()
  for (const run of runs)
    for (const member of run.members) {
      const key = `${run.procedure} ${member}`
      const list = found.get(key)
      if (list === undefined) found.set(key, [run])
      else list.push(run)
    }
  return found
}

/** The run by which it is done for the member decides, else the last one; the first says when it began. */
function runEvidence(
  member: string | undefined,
  runs: readonly Run[] | undefined,
): Evidence | undefined {
  // A run that was refused, or given up before it began, has done nothing and proves nothing.
  const real = (runs ?? []).filter((run) => run.startedAt !== undefined)
  const last = real.at(-1)
  if (last === undefined) return undefined
  const from = real[0]?.startedAt
  const by = real.findLast((run) => member !== undefined && run.done.includes(member))
  if (by !== undefined)
    return {
      state: 'done',
      ...(from === undefined ? {} : { from }),
      ...(by.endedAt === undefined ? {} : { to: by.endedAt }),
      ...failures(real.slice(0, real.indexOf(by))),
    }
  if (last.state === 'undone') return { state: 'open', failure: failureOf(last) }
  return { state: 'started', ...(from === undefined ? {} : { from }), ...failures(real) }
}

function failures(runs: readonly Run[]): { readonly failure?: string } {
  const last = runs.findLast((r) => wentWrong.has(r.state))
  return last === undefined ? {} : { failure: failureOf(last) }
}

const failureOf = ({ state, endedAt, startedAt }: Run): string => {
  const at = endedAt ?? startedAt
  return `its run ${state === 'failed' ? 'failed' : `was ${state}`}${at === undefined ? '' : ` on ${formatInstant(at).slice(0, 10)}`}`
}

/** Nobody ticks a log check when every customer's state says that it was made. */
function proven(
  { proof }: PlanNode,
  states: ReadonlyMap<CustomerId, CustomerState | undefined>,
): Evidence | undefined {
  if (proof === undefined || proof.members.length === 0) return undefined
  const reached = (state: CustomerState | undefined): boolean =>
    state !== undefined && (state === 'excluded' || proof.states.includes(state))
  return proof.members.every((m) => reached(states.get(m))) ? { state: 'done' } : undefined
}

const batchEvidence = (
  batch: Progress['batches'][number] | undefined,
  failure: string | undefined,
): Evidence | undefined =>
  batch?.beganAt === undefined
    ? undefined
    : {
        state: batch.endedAt === undefined ? 'started' : 'done',
        from: batch.beganAt,
        ...(batch.endedAt === undefined ? {} : { to: batch.endedAt }),
        ...(failure === undefined ? {} : { failure }),
      }

/** What a person said counts more than what the program saw; the moments that were not said are taken from there. */
function told(task: TaskProgress | undefined, seen: Evidence | undefined): Evidence | undefined {
  if (task === undefined) return seen
  // A task that was only given an owner or a due date is open in the journal, whatever its runs did.
  const state = task.state === 'open' ? (seen?.state ?? 'open') : task.state
  const from = task.startedAt ?? seen?.from
  const to = task.endedAt ?? seen?.to
  return {
    state,
    ...(from === undefined || state === 'open' ? {} : { from }),
    ...(to === undefined || (state !== 'done' && state !== 'dropped') ? {} : { to }),
    ...(task.owner === undefined ? {} : { owner: task.owner }),
    ...(task.due === undefined ? {} : { due: task.due }),
    ...(task.note === undefined ? {} : { note: task.note }),
    ...(seen?.failure === undefined ? {} : { failure: seen.failure }),
  }
}

function implied(
  nodes: readonly PlanNode[],
  found: Map<string, Evidence>,
  given: {
    readonly tasks: ReadonlyMap<string, TaskProgress>
    readonly now: Instant
    readonly firstBegan: Instant | undefined
  },
): void {
  const { tasks, now, firstBegan } = given
  const before = new Map<string, Instant>()
  // Customers move only behind the setup, also in a schedule that ends with it.
  if (firstBegan !== undefined) before.set('setup-complete', firstBegan)
  for (const node of nodes.toReversed()) {
    const evidence = found.get(node.id)
    const bound = before.get(node.id)
    // Of a batch its customers say what was done: one that was passed over has not moved.
    const isImplied = bound !== undefined && node.kind !== 'batch'
    if (isImplied && (evidence === undefined || evidence.state === 'open'))
      found.set(node.id, { ...evidence, state: 'done', impliedBy: bound })
    // A task that a person merely started may run ahead of what should come before it; a run or a finished task may not.
    const proof =
      evidence?.state === 'done' ||
      (evidence?.state === 'started' && tasks.get(node.id)?.state !== 'started')
    const own = proof ? (evidence.from ?? evidence.to ?? now) : undefined
    const limit = own === undefined || (bound !== undefined && bound < own) ? bound : own
    if (limit === undefined) continue
    for (const id of node.after) {
      const known = before.get(id)
      if (known === undefined || limit < known) before.set(id, limit)
    }
  }
}
