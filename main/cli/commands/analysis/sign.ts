import type { Command } from 'commander'
import { Side } from '../../../../shared/domain/analysis/registers.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type SignFlags = {
  readonly side: string
  readonly by?: string
  readonly note?: string
  readonly results?: string
}

/** `analysis sign`: one side agrees to the results as they are now. */
export function addSign(analysis: Command): void {
  analysis
    .command('sign')
    .description('sign the results for one side; the setup begins when both sides have signed')
    .argument('<project>')
    .requiredOption('--side <word>', 'vendor or operator')
    .option('--by <name>', 'who signs; default: you')
    .option('--note <text>')
    .option(
      '--results <hash>',
      'of the results that you saw, its beginning is enough; default: those of now',
    )
    .action((project: string, flags: SignFlags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const side = named(Side, flags.side, 'side')
        const by = flags.by ?? whoAmI()
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const { note, results } = flags
        const signed = await engine.registers.sign(side, by, {
          ...(note === undefined ? {} : { note }),
          ...(results === undefined ? {} : { results }),
        })
        if (!signed.ok) return output.problem(signed.problem)
        const { gate } = signed.value
        output.say(`${by} has signed results ${signed.value.results.slice(0, 12)} for the ${side}.`)
        output.say(
          gate.open
            ? `The setup may begin: ${gate.sentence}.`
            : `Still missing: ${gate.missing.join('; ')}.`,
        )
        output.document({ side, by, results: signed.value.results, gate })
        return exitCodes.done
      }),
    )
}

/** `analysis waive`: the way through for a project without a signed analysis. */
export function addWaive(analysis: Command): void {
  analysis
    .command('waive')
    .description('answer for a setup without signed results, by the typed name of the project')
    .argument('<project>')
    .requiredOption('--why <reason>', 'in the journal, and in every report')
    .requiredOption('--type <name>', 'the name of the project')
    .action((project: string, flags: { why: string; type: string }, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const waived = await engine.registers.waive(whoAmI(), flags.type, flags.why)
        if (!waived.ok) return output.problem(waived.problem)
        output.say(`${whoAmI()} answers for a setup without signed results of the analysis.`)
        output.document({ waived: true, by: whoAmI(), reason: flags.why })
        return exitCodes.done
      }),
    )
}
