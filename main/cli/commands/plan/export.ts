import type { Command } from 'commander'
import { fail } from '../../../../shared/domain/problems.ts'
import { planTexts } from '../../../exports/plan-file.ts'
import { writeWhole } from '../../../exports/write-whole.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'

type ExportFlags = {
  readonly matrix?: string
  readonly ics?: string
  readonly notices?: string
  readonly force?: boolean
}

export function addExport(plan: Command): void {
  plan
    .command('export')
    .description('the plan for others: migration matrix, calendar, notices to customers')
    .argument('<project>')
    .option('--matrix <csv>', 'one row a customer: batch, window, ties, hand work')
    .option('--ics <file>', 'windows and milestones for a calendar')
    .option('--notices <csv>', 'one row a customer, in the customer’s own zone, for a mail merge')
    .option('--force', 'replace files that exist')
    .action((project: string, flags: ExportFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const { matrix, ics, notices } = flags
        if (matrix === undefined && ics === undefined && notices === undefined)
          return fail('wrong-use', 'nothing is asked for', {
            next: 'name one or more of --matrix F.csv, --ics F.ics, --notices F.csv',
          })
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const plan = await engine.plan.current()
        if (!plan.ok) return output.problem(plan.problem)
        const facts = await engine.plan.facts()
        if (!facts.ok) return output.problem(facts.problem)
        const files = (
          [
            ['matrix', matrix],
            ['calendar', ics],
            ['notices', notices],
          ] as const
        ).flatMap(([what, path]) =>
          path === undefined ? [] : [{ path, text: planTexts[what](facts.value, plan.value) }],
        )
        const written = await writeWhole(files, { replace: flags.force === true })
        if (!written.ok) return output.problem(written.problem)
        for (const { path, bytes } of written.value)
          output.say(`${path}: ${(bytes / 1024).toFixed(1)} KiB`)
        output.document({ version: plan.value.version, files: written.value })
        return exitCodes.done
      }),
    )
}
