import type { Command } from 'commander'
import type { Rehearsal } from '../../../shared/domain/planning.ts'
import type { Customer } from '../../../shared/domain/project.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { CustomerRow } from '../../data/protocol.ts'
import { labRate, wholeNumber } from '../arguments.ts'
import { withSession } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'
import { showProgress } from '../progress.ts'
import { rehearse } from '../rehearsal.ts'
import { whoAmI } from '../session.ts'

type RehearseFlags = {
  readonly out: string
  readonly customers?: string
  readonly rate: string
  readonly apply?: boolean
}

export function addRehearseCommand(program: Command): void {
  program
    .command('rehearse')
    .description('setup and pilot of this project on the embedded lab: a baseline of durations')
    .argument('<project>')
    .requiredOption('--out <file>', 'project file of the rehearsal, NAME.switchyard')
    .option('--customers <n>', 'how many are moved; default: the pilot batch')
    .option('--rate <n>', 'how much faster than real time the lab runs', '25')
    .option('--apply', 'store what was measured as an edit of the plan')
    .action((project: string, flags: RehearseFlags, command: Command) => {
      const rate = labRate(flags.rate)
      return withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, flags.apply === true ? 'write' : 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const plan = await engine.plan.current()
        if (!plan.ok) return output.problem(plan.problem)
        const pilot = plan.value.batches.find((b) => b.pilot)?.members ?? []
        const measured = await rehearse({
          spec: opened.value.spec,
          customers: (await engine.data.customers()).map(toCustomer),
          first: pilot,
          most:
            flags.customers === undefined
              ? Math.max(1, pilot.length)
              : wholeNumber(flags.customers, '--customers'),
          out: flags.out,
          rate,
          say: (text) => output.progress(text),
          follow: (handle) => showProgress(handle),
        })
        for (const line of rehearsalLines(measured)) output.say(line)
        if (flags.apply !== true) {
          output.document({ rehearsal: measured, out: flags.out, applied: false })
          return exitCodes.done
        }
        const applied = await engine.plan.edit(
          { kind: 'settings', settings: { ...plan.value.settings, rehearsal: measured } },
          whoAmI(),
          `rehearsed on the embedded lab: ${flags.out}`,
          plan.value.version,
        )
        if (!applied.ok) return output.problem(applied.problem)
        output.say(`Version ${applied.value.version} of the plan rests on it.`)
        output.document({
          rehearsal: measured,
          out: flags.out,
          applied: true,
          version: applied.value.version,
        })
        return exitCodes.done
      })
    })
}

const toCustomer = ({
  state: _state,
  batch: _batch,
  returns: _returns,
  ...customer
}: CustomerRow): Customer => customer

function rehearsalLines({ title, transfers, downtime, procedures }: Rehearsal): readonly string[] {
  const sorted = transfers.map((t) => t.ms).toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)]
  return [
    title,
    median === undefined
      ? 'No transfer was measured.'
      : `${transfers.length} transfers measured, median ${formatMs(median)}, longest ${formatMs(sorted.at(-1) ?? median)}`,
    table(
      ['measured', 'took'],
      [
        ...Object.entries(downtime).map(([service, ms]) => [`downtime ${service}`, formatMs(ms)]),
        ...Object.entries(procedures).map(([id, ms]) => [`procedure ${id}`, formatMs(ms)]),
      ],
    ),
  ]
}
