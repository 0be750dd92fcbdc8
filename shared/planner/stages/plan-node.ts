import type { CustomerId } from '../../domain/ids.ts'
import type { BatchWindow } from '../../domain/planning.ts'
import type { CustomerState, Stage } from '../../domain/states.ts'
import type { Instant } from '../../domain/time.ts'
import type { Party } from '../../domain/parties.ts'
import type { StageTask } from '../types.ts'

/** A task with what the schedule needs beside it. Lists of nodes are in topological order: `after` names only earlier ones. */
export type PlanNode = StageTask & {
  /** Runs by itself, over nights and weekends; takes the place of `elapsedDays` in the schedule. */
  readonly calendarDays?: number
  /** Passes by itself once it may begin, as `calendarDays` do, but counts working days: waiting for agreed slots. */
  readonly waits?: true
  /** Accompanies what it comes after: begins with the first of them, ends `elapsedDays` behind the last. */
  readonly span?: true
  /** The moment is set elsewhere: that of the placed windows. */
  readonly at?: Instant
  /** Of batches. */
  readonly windows?: readonly BatchWindow[]
  /** Working days that must pass after each of `after` which is a batch too. */
  readonly coolDownDays?: number
  /** Who of the procedure's scope: a cluster, an environment or `project`. */
  readonly member?: string
  /** Milestones that what they stand behind does not reach alone: more has to happen. */
  readonly held?: true
  /** Done as soon as all of these customers are in one of these states. */
  readonly proof?: {
    readonly members: readonly CustomerId[]
    readonly states: readonly CustomerState[]
  }
  readonly why?: string
  readonly owner?: string
}

type Fields = Partial<PlanNode> & { readonly source: string }

const node = (
  stage: Stage,
  kind: PlanNode['kind'],
  [id, title]: readonly [string, string],
  party: Party,
  after: readonly string[],
  fields: Fields,
): PlanNode => ({
  id,
  stage,
  kind,
  title,
  party,
  effortDays: 0,
  elapsedDays: 0,
  after,
  ...fields,
})

/** Makes the nodes of one stage: kind, names, party, what comes before, and where the facts come from. */
export const stageNodes = (
  stage: Stage,
): {
  readonly task: (
    names: readonly [string, string],
    party: Party,
    days: { readonly elapsed: number; readonly effort: number },
    after: readonly string[],
    fields: Fields,
  ) => PlanNode
  readonly milestone: (
    names: readonly [string, string],
    party: Party,
    after: readonly string[],
    fields: Fields,
  ) => PlanNode
  readonly downtime: (
    names: readonly [string, string],
    after: readonly string[],
    downtime: NonNullable<StageTask['downtime']>,
    fields: Fields,
  ) => PlanNode
} => ({
  task: (names, party, { elapsed, effort }, after, fields) =>
    node(stage, 'task', names, party, after, {
      ...fields,
      elapsedDays: elapsed,
      effortDays: effort,
    }),
  milestone: (names, party, after, fields) => node(stage, 'milestone', names, party, after, fields),
  downtime: (names, after, downtime, fields) =>
    node(stage, 'downtime', names, 'vendor', after, {
      involves: 'the operator approves the window',
      ...fields,
      downtime,
    }),
})

/** Marks of domain.md: (I) is inferred, (?) is published nowhere. */
export const method = (section: string, rest = ''): string =>
  `method.txt, ${section}${rest === '' ? '' : `; ${rest}`}`

export const minutes = (count: number): number => count * 60_000
