import type { Command } from 'commander'
import { reportOf } from '../../../../shared/domain/analysis/sql-scripts.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'

/** `analysis scripts`: the SQL scripts that were read, and whether they fit the target. Ends with 1 while one writes or is broken. */
export function addScripts(analysis: Command): void {
  analysis
    .command('scripts')
    .description('SQL scripts that were read: whose they are, what they touch, whether they fit')
    .argument('<project>')
    .action((project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const state = await engine.registers.state()
        if (!state.ok) return output.problem(state.problem)
        const { scripts, registers } = state.value
        output.say(
          table(
            ['script', 'owner', 'tables', 'columns', 'verdict', 'why'],
            scripts.map(({ script, verdict, sentence }) => [
              script.name,
              reportOf(registers.reports, script)?.entry.owner ?? 'not registered',
              String(script.tables.length),
              String(script.columns.length),
              verdict,
              sentence,
            ]),
          ),
        )
        if (scripts.length === 0)
          output.say('None was read yet: switchyard analysis read-file PROJECT FOLDER --kind sql')
        output.document({ scripts })
        return scripts.some(({ verdict }) => verdict === 'writes' || verdict === 'broken')
          ? exitCodes.failed
          : exitCodes.done
      }),
    )
}
