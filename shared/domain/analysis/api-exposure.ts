import { z } from 'zod'
import { parse } from 'csv-parse/sync'
import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { problem } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { ApiClient } from './facts.ts'

/**
 * API methods whose contract changed between two releases × who calls them (domain.md 9.6). The list is the user's own or the
 * vendor's: none comes with the product. File: CSV with a head, columns `method`, `release`, and if there is one `change`:
 * `method` is `Service/method` or the bare method name, `release` as MR100 or MR100.1, the first one with the change.
 */

export const ChangedMethod = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]*(\/[A-Za-z][A-Za-z0-9_]*)?$/, 'write Service/method or method'),
  release: z.string().regex(/^MR\d+(\.\d+)?$/, 'write a release as MR100 or MR100.1'),
  /** What changed, in a sentence. */
  change: z.string().max(500).optional(),
  /** `changes.csv line 12`. */
  source: z.string(),
})
export type ChangedMethod = z.infer<typeof ChangedMethod>

export type ApiExposure = {
  readonly address: string
  /** As the client called it. */
  readonly method: string
  readonly hits: number
  readonly firstAt: number
  readonly lastAt: number
  /** Every change of it within the jump. */
  readonly changes: readonly ChangedMethod[]
  /** Where the calls were counted. */
  readonly source: string
}

/** `MR100.1` → [100, 1]. */
function releaseNumber(release: string): readonly [number, number] {
  const [, major = '0', minor = '0'] = /^MR(\d+)(?:\.(\d+))?$/.exec(release) ?? []
  return [Number(major), Number(minor)]
}

const after = (a: string, b: string): boolean => {
  const [x, y] = [releaseNumber(a), releaseNumber(b)]
  return x[0] === y[0] ? x[1] > y[1] : x[0] > y[0]
}

/**
 * Clients at risk of the jump from `from` to `to`: whole names are compared, never parts, because `get_account` within
 * `get_account_list` would be one client too many. A change counts after `from` up to every build of `to`.
 */
export function apiExposure(
  clients: readonly ApiClient[],
  changed: readonly ChangedMethod[],
  jump: { readonly from: string; readonly to: string },
): readonly ApiExposure[] {
  const inJump = changed.filter(
    ({ release }) =>
      after(release, jump.from) && releaseNumber(release)[0] <= releaseNumber(jump.to)[0],
  )
  return clients
    .flatMap((client) => {
      const bare = client.method.split('/').at(-1)
      const changes = inJump.filter(({ method }) =>
        method.includes('/') ? method === client.method : method === bare,
      )
      return changes.length === 0 ? [] : [{ ...client, changes }]
    })
    .toSorted((a, b) => b.hits - a.hits || (a.address < b.address ? -1 : 1))
}

/** Reads the file; every bad row is named, and nothing is taken from a file with one. */
export function readChangedMethods(
  text: string,
  file: string,
): Result<readonly ChangedMethod[], Problem> {
  let records: readonly { record: Record<string, string>; info: { lines: number } }[]
  try {
    records = parse(text, {
      columns: true,
      trim: true,
      bom: true,
      info: true,
      relax_column_count_less: true,
    }) as never // shape of `info`
  } catch (error) {
    return bad(notCsv(file, error instanceof Error ? error.message : String(error)))
  }
  const columns = Object.keys(records[0]?.record ?? {})
  const unknown = columns.filter((c) => !['method', 'release', 'change'].includes(c))
  if (records.length === 0 || !columns.includes('method') || !columns.includes('release'))
    return bad(notCsv(file, 'it needs a head with the columns method and release, and rows'))
  if (unknown.length > 0) return bad(notCsv(file, `unknown column ${unknown.join(', ')}`))
  const faults: { message: string; where: { file: string; line: number } }[] = []
  const methods: ChangedMethod[] = []
  for (const { record, info } of records) {
    const { method, release, change } = record
    const row = ChangedMethod.safeParse({
      method,
      release,
      ...(change === undefined || change === '' ? {} : { change }),
      source: `${file} line ${info.lines}`,
    })
    if (row.success) methods.push(row.data)
    else
      faults.push({
        message: row.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '),
        where: { file, line: info.lines },
      })
  }
  if (faults.length === 0) return ok(methods)
  return bad({
    ...notCsv(file, `${faults.length} of ${records.length} rows are not as they should be`),
    more: faults.slice(0, 20),
  })
}

const notCsv = (file: string, what: string): Problem =>
  problem('bad-input', `the list of changed API methods cannot be used: ${what}`, {
    where: { file },
    safe: 'the list that the project had stays',
    next: 'give a CSV file with the columns method,release,change, for example Customer/get_customer_info,MR100,"field x is gone"',
  })
