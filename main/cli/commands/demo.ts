import { resolve } from 'node:path'
import type { Command } from 'commander'
import { formatInstant, formatMs } from '../../../shared/domain/time.ts'
import { runDemo } from '../demo.ts'
import { labRate } from '../arguments.ts'
import { outputOf } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'
import { showProgress } from '../progress.ts'

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('the whole migration of Panda Telecom on the embedded lab')
    .option('--rate <n>', 'how much faster than real time the lab runs', '25')
    .option('--out <file>', 'where to write the report', 'report.html')
    .option('--sample <dir>', 'another sample')
    .action(async (flags: { rate: string; out: string; sample?: string }, command: Command) => {
      const output = outputOf(command)
      const result = await runDemo({
        rate: labRate(flags.rate),
        report: resolve(flags.out),
        say: (text) => output.progress(text),
        follow: (handle) => showProgress(handle),
        ...(flags.sample === undefined ? {} : { sample: flags.sample }),
      })
      output.say('')
      output.say(
        `${result.customers.onTarget} of ${result.customers.total} customers are on the target by the lab's own count.`,
      )
      output.say(
        `${result.customers.returned} returned and moved again, ${result.recovered.retriedImports} imports recovered by a retry, ${result.recovered.runAgain} moved back and again, ${result.faultsInjected.length} faults injected.`,
      )
      output.say(
        table(
          ['downtime', 'scope', 'measured', 'budget'],
          result.downtime.map((d) => [
            d.service,
            d.scope,
            d.measuredMs === null ? 'unknown' : formatMs(d.measuredMs),
            formatMs(d.budgetMs),
          ]),
        ),
      )
      output.say(
        `Planned end ${formatInstant(result.plannedEnd)}, actual ${formatInstant(result.actualEnd)}.`,
      )
      output.say(`Report: ${result.report}`)
      output.say(`${result.wallSeconds} s, ${result.peakRssMiB} MiB`)
      for (const complaint of result.complaints) output.progress(`NOT RIGHT: ${complaint}`)
      output.document(result)
      process.exitCode =
        result.complaints.length === 0 && result.decommissioned ? exitCodes.done : exitCodes.failed
    })
}
