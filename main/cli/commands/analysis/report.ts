import type { Command } from 'commander'
import { DiagramPhase } from '../../../../shared/domain/analysis/diagram.ts'
import { ruleGroups } from '../../../../shared/domain/analysis/rules/index.ts'
import { rulesTable } from '../../../../shared/domain/analysis/rules/rules-table.ts'
import { AnalysisTable } from '../../../../shared/domain/analysis/tables.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import { named } from '../../arguments.ts'
import { outputOf, withSession } from '../../global-options.ts'
import { exitCodes, table } from '../../output.ts'
import { writeWhole } from '../../../exports/write-whole.ts'

/** `analysis report`: the four results of the method as one document that opens anywhere. */
export function addReport(analysis: Command): void {
  analysis
    .command('report')
    .description('write the results: diagram, customizations, plan, matrix, findings, sign-off')
    .argument('<project>')
    .requiredOption('--out <file>', 'NAME.html')
    .action((project: string, flags: { out: string }, command: Command) =>
      withSession(command, async ({ engine, clock }, output) => {
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const written = await engine.data.analysisReport(flags.out, clock.now())
        if (!written.ok) return output.problem(written.problem)
        output.say(`${flags.out}: ${(written.value.bytes / 1024).toFixed(0)} KiB`)
        output.document({ report: flags.out, bytes: written.value.bytes })
        return exitCodes.done
      }),
    )
}

/** `analysis table`: one table of the results, CSV or JSON by the end of the file's name. */
export function addTable(analysis: Command): void {
  analysis
    .command('table')
    .description(`write one table as CSV or JSON: ${AnalysisTable.options.join(', ')}`)
    .argument('<project>')
    .argument('<table>')
    .requiredOption('--out <file>', 'NAME.csv or NAME.json')
    .action((project: string, name: string, flags: { out: string }, command: Command) =>
      withSession(command, async ({ engine, clock }, output) => {
        const wanted = named(AnalysisTable, name, 'table')
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const written = await engine.data.analysisTable(wanted, flags.out, clock.now())
        if (!written.ok) return output.problem(written.problem)
        output.say(`${flags.out}: ${written.value.rows} rows`)
        output.document({ table: wanted, file: flags.out, ...written.value })
        return exitCodes.done
      }),
    )
}

/** `analysis diagram`: components before, during or after, as SVG. */
export function addDiagram(analysis: Command): void {
  analysis
    .command('diagram')
    .description('write the diagram of all components as SVG')
    .argument('<project>')
    .option('--phase <word>', 'before, during or after', 'before')
    .requiredOption('--out <file>', 'NAME.svg')
    .action((project: string, flags: { phase: string; out: string }, command: Command) =>
      withSession(command, async ({ engine, clock }, output) => {
        const phase = DiagramPhase.find((one) => one === flags.phase)
        if (phase === undefined)
          return fail('wrong-use', `"${flags.phase}" is no phase`, {
            next: `choose one of ${DiagramPhase.join(', ')}`,
          })
        const opened = await engine.open(project, 'read')
        if (!opened.ok) return output.problem(opened.problem)
        const { svg, width, height, diagram } = await engine.data.diagram(phase, clock.now())
        const written = await writeWhole([{ path: flags.out, text: svg }], { replace: true })
        if (!written.ok) return output.problem(written.problem)
        output.say(`${flags.out}: ${diagram.nodes.length} components, ${width} × ${height}`)
        output.document({ diagram: flags.out, phase, width, height })
        return exitCodes.done
      }),
    )
}

/** `analysis rules`: every rule with the source of its fact. */
export function addRules(analysis: Command): void {
  analysis
    .command('rules')
    .description('every rule: what it looks at, how grave, where the fact comes from')
    .option('--markdown', 'the table of shared/domain/analysis/RULES.md')
    .action((flags: { markdown?: boolean }, command: Command) => {
      const output = outputOf(command)
      if (flags.markdown === true) {
        process.stdout.write(rulesTable())
        return
      }
      const all = ruleGroups.flatMap(({ group, rules }) => rules.map((rule) => ({ group, rule })))
      output.say(
        table(
          ['Rule', 'Severity', 'Before', 'Title', 'Source'],
          all.map(({ rule }) => [rule.id, rule.severity, rule.before, rule.title, rule.source]),
        ),
      )
      output.document({
        rules: all.map(({ group, rule: { derive: _derive, ...rule } }) => ({ group, ...rule })),
      })
      process.exitCode = exitCodes.done
    })
}
