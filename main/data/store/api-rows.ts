import type { ReadDb, WriteDb } from '../db.ts'
import type { ApiList, ApiRow, ApiTally, EnvironmentTally } from '../survey-protocol.ts'

/**
 * Rows of the API lists of a survey, by their id: a page that comes twice changes nothing. They are counted by SQL, so that neither
 * process ever holds a list. Only the last survey that read the API keeps its rows; the facts made of them stay with every survey.
 */

type TallyRow = { [K in keyof EnvironmentTally]: number | null }

export function readApiRows(db: ReadDb) {
  const customers = db.prepare<[string, number, number], { id: number }>(`
    SELECT id FROM api_rows WHERE survey = ? AND list = 'customers' AND id > ? ORDER BY id LIMIT ?`)
  const environments = db.prepare<[{ survey: string }], TallyRow>(`
    WITH c AS (SELECT * FROM api_rows WHERE survey = @survey AND list = 'customers'),
    per AS (
      SELECT owner, count(*) AS accounts FROM api_rows
      WHERE survey = @survey AND list = 'accounts' GROUP BY owner
    ),
    mains AS (SELECT DISTINCT office AS id FROM c WHERE office IS NOT NULL)
    SELECT c.env AS env, count(*) AS customers,
      sum(c.kind = '2') AS resellers, sum(c.state = 'E') AS exported, sum(c.lock IS NOT NULL) AS locked,
      coalesce(sum(per.accounts), 0) AS accounts, sum(per.accounts IS NULL) AS empty,
      coalesce(max(per.accounts), 0) AS largest,
      (SELECT count(*) FROM api_rows p WHERE p.survey = @survey AND p.list = 'products' AND p.env IS c.env) AS products,
      sum(mains.id IS NOT NULL) AS officeGroups,
      sum(mains.id IS NOT NULL OR c.office IS NOT NULL) AS officeCustomers
    FROM c LEFT JOIN per ON per.owner = c.id LEFT JOIN mains ON mains.id = c.id
    GROUP BY c.env ORDER BY c.env`)
  const byProduct = db.prepare<
    [{ survey: string }],
    { env: number | null; product: string; accounts: number }
  >(`
    SELECT c.env AS env, coalesce(p.kind, a.kind) AS product, count(*) AS accounts
    FROM api_rows a
    JOIN api_rows c ON c.survey = @survey AND c.list = 'customers' AND c.id = a.owner
    LEFT JOIN api_rows p ON p.survey = @survey AND p.list = 'products' AND p.id = CAST(a.kind AS INTEGER)
    WHERE a.survey = @survey AND a.list = 'accounts' AND a.kind IS NOT NULL
    GROUP BY 1, 2 ORDER BY accounts DESC, 2 LIMIT 200`)
  const orphaned = `
    FROM api_rows a WHERE a.survey = @survey AND a.list = 'accounts' AND NOT EXISTS (
      SELECT 1 FROM api_rows c WHERE c.survey = @survey AND c.list = 'customers' AND c.id = a.owner)`
  const orphans = db.prepare<[{ survey: string }], number>(`SELECT count(*) ${orphaned}`).pluck()
  const orphanExamples = db.prepare<
    [{ survey: string }],
    { account: number; customer: number | null }
  >(`SELECT a.id AS account, a.owner AS customer ${orphaned} ORDER BY a.id LIMIT 10`)
  const count = db
    .prepare<[string, ApiList], number>(
      'SELECT count(*) FROM api_rows WHERE survey = ? AND list = ?',
    )
    .pluck()
  const used = db
    .prepare<[string], number>(
      `SELECT count(*) FROM api_rows WHERE survey = ? AND list = 'dids' AND owner IS NOT NULL`,
    )
    .pluck()
  return {
    customersAfter: (survey: string, after: number, limit: number): readonly number[] =>
      customers.all(survey, after, limit).map(({ id }) => id),
    count: (survey: string, list: ApiList): number => count.get(survey, list) ?? 0,
    tally: (survey: string): ApiTally => ({
      environments: environments.all({ survey }).map(
        ({ env, ...counts }) =>
          ({
            env,
            // Sums over no row are null in SQL.
            ...Object.fromEntries(Object.entries(counts).map(([k, v]) => [k, v ?? 0])),
          }) as EnvironmentTally, // the same keys as the row, none of them null
      ),
      byProduct: byProduct.all({ survey }),
      orphans: orphans.get({ survey }) ?? 0,
      orphanExamples: orphanExamples.all({ survey }),
      vendors: count.get(survey, 'vendors') ?? 0,
      dids: count.get(survey, 'dids') ?? 0,
      didsUsed: used.get(survey) ?? 0,
    }),
  }
}

export function writeApiRows(db: WriteDb) {
  const insert = db.prepare(
    'INSERT INTO api_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const forget = db.prepare(
    // One that was broken off goes on from its place: its rows stay.
    'DELETE FROM api_rows WHERE survey <> ? AND survey IN (SELECT id FROM surveys WHERE ended_at IS NOT NULL)',
  )
  return {
    /** How many of them were not known yet. */
    keep(survey: string, list: ApiList, rows: readonly ApiRow[]): number {
      let fresh = 0
      for (const { id, env, owner, kind, state, lock, office } of rows)
        fresh += insert.run(survey, list, id, env, owner, kind, state, lock, office).changes
      return fresh
    },
    forgetOthers: (survey: string): void => void forget.run(survey),
  }
}
