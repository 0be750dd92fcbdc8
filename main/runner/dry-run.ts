import { quoteForDisplay, renderCommand } from '../../shared/domain/command-catalogue.ts'
import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import type { DryRunLine, DryRunReport } from '../../shared/domain/live-run.ts'
import { operationDef, ProbeAnswer } from '../../shared/domain/operations.ts'
import type { Procedure, StepSpec } from '../../shared/domain/procedure.ts'
import type { Host, ProjectSpec } from '../../shared/domain/project.ts'
import { fillArgs, selectHosts } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { wantedApprovals } from './approvals.ts'
import { readOutcome } from './answers.ts'
import { deadline } from './deadline.ts'
import type { Checks, Clock, SessionPool } from './ports.ts'

export type DryRunDeps = {
  readonly pool: SessionPool
  readonly clock: Clock
  readonly checks: Checks
  readonly commands: CommandCatalogue
  readonly spec: ProjectSpec
}

/** Hosts are asked by so many at once. */
const width = 8
const probeTimeoutMs = 30_000

/**
 * Says what a run would do, from live probes; writes nothing, neither on a host nor into the project. What could not be
 * predicted is counted, because a dry run that leaves things out is a lie.
 */
export async function dryRun(
  deps: DryRunDeps,
  procedure: Procedure,
  members: readonly Member[],
): Promise<DryRunReport> {
  const checks: DryRunReport['checks'] = []
  for (const spec of procedure.preconditions) {
    const answer = await deps.checks.answer(spec, { procedure, members })
    checks.push({ check: spec.check, answer: answer.answer, sentence: answer.sentence })
  }
  const work = members.flatMap((member) => procedure.steps.map((step) => ({ member, step })))
  const lines: DryRunLine[][] = Array.from({ length: work.length }, () => [])
  let next = 0
  const worker = async (): Promise<void> => {
    for (let i = next++; i < work.length; i = next++) {
      const item = work[i]
      if (item !== undefined) lines[i] = await linesOf(deps, item.member, item.step)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  const all = lines.flat()
  const downtime = procedure.downtime
  const interrupting = stepsOfWindow(procedure)
  const predicted = all.filter((l) => l.predictedMs !== undefined && interrupting.has(l.step))
  return {
    procedure: procedure.id,
    title: procedure.title,
    members: members.length,
    checks,
    approvals: wantedApprovals(procedure, members),
    lines: all,
    ...(downtime === undefined
      ? {}
      : {
          downtime: {
            service: downtime.service,
            budgetMs: downtime.budget,
            ...(predicted.length === 0 ? {} : { predictedMs: longest(members, predicted) }),
          },
        }),
    ...(procedure.pointOfNoReturn === undefined
      ? {}
      : { pointOfNoReturn: procedure.pointOfNoReturn }),
    notPredicted: all.filter((l) => l.probe === 'unknown').length,
  }
}

/** Service runs again behind the step that closes the window. */
function stepsOfWindow({ steps, downtime }: Procedure): ReadonlySet<string> {
  const ids = steps.map(({ id }): string => id)
  const [from, to] = [downtime?.opensAt, downtime?.closesAt].map((id) => ids.indexOf(id ?? ''))
  return new Set(ids.slice(from, (to ?? -1) + 1))
}

/** The interruption of the member that is hit longest. */
const longest = (members: readonly Member[], lines: readonly DryRunLine[]): number =>
  Math.max(
    ...members.map((m) =>
      lines.filter((l) => l.member === m.id).reduce((sum, l) => sum + (l.predictedMs ?? 0), 0),
    ),
  )

async function linesOf(deps: DryRunDeps, member: Member, step: StepSpec): Promise<DryRunLine[]> {
  const { effect } = operationDef(step.operation)
  const base = { member: member.id, step: step.id, title: step.title, effect }
  const hosts = selectHosts(deps.spec.hosts, step.on, member)
  if (!hosts.ok)
    return [{ ...base, host: '?', command: '', probe: 'unknown', detail: hosts.problem.message }]
  const found: DryRunLine[] = []
  for (const host of hosts.value)
    found.push({ ...base, ...(await probeOn(deps, member, step, host)) })
  return found
}

async function probeOn(
  deps: DryRunDeps,
  member: Member,
  step: StepSpec,
  host: Host,
): Promise<Pick<DryRunLine, 'host' | 'command' | 'probe' | 'detail' | 'predictedMs'>> {
  const args = fillArgs(step.args, member.values)
  const words = renderCommand(deps.commands, step.operation, 'apply', host.roles, args)
  if (!words.ok)
    return { host: host.name, command: '', probe: 'unknown', detail: words.problem.message }
  const line = { host: host.name, command: quoteForDisplay(words.value) }
  if (operationDef(step.operation).effect === 'reads')
    return { ...line, probe: 'not-probed', detail: 'reads only' }
  const probe = renderCommand(deps.commands, step.operation, 'probe', host.roles, args)
  if (!probe.ok) return { ...line, probe: 'unknown', detail: probe.problem.message }
  const over = deadline(deps.clock, probeTimeoutMs)
  const asked = deps.pool.exec(host.name, probe.value, { signal: over.signal })
  const outcome = await asked
  await over.end()
  const reading = readOutcome(outcome, step.operation, 'probe', host.name)
  if (reading.state !== 'succeeded')
    return { ...line, probe: 'unknown', detail: reading.problem.message }
  const answer = ProbeAnswer.parse(reading.answer)
  return {
    ...line,
    probe: answer.state,
    ...(answer.detail === undefined ? {} : { detail: answer.detail }),
    ...(answer.predictedMs === undefined ? {} : { predictedMs: answer.predictedMs }),
  }
}
