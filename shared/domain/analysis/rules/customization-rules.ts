import { counted } from '../../../base/counted.ts'
import type { Modification } from '../facts.ts'
import type { Customization } from '../registers.ts'
import { checkScripts, reportOf } from '../sql-scripts.ts'
import { some } from './rule.ts'
import type { Rule, RuleInput } from './rule.ts'

/** Changes of code and system, custom reports and SQL scripts (method.txt, PMA scope and example 2). */

/** `/etc/x*` stands for all that begin so. */
const isFile = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name.includes(pattern)

export const coversModification = (entry: Customization, found: Modification): boolean =>
  (entry.hosts.length === 0 || entry.hosts.includes(found.host)) &&
  entry.files.some((file) => isFile(found.name, file))

type Group = { readonly name: string; readonly kind: string; readonly found: Modification[] }

/** The same file on several hosts is one thing to decide. */
function unregisteredOf({ survey, registers }: RuleInput): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const found of survey?.modifications ?? []) {
    if (registers.customizations.some(({ entry }) => coversModification(entry, found))) continue
    const key = `${found.kind} ${found.name}`
    const group = groups.get(key) ?? { name: found.name, kind: found.kind, found: [] }
    group.found.push(found)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const unregistered: Rule = {
  id: 'modification-unregistered',
  title: 'Every modification is in the list of customizations',
  severity: 'warning',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA example 2; domain.md 8.4',
  mark: 'stated',
  meaning:
    'Somebody changed this and nobody has said why: on the target it will be missing, wanted or not.',
  advice:
    'Find out what it does, register it, and decide together: drop it, port it to the new release, or leave it to the product.',
  derive: (input) =>
    unregisteredOf(input).map(({ name, kind, found }) => {
      const hosts = [...new Set(found.map(({ host }) => host))].toSorted()
      return {
        subject: `${kind} ${name}`.slice(0, 400),
        basis: hosts.join(' '),
        message: `${name} (${kind}) on ${some(hosts)} is not registered.`,
        evidence: found.slice(0, 20).map(({ host, detail, source }) => ({
          text: `${name} on ${host}${detail === undefined ? '' : `: ${detail}`}`,
          source,
        })),
      }
    }),
}

const undecided: Rule = {
  id: 'customization-undecided',
  title: 'Every customization is decided',
  severity: 'blocker',
  before: 'setup',
  doer: 'both',
  source: 'method.txt PMA example 2',
  mark: 'stated',
  meaning:
    'The plan cannot say what has to be ported and verified on the new release, nor by whom.',
  advice: 'Decide together: drop, port or replaced by the product; name an owner on each side.',
  derive: ({ registers }) =>
    registers.customizations.flatMap(({ id, entry }) => {
      const missing = [
        ...(entry.decision === undefined ? ['the decision'] : []),
        ...(entry.decision === 'port' && entry.vendorOwner === undefined
          ? ["PortaOne's owner"]
          : []),
        ...(entry.decision === 'port' && entry.operatorOwner === undefined
          ? ["the operator's owner"]
          : []),
      ]
      return missing.length === 0
        ? []
        : [
            {
              subject: id,
              basis: missing.join(', '),
              message: `${entry.name} (${counted(entry.files.length, 'file')}): missing ${missing.join(' and ')}.`,
              evidence: [{ text: entry.files.join(', '), source: 'register customizations' }],
            },
          ]
    }),
}

const unverified: Rule = {
  id: 'customization-unverified',
  title: 'Ported customizations are verified on the target',
  severity: 'warning',
  before: 'transfer',
  doer: 'vendor',
  source: 'method.txt PMA results: adjusted to the new release version and verified',
  mark: 'stated',
  meaning: 'The first moved customer would be the test of it.',
  advice: 'Port it, try it on the target, and register what shows that it works.',
  derive: ({ registers }) =>
    registers.customizations.flatMap(({ id, entry }) =>
      entry.decision === 'port' && entry.verified === undefined
        ? [
            {
              subject: id,
              message: `${entry.name} is to be ported and not verified on the target yet.`,
              evidence: [{ text: entry.files.join(', '), source: 'register customizations' }],
            },
          ]
        : [],
    ),
}

const reports: Rule = {
  id: 'report-unchecked',
  title: 'Custom reports and SQL scripts fit the schema of the target',
  severity: 'warning',
  before: 'transfer',
  doer: 'operator',
  source: 'method.txt PMA scope: custom reports and SQL scripts',
  mark: 'stated',
  meaning: 'A table or a column that it reads may be gone or mean something else on the target.',
  advice:
    'Check it there when the target exists; rewrite it (API requests, where it reads customers) or drop it.',
  derive: ({ registers, survey }) => {
    // A script that was read and compared needs nobody's word for it.
    const fits = new Set(
      checkScripts(survey).flatMap(({ verdict, script }) =>
        verdict === 'fits' ? (reportOf(registers.reports, script)?.id ?? []) : [],
      ),
    )
    return registers.reports.flatMap(({ id, entry }) =>
      entry.decision === 'drop' || entry.onTarget === 'valid' || fits.has(id)
        ? []
        : [
            {
              subject: id,
              basis: entry.onTarget,
              message: `${entry.name} of ${entry.owner} (${counted(entry.touches.length, 'table or column', 'tables and columns')}) is ${entry.onTarget === 'broken' ? 'broken on the target' : 'not checked on the target'}.`,
              ...(entry.onTarget === 'broken' ? { severity: 'blocker' as const } : {}),
              evidence: [
                { text: entry.evidence ?? entry.touches.join(', '), source: 'register reports' },
              ],
            },
          ],
    )
  },
}

export const customizationRules: readonly Rule[] = [unregistered, undecided, unverified, reports]
