import { ruleGroups } from './index.ts'

/** The table of all rules as Markdown, for `RULES.md`: rule, severity, what it holds up, source with its mark, test. */
export function rulesTable(): string {
  const rows = ruleGroups.flatMap(({ group, rules }) =>
    rules.map(({ id, title, severity, before, doer, source, mark }) => [
      `\`${id}\``,
      title,
      severity,
      before,
      partyNames[doer],
      `${source} (${mark})`,
      `\`test/unit/shared/domain/analysis/rules/${group}-rules.test.ts\``,
    ]),
  )
  const head = ['rule', 'what is to be', 'severity', 'before', 'who', 'source (mark)', 'test']
  return [
    '# Rules of the analysis',
    '',
    'Written by `switchyard analysis rules --markdown`; a test says when it is not current. Marks: *stated* by PortaOne, *inferred* from',
    'what is stated, *ours*. Some hits of a rule are graver or milder than the rule: its test says which.',
    '',
    `| ${head.join(' | ')} |`,
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n')
}
import { partyNames } from '../../parties.ts'
