import { someOf } from '../../../shared/base/some-of.ts'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { counted } from '../../../shared/base/counted.ts'
import { mayBeTakenUp } from '../../../shared/domain/left-runs.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { ImportFiles } from '../../data/protocol.ts'
import { owesSomething } from '../../transfer/standing.ts'
import { outputOf, withSession } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'

/** A folder stands for the project.yaml in it. */
const projectYaml = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    ? join(path, 'project.yaml')
    : path

export function addProjectCommands(program: Command): void {
  program
    .command('import')
    .description('create a project file from project.yaml and customers.csv')
    .argument('<folder or project.yaml>')
    .requiredOption('--out <file>', 'the project file to create, NAME.switchyard')
    .option('--customers <csv>', 'default: customers.csv beside project.yaml')
    .action(async (path: string, options: { out: string; customers?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const files: ImportFiles = {
          project: projectYaml(path),
          out: options.out,
          ...(options.customers === undefined ? {} : { customers: options.customers }),
        }
        const imported = await engine.importProject(files)
        if (!imported.ok) return output.problem(imported.problem)
        const { spec, customers, accounts } = imported.value
        output.say(
          `${spec.name}: ${customers} customers, ${accounts} accounts, ${spec.hosts.length} hosts → ${options.out}`,
        )
        output.say(`Next: switchyard plan ${options.out}`)
        output.document({ project: options.out, name: spec.name, customers, accounts })
        return exitCodes.done
      }),
    )

  program
    .command('validate')
    .description('check project.yaml and customers.csv; writes nothing')
    .argument('<folder or project.yaml>')
    .option('--customers <csv>', 'default: customers.csv beside project.yaml')
    .action(async (path: string, options: { customers?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const checked = await engine.data.validate({
          project: projectYaml(path),
          ...(options.customers === undefined ? {} : { customers: options.customers }),
        })
        if (!checked.ok) return output.problem(checked.problem)
        output.say(
          `${checked.value.spec.name} is well formed: ${checked.value.customers.length} customers, ${checked.value.spec.hosts.length} hosts`,
        )
        output.document({
          name: checked.value.spec.name,
          customers: checked.value.customers.length,
        })
        return exitCodes.done
      }),
    )

  program
    .command('status')
    .description('where the migration stands; opens the project read-only')
    .argument('<project>')
    .action(async (project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        if (opened.value.copied === true)
          output.say('Read from a copy: the project cannot be read where it is without writing.')
        const [customers, batches, runs] = await Promise.all([
          engine.data.customers(),
          engine.data.batches(),
          engine.data.runs(),
        ])
        const takingBack = await engine.data.takingBack()
        const isGoingBack = new Set(takingBack.map(({ run }) => run))
        const places = new Map(customers.map(({ id, state }) => [id as string, state]))
        const states: Record<string, number> = {}
        for (const customer of customers) states[customer.state] = (states[customer.state] ?? 0) + 1
        output.say(
          `${opened.value.spec.name}: ${Object.entries(states)
            .map(([s, n]) => `${n} ${s}`)
            .join(', ')}`,
        )
        if (batches.length > 0)
          output.say(
            table(
              ['batch', 'customers', 'state'],
              batches.map((b) => [b.id, b.members.length, b.state]),
            ),
          )
        if (runs.length > 0)
          output.say(
            table(
              ['run', 'procedure', 'state', 'reason'],
              // What is stored beside one that goes on is of its last pause.
              runs.map((r) => [
                r.id,
                r.procedure,
                isGoingBack.has(r.id) ? `${r.state}, being taken back` : r.state,
                r.state === 'running' ? '' : (r.reason ?? ''),
              ]),
            ),
          )
        const left: string[] = []
        for (const run of runs) {
          const owes = await owesSomething(engine.data, run, runs, places)
          if (mayBeTakenUp(run, owes))
            left.push(`${run.id} ${isRunOver(run.state) ? 'owes steps or checks' : 'not over'}`)
        }
        if (left.length > 0)
          output.say(
            `Next: switchyard resume ${project} (${left.join(', ')}, unless another window runs it)`,
          )
        for (const { run, left: members } of takingBack)
          output.say(
            `Next: switchyard undo ${project} ${run} (being taken back, left are ${someOf(members)}, unless another window does it)`,
          )
        output.document({
          name: opened.value.spec.name,
          customers: states,
          batches,
          runs,
          takingBack,
          lastSeq: opened.value.lastSeq,
          lastHash: opened.value.lastHash,
        })
        return exitCodes.done
      }),
    )

  program
    .command('verify')
    .description('recompute the chain of events and the state that follows from it')
    .argument('<project>')
    .action(async (project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const verified = await engine.data.verify()
        if (!verified.ok) return output.problem(verified.problem)
        output.say(
          `${counted(verified.value.events, 'event')}, chain whole, head ${verified.value.hash}`,
        )
        output.document(verified.value)
        return exitCodes.done
      }),
    )

  program
    .command('procedures')
    .description('list the procedures')
    .action(async (_: unknown, command: Command) =>
      withSession(command, async ({ engine }) => {
        const output = outputOf(command)
        const all = engine.procedures()
        output.say(
          table(
            ['procedure', 'stage', 'scope', 'title'],
            all.map((p) => [p.id, p.stage, p.scope, p.title]),
          ),
        )
        output.document({ procedures: all })
        return exitCodes.done
      }),
    )
}
