import type { AnalysisTable } from '../../../shared/domain/analysis/tables.ts'
import { formatInstant, instant } from '../../../shared/domain/time.ts'
import type { ScheduledTask } from '../../../shared/planner/types.ts'
import { coversModification } from '../../../shared/domain/analysis/rules/customization-rules.ts'
import { reportOf } from '../../../shared/domain/analysis/sql-scripts.ts'
import { driftSentence } from '../../../shared/domain/analysis/catalog-drift.ts'
import type { AnalysisFacts } from './state.ts'

export type Cell = string | number | boolean | null
export type ResultTable = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** What a table may be made of. */
export type TableInput = AnalysisFacts & { readonly tasks: readonly ScheduledTask[] }

const time = (at: number | undefined): string =>
  at === undefined ? '' : formatInstant(instant(at))
const list = (items: readonly string[]): string => items.join(';')

/** Times are UTC in ISO 8601, lists have `;` between them, what is not known is empty (JSON: null). */
export const resultTables: Readonly<Record<AnalysisTable, (input: TableInput) => ResultTable>> = {
  facts: ({ survey }) => ({
    columns: ['subject_kind', 'subject', 'name', 'value', 'unit', 'source', 'at_utc'],
    rows: (survey?.facts ?? []).map(({ subject, name, value, unit, source, at }) => [
      subject.kind,
      subject.id,
      name,
      value,
      unit,
      source,
      time(at),
    ]),
  }),
  findings: ({ state }) => ({
    columns: [
      'finding',
      'rule',
      'severity',
      'state',
      'subject',
      'message',
      'meaning',
      'advice',
      'doer',
      'before',
      'owner',
      'due',
      'decision',
      'decided_by',
      'decided_utc',
      'reason',
      'evidence_of_decision',
      'why',
      'evidence',
    ],
    rows: state.findings.map((f) => [
      f.id,
      f.rule,
      f.severity,
      f.state,
      f.subject,
      f.message,
      f.meaning,
      f.advice,
      f.doer,
      f.before,
      f.owner ?? null,
      f.due ?? null,
      f.decision?.decision ?? null,
      f.decision?.by ?? null,
      time(f.decision?.at),
      f.decision?.reason ?? null,
      f.decision?.evidence ?? null,
      f.why ?? null,
      f.evidence.map(({ text, source }) => `${text} (${source})`).join('; '),
    ]),
  }),
  'integration-points': ({ state }) => ({
    columns: [
      'id',
      'name',
      'kind',
      'owner',
      'protocol',
      'addresses',
      'switch_action',
      'replaced_by',
      'tested_by',
      'status',
      'note',
    ],
    rows: state.registers['integration-points'].map(({ id, entry: e }) => [
      id,
      e.name,
      e.kind,
      e.owner,
      e.protocol,
      list(e.addresses),
      e.switchAction ?? null,
      list(e.replacedBy),
      e.testedBy ?? null,
      e.status,
      e.note ?? null,
    ]),
  }),
  'reality-check': ({ state }) => ({
    columns: [
      'state',
      'point',
      'name',
      'address',
      'protocol',
      'hosts',
      'ports',
      'per_hour',
      'users',
      'source',
    ],
    rows: state.reality.map((row) => {
      const point = row.state === 'unregistered' ? undefined : row.point
      const client = row.state === 'registered-silent' ? undefined : row.client
      return [
        row.state,
        point?.id ?? null,
        point?.entry.name ?? null,
        client?.address ?? list(point?.entry.addresses ?? []),
        client?.protocol ?? point?.entry.protocol ?? null,
        list(client?.hosts ?? []),
        list((client?.ports ?? []).map(String)),
        client === undefined ? null : Math.round(client.ratePerHour * 10) / 10,
        list(client?.users ?? []),
        list(client?.sources ?? []),
      ]
    }),
  }),
  'api-exposure': ({ state }) => ({
    columns: ['address', 'method', 'hits', 'first_utc', 'last_utc', 'changes', 'source'],
    rows: state.exposure.map(({ address, method, hits, firstAt, lastAt, changes, source }) => [
      address,
      method,
      hits,
      time(firstAt),
      time(lastAt),
      changes.map((c) => `${c.release} ${c.change ?? ''}`.trim()).join('; '),
      source,
    ]),
  }),
  customizations: ({ state }) => ({
    columns: [
      'id',
      'name',
      'kind',
      'hosts',
      'files',
      'reason',
      'decision',
      'vendor_owner',
      'operator_owner',
      'verified',
    ],
    rows: state.registers.customizations.map(({ id, entry: e }) => [
      id,
      e.name,
      e.kind,
      list(e.hosts),
      list(e.files),
      e.reason ?? null,
      e.decision ?? null,
      e.vendorOwner ?? null,
      e.operatorOwner ?? null,
      e.verified ?? null,
    ]),
  }),
  modifications: ({ state, survey }) => ({
    columns: ['host', 'kind', 'name', 'detail', 'customization', 'source'],
    rows: (survey?.modifications ?? []).map((found) => [
      found.host,
      found.kind,
      found.name,
      found.detail ?? null,
      list(
        state.registers.customizations
          .filter(({ entry }) => coversModification(entry, found))
          .map(({ id }) => id),
      ),
      found.source,
    ]),
  }),
  reports: ({ state }) => ({
    columns: ['id', 'name', 'kind', 'owner', 'touches', 'decision', 'on_target', 'evidence'],
    rows: state.registers.reports.map(({ id, entry: e }) => [
      id,
      e.name,
      e.kind,
      e.owner,
      list(e.touches),
      e.decision ?? null,
      e.onTarget,
      e.evidence ?? null,
    ]),
  }),
  'sql-scripts': ({ state }) => ({
    columns: [
      'script',
      'report',
      'verdict',
      'sentence',
      'statements',
      'tables',
      'columns',
      'writes',
      'not_understood',
      'source',
    ],
    rows: state.scripts.map(({ script, verdict, sentence }) => [
      script.name,
      reportOf(state.registers.reports, script)?.id ?? null,
      verdict,
      sentence,
      script.statements,
      list(
        script.tables.map((t) => (t.database === undefined ? t.name : `${t.database}.${t.name}`)),
      ),
      list(script.columns.map((c) => `${c.tables.join(' or ')}.${c.name}`)),
      list(script.writes.map(({ verb, line }) => `${verb} line ${line}`)),
      list(script.unread.map(({ line }) => `line ${line}`)),
      script.source,
    ]),
  }),
  sizing: ({ state }) => ({
    columns: ['what', 'needed', 'unit', 'there', 'verdict', 'mark', 'from'],
    rows: state.sizing.map((row) => [
      row.what,
      row.needed,
      row.unit,
      row.there ?? null,
      row.verdict,
      row.mark,
      row.from,
    ]),
  }),
  requirements: ({ state }) => ({
    columns: ['id', 'title', 'target', 'state', 'owner', 'evidence', 'by'],
    rows: state.registers.requirements.map(({ id, entry: e, by }) => [
      id,
      e.title,
      e.target,
      e.state,
      e.owner ?? null,
      e.evidence ?? null,
      by,
    ]),
  }),
  permissions: ({ state }) => ({
    columns: ['entity', 'phase', 'allowed', 'enforced', 'note', 'confirmed_by'],
    rows: state.registers.permissions.map(({ entry: e }) => [
      e.entity,
      e.phase,
      e.allowed,
      e.enforced ?? null,
      e.note ?? null,
      e.confirmedBy ?? null,
    ]),
  }),
  'last-minute-changes': ({ state }) => ({
    columns: ['id', 'entity', 'wanted', 'owner', 'due', 'done'],
    rows: state.registers['last-minute-changes'].map(({ id, entry: e }) => [
      id,
      e.entity,
      e.wanted,
      e.owner,
      e.due ?? null,
      e.done ?? null,
    ]),
  }),
  'catalog-drift': ({ state }) => ({
    columns: ['system', 'entity', 'change', 'fields', 'sentence'],
    rows: state.drifts.map((drift) => [
      drift.system,
      drift.entity,
      drift.change,
      list(drift.fields.map(({ field }) => field)),
      driftSentence(drift),
    ]),
  }),
  responsibilities: ({ tasks }) => ({
    columns: [
      'task',
      'stage',
      'title',
      'who',
      'involves',
      'effort_days',
      'from_utc',
      'to_utc',
      'state',
    ],
    rows: tasks.map((task) => [
      task.id,
      task.stage,
      task.title,
      task.party,
      task.involves ?? null,
      task.effortDays,
      time(task.from),
      time(task.to),
      task.state,
    ]),
  }),
}
