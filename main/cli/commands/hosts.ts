import type { Command } from 'commander'
import type { HostDiagnosis, StageState } from '../../../shared/domain/diagnosis.ts'
import { formatProblem, problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import type { Engine, HostCheck } from '../../engine.ts'
import { withSession } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'
import type { ExitCode, Output } from '../output.ts'

type HostFlags = { clean?: string; host?: string; diagnose?: boolean }

export function addHostCommands(program: Command): void {
  program
    .command('hosts')
    .description('connect to every host and say what stands in the way')
    .argument('<project>')
    .option('--host <name>', 'only this host')
    .option('--diagnose', 'test the connection stage by stage, every hop of the way')
    .option('--clean <days>', 'remove the output of steps that ended longer ago')
    .action(async (project: string, flags: HostFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const { spec } = opened.value
        const { host } = flags
        if (host !== undefined && !spec.hosts.some(({ name }) => name === host))
          return output.problem(noSuchHost(host, spec))
        return flags.diagnose === true
          ? diagnose(engine, output, spec, host)
          : check(engine, output, spec, flags)
      }),
    )
}

async function check(
  engine: Engine,
  output: Output,
  spec: ProjectSpec,
  { clean, host }: HostFlags,
): Promise<ExitCode> {
  const checked = await engine.checkHosts(clean === undefined ? undefined : Number(clean))
  if (!checked.ok) return output.problem(checked.problem)
  const hosts = checked.value.filter((found) => host === undefined || found.host === host)
  const roles = (name: string): string =>
    spec.hosts.find((h) => h.name === name)?.roles.join(' ') ?? ''
  output.say(
    table(
      ['host', 'roles', 'state'],
      hosts.map((h) => [h.host, roles(h.host), stateOf(h)]),
    ),
  )
  output.document({ hosts })
  return hosts.some((h) => h.problem !== undefined) ? exitCodes.failed : exitCodes.done
}

async function diagnose(
  engine: Engine,
  output: Output,
  spec: ProjectSpec,
  host: string | undefined,
): Promise<ExitCode> {
  const service = engine.hosts()
  if (service === undefined) return output.problem(problem('wrong-use', 'no project is open'))
  const hosts: HostDiagnosis[] = []
  for (const { name } of spec.hosts) {
    if (host !== undefined && name !== host) continue
    const found = await service.diagnose(name, true)
    if (!found.ok) return output.problem(found.problem)
    hosts.push(found.value)
    output.say(diagnosisText(found.value))
  }
  output.document({ hosts })
  return hosts.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed
}

const stateOf = ({ problem: found, removed }: HostCheck): string =>
  found === undefined
    ? `answers${removed === undefined ? '' : `, ${removed} ended steps removed`}`
    : `${found.message}${found.next === undefined ? '' : `. Next: ${found.next}`}`

const signs: Readonly<Record<StageState, string>> = { ok: 'ok', warn: 'look', failed: 'FAILED' }

/** One block a host: a line a stage, and below one that failed what it means and what to do. */
export const diagnosisText = ({ host, ok, hops }: HostDiagnosis): string =>
  [
    `${host}: ${ok ? 'can be worked with' : 'cannot be worked with'}`,
    ...hops.flatMap((hop) => [
      `  ${hop.host} (${hop.way})`,
      ...hop.stages.flatMap(({ stage, state, ms, sentence, problem: found }) => [
        `    ${stage.padEnd(14)} ${signs[state].padEnd(6)} ${`${Math.round(ms)} ms`.padStart(8)}  ${sentence}`,
        ...(found === undefined ? [] : indented(formatProblem(found))),
      ]),
    ]),
  ].join('\n')

const indented = (text: string): string[] => text.split('\n').map((line) => `        ${line}`)

const noSuchHost = (host: string, spec: ProjectSpec): Problem =>
  problem('wrong-use', `the project has no host ${host}`, {
    next: `its hosts are: ${spec.hosts.map(({ name }) => name).join(', ')}`,
  })
