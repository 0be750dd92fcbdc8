import type { Command } from 'commander'
import { BatchId } from '../../../shared/domain/ids.ts'
import { withSession } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'

export function addReportCommands(program: Command): void {
  program
    .command('report')
    .description('write the offline report: one HTML file that opens anywhere')
    .argument('<project>')
    .requiredOption('--out <file>', 'NAME.html')
    .action(async (project: string, flags: { out: string }, command: Command) =>
      withSession(command, async ({ engine, clock }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const written = await engine.data.report(flags.out, clock.now())
        if (!written.ok) return output.problem(written.problem)
        output.say(`${flags.out}: ${(written.value.bytes / 1024).toFixed(0)} KiB`)
        output.document({ report: flags.out, bytes: written.value.bytes })
        return exitCodes.done
      }),
    )

  const logs = program.command('logs').description('logs of the hosts')
  logs
    .command('collect')
    .description('fetch what the hosts have logged since the last time, each byte once')
    .argument('<project>')
    .option('--batch <id>', 'count it to this batch')
    .action(async (project: string, flags: { batch?: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const collected = await engine.collectLogs(
          flags.batch === undefined ? undefined : BatchId.parse(flags.batch),
        )
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
        const counts = await engine.data.logCounts(
          flags.batch === undefined ? undefined : BatchId.parse(flags.batch),
        )
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
