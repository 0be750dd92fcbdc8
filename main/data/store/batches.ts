import { z } from 'zod'
import { BatchId, EnvironmentId } from '../../../shared/domain/ids.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import { batchState } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { BatchRow } from '../protocol.ts'
import type { writeCustomers } from './customers.ts'
import type { writeMissed } from './missed-windows.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type Row = { id: string; ordinal: number; pilot: number; why: string }
type MemberRow = { batch: string; customer: string; state: string }
type WindowRow = {
  batch: string
  environment: string
  team: string
  from_at: number
  to_at: number
}

const sentences = z.array(z.string())

/** Batches and their windows without their members. */
export function readBatchRows(db: ReadDb) {
  const batches = db.prepare<[], Row>('SELECT * FROM batches ORDER BY ordinal, id')
  const windows = db.prepare<[], WindowRow>(
    'SELECT * FROM batch_windows ORDER BY batch, from_at, position',
  )
  return {
    batches: (): readonly Row[] => batches.all(),
    windows(): ReadonlyMap<string, readonly BatchWindow[]> {
      const found = new Map<string, BatchWindow[]>()
      for (const row of windows.all()) {
        const own = found.get(row.batch)
        if (own === undefined) found.set(row.batch, [windowOf(row)])
        else own.push(windowOf(row))
      }
      return found
    },
  }
}

export function readBatches(db: ReadDb) {
  const rows = readBatchRows(db)
  const members = db.prepare<[], MemberRow>(
    `SELECT m.batch, m.customer, c.state
     FROM batch_members m JOIN customers c ON c.id = m.customer ORDER BY m.batch, c.ordinal`,
  )
  return {
    all(): readonly BatchRow[] {
      const byBatch = Map.groupBy(members.all(), (m) => m.batch)
      const windows = rows.windows()
      return rows.batches().flatMap((row): BatchRow[] => {
        const own = byBatch.get(row.id)
        if (own === undefined) return []
        return [
          {
            id: BatchId.parse(row.id),
            ordinal: row.ordinal,
            pilot: row.pilot === 1,
            // Parsed when they were appended; a schema for each of 100,000 would cost seconds.
            members: own.map((m) => m.customer as CustomerId),
            state: batchState(own.map((m) => m.state as CustomerState)),
            windows: windows.get(row.id) ?? [],
            why: sentences.parse(JSON.parse(row.why)),
          },
        ]
      })
    },
  }
}

const windowOf = (row: WindowRow): BatchWindow => ({
  environment: EnvironmentId.parse(row.environment),
  team: row.team,
  from: Instant.parse(row.from_at),
  to: Instant.parse(row.to_at),
})

/** States in which a customer is in the hands of a run, or of a person who tests it on the target: it stays in its batch. */
const heldStates: readonly string[] = [
  'scheduled',
  'locked',
  'transferring',
  'transferred',
  'checked',
  'accepted',
  'returning',
]

export function writeBatches(
  db: WriteDb,
  customers: ReturnType<typeof writeCustomers>,
  missed: ReturnType<typeof writeMissed>,
) {
  const known = db.prepare<[string], number>('SELECT 1 FROM batches WHERE id = ?').pluck()
  const insert = db.prepare(
    `INSERT INTO batches (id, ordinal, pilot, why) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET ordinal = excluded.ordinal, pilot = excluded.pilot, why = excluded.why`,
  )
  const update = db.prepare('UPDATE batches SET ordinal = ?, why = ? WHERE id = ?')
  const insertMember = db.prepare(
    `INSERT INTO batch_members
     SELECT @batch, coalesce(max(position), -1) + 1, @customer FROM batch_members WHERE batch = @batch`,
  )
  const deleteMember = db.prepare('DELETE FROM batch_members WHERE batch = ? AND customer = ?')
  const size = db
    .prepare<[string], number>('SELECT count(*) FROM batch_members WHERE batch = ?')
    .pluck()
  const inWork = db
    .prepare<[string], string>(
      `SELECT id FROM customers WHERE batch = ? AND state IN ('scheduled', 'locked', 'transferring') LIMIT 1`,
    )
    .pluck()
  const insertWindow = db.prepare('INSERT INTO batch_windows VALUES (?, ?, ?, ?, ?, ?)')
  const deleteWindows = db.prepare('DELETE FROM batch_windows WHERE batch = ?')
  const oldWindows = db.prepare<[string], WindowRow>(
    'SELECT * FROM batch_windows WHERE batch = ? ORDER BY position',
  )

  const setWindows = (batch: string, windows: readonly BatchWindow[]): void => {
    deleteWindows.run(batch)
    windows.forEach((w, i) => insertWindow.run(batch, i, w.environment, w.team, w.from, w.to))
  }
  const join = (batch: string, members: readonly string[]): void => {
    for (const customer of members) {
      insertMember.run({ batch, customer })
      customers.setBatch(customer, batch)
    }
  }
  const refuseWindows = (batch: string, windows: readonly BatchWindow[]): Refusal => {
    const empty = windows.find((w) => w.to <= w.from)
    return empty === undefined
      ? undefined
      : refuse('bad-input', `The window of batch ${batch} in ${empty.environment} has no length.`)
  }
  const refuseMembers = (batch: string, members: readonly string[]): Refusal => {
    const seen = new Set<string>()
    for (const member of members) {
      if (seen.has(member))
        return refuse('bad-input', `Customer ${member} is in batch ${batch} twice.`)
      seen.add(member)
      const place = customers.place(member)
      if (place === undefined)
        return refuse('not-found', `Customer ${member} of batch ${batch} is not in this project.`)
      if (place.batch !== null)
        return refuse(
          'not-allowed',
          `Customer ${member} is in batch ${place.batch} already; so it was not put into ${batch}.`,
        )
    }
    return undefined
  }

  return {
    exists: (id: string): boolean => known.get(id) !== undefined,
    /** Also takes up again the name of a batch that has lost all its members. */
    create(event: EventOf<'batch.created'>): Refusal {
      const { batch, ordinal, pilot, members, why } = event
      if (known.get(batch) !== undefined && size.get(batch) !== 0)
        return refuse('not-allowed', `There is a batch ${batch} already.`)
      const windows = event.windows ?? legacyWindows(event, customers)
      const refused = refuseMembers(batch, members) ?? refuseWindows(batch, windows)
      if (refused !== undefined) return refused
      insert.run(batch, ordinal, pilot ? 1 : 0, JSON.stringify(why ?? []))
      setWindows(batch, windows)
      join(batch, members)
      return undefined
    },
    change(event: EventOf<'batch.changed'>, at: Instant): Refusal {
      const { batch, ordinal, added, removed, windows, why } = event
      const busy = added.length + removed.length > 0 ? inWork.get(batch) : undefined
      if (busy !== undefined)
        return refuse(
          'not-allowed',
          `Batch ${batch} is being moved (customer ${busy}); so its members were not changed.`,
        )
      for (const customer of removed) {
        const place = customers.place(customer)
        if (place?.batch !== batch)
          return refuse('precondition', `Customer ${customer} is not in batch ${batch}.`)
        if (heldStates.includes(place.state))
          return refuse(
            'not-allowed',
            `Customer ${customer} is ${place.state}; so it was not taken out of batch ${batch}.`,
          )
      }
      const refused = refuseMembers(batch, added) ?? refuseWindows(batch, windows)
      if (refused !== undefined) return refused
      for (const gone of oldWindows.all(batch).map(windowOf))
        if (!windows.some((w) => w.environment === gone.environment && w.from === gone.from))
          missed.replaced(batch, gone, at)
      for (const customer of removed) {
        deleteMember.run(batch, customer)
        customers.setBatch(customer, null)
      }
      join(batch, added)
      setWindows(batch, windows)
      update.run(ordinal, JSON.stringify(why), batch)
      return undefined
    },
  }
}

/** A window of old stands for every environment of the members; there was one team then. */
function legacyWindows(
  { window, members }: EventOf<'batch.created'>,
  customers: ReturnType<typeof writeCustomers>,
): readonly BatchWindow[] {
  if (window === undefined) return []
  const environments = new Set(members.flatMap((m) => customers.place(m)?.environment ?? []))
  return [...environments].toSorted().map((environment) => ({
    environment: EnvironmentId.parse(environment),
    team: 'operators',
    ...window,
  }))
}
