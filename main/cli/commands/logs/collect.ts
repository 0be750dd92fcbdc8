import type { Command } from 'commander'
import { BatchId } from '../../../../shared/domain/ids.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'

/** `logs collect` and `logs counts`: fetching alone, and what it counted. */
export function addCollectCommands(logs: Command): void {
  logs
    .command('collect')
    .description('fetch what the hosts have logged since the last time, each byte once')
    .argument('<project>')
    .option('--batch <id>', 'count it to this batch')
    .action(async (project: string, flags: { batch?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const collected = await engine.logs.collect(batchOf(flags))
        if (!collected.ok) return output.problem(collected.problem)
        output.say(collected.value.sentence)
        output.document(collected.value)
        return collected.value.answer === 'pass' ? exitCodes.done : exitCodes.unknown
      }),
    )
  logs
    .command('counts')
    .description('errors and warnings by host and level, so far')
    .argument('<project>')
    .option('--batch <id>')
    .action(async (project: string, flags: { batch?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const counts = await engine.data.logCounts(batchOf(flags))
        output.say(
          table(
            ['host', 'file', 'level', 'lines'],
            counts.map((c) => [c.host, c.file, c.level, c.lines]),
          ),
        )
        output.document({ counts })
        return exitCodes.done
      }),
    )
}

const batchOf = ({ batch }: { readonly batch?: string }): BatchId | undefined =>
  batch === undefined ? undefined : named(BatchId, batch, 'batch')
