import type { Command } from 'commander'
import { withSession } from '../global-options.ts'
import { exitCodes } from '../output.ts'

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('write the offline report: one HTML file that opens anywhere')
    .argument('<project>')
    .requiredOption('--out <file>', 'NAME.html')
    .action(async (project: string, flags: { out: string }, command: Command) =>
      withSession(command, async ({ engine, clock }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const written = await engine.data.report(flags.out, clock.now(), [])
        if (!written.ok) return output.problem(written.problem)
        output.say(`${flags.out}: ${(written.value.bytes / 1024).toFixed(0)} KiB`)
        output.document({ report: flags.out, bytes: written.value.bytes })
        return exitCodes.done
      }),
    )
}
