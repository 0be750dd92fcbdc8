import type { Command } from 'commander'
import type { FactChange } from '../../../../shared/domain/analysis/compare-surveys.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes } from '../../output.ts'

/** `analysis compare`: what differs between two surveys. */
export function addCompareCommand(analysis: Command): void {
  analysis
    .command('compare')
    .description('what differs between two surveys')
    .argument('<project>')
    .argument('<before>', 'id of a survey, its beginning is enough')
    .argument('<after>')
    .action(async (project: string, before: string, after: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const compared = await engine.analysis.compare(before, after)
        if (!compared.ok) return output.problem(compared.problem)
        const { appeared, gone, changed, newThings, goneThings, notComparable } = compared.value
        const steady = changed.filter(({ moves }) => !moves)
        const list = (title: string, lines: readonly string[]): void => {
          if (lines.length === 0) return
          output.say(`${title}:`)
          for (const line of lines) output.say(`  ${line}`)
        }
        list('Changed', steady.map(sentence))
        list('New', [...appeared.map(sentence), ...newThings])
        list('Gone', [...gone.map(sentence), ...goneThings])
        list('Moved by themselves', changed.filter(({ moves }) => moves).map(sentence))
        list('Read by only one of them, so not compared', notComparable)
        if (
          steady.length + appeared.length + gone.length + newThings.length + goneThings.length ===
          0
        )
          output.say('Nothing that stays has changed.')
        output.document(compared.value)
        return exitCodes.done
      }),
    )
}

const sentence = ({ subject, name, before, after }: FactChange): string =>
  `${subject}, ${name}: ${before === undefined ? String(after) : after === undefined ? String(before) : `${String(before)} → ${String(after)}`}`
