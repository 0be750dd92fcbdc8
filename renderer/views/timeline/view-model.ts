import { isOnTarget, isRunOver } from '../../../shared/domain/states.ts'
import type { CustomerState, RunState } from '../../../shared/domain/states.ts'
import type { BatchView, Overview, ProcedureView, RunView } from '../../../shared/ipc/overview.ts'

export type Span = readonly [from: number, to: number]

export type TimelineRow = {
  readonly id: string
  readonly label: string
  readonly kind: 'procedure' | 'batch'
  /** What the procedure says that it takes: from its start where it has begun, otherwise from when it could begin. */
  readonly planned: Span
  /** Absent while it has not begun; ends now while it runs. */
  readonly actual?: Span
  readonly state: RunState | 'not started'
}

export type Timeline = {
  readonly rows: readonly TimelineRow[]
  readonly domain: Span
  readonly now: number
  /** End by the plan; without one the end of the last row, soak not counted. */
  readonly end: number
  readonly planned: boolean
}

type Placed = Omit<TimelineRow, 'planned' | 'actual' | 'state'> & {
  readonly runs: readonly RunView[]
  readonly ms: number
  readonly done: boolean
  /** When the plan has it. */
  readonly plan?: Span
}

/** `near` shows what has begun and the next things; `all` everything up to the last batch and the decommission. */
export type Zoom = 'near' | 'all'

/**
 * One row a procedure and one a batch, in the order of the migration, each where the stored plan has it. Without a plan everything that has
 * not begun is laid end to end from now: with one engineer and exclusive procedures that is the earliest that is possible.
 */
export function timeline(overview: Overview, now: number, zoom: Zoom): Timeline {
  let free = now
  const rows: TimelineRow[] = []
  const place = ({ runs, ms, done, plan, ...row }: Placed): void => {
    const run = newest(runs)
    const started = run?.startedAt
    if (run === undefined || started === undefined || (!done && isRunOver(run.state))) {
      rows.push({ ...row, planned: plan ?? [free, free + ms], state: 'not started' })
      if (plan === undefined) free += ms
      return
    }
    const ended = run.endedAt ?? now
    rows.push({
      ...row,
      planned: plan ?? [started, started + ms],
      actual: [started, Math.max(ended, started)],
      state: run.state,
    })
    if (!isRunOver(run.state)) free = Math.max(free, started + ms)
  }
  for (const procedure of overview.procedures) {
    if (!procedure.applies) continue
    const runs = overview.runs.filter((run) => run.procedure === procedure.id)
    if (procedure.scope !== 'customer') {
      const ms = procedure.expectedMs * rounds(memberCount(overview, procedure), procedure.width)
      const done = runs.some((run) => run.state === 'succeeded')
      const plan = plannedSpan(overview, procedure.id)
      place({
        id: procedure.id,
        label: procedure.title,
        kind: 'procedure',
        runs,
        ms,
        done,
        ...(plan === undefined ? {} : { plan }),
      })
    } else if (procedure.id === 'customer-transfer') {
      for (const batch of overview.batches) {
        const ms = procedure.expectedMs * rounds(batch.members, procedure.width)
        const [first, last] = [batch.windows.at(0), batch.windows.at(-1)]
        place({
          id: batch.id,
          label: batchLabel(batch),
          kind: 'batch',
          runs: runs.filter((run) => run.batch === batch.id),
          ms,
          done: movedAtAll(batch),
          ...(first === undefined || last === undefined
            ? {}
            : { plan: [first.from, last.from + ms] }),
        })
      }
    }
  }
  const shown = zoom === 'all' ? rows : near(rows, now)
  const from = Math.min(now, ...shown.flatMap(bounds))
  const to = Math.max(now, ...shown.flatMap(bounds))
  const margin = Math.max(60_000, (to - from) * 0.02)
  return {
    rows: shown,
    domain: [from - margin, to + margin],
    now,
    end: overview.plan?.end ?? Math.max(now, ...rows.flatMap(bounds)),
    planned: overview.plan !== undefined,
  }
}

/** From the first to the last task of the plan that this procedure does: one for each cluster, or environment. */
function plannedSpan({ plan }: Overview, procedure: string): Span | undefined {
  const tasks = plan?.tasks.filter((task) => task.procedure === procedure) ?? []
  return tasks.length === 0
    ? undefined
    : [Math.min(...tasks.map(({ from }) => from)), Math.max(...tasks.map(({ to }) => to))]
}

const bounds = ({ planned, actual }: TimelineRow): readonly number[] => [
  ...planned,
  ...(actual ?? []),
]

const aheadMs = 12 * 3_600_000
const backMs = 3 * 3_600_000

/**
 * Everything that runs, what ended in the last three hours (at most five), and what comes in the next twelve (at most five). Where that is
 * nothing, the next thing of all, however far.
 */
function near(rows: readonly TimelineRow[], now: number): readonly TimelineRow[] {
  const begun = rows.filter((row) => row.actual !== undefined)
  const over = begun.filter(({ state }) => state !== 'not started' && isRunOver(state))
  const waiting = rows.filter((row) => row.actual === undefined)
  const shown = new Set([
    ...begun.filter((row) => !over.includes(row)),
    ...over
      .filter(({ actual }) => actual !== undefined && actual[1] > now - backMs)
      .toSorted((a, b) => (a.actual?.[1] ?? 0) - (b.actual?.[1] ?? 0))
      .slice(-5),
    ...waiting.filter(({ planned }) => planned[0] < now + aheadMs).slice(0, 5),
  ])
  return shown.size === 0 ? waiting.slice(0, 1) : rows.filter((row) => shown.has(row))
}

const newest = (runs: readonly RunView[]): RunView | undefined =>
  runs.toSorted((a, b) => a.createdAt - b.createdAt).at(-1)

const rounds = (members: number, width: number): number =>
  Math.max(1, Math.ceil(members / Math.max(1, width)))

function memberCount({ project }: Overview, { scope }: ProcedureView): number {
  if (scope === 'environment') return project.environments.length
  return scope === 'sip-cluster' ? project.clusters.length : 1
}

const movedAtAll = ({ counts }: BatchView): boolean =>
  Object.entries(counts).some(([state, count]) => count > 0 && isOnTarget(state as CustomerState)) // keys are customer states

const batchLabel = ({ ordinal, pilot, members }: BatchView): string =>
  `${pilot ? 'Pilot batch' : `Batch ${ordinal}`} (${members})`

/** Round instants for the axis: at most eight, on whole steps of the zone's clock as UTC has them. */
export function axisTicks([from, to]: Span): readonly number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map(
    (minutes) => minutes * 60_000,
  )
  const step = steps.find((one) => (to - from) / one <= 8) ?? 40_320 * 60_000
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}
