import { BatchId } from '../../../shared/domain/ids.ts'
import { formatInstant } from '../../../shared/domain/time.ts'
import { endOf } from '../../../shared/log-rules/ledger.ts'
import type { GroupFinding } from '../../../shared/log-rules/types.ts'
import type { ReadDb } from '../db.ts'
import { readLogChecks } from '../store/log-checks.ts'

export const groupColumns = [
  'batch',
  'checked_utc',
  'batch_verdict',
  'group',
  'class',
  'weight',
  'level',
  'suspect',
  'template',
  'before',
  'after',
  'hosts',
  'moved_customers',
  'other_customers',
  'unsure_customers',
  'first_utc',
  'last_utc',
  'signature',
  'why',
  'ledger_owner',
  'ledger_until',
  'example',
] as const

/** Every group of the last check of each batch. */
export function* groupRows(db: ReadDb): Generator<readonly string[]> {
  const checks = readLogChecks(db)
  for (const { batch } of checks.all()) {
    const check = checks.one(BatchId.parse(batch))
    if (check === undefined) continue
    const head = [check.batch, formatInstant(check.at), check.result.verdict]
    for (const group of check.result.groups) yield [...head, ...cellsOf(group)]
  }
}

function cellsOf(group: GroupFinding): readonly string[] {
  const moved = new Set(group.moved)
  const names = (wanted: (found: GroupFinding['customers'][number]) => boolean): string =>
    group.customers
      .filter(wanted)
      .map(({ customer }) => customer)
      .join(';')
  return [
    group.template.id,
    group.verdict,
    group.weight ?? '',
    group.level,
    group.suspect ? 'yes' : 'no',
    group.template.text,
    String(group.before.count),
    String(group.after.count),
    group.hosts.join(';'),
    names(({ customer, unsure }) => moved.has(customer) && !unsure),
    names(({ customer, unsure }) => !moved.has(customer) && !unsure),
    names(({ unsure }) => unsure),
    group.first === undefined ? '' : formatInstant(group.first),
    group.last === undefined ? '' : formatInstant(group.last),
    group.signature?.id ?? '',
    group.why,
    group.ledger?.owner ?? '',
    group.ledger?.until ?? '',
    group.examples[0]?.text ?? '',
  ]
}

export const ledgerColumns = [
  'id',
  'group',
  'signature',
  'phrase',
  'owner',
  'reason',
  'until',
  'noted_utc',
  'noted_by',
  'ended_utc',
  'ended_by',
  'lines_hidden',
] as const

export function* ledgerRows(db: ReadDb): Generator<readonly string[]> {
  const checks = readLogChecks(db)
  const hidden = new Map<string, number>()
  for (const { batch } of checks.all())
    for (const { entry, state, lines } of checks.one(batch)?.result.ledger ?? [])
      if (state === 'working') hidden.set(entry, (hidden.get(entry) ?? 0) + lines)
  for (const { entry, at, by, endedAt, endedBy } of checks.ledger())
    yield [
      entry.id,
      entry.group ?? '',
      entry.signature ?? '',
      entry.phrase ?? '',
      entry.owner,
      entry.reason,
      endOf(entry),
      formatInstant(at),
      by,
      endedAt === undefined ? '' : formatInstant(endedAt),
      endedBy ?? '',
      String(hidden.get(entry.id) ?? 0),
    ]
}
