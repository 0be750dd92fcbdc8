import type {
  FindingRow,
  FindingState,
  Severity,
} from '../../../shared/domain/analysis/findings.ts'
import { isDecided } from '../../../shared/domain/analysis/findings.ts'
import { ModificationKind } from '../../../shared/domain/analysis/facts.ts'
import {
  Customization,
  CustomReport,
  IntegrationPoint,
  Permission,
  Requirement,
} from '../../../shared/domain/analysis/registers.ts'
import { undecidedBlockers } from '../../../shared/domain/analysis/gate.ts'
import type { EntryOf, RegisterName } from '../../../shared/domain/analysis/registers.ts'
import type { RealityRow } from '../../../shared/domain/analysis/reality-check.ts'
import type { ScriptCheck, ScriptVerdict } from '../../../shared/domain/analysis/sql-scripts.ts'
import { AnalysisTable } from '../../../shared/domain/analysis/tables.ts'
import type { AnalysisView, SurveyProgress } from '../../../shared/ipc/analysis-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

export const severityTone: Readonly<Record<Severity, Tone>> = {
  blocker: 'bad',
  warning: 'warn',
  note: 'idle',
}

const stateTones: Readonly<Record<FindingState, Tone>> = {
  open: 'warn',
  unseen: 'warn',
  planned: 'active',
  accepted: 'good',
  done: 'good',
  'not-applicable': 'good',
  gone: 'idle',
}

export const stateTone = ({ state, severity }: FindingRow): Tone =>
  state === 'open' && severity === 'blocker' ? 'bad' : stateTones[state]

export const stateText = (state: FindingState): string =>
  state === 'unseen' ? 'not looked at' : state === 'not-applicable' ? 'not applicable' : state

export type FindingFilter = 'open' | 'decided' | 'all'

/** Findings that fit, in the order that they came in: gravest first. */
export const findingsShown = (
  findings: readonly FindingRow[],
  filter: FindingFilter,
  text: string,
): readonly FindingRow[] => {
  const wanted = text.trim().toLowerCase()
  return findings.filter(
    (f) =>
      (filter === 'all' || isDecided(f.state) === (filter === 'decided')) &&
      (wanted === '' || `${f.message} ${f.rule} ${f.owner ?? ''}`.toLowerCase().includes(wanted)),
  )
}

export type Counts = { readonly [S in Severity]: number } & { readonly decided: number }

export function countsOf(findings: readonly FindingRow[]): Counts {
  const open = (severity: Severity): number =>
    findings.filter((f) => f.severity === severity && !isDecided(f.state)).length
  return {
    blocker: open('blocker'),
    warning: open('warning'),
    note: open('note'),
    decided: findings.filter(({ state }) => isDecided(state)).length,
  }
}

/** What a survey has read, how fast, and for how long it will go on. */
export function progressText(progress: SurveyProgress, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - progress.startedAt) / 1000)
  if (progress.of === 0 || progress.done === 0) return progress.sentence
  const rate = progress.done / Math.max(0.5, seconds)
  const left = (progress.of - progress.done) / rate
  return `${progress.done} of ${progress.of} sources, ${rate.toFixed(1)} a second, about ${Math.ceil(left)} s left. ${progress.sentence}`
}

/** The next step, by what there is. */
export function nextStep({ survey, unfinished, gate, findings }: AnalysisView): string {
  if (unfinished !== undefined) return `Survey ${unfinished} was broken off: resume it.`
  if (survey === undefined) return 'Survey the systems: hosts and API are read, nothing is changed.'
  const blocker = undecidedBlockers(findings).length
  if (blocker > 0)
    return `Decide on ${blocker === 1 ? 'the blocker' : `${blocker} blockers`} that nobody has decided on.`
  if (!gate.open) return 'Both sides sign the results.'
  return gate.missing.length === 0
    ? 'The setup may begin.'
    : 'The setup goes on without signed results.'
}

export type Field = {
  readonly name: string
  readonly label: string
  /** Lists are typed with commas between their parts. */
  readonly kind: 'text' | 'list' | 'date' | { readonly options: readonly string[] }
  readonly required?: boolean
}

const text = (name: string, label: string, required = false): Field => ({
  name,
  label,
  kind: 'text',
  required,
})
const choice = (
  name: string,
  label: string,
  options: readonly string[],
  required = false,
): Field => ({
  name,
  label,
  kind: { options },
  required,
})
const list = (name: string, label: string, required = false): Field => ({
  name,
  label,
  kind: 'list',
  required,
})

/** What a person fills in, by register; the schema decides in the end. */
export const registerFields: Readonly<Record<RegisterName, readonly Field[]>> = {
  'integration-points': [
    text('name', 'Name', true),
    choice('kind', 'Kind', IntegrationPoint.shape.kind.options, true),
    text('owner', 'Owner', true),
    choice('protocol', 'Protocol', IntegrationPoint.shape.protocol.options, true),
    list('addresses', 'Addresses or networks', true),
    text('switchAction', 'Switch action'),
    list('replacedBy', 'Replaced by API requests'),
    text('testedBy', 'Tested by'),
    choice('status', 'Status', IntegrationPoint.shape.status.unwrap().options, true),
    text('note', 'Note'),
  ],
  customizations: [
    text('name', 'Name', true),
    choice('kind', 'Kind', ['code', 'setting', ...ModificationKind.options], true),
    list('files', 'Files or packages', true),
    list('hosts', 'Hosts (default: all)'),
    text('reason', 'Reason'),
    choice('decision', 'Decision', Customization.shape.decision.unwrap().options),
    text('vendorOwner', "PortaOne's owner"),
    text('operatorOwner', "Operator's owner"),
    text('verified', 'Verified on the target: evidence'),
  ],
  reports: [
    text('name', 'Name', true),
    choice('kind', 'Kind', CustomReport.shape.kind.options, true),
    text('owner', 'Owner', true),
    list('touches', 'Tables and columns'),
    choice('decision', 'Decision', CustomReport.shape.decision.unwrap().options),
    choice('onTarget', 'On the target', CustomReport.shape.onTarget.unwrap().options, true),
    text('evidence', 'Evidence'),
  ],
  'last-minute-changes': [
    text('entity', 'Entity', true),
    text('wanted', 'Wanted', true),
    text('owner', 'By', true),
    { name: 'due', label: 'Until', kind: 'date' },
    text('done', 'Done: what shows it'),
  ],
  permissions: [
    text('entity', 'Entity', true),
    choice('phase', 'Phase', Permission.shape.phase.options, true),
    choice('allowed', 'Allowed', Permission.shape.allowed.options, true),
    choice('enforced', 'Kept by', Permission.shape.enforced.unwrap().options),
    text('note', 'Note'),
    text('confirmedBy', 'Confirmed by, of PortaOne'),
  ],
  freeze: [
    { name: 'announced', label: 'Announced on', kind: 'date', required: true },
    { name: 'enforced', label: 'Enforced from', kind: 'date', required: true },
    text('note', 'Note'),
  ],
  requirements: [
    text('title', 'Requirement', true),
    choice('target', 'For', Requirement.shape.target.unwrap().options, true),
    choice('state', 'State', Requirement.shape.state.unwrap().options, true),
    text('owner', 'Owner'),
    text('evidence', 'Evidence'),
  ],
}

export const registerTitles: Readonly<Record<RegisterName, string>> = {
  'integration-points': 'Integration points',
  customizations: 'Customizations',
  reports: 'Custom reports and SQL',
  'last-minute-changes': 'Last-minute changes',
  permissions: 'Permissions',
  freeze: 'Freeze dates',
  requirements: 'Target requirements',
}

/** What stands in the form of an entry. */
export const formOf = (
  register: RegisterName,
  entry: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    registerFields[register].map(({ name, kind, required }) => {
      const value = entry?.[name]
      if (Array.isArray(value)) return [name, value.map(String).join(', ')]
      if (typeof value === 'string') return [name, value]
      return [name, typeof kind === 'object' && required === true ? (kind.options[0] ?? '') : '']
    }),
  )

/** The entry that a form means: empty fields are left out, lists are parted at commas. */
export const entryOf = (
  register: RegisterName,
  form: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    registerFields[register].flatMap(({ name, kind }): readonly (readonly [string, unknown])[] => {
      const value = (form[name] ?? '').trim()
      if (kind === 'list')
        return [
          [
            name,
            value
              .split(',')
              .map((part) => part.trim())
              .filter((part) => part !== ''),
          ],
        ]
      return value === '' ? [] : [[name, value]]
    }),
  )

export const missingFields = (
  register: RegisterName,
  form: Readonly<Record<string, string>>,
): readonly string[] =>
  registerFields[register].flatMap(({ name, label, required }) =>
    required === true && (form[name] ?? '').trim() === '' ? [label] : [],
  )

/** An id that names the entry for people: `Acme CRM` becomes `acme-crm`; a number is put behind one that is taken. */
export function entryId(
  register: RegisterName,
  form: Readonly<Record<string, string>>,
  taken: readonly string[],
): string {
  if (register === 'freeze') return 'freeze'
  if (register === 'permissions') return `${form['entity'] ?? ''}/${form['phase'] ?? ''}`
  const base =
    (form['name'] ?? form['entity'] ?? form['title'] ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60) || 'entry'
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.includes(id)) return id
  }
}

/** A form that is filled in from who was seen and is in no register. */
export const fromSeen = (
  row: Extract<RealityRow, { state: 'unregistered' }>,
): Partial<EntryOf<'integration-points'>> => ({
  name: '',
  kind: row.client.protocol === 'mysql' ? 'database-reader' : 'api-client',
  protocol: row.client.protocol,
  addresses: [row.client.address],
})

/** A form that is filled in from a script; who owns it is not in it. */
export const fromScript = ({ script, verdict }: ScriptCheck): Partial<EntryOf<'reports'>> => ({
  name: script.name.slice(0, 200),
  kind: 'sql',
  touches: script.tables.map(({ name }) => name),
  onTarget: verdict === 'fits' ? 'valid' : verdict === 'broken' ? 'broken' : 'not-checked',
})

export const scriptTone: Readonly<Record<ScriptVerdict, Tone>> = {
  fits: 'good',
  broken: 'bad',
  writes: 'bad',
  'not-understood': 'warn',
  'not-checked': 'idle',
}

export const realityText: Readonly<Record<RealityRow['state'], readonly [Tone, string]>> = {
  'registered-seen': ['good', 'registered and seen'],
  'registered-silent': ['warn', 'registered, silent'],
  unregistered: ['bad', 'seen, not registered'],
}

export const tableNames: readonly AnalysisTable[] = AnalysisTable.options
