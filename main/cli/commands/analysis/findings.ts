import type { Command } from 'commander'
import { isDecided } from '../../../../shared/domain/analysis/findings.ts'
import type { FindingRow, Severity } from '../../../../shared/domain/analysis/findings.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'
import type { Output } from '../../output.ts'
import { partyNames } from '../../../../shared/domain/parties.ts'

type Flags = { readonly all?: boolean; readonly rule?: string }

/** `analysis findings`: what the rules have to say, gravest first. Ends with 1 while the setup may not begin. */
export function addFindings(analysis: Command): void {
  analysis
    .command('findings')
    .description('what was found: severity, what it means, what to do, who, decision')
    .argument('<project>')
    .option('--all', 'also those that are decided or found no more')
    .option('--rule <id>', 'only those of one rule')
    .action((project: string, flags: Flags, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const state = await engine.registers.state()
        if (!state.ok) return output.problem(state.problem)
        const { findings, gate, results } = state.value
        const shown = findings.filter(
          (f) =>
            (flags.all === true || !isDecided(f.state)) &&
            (flags.rule === undefined || f.rule === flags.rule),
        )
        for (const finding of shown) sayFinding(output, finding)
        const open = (severity: Severity): number =>
          findings.filter((f) => f.severity === severity && !isDecided(f.state)).length
        output.say(
          `${open('blocker')} blockers, ${open('warning')} warnings and ${open('note')} notes are open; ${findings.filter((f) => isDecided(f.state)).length} are decided or gone.`,
        )
        output.say(
          gate.open
            ? `The setup may begin: ${gate.sentence}.`
            : `The setup may not begin: ${gate.sentence}.`,
        )
        output.document({ results, gate, findings: shown })
        return gate.open ? exitCodes.done : exitCodes.failed
      }),
    )
}

function sayFinding(output: Output, f: FindingRow): void {
  output.say(`${f.severity.toUpperCase()} ${f.id}`)
  output.say(
    `  ${f.message}${f.state === 'open' ? '' : ` [${f.state}]`}${f.why === undefined ? '' : ` (${f.why})`}`,
  )
  if (f.meaning !== '') output.say(`  Means: ${f.meaning}`)
  if (f.advice !== '') output.say(`  Do: ${f.advice}`)
  output.say(`  Who: ${f.owner ?? partyNames[f.doer]}, ${f.due ?? `before ${f.before}`}`)
  for (const { text, source } of f.evidence.slice(0, 3)) output.say(`  Seen: ${text} (${source})`)
  if (f.evidence.length > 3) output.say(`  Seen: ${f.evidence.length - 3} more`)
  if (f.decision !== undefined)
    output.say(`  Decided: ${f.decision.decision} by ${f.decision.by}: ${f.decision.reason}`)
}
