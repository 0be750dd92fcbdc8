import { z } from 'zod'
import type { TakingBack } from '../../../shared/domain/desk.ts'
import type { EventKind, EventOf, StoredEvent } from '../../../shared/domain/journal.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import { Stage } from '../../../shared/domain/states.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { xdrMerges } from '../../../shared/domain/xdr-merges.ts'
import type { ReadDb } from '../db.ts'
import type { BatchRow, CustomerRow, DowntimeRow, GoingRun, OpenMode, RunRow } from '../protocol.ts'
import { readAttempts } from '../store/attempts.ts'
import type { AttemptRow } from '../store/attempts.ts'
import { readBatches } from '../store/batches.ts'
import { readCustomers } from '../store/customers.ts'
import { readDowntime } from '../store/downtime.ts'
import { parseEvent, readEvents } from '../store/events.ts'
import type { EventRow, Head } from '../store/events.ts'
import { readLogs } from '../store/logs.ts'
import type { LogGap } from '../store/logs.ts'
import { readSpec } from '../store/project.ts'
import { readRuns } from '../store/runs.ts'
import { readSnapshots } from '../store/snapshots.ts'
import { readTakingBack } from '../store/taking-back.ts'
import { readLogFacts } from './log-facts.ts'
import type { LogFacts } from './log-facts.ts'
import { readReportPlan } from './plan.ts'
import type { ReportPlan } from './plan.ts'

export type ReportRun = RunRow & {
  readonly title: string
  readonly stage: Stage
  /** Of one that is running: its last event. */
  readonly lastWordAt?: Instant
}
export type At<K extends EventKind> = { readonly at: Instant; readonly event: EventOf<K> }

/** All that the report is made of, read once; from here on the report is a pure function. */
export type ReportFacts = {
  readonly at: Instant
  readonly mode: OpenMode
  /** What the program that asks carries out itself. */
  readonly going: readonly GoingRun[]
  readonly takingBack: readonly TakingBack[]
  readonly spec: ProjectSpec
  /** Absent before the first plan. */
  readonly plan?: ReportPlan
  readonly head: Head
  readonly customers: readonly CustomerRow[]
  readonly batches: readonly BatchRow[]
  readonly runs: readonly ReportRun[]
  readonly downtime: readonly DowntimeRow[]
  readonly logs: readonly { batch: string; host: string; level: string; lines: number }[]
  readonly gaps: readonly LogGap[]
  readonly logCheck: LogFacts
  readonly attempts: readonly {
    run: string
    operation: string
    attempts: number
    retries: number
    failed: number
  }[]
  readonly openAttempts: readonly AttemptRow[]
  readonly failedAttempts: readonly AttemptRow[]
  /** Changes to `returning` and to `failed`, oldest first. */
  readonly setbacks: readonly At<'customer.state'>[]
  readonly approvals: readonly At<'approval.given'>[]
  /** Every answer, oldest first: a check that was asked again may have another one. */
  readonly checks: readonly At<'check.answered'>[]
  readonly missed: readonly At<'run.missed'>[]
  readonly skipped: readonly At<'step.skipped'>[]
  readonly merges: ReturnType<typeof xdrMerges>
  readonly decommissioned: readonly At<'source.decommissioned'>[]
}

export function readFacts(
  db: ReadDb,
  at: Instant,
  mode: OpenMode,
  going: readonly GoingRun[],
): ReportFacts {
  const logs = readLogs(db)
  const attempts = readAttempts(db)
  const spec = readSpec(db)
  const plan = readReportPlan(db, spec, at)
  const customers = readCustomers(db).all()
  return {
    at,
    mode,
    going,
    takingBack: readTakingBack(db),
    spec,
    ...(plan === undefined ? {} : { plan }),
    head: readEvents(db).head(),
    customers,
    batches: readBatches(db).all(),
    runs: readReportRuns(db),
    downtime: readDowntime(db).all(),
    logs: logs.countsByBatch(),
    gaps: logs.gaps(),
    logCheck: readLogFacts(db),
    attempts: attempts.counts(),
    openAttempts: attempts.inStates('intended', 'started', 'unknown', 'ask'),
    failedAttempts: attempts.inStates('failed'),
    setbacks: eventsOf(
      db,
      ['customer.state'],
      `json_extract(event, '$.to') IN ('returning', 'failed')`,
    ),
    approvals: eventsOf(db, ['approval.given']),
    checks: eventsOf(db, ['check.answered']),
    missed: eventsOf(db, ['run.missed']),
    skipped: eventsOf(db, ['step.skipped']),
    merges: xdrMerges(
      eventsOf(
        db,
        ['xdr.synced', 'customer.state'],
        `coalesce(json_extract(event, '$.to'), 'transferred') = 'transferred'`,
      ),
      customers,
    ),
    decommissioned: eventsOf(db, ['source.decommissioned']),
  }
}

function eventsOf<K extends EventKind>(
  db: ReadDb,
  kinds: readonly K[],
  condition = '1',
): readonly At<K>[] {
  const rows = db.prepare<[string], EventRow>(
    `SELECT * FROM events WHERE kind IN (SELECT value FROM json_each(?)) AND ${condition} ORDER BY seq`,
  )
  const wanted = new Set<EventKind>(kinds)
  const isKind = (e: StoredEvent): e is StoredEvent & { event: EventOf<K> } =>
    wanted.has(e.event.kind)
  return rows.all(JSON.stringify(kinds)).map(parseEvent).filter(isKind)
}

/** The part of a snapshot that the report shows; a snapshot of another shape is not an error here. */
const shown = z.looseObject({ procedure: z.looseObject({ title: z.string(), stage: Stage }) })

function readReportRuns(db: ReadDb): readonly ReportRun[] {
  const snapshots = readSnapshots(db)
  const byHash = new Map<string, { title: string; stage: Stage }>()
  const lastWord = db
    .prepare<[string], Instant>('SELECT at FROM events WHERE run = ? ORDER BY seq DESC LIMIT 1')
    .pluck()
  return readRuns(db)
    .all()
    .map((run) => {
      const known = byHash.get(run.snapshot) ?? procedureOf(run, snapshots.one(run.snapshot))
      byHash.set(run.snapshot, known)
      const lastWordAt = run.state === 'running' ? lastWord.get(run.id) : undefined
      return { ...run, ...known, ...(lastWordAt === undefined ? {} : { lastWordAt }) }
    })
}

function procedureOf(run: RunRow, json: string | undefined): { title: string; stage: Stage } {
  const parsed = shown.safeParse(json === undefined ? undefined : JSON.parse(json))
  if (!parsed.success) return { title: run.procedure, stage: stageByName(run.procedure) }
  return { title: parsed.data.procedure.title, stage: parsed.data.procedure.stage }
}

/** Stages of the shipped procedures (design.md section 8), for a run whose snapshot does not say. */
function stageByName(procedure: string): Stage {
  if (procedure.startsWith('analysis')) return 'analysis'
  if (procedure === 'decommission') return 'decommission'
  return /^(customer-|vendor-)/.test(procedure) ? 'transfer' : 'setup'
}
