import type { Command } from 'commander'
import { DateText, TaskState } from '../../../../shared/domain/planning.ts'
import { instantOf, named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type TaskFlags = {
  readonly state: string
  readonly at?: string
  readonly owner?: string
  readonly due?: string
  readonly note?: string
}

export function addTask(plan: Command): void {
  plan
    .command('task')
    .description(
      'say how a task of the plan stands, who does it and by when; an empty --owner=, --due= or --note= takes back what was said',
    )
    .argument('<project>')
    .argument('<id>', 'as `plan PROJECT` shows it')
    .requiredOption('--state <state>', TaskState.options.join(', '))
    .option('--at <iso>', 'when it really began or ended; default now')
    .option('--owner <name>')
    .option('--due <date>')
    .option('--note <text>')
    .action((project: string, id: string, flags: TaskFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const change = {
          task: id,
          state: named(TaskState, flags.state, `state (${TaskState.options.join(', ')})`),
          ...(flags.at === undefined ? {} : { happenedAt: instantOf(flags.at) }),
          ...(flags.owner === undefined ? {} : { owner: orNone(flags.owner) }),
          ...(flags.due === undefined
            ? {}
            : { due: flags.due === '' ? null : named(DateText, flags.due, 'date') }),
          ...(flags.note === undefined ? {} : { note: orNone(flags.note) }),
        }
        const done = await engine.plan.setTask(change, whoAmI())
        if (!done.ok) return output.problem(done.problem)
        output.say(`${id} is ${change.state}`)
        output.document(change)
        return exitCodes.done
      }),
    )
}

const orNone = (text: string): string | null => (text === '' ? null : text)
