import type { Command } from 'commander'
import { subjectKey } from '../../../../shared/domain/analysis/facts.ts'
import type { Fact, Survey } from '../../../../shared/domain/analysis/facts.ts'
import { formatProblem, problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import type { Output } from '../../output.ts'

/** `analysis surveys`: those that are kept. `analysis show`: one of them, or what is known now over all. */
export function addSurveysCommands(analysis: Command): void {
  analysis
    .command('surveys')
    .description('the surveys that are kept and the files that were read, oldest first')
    .argument('<project>')
    .action(async (project: string, _: unknown, command: Command) =>
      withSession(command, async ({ engine }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const surveys = await engine.analysis.surveys()
        output.say(
          surveys.length === 0
            ? 'None yet. Next: switchyard analysis survey PROJECT --dry-run'
            : table(
                ['survey', 'begun', 'ended', 'by', 'sources', 'facts', 'gaps'],
                surveys.map((s) => [
                  s.id,
                  iso(s.startedAt),
                  s.endedAt === undefined ? 'not over' : iso(s.endedAt),
                  s.by,
                  s.file ?? s.sources.length,
                  s.facts,
                  s.gaps,
                ]),
              ),
        )
        output.document({ surveys })
        return exitCodes.done
      }),
    )

  analysis
    .command('show')
    .description('facts, modifications, connections, API clients and gaps of a survey')
    .argument('<project>')
    .argument('[survey]', 'id or its beginning; default: what is known now, over all')
    .option('--of <text>', 'only subjects whose name has this in it, e.g. "host src-db"')
    .action(
      async (project: string, id: string | undefined, { of }: { of?: string }, command: Command) =>
        withSession(command, async ({ engine }, output) => {
          const opened = await engine.open(project, 'read')
          if (!opened.ok) return output.problem(opened.problem)
          const known = id === undefined ? await engine.analysis.known() : undefined
          const found =
            id === undefined
              ? known === undefined
                ? undefined
                : ({ ok: true, value: known } as const)
              : await engine.analysis.one(id)
          if (found === undefined)
            return output.problem(
              problem('precondition', 'no survey is over yet', {
                next: 'switchyard analysis survey PROJECT',
              }),
            )
          if (!found.ok) return output.problem(found.problem)
          showWhole(output, found.value, of)
          output.document({ survey: found.value })
          return exitCodes.done
        }),
    )
}

function showWhole(output: Output, survey: Survey, of: string | undefined): void {
  const wanted = (text: string): boolean => of === undefined || text.includes(of)
  const section = (title: string, head: readonly string[], rows: (string | number)[][]): void => {
    if (rows.length === 0) return
    output.say(`\n${title}`)
    output.say(table(head, rows))
  }
  const facts = survey.facts.filter(({ subject }) => wanted(subjectKey(subject)))
  section(
    'Facts',
    ['subject', 'fact', 'value', 'source', 'read at'],
    facts.map((f) => [subjectKey(f.subject), f.name, valueOf(f), f.source, iso(f.at)]),
  )
  section(
    'Modifications',
    ['host', 'kind', 'name', 'detail', 'source'],
    survey.modifications
      .filter(({ host }) => wanted(`host ${host}`))
      .map((m) => [m.host, m.kind, m.name, m.detail ?? '', m.source]),
  )
  section(
    'Connections',
    ['host', 'protocol', 'from', 'port', 'login', 'an hour'],
    survey.connections
      .filter(({ host }) => wanted(`host ${host}`))
      .map((c) => [c.host, c.protocol, c.address, c.port ?? '', c.user ?? '', c.ratePerHour ?? '']),
  )
  section(
    'API clients',
    ['address', 'method', 'hits', 'first', 'last'],
    survey.apiClients
      .filter(({ address }) => wanted(`client ${address}`))
      .map((c) => [c.address, c.method, c.hits, iso(c.firstAt), iso(c.lastAt)]),
  )
  if (survey.unread.length > 0) output.say(`\nGaps`)
  for (const gap of survey.unread)
    output.say(`${gap.source ?? ''}: ${formatProblem(gap).replaceAll('\n', '\n  ')}`)
}

const iso = (at: number): string => new Date(instant(at)).toISOString().slice(0, 19)

const valueOf = ({ value, unit }: Fact): string =>
  `${String(value)}${unit === null ? '' : ` ${unit}`}`
