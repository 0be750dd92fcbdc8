import type { Command } from 'commander'
import { DecisionKind } from '../../../../shared/domain/analysis/analysis-events.ts'
import { isDecided } from '../../../../shared/domain/analysis/findings.ts'
import { DateText } from '../../../../shared/domain/planning.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { named } from '../../arguments.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import { whoAmI } from '../../session.ts'

type Flags = {
  readonly decision: string
  readonly why: string
  readonly owner?: string
  readonly due?: string
  readonly evidence?: string
  readonly rule?: string
}

/** `analysis decide`: a person's word on a finding, or on all open ones of a rule. */
export function addDecide(analysis: Command): void {
  analysis
    .command('decide')
    .description('decide on a finding: assign, plan, done (with evidence), accept, not-applicable')
    .argument('<project>')
    .argument('[finding]', 'as `analysis findings` names it; or --rule')
    .requiredOption('--decision <word>', DecisionKind.options.join(', '))
    .requiredOption('--why <reason>')
    .option('--rule <id>', 'every open finding of this rule')
    .option('--owner <name>', 'of assign and plan')
    .option('--due <date>', 'of assign and plan, YYYY-MM-DD')
    .option('--evidence <text>', 'of done: what shows it')
    .action((project: string, finding: string | undefined, flags: Flags, command: Command) => {
      const { why, owner, evidence, rule } = flags
      if ((finding === undefined) === (rule === undefined))
        return fail('wrong-use', 'name one finding, or --rule for all open ones of a rule')
      const request = {
        decision: named(DecisionKind, flags.decision, 'decision'),
        by: whoAmI(),
        reason: why,
        ...(owner === undefined ? {} : { owner }),
        ...(flags.due === undefined ? {} : { due: named(DateText, flags.due, 'date') }),
        ...(evidence === undefined ? {} : { evidence }),
      }
      return withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const state = await engine.registers.state()
        if (!state.ok) return output.problem(state.problem)
        const chosen =
          finding === undefined
            ? state.value.findings
                .filter((f) => f.rule === rule && !isDecided(f.state))
                .map(({ id }) => id)
            : [finding]
        const decided = []
        for (const id of chosen) {
          const row = await engine.registers.decide({ ...request, finding: id })
          if (!row.ok) return output.problem(row.problem)
          decided.push(row.value)
          output.say(`${row.value.id}: ${row.value.state} by ${request.by}.`)
        }
        if (chosen.length === 0) output.say(`No open finding of the rule ${rule ?? ''}.`)
        output.document({ decided: decided.map(({ id, state }) => ({ id, state })) })
        return exitCodes.done
      })
    })
}
