import type { Command } from 'commander'
import { fail } from '../../../../shared/domain/problems.ts'
import { FileKind } from '../../../../shared/domain/analysis/file-kinds.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import { whoAmI } from '../../session.ts'
import { showSurvey } from './survey.ts'

/** `analysis read-file` and `analysis exposure`: what people bring, and what it says together with the logs. */
export function addFileCommands(analysis: Command): void {
  analysis
    .command('read-file')
    .description(
      'a modification report, a web access log, SQL scripts, or the list of changed API methods',
    )
    .argument('<project>')
    .argument('<file>')
    .requiredOption('--kind <kind>', FileKind.options.join(', '))
    .action(async (project: string, file: string, flags: { kind: string }, command: Command) => {
      const kind = kindOf(flags.kind)
      await withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'write')
        if (!opened.ok) return output.problem(opened.problem)
        const read = await engine.analysis.readFile(file, kind, whoAmI())
        if (!read.ok) return output.problem(read.problem)
        if ('survey' in read.value) return showSurvey(output, read.value.survey)
        output.say(`${read.value.methods} changed methods; see: switchyard analysis exposure`)
        output.document(read.value)
        return exitCodes.done
      })
    })

  analysis
    .command('exposure')
    .description('clients that call API methods which change within the jump')
    .argument('<project>')
    .action(async (project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const found = await engine.analysis.exposure()
        if (!found.ok) return output.problem(found.problem)
        output.say(
          found.value.length === 0
            ? 'No client that was seen calls a method of the list.'
            : table(
                ['client', 'method', 'hits', 'first', 'last', 'changes in'],
                found.value.map((e) => [
                  e.address,
                  e.method,
                  e.hits,
                  new Date(e.firstAt).toISOString().slice(0, 19),
                  new Date(e.lastAt).toISOString().slice(0, 19),
                  e.changes.map(({ release }) => release).join(' '),
                ]),
              ),
        )
        output.document({ exposure: found.value })
        return exitCodes.done
      }),
    )
}

function kindOf(text: string): FileKind {
  const kind = FileKind.options.find((known) => known === text)
  return (
    kind ??
    fail('wrong-use', `there is no kind ${text}`, {
      next: `it is one of ${FileKind.options.join(', ')}`,
    })
  )
}
