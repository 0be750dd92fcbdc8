import type { ExportTable } from '../../../shared/domain/exports.ts'
import { formatInstant } from '../../../shared/domain/time.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb } from '../db.ts'
import { readBatches } from '../store/batches.ts'
import { readCustomers } from '../store/customers.ts'
import { readDowntime } from '../store/downtime.ts'
import { readEvents } from '../store/events.ts'
import { readRuns } from '../store/runs.ts'
import { groupColumns, groupRows, ledgerColumns, ledgerRows } from './log-tables.ts'

export type Table = {
  readonly columns: readonly string[]
  readonly rows: (db: ReadDb) => Iterable<readonly string[]>
}

/** Times are UTC in ISO 8601, lists have `;` between them, what is not known is an empty cell. */
export const tables: Readonly<Record<ExportTable, Table>> = {
  customers: {
    columns: [
      'id',
      'name',
      'environment',
      'kind',
      'accounts',
      'product',
      'monthly_minutes',
      'parent',
      'state',
      'batch',
      'returns',
      'hand_work',
    ],
    rows: (db) =>
      readCustomers(db)
        .all()
        .map((c) => [
          c.id,
          c.name,
          c.environment,
          c.kind,
          String(c.accounts),
          c.product,
          String(c.monthlyMinutes),
          c.parent ?? '',
          c.state,
          c.batch ?? '',
          String(c.returns),
          c.handWork.join(';'),
        ]),
  },
  batches: {
    columns: [
      'id',
      'order',
      'pilot',
      'state',
      'customers',
      'environment',
      'team',
      'window_from_utc',
      'window_to_utc',
      'why',
    ],
    *rows(db) {
      for (const { id, ordinal, pilot, state, members, windows, why } of readBatches(db).all()) {
        const head = [id, String(ordinal), pilot ? 'yes' : 'no', state, String(members.length)]
        if (windows.length === 0) yield [...head, '', '', '', '', why.join('; ')]
        for (const { environment, team, from, to } of windows)
          yield [...head, environment, team, iso(from), iso(to), why.join('; ')]
      }
    },
  },
  downtime: {
    columns: [
      'run',
      'member',
      'service',
      'scope',
      'budget_s',
      'measured_s',
      'resolution_s',
      'unknown_samples',
      'verdict',
      'opened_utc',
      'closed_utc',
    ],
    rows: (db) =>
      readDowntime(db)
        .all()
        .map((row) => [
          row.run,
          row.member,
          row.service,
          row.scope,
          seconds(row.budgetMs),
          row.measuredMs === null ? 'unknown' : seconds(row.measuredMs),
          seconds(row.resolutionMs),
          row.unknownSamples === undefined ? '' : String(row.unknownSamples),
          verdictOf(row),
          iso(row.openedAt),
          iso(row.closedAt),
        ]),
  },
  runs: {
    columns: [
      'id',
      'procedure',
      'batch',
      'state',
      'members',
      'created_by',
      'created_utc',
      'started_utc',
      'ended_utc',
      'reason',
      'snapshot',
    ],
    rows: (db) =>
      readRuns(db)
        .all()
        .map((run) => [
          run.id,
          run.procedure,
          run.batch ?? '',
          run.state,
          run.members.join(';'),
          run.createdBy,
          iso(run.createdAt),
          iso(run.startedAt),
          iso(run.endedAt),
          run.reason ?? '',
          run.snapshot,
        ]),
  },
  'log-groups': { columns: groupColumns, rows: groupRows },
  ledger: { columns: ledgerColumns, rows: ledgerRows },
  events: {
    columns: ['seq', 'at_utc', 'kind', 'run', 'customer', 'attempt', 'event', 'hash'],
    *rows(db) {
      for (const row of readEvents(db).each())
        yield [
          String(row.seq),
          new Date(row.at).toISOString(),
          row.kind,
          row.run ?? '',
          row.customer ?? '',
          row.attempt ?? '',
          row.event,
          row.hash,
        ]
    },
  },
}

const iso = (at: Instant | undefined): string => (at === undefined ? '' : formatInstant(at))

const seconds = (ms: number | undefined): string =>
  ms === undefined ? '' : String(Math.round(ms) / 1000)

/** Unknown is never inside. */
const verdictOf = (row: {
  readonly measuredMs?: number | null
  readonly budgetMs: number
}): string =>
  row.measuredMs === undefined
    ? 'open'
    : row.measuredMs === null
      ? 'unknown'
      : row.measuredMs <= row.budgetMs
        ? 'inside'
        : 'over'
