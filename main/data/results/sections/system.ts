import type { Fact } from '../../../../shared/domain/analysis/facts.ts'
import { capped } from '../../report/capped-table.ts'
import { badge, groupDigits, markup, table } from '../../report/markup.ts'
import type { Content, Markup } from '../../report/markup.ts'
import type { AnalysisFacts } from '../state.ts'

/** The source as it was surveyed, and what follows for the target. */

const hostColumns: readonly (readonly [title: string, fact: string])[] = [
  ['Release', 'release'],
  ['System', 'os.name'],
  ['Processors', 'hardware.cpus'],
  ['Memory, MiB', 'hardware.memory'],
  ['Free disk, MiB', 'disk.free'],
  ['Clock off by, ms', 'clock.skew'],
]
const environmentColumns: readonly (readonly [title: string, fact: string])[] = [
  ['Customers', 'billing.customers'],
  ['Resellers', 'billing.resellers'],
  ['Accounts', 'billing.accounts'],
  ['Products', 'billing.products'],
  ['xDRs', 'billing.xdrs'],
]

export function factsPart({ spec, survey }: AnalysisFacts): Markup {
  if (survey === undefined) return markup`<p class="soft">There is no survey yet.</p>`
  const last = new Map<string, Fact>()
  for (const fact of survey.facts)
    last.set(`${fact.subject.kind} ${fact.subject.id} ${fact.name}`, fact)
  const cell = (kind: string, id: string, name: string): Content => {
    const value = last.get(`${kind} ${id} ${name}`)?.value
    return value === undefined ? '–' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
  }
  const shown = new Set([...hostColumns, ...environmentColumns].map(([, name]) => name))
  const others = [...last.values()].filter(({ name }) => !shown.has(name))
  return markup`${table(
    'Hosts',
    ['Host', 'System', ...hostColumns.map(([title]) => title)],
    spec.hosts.map(({ name, system }) => [
      name,
      system,
      ...hostColumns.map(([, fact]) => cell('host', name, fact)),
    ]),
  )}
  ${table(
    'Billing environments',
    ['Environment', ...environmentColumns.map(([title]) => title)],
    spec.environments.map(({ id, title }) => [
      title,
      ...environmentColumns.map(([, fact]) => cell('environment', id, fact)),
    ]),
  )}
  ${capped(
    'What was read last of every source',
    ['Source', 'State', 'What'],
    survey.sources.map((s) => [
      s.name,
      badge(s.state === 'read' ? 'ok' : s.state === 'failed' ? 'bad' : 'warn', s.state),
      s.sentence,
    ]),
    'Nothing was read.',
  )}
  ${capped(
    'Everything else that was found',
    ['Subject', 'Fact', 'Value', 'Source'],
    others.map(({ subject, name, value, unit, source }) => [
      `${subject.kind} ${subject.id}`,
      name,
      `${typeof value === 'number' ? groupDigits(value) : String(value)}${unit === null ? '' : ` ${unit}`}`,
      source,
    ]),
    '',
  )}`
}

export const sizingPart = ({ state }: AnalysisFacts): Markup =>
  markup`${capped(
    'Sizing from the figures of the source',
    ['What', 'Needed', 'There', 'Verdict', 'Reckoned from'],
    state.sizing.map((row) => [
      row.what,
      `${row.needed} ${row.unit}`,
      row.there === undefined ? '–' : `${row.there} ${row.unit}`,
      badge(
        row.verdict === 'enough' ? 'ok' : row.verdict === 'too little' ? 'bad' : 'calm',
        row.verdict,
      ),
      `${row.from}${row.mark === 'inferred' ? ' (I)' : ''}`,
    ]),
    '',
  )}
  ${capped(
    'Checklist',
    ['Requirement', 'For', 'State', 'Owner', 'Evidence'],
    state.registers.requirements.map(({ entry: e }) => [
      e.title,
      e.target,
      badge(e.state === 'open' ? 'warn' : e.state === 'not-met' ? 'bad' : 'ok', e.state),
      e.owner ?? '',
      e.evidence ?? '',
    ]),
    '',
  )}`
