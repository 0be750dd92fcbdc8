import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import type { BatchSummary } from '../../shared/domain/project-counts.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { BatchView, LogView, Overview, ProcedureView } from '../../shared/ipc/overview.ts'
import type { LogCheckRow, LogCount } from '../data/protocol.ts'
import type { OpenedProject } from './opened-project.ts'

/** Reads everything that the overview shows. While the data process is away, what it knew is not guessed: the call fails as a problem. */
export async function readOverview(open: OpenedProject): Promise<Overview> {
  const engine = open.engine()
  const { data } = engine
  const [summary, counts, checks, runs, logs, rss, plan] = await Promise.all([
    data.summary(),
    data.counts(),
    data.logChecks(),
    data.runs(),
    data.logCounts(),
    data.rss(),
    data.plan(),
  ])
  const { spec } = summary
  return {
    project: {
      name: spec.name,
      path: summary.path,
      mode: summary.mode,
      ...(summary.copied === true ? { copied: true } : {}),
      sample: open.sample,
      source: spec.systems.source.release,
      target: spec.systems.target.release,
      environments: spec.environments.map(({ id, title, zone }) => ({ id, title, zone })),
      clusters: spec.clusters.map(({ id }) => id),
      hosts: spec.hosts.length,
      customers: summary.customers,
      accounts: summary.accounts,
      xdrs: spec.facts.xdrs,
      width: spec.transfer.width,
      soakDays: spec.soakDays,
    },
    seq: summary.lastSeq,
    now: open.now(),
    rate: open.rate(),
    dataProcess: { ...open.dataProcess(), rss },
    procedures: engine.procedures().map((procedure) => procedureView(procedure, spec)),
    runs: runs.map(({ snapshot: _hash, ...run }) => run),
    live: engine.running().map((handle) => handle.live()),
    batches: batchViews(counts.batches, checks),
    ...(plan === undefined ? {} : { plan: { version: plan.version } }),
    customerStates: counts.states,
    downtimeOver: counts.downtimeOver,
    analysis: counts.analysis,
    logs: logViews(logs),
    sessions: engine.sessions(),
  }
}

const procedureView = (procedure: Procedure, spec: ProjectSpec): ProcedureView => ({
  id: procedure.id,
  stage: procedure.stage,
  title: procedure.title,
  doc: procedure.doc,
  scope: procedure.scope,
  expectedMs: procedure.expected,
  applies: procedure.onlyIf === 'always' || needsRadiusSwitchover(spec),
  width:
    procedure.scope === 'customer'
      ? Math.min(procedure.concurrency.width, spec.transfer.width)
      : procedure.concurrency.width,
  approvals: procedure.approvals.reduce((sum, approval) => sum + approval.people, 0),
  ...(procedure.pointOfNoReturn === undefined
    ? {}
    : { pointOfNoReturn: procedure.pointOfNoReturn }),
  ...(procedure.downtime === undefined
    ? {}
    : { downtime: { service: procedure.downtime.service, budgetMs: procedure.downtime.budget } }),
})

/** Batches with the verdict of their last log check. */
export function batchViews(
  batches: readonly BatchSummary[],
  checks: readonly LogCheckRow[],
): readonly BatchView[] {
  const checkOf = new Map(checks.map((check) => [check.batch, check]))
  return batches.map((batch) => {
    const check = checkOf.get(batch.id)
    return check === undefined
      ? batch
      : { ...batch, logCheck: { verdict: check.verdict, settled: check.settled } }
  })
}

/** One line a host, worst first. */
export function logViews(counts: readonly LogCount[]): readonly LogView[] {
  const hosts = new Map<string, { host: string; lines: number; errors: number; warnings: number }>()
  for (const { host, level, lines } of counts) {
    const sum = hosts.get(host) ?? { host, lines: 0, errors: 0, warnings: 0 }
    sum.lines += lines
    if (level === 'error') sum.errors += lines
    if (level === 'warning') sum.warnings += lines
    hosts.set(host, sum)
  }
  return [...hosts.values()].sort(
    (a, b) => b.errors - a.errors || b.warnings - a.warnings || a.host.localeCompare(b.host),
  )
}
