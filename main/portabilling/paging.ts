import type { z } from 'zod'
import { z as zod } from 'zod'
import { ProblemError } from '../../shared/domain/problems.ts'
import { apiProblem } from './api-problem.ts'
import type { ApiParams } from './api-profile.ts'
import type { ApiSession } from './api-session.ts'

type Row = Readonly<Record<string, unknown>>

export type PageQuery<T> = {
  readonly session: ApiSession
  readonly endpoint: string
  readonly method: string
  readonly params: ApiParams
  /** Name of the list in the answer, e.g. `customer_list`. */
  readonly list: string
  readonly row: z.ZodType<T & Row>
  /** Fields that name a row, the first that it has; pages of rows that have none are not compared with each other. */
  readonly ids: readonly string[]
  /** Rows asked for at once. */
  readonly limit: number
  /** Rows before the first that is wanted: to go on where a reading was broken off. Default 0. */
  readonly from?: number
}

export type Page<T> = {
  readonly rows: readonly T[]
  /** How many rows there are in all, where the server told (`get_total`). */
  readonly total: number | undefined
}

/**
 * Reads a list page by page (`limit`, `offset`, `get_total`; domain.md 9.1). With a total it goes on until all rows are
 * there, because a server may have a lower limit than was asked for; without one a short page is the last. Rows that are
 * added or taken away meanwhile can be missed or come twice, as the API has no snapshot.
 */
export async function* pages<T>(query: PageQuery<T>): AsyncGenerator<Page<T>> {
  const shape = zod.looseObject({
    [query.list]: zod.array(query.row),
    total: zod.coerce.number().int().nonnegative().nullish(),
  })
  let offset = query.from ?? 0
  let total: number | undefined
  let previous = ''
  const nameOf = (row: Row): unknown =>
    query.ids.map((field) => row[field] ?? undefined).find((name) => name !== undefined)
  for (;;) {
    const params = { ...query.params, limit: query.limit, offset, get_total: 1 }
    const answer = await query.session.call(query.method, params, shape)
    const rows = answer[query.list] as readonly (T & Row)[] // checked by the shape just above
    total = typeof answer['total'] === 'number' ? answer['total'] : total
    // A server that does not know `offset` would be read for ever.
    const names = rows.map(nameOf)
    const content = names.includes(undefined) ? '' : JSON.stringify(names)
    if (rows.length > 0 && content !== '' && content === previous) throw repeated(query)
    previous = content
    offset += rows.length
    yield { rows, total }
    if (rows.length === 0) return
    if (total === undefined ? rows.length < query.limit : offset >= total) return
  }
}

const repeated = <T>(query: PageQuery<T>): ProblemError =>
  new ProblemError(
    apiProblem({
      endpoint: query.endpoint,
      method: query.method,
      text: 'two pages in a row are the same: the server does not honour "offset"',
      next: 'check the release of this system; nothing was counted from this list',
    }),
  )

/** The rows of all pages, one after the other. */
export async function* rowsOf<T>(query: PageQuery<T>): AsyncGenerator<T> {
  for await (const page of pages(query)) yield* page.rows
}
