import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import type { EventOf } from '../../../shared/domain/journal.ts'
import { batchState, CustomerState } from '../../../shared/domain/states.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { BatchRow } from '../protocol.ts'
import type { writeCustomers } from './customers.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

type Row = {
  id: string
  ordinal: number
  pilot: number
  window_from: number | null
  window_to: number | null
}
type MemberRow = { batch: string; customer: string; state: string }

export function readBatches(db: ReadDb) {
  const batches = db.prepare<[], Row>('SELECT * FROM batches ORDER BY ordinal, id')
  // A customer that was put into a later batch no longer speaks for the earlier one.
  const members = db.prepare<[], MemberRow>(
    `SELECT m.batch, m.customer, iif(c.batch = m.batch, c.state, 'excluded') AS state
     FROM batch_members m JOIN customers c ON c.id = m.customer ORDER BY m.batch, m.position`,
  )
  return {
    all(): readonly BatchRow[] {
      const byBatch = Map.groupBy(members.all(), (m) => m.batch)
      return batches.all().map((row) => {
        const own = byBatch.get(row.id) ?? []
        return {
          id: BatchId.parse(row.id),
          ordinal: row.ordinal,
          pilot: row.pilot === 1,
          members: own.map((m) => CustomerId.parse(m.customer)),
          state: batchState(own.map((m) => CustomerState.parse(m.state))),
          ...windowOf(row),
        }
      })
    },
  }
}

const windowOf = ({ window_from: from, window_to: to }: Row): Pick<BatchRow, 'window'> =>
  from === null || to === null
    ? {}
    : { window: { from: Instant.parse(from), to: Instant.parse(to) } }

export function writeBatches(db: WriteDb, customers: ReturnType<typeof writeCustomers>) {
  const known = db.prepare<[string], number>('SELECT 1 FROM batches WHERE id = ?').pluck()
  const insert = db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?)')
  const insertMember = db.prepare('INSERT INTO batch_members VALUES (?, ?, ?)')
  return {
    exists: (id: string): boolean => known.get(id) !== undefined,
    create({ batch, ordinal, pilot, members, window }: EventOf<'batch.created'>): Refusal {
      if (known.get(batch) !== undefined)
        return refuse('not-allowed', `There is a batch ${batch} already.`)
      const twice = members.find((m, i) => members.indexOf(m) !== i)
      if (twice !== undefined)
        return refuse('bad-input', `Customer ${twice} is in batch ${batch} twice.`)
      const unknown = members.find((m) => !customers.exists(m))
      if (unknown !== undefined)
        return refuse('not-found', `Customer ${unknown} of batch ${batch} is not in this project.`)
      insert.run(batch, ordinal, pilot ? 1 : 0, window?.from ?? null, window?.to ?? null)
      members.forEach((member, position) => {
        insertMember.run(batch, position, member)
        customers.setBatch(member, batch)
      })
      return undefined
    },
  }
}
