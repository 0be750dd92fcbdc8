import type { Command } from 'commander'
import { fail } from '../../../shared/domain/problems.ts'
import { checkJump } from '../../../shared/planner/jump.ts'
import { outputOf } from '../global-options.ts'
import { exitCodes } from '../output.ts'
import { findingLines } from './plan/text.ts'

export function addJumpCommand(program: Command): void {
  program
    .command('jump')
    .description('one jump to a newer release beside the traditional route')
    .argument('<from>', 'for example MR85')
    .argument('<to>', 'for example MR100')
    .action((from: string, to: string, _: unknown, command: Command) => {
      for (const release of [from, to])
        if (!/^MR\d+$/.test(release))
          fail('wrong-use', `"${release}" is no release`, { next: 'write it as MR85' })
      const output = outputOf(command)
      const jump = checkJump(from, to)
      output.say(`${from} to ${to}: ${jump.releases} releases in one jump, one analysis.`)
      output.say(
        `Traditional route: ${[from, ...jump.traditional].join(' → ')}, an analysis for each of ${jump.traditional.length}.`,
      )
      output.say(
        jump.freezeEnforced
          ? `${from} blocks changes of the catalog by itself once the database is copied.`
          : `${from} does not block changes of the catalog: the freeze rests on discipline and is checked by catalog-freeze-check.`,
      )
      for (const line of findingLines(jump.findings)) output.say(line)
      output.document(jump)
      process.exitCode = jump.findings.some((f) => f.severity === 'error')
        ? exitCodes.failed
        : exitCodes.done
    })
}
