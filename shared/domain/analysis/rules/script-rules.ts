import { counted } from '../../../base/counted.ts'
import type { Evidence } from '../findings.ts'
import { checkScripts, reportOf } from '../sql-scripts.ts'
import type { ScriptCheck, ScriptVerdict } from '../sql-scripts.ts'
import { some } from './rule.ts'
import type { Hit, Rule, RuleInput } from './rule.ts'

/** SQL scripts as they were read (method.txt, PMA scope): registered, free of changes, and fit for the target. */

/** Scripts that nobody has decided to drop. */
const kept = ({ survey, registers }: RuleInput): readonly ScriptCheck[] =>
  checkScripts(survey).filter(
    ({ script }) => reportOf(registers.reports, script)?.entry.decision !== 'drop',
  )

const hitsOf = (
  input: RuleInput,
  verdicts: readonly ScriptVerdict[],
  basisOf: (check: ScriptCheck) => string,
): readonly Hit[] =>
  kept(input)
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map((check) => ({
      subject: check.script.name.slice(0, 300),
      basis: basisOf(check).slice(0, 300),
      message: `${check.script.name}: ${check.sentence}`,
      evidence: evidenceOf(check),
    }))

const evidenceOf = ({ script, goneTables, goneColumns }: ScriptCheck): readonly Evidence[] =>
  [
    ...script.writes.map(({ verb, line }) => `line ${line}: ${verb}`),
    ...[...goneTables, ...goneColumns].map(({ name, line }) => `line ${line}: ${name}`),
    ...script.unread.map(({ line, why }) => `line ${line}: ${why}`),
  ]
    .slice(0, 20)
    .map((text) => ({ text, source: script.source }))

const unregistered: Rule = {
  id: 'script-unregistered',
  title: 'Every SQL script is in the register of reports',
  severity: 'warning',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA scope: custom reports and SQL scripts',
  mark: 'stated',
  meaning: 'Nobody has said whose it is, and whether it is needed on the target.',
  advice: 'Register it under its name: kind sql, owner, and a decision (keep, rewrite, drop).',
  derive: ({ survey, registers }) =>
    (survey?.scripts ?? [])
      .filter((script) => reportOf(registers.reports, script) === undefined)
      .map((script) => {
        const tables = script.tables.map(({ name }) => name)
        return {
          subject: script.name.slice(0, 300),
          message: `${script.name} (${tables.length === 0 ? 'no table' : some(tables)}) is not registered.`,
          evidence: [{ text: counted(script.statements, 'statement'), source: script.source }],
        }
      }),
}

const writes: Rule = {
  id: 'script-writes',
  title: 'No script changes the database directly',
  severity: 'blocker',
  before: 'switchover',
  doer: 'operator',
  source: 'method.txt PMA example 1; domain.md 6 row 18',
  mark: 'stated',
  meaning:
    'The dispatcher sees API requests only: such a script changes the system that it was written for, wherever the customer is.',
  advice: 'Rewrite it as API requests, or drop it.',
  derive: (input) =>
    hitsOf(input, ['writes'], ({ script }) =>
      [...new Set(script.writes.map(({ verb }) => verb))].toSorted().join(' '),
    ),
}

const broken: Rule = {
  id: 'script-broken',
  title: 'Scripts find their tables and columns on the target',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'method.txt PMA scope: custom reports and SQL scripts',
  mark: 'inferred',
  meaning: 'It will fail on the target, or the report that it makes will be missing.',
  advice: 'Rewrite it for the target (API requests, where it reads customers), or drop it.',
  derive: (input) =>
    hitsOf(input, ['broken'], ({ goneTables, goneColumns }) =>
      [...goneTables, ...goneColumns].map(({ name }) => name).join(' '),
    ),
}

const unclear: Rule = {
  id: 'script-not-understood',
  title: 'Every statement of a script could be read',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'method.txt PMA scope: custom reports and SQL scripts',
  mark: 'ours',
  meaning: 'What these statements touch is not known.',
  advice: 'Look at these lines yourself, and write what they touch into the register.',
  derive: (input) =>
    kept(input)
      .filter(({ script }) => script.unread.length > 0)
      .map((check) => ({
        subject: check.script.name.slice(0, 300),
        basis: counted(check.script.unread.length, 'line'),
        message: `${check.script.name}: ${check.script.unread.length === 1 ? 'a statement is' : `${check.script.unread.length} statements are`} not understood, from line ${check.script.unread[0]?.line ?? 0} on.`,
        evidence: check.script.unread
          .slice(0, 20)
          .map(({ line, why }) => ({ text: `line ${line}: ${why}`, source: check.script.source })),
      })),
}

const unchecked: Rule = {
  id: 'script-not-checked',
  title: 'Scripts were compared with the schema of the target',
  severity: 'note',
  before: 'transfer',
  doer: 'vendor',
  source: 'method.txt PMA scope: custom reports and SQL scripts',
  mark: 'inferred',
  meaning: 'Whether they run on the target is not known.',
  advice: 'Survey the target once its database is there: its tables and columns are read then.',
  derive: (input) => {
    const names = kept(input)
      .filter(({ verdict }) => verdict === 'not-checked')
      .map(({ script }) => script.name)
    return names.length === 0
      ? []
      : [
          {
            subject: 'schema of the target',
            basis: 'not read',
            message: `${names.length === 1 ? 'A script was' : `${names.length} scripts were`} not compared with the target: ${some(names)}.`,
            evidence: [{ text: some(names, 20), source: 'SQL scripts' }],
          },
        ]
  },
}

export const scriptRules: readonly Rule[] = [unregistered, writes, broken, unclear, unchecked]
