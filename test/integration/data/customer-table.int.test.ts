import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asWritable } from '../../../main/data/db.ts'
import type { DataApi } from '../../../main/data/protocol.ts'
import { makeDataService } from '../../../main/data/service.ts'
import { countsSql } from '../../../main/data/store/counts.ts'
import { customerTableSql } from '../../../main/data/store/customer-table.ts'
import { migrate } from '../../../main/data/store/migrate.ts'
import { applicationId } from '../../../main/data/store/open.ts'
import type { CustomerStanding, WordColumn } from '../../../shared/domain/customer-table.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { isToMove } from '../../../shared/domain/states.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, playPanda, scratch, start } from './panda-history.ts'

const words = ({ words: known, at }: WordColumn): readonly (string | undefined)[] =>
  Array.from(at, (i) => known[i])

const rowsOf = (standing: CustomerStanding) =>
  words(standing.states).map((state, i) => ({
    state,
    batch: words(standing.batches)[i],
    returns: standing.returns[i],
    passed: standing.passed[i],
    failed: standing.failed[i],
  }))

const later = instant(start + 90 * 86_400_000)

describe('customers as columns', () => {
  let api: DataApi
  beforeAll(async () => {
    const panda = await openPanda()
    api = panda.api
    await playPanda(api, [20, 60])
  })
  afterAll(() => api.close())

  it('pages say the same as the rows, in the order of the import', async () => {
    const rows = await api.customers()
    const seen = []
    for (let from = 0; from < rows.length; from += 500) {
      const page = await api.customerPage(from, 500)
      expect([page.from, page.total]).toEqual([from, rows.length])
      const standing = rowsOf(page.standing)
      seen.push(
        ...page.ids.map((id, i) => ({
          id,
          name: page.names[i],
          environment: words(page.environments)[i],
          product: words(page.products)[i],
          kind: words(page.kinds)[i],
          handWork: words(page.handWork)[i],
          accounts: page.accounts[i],
          minutes: page.monthlyMinutes[i],
          ...standing[i],
        })),
      )
    }
    expect(seen).toEqual(
      rows.map((row) => ({
        id: row.id,
        name: row.name,
        environment: row.environment,
        product: row.product,
        kind: row.kind,
        handWork: row.handWork.join(', '),
        accounts: row.accounts,
        minutes: row.monthlyMinutes,
        state: row.state,
        batch: row.batch ?? '',
        returns: row.returns,
        passed: 0,
        failed: 0,
      })),
    )
  })

  it('changes after an event are those whose state, batch or tests changed, and nobody else', async () => {
    const { seq } = await api.customerPage(0, 1)
    expect((await api.customerChanges(seq)).places).toHaveLength(0)
    const rows = await api.customers()
    const [moved] = rows.filter((row) => row.state === 'accepted')
    const [free] = rows.filter((row) => row.batch === undefined)
    must(
      await api.append(
        events([
          {
            kind: 'customer.tested',
            customer: moved?.id,
            scenario: 'A',
            result: 'fail',
            by: 'ann',
          },
          {
            kind: 'customer.tested',
            customer: moved?.id,
            scenario: 'B',
            result: 'pass',
            by: 'ann',
          },
          { kind: 'batch.created', batch: 'new', ordinal: 9, pilot: false, members: [free?.id] },
          { kind: 'note', by: 'ann', text: 'no customer' },
        ]),
        later,
      ),
    )
    const changes = await api.customerChanges(seq)
    expect(Array.from(changes.places, (place) => rows[place]?.id)).toEqual(
      rows.filter((row) => row === moved || row === free).map((row) => row.id),
    )
    expect(rowsOf(changes.standing)).toEqual(
      expect.arrayContaining([
        { state: 'accepted', batch: moved?.batch, returns: 0, passed: 1, failed: 1 },
        { state: 'planned', batch: 'new', returns: 0, passed: 0, failed: 0 },
      ]),
    )
  })

  it('counts say the same as the rows', async () => {
    const [counts, downtime, rows, batches] = await Promise.all([
      api.counts(),
      api.downtime(),
      api.customers(),
      api.batches(),
    ])
    const count = (of: readonly { state: string }[]) =>
      of.reduce<Record<string, number>>(
        (sums, { state }) => ({ ...sums, [state]: (sums[state] ?? 0) + 1 }),
        {},
      )
    expect(counts.states).toEqual(count(rows))
    expect(counts.downtimeOver).toBe(
      downtime.filter(({ measuredMs, budgetMs }) => (measuredMs ?? 0) > budgetMs).length,
    )
    expect(counts.downtimeOver).toBeGreaterThan(0)
    expect(counts.batches.map(({ tests: _tests, ...batch }) => batch)).toEqual(
      batches.map(({ members, why: _why, ...batch }) => {
        const own = rows.filter((row) => members.includes(row.id))
        return {
          ...batch,
          toMove: batch.windows.map(
            ({ environment }) =>
              own.filter((row) => row.environment === environment && isToMove(row.state)).length,
          ),
          members: own.length,
          accounts: own.reduce((sum, row) => sum + row.accounts, 0),
          counts: count(own),
        }
      }),
    )
    expect(counts.batches.find((batch) => batch.tests !== undefined)?.tests).toEqual({
      tested: 1,
      failing: 1,
    })
  })

  it('the history of a customer names its batches and what was said of it, and nobody else', async () => {
    const moved = (await api.customers()).find((row) => row.state === 'accepted')
    const told = await api.customerEvents(CustomerId.parse(moved?.id ?? ''))
    const kinds = told.map(({ event }) => event.kind)
    expect(kinds[0]).toBe('batch.created')
    expect(kinds).toContain('customer.state')
    expect(kinds.filter((kind) => kind === 'customer.tested')).toHaveLength(2)
    expect(told.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq).toSorted((a, b) => a - b))
    expect(told.every(({ event }) => !('customer' in event) || event.customer === moved?.id)).toBe(
      true,
    )
  })
})

describe('what people say of a customer', () => {
  it('the last word on a scenario counts, and a return begins anew', async () => {
    const { api } = await openPanda()
    await playPanda(api, [20, 60])
    const moved = CustomerId.parse(
      (await api.customers()).find((row) => row.state === 'accepted')?.id ?? '',
    )
    const say = async (event: object) => api.append(events([event]), later)
    const test = { kind: 'customer.tested', customer: moved, scenario: 'Incoming call', by: 'ann' }
    must(await say({ ...test, result: 'fail', note: 'one way sound' }))
    must(await say({ ...test, result: 'pass' }))
    expect(await api.customerTests(moved)).toEqual([
      { scenario: 'Incoming call', result: 'pass', by: 'ann', at: later },
    ])
    must(await say({ kind: 'customer.state', customer: moved, from: 'accepted', to: 'returning' }))
    must(await say({ kind: 'customer.state', customer: moved, from: 'returning', to: 'returned' }))
    expect(await api.customerTests(moved)).toEqual([])
    must(
      await say({ kind: 'customer.noted', customer: moved, about: 'feedback', text: 'x', by: 'a' }),
    )
    must(await api.verify())
    await api.close()
  })

  it('a customer that has not moved is not tested, and a stranger not noted', async () => {
    const { api } = await openPanda()
    const [first] = await api.customers()
    const said = await api.append(
      events([
        { kind: 'customer.tested', customer: first?.id, scenario: 'A', result: 'pass', by: 'ann' },
      ]),
      later,
    )
    expect(said).toMatchObject({
      ok: false,
      problem: {
        message: `Customer ${first?.id ?? ''} is planned; scenarios are tested on the target.`,
      },
    })
    const noted = await api.append(
      events([{ kind: 'customer.noted', customer: '9', about: 'note', text: 'x', by: 'ann' }]),
      later,
    )
    expect(noted).toMatchObject({ ok: false, problem: { code: 'not-found' } })
    await api.close()
  })
})

describe('the queries that a window waits for', () => {
  const db = new Database(':memory:')
  migrate(asWritable(db))
  const plan = (sql: string, values: object): readonly string[] =>
    db
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(values)
      .map(({ detail }) => detail)

  it('a page is a search by the order of the import', () => {
    const steps = plan(customerTableSql.page, { from: 0, to: 10 })
    expect(steps[0]).toBe('SEARCH c USING INDEX customers_ordinal (ordinal>? AND ordinal<?)')
    expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([])
  })

  it('changes begin at their event and find each customer by its id', () => {
    const steps = plan(customerTableSql.changes, { after: 1 })
    expect(steps.filter((step) => /^SCAN (c|events|e)\b/.test(step))).toEqual([])
    expect(steps.filter((step) => step.includes('INTEGER PRIMARY KEY (rowid>?)'))).toHaveLength(4)
  })

  it('counts are read from the index alone', () => {
    expect(
      db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${countsSql}`).all()[0]?.detail,
    ).toBe('SCAN customers USING COVERING INDEX customers_counts')
  })
})

it('a file of version 40 gets tables and indexes, and its chain holds', async () => {
  const { api, path } = await openPanda()
  await playPanda(api, [20])
  const before = await api.customers()
  await api.close()
  const old = join(scratch(), 'old.switchyard')
  const db = asWritable(new Database(old))
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, 40)
  db.prepare('ATTACH ? AS new').run(path)
  const tables = db
    .prepare<[], string>("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
  db.pragma('foreign_keys = OFF')
  const columnsOf = db
    .prepare<[string, string], string>('SELECT name FROM pragma_table_info(?, ?)')
    .pluck()
  for (const table of tables) {
    // Columns that came later have no place in the old file, and one that went is empty there.
    const columns = columnsOf.all(table, 'main')
    const now = new Set(columnsOf.all(table, 'new'))
    const values = columns.map((name) => (now.has(name) ? name : "''"))
    db.exec(
      `INSERT INTO main.${table} (${columns.join()}) SELECT ${values.join()} FROM new.${table}`,
    )
  }
  db.exec('DETACH new')
  db.close()

  const service = makeDataService({ onAppended: () => undefined })
  must(await service.open(old, 'write'))
  expect(await service.customers()).toEqual(before)
  const tested = CustomerId.parse(before.find((row) => row.state === 'accepted')?.id ?? '')
  must(
    await service.append(
      events([
        { kind: 'customer.tested', customer: tested, scenario: 'A', result: 'pass', by: 'ann' },
      ]),
      later,
    ),
  )
  expect(await service.customerTests(tested)).toHaveLength(1)
  must(await service.verify())
  await service.close()
})
