import { z } from 'zod'
import type { SurveySource } from '../../shared/domain/analysis/facts.ts'
import { Problem, problem, ProblemError } from '../../shared/domain/problems.ts'
import { ApiRefused, SessionRefused } from '../portabilling/api-call.ts'
import type { ApiClient } from '../portabilling/api-client.ts'
import type { Page } from '../portabilling/paging.ts'
import type { ApiList, ApiRow } from '../data/survey-protocol.ts'
import { accountRow, customerRow, numberRow, productRow, vendorRow } from './api-rows.ts'
import { tallyFacts } from './api-facts.ts'
import type { SurveyDeps } from './ports.ts'
import { emptyPart } from './read-host.ts'
import type { SourceRead } from './read-host.ts'

/**
 * Reads every list of one endpoint, page by page. The rows of a page and the place after it are stored in one transaction, so a
 * reader that is killed goes on with the next page: nothing is read twice but the page that was on its way, and no row is counted twice.
 */

const lists = ['customers', 'accounts', 'products', 'vendors', 'dids'] as const satisfies ApiList[]

/** Where a reading stands. Kept as the source's `resumeAt`. */
const Place = z.object({
  /** Index into `lists`. */
  list: z.number().int().nonnegative(),
  offset: z.number().int().nonnegative(),
  /** 1, or 2 when the list is read again because it changed meanwhile. */
  pass: z.number().int().min(1).max(2),
  /** Rows there are, as the API said first and last. */
  firstTotal: z.number().nullable(),
  total: z.number().nullable(),
  /** Accounts are read customer by customer, because the API does not list them all: the last customer that is done. */
  after: z.number().nullable(),
  /** Rows that are stored of this list. */
  known: z.number(),
  pages: z.number(),
  /** What is to be said at the end. */
  notes: z.array(z.string()),
  gaps: z.array(Problem),
  /** What there will be no count of: a count of nothing would be an invention. */
  uncounted: z.array(z.enum(['products', 'vendors', 'dids', 'orphans'])),
})
type Place = z.infer<typeof Place>

const start: Place = {
  list: 0,
  offset: 0,
  pass: 1,
  firstTotal: null,
  total: null,
  after: null,
  known: 0,
  pages: 0,
  notes: [],
  gaps: [],
  uncounted: [],
}

export type ApiOrder = {
  readonly survey: string
  readonly name: string
  readonly resumeAt: string | undefined
  readonly signal?: AbortSignal
  readonly onProgress?: (sentence: string) => void
}

/** Tries of one page; between them 1, 2, 4 s. Reading again is harmless. */
const tries = 4

export async function readApi(
  deps: SurveyDeps,
  client: ApiClient,
  order: ApiOrder,
): Promise<SourceRead> {
  let place = placeOf(order.resumeAt)
  const stopped = (found: Problem): SourceRead => ({
    source: {
      name: order.name,
      state: 'partial',
      sentence: `stopped in the list of ${lists[place.list] ?? 'nothing'}: ${found.message}`,
      resumeAt: JSON.stringify(place),
    },
    part: {
      ...emptyPart,
      unread: [...place.gaps, found].map((g) => ({ ...g, source: order.name })),
    },
  })
  try {
    while (place.list < lists.length) {
      place = await readList(deps, client, order, place)
    }
  } catch (error) {
    if (error instanceof Stopped) {
      place = error.place
      return stopped(error.problem)
    }
    throw error
  }
  const tally = await deps.data.apiTally(order.survey)
  const made = tallyFacts(deps.spec, tally, place.uncounted, {
    source: order.name,
    at: deps.clock.now(),
  })
  const unread = [...place.gaps, ...made.gaps].map((gap) => ({ ...gap, source: order.name }))
  return {
    source: {
      name: order.name,
      state: unread.length === 0 ? 'read' : 'partial',
      sentence: [`${place.pages} pages`, ...place.notes].join('; '),
    },
    part: { ...emptyPart, facts: made.facts, unread },
  }
}

/** The reading cannot go on now; the place is where it can later. */
class Stopped extends Error {
  readonly place: Place
  readonly problem: Problem
  constructor(place: Place, found: Problem, options?: ErrorOptions) {
    super(found.message, options)
    this.place = place
    this.problem = found
  }
}

function placeOf(text: string | undefined): Place {
  if (text === undefined) return start
  const parsed = Place.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : start
}

async function readList(
  deps: SurveyDeps,
  client: ApiClient,
  order: ApiOrder,
  from: Place,
): Promise<Place> {
  const list = lists[from.list] ?? 'customers'
  if (list === 'accounts' && from.after !== null) return readEach(deps, client, order, from)
  let place = from
  try {
    place = await readPages(deps, order, list, place, (offset) => rowPages(client, list, offset))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    if (error.place.offset > 0 || list === 'customers' || !(error.cause instanceof ApiRefused))
      throw error
    // Not every release lists the accounts of all customers.
    if (list === 'accounts' && !mayPass(error.cause))
      return readEach(deps, client, order, {
        ...error.place,
        after: 0,
        gaps: [...error.place.gaps, noOrphans(error.problem)],
        uncounted: [...error.place.uncounted, 'orphans'],
      })
    if (list === 'accounts' || error.cause instanceof SessionRefused) throw error
    return nextList({ ...error.place, uncounted: [...error.place.uncounted, list] }, `no ${list}`, [
      notRead(list, error.problem),
    ])
  }
  return settle(place, list)
}

/** A list that changed while it was read is read once more; what is missing then is a gap. */
function settle(place: Place, list: ApiList): Place {
  const { firstTotal, total, known, pass } = place
  const changed = firstTotal !== total
  const short = total !== null && known < total
  if (pass === 1 && (changed || short))
    return {
      ...place,
      pass: 2,
      offset: 0,
      firstTotal: null,
      total: null,
      notes: [
        ...place.notes,
        changed
          ? `the number of ${list} changed from ${firstTotal ?? 'unknown'} to ${total ?? 'unknown'} between pages: read again`
          : `${known} of ${total ?? 0} ${list} came: read again`,
      ],
    }
  const gaps: Problem[] = []
  if (total === null) gaps.push(noTotal(list, known))
  else if (known !== total) gaps.push(notAll(list, known, total))
  else if (changed) gaps.push(stillChanging(list, firstTotal, total))
  return nextList(place, `${known} ${list}`, gaps)
}

const nextList = (place: Place, note: string, gaps: readonly Problem[]): Place => ({
  ...start,
  list: place.list + 1,
  pages: place.pages,
  notes: [...place.notes, note],
  gaps: [...place.gaps, ...gaps],
  uncounted: place.uncounted,
})

type RowPage = Page<ApiRow>

async function readPages(
  deps: SurveyDeps,
  order: ApiOrder,
  list: ApiList,
  from: Place,
  open: (offset: number) => AsyncGenerator<RowPage>,
  settled: (place: Place) => Place = (place) => place,
): Promise<Place> {
  let place = from
  for (let attempt = 1; ; attempt += 1) {
    try {
      let sentAt = deps.clock.monotonicMs()
      for await (const page of open(place.offset)) {
        attempt = 1
        const tookMs = deps.clock.monotonicMs() - sentAt
        place = await keep(deps, order, list, place, page)
        if (order.signal?.aborted === true) throw new Stopped(place, interrupted())
        // The server works for us four fifths of the time at most.
        await deps.clock.sleep(tookMs / 4, order.signal)
        sentAt = deps.clock.monotonicMs()
      }
      return settled(place)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      if (attempt >= tries || !mayPass(error))
        throw new Stopped(place, error.problem, { cause: error })
      order.onProgress?.(`${error.problem.message}; trying again`)
      await deps.clock.sleep(1000 * 2 ** (attempt - 1), order.signal)
    }
  }
}

/** A refused login, method or parameter, and a page that repeats itself, will be the same in a second. */
const mayPass = (error: ProblemError): boolean =>
  !(error instanceof SessionRefused) &&
  !(error instanceof ApiRefused && refusal.test(error.faultcode ?? '')) &&
  !/two pages in a row are the same/.test(error.problem.message)

const refusal = /^Client\.|not_found|missing|required|invalid|unknown_?method/i

async function keep(
  deps: SurveyDeps,
  order: ApiOrder,
  list: ApiList,
  place: Place,
  page: RowPage,
): Promise<Place> {
  const total = page.total ?? place.total
  const next: Place = {
    ...place,
    offset: place.offset + page.rows.length,
    firstTotal: place.firstTotal ?? total,
    total,
    pages: place.pages + 1,
  }
  const source = standing(order.name, list, next)
  const kept = await deps.data.keepApiPage({ survey: order.survey, list, rows: page.rows, source })
  if (!kept.ok) throw new ProblemError(kept.problem)
  order.onProgress?.(`${list}: ${kept.value.known}${total === null ? '' : ` of ${total}`}`)
  return { ...next, known: kept.value.known }
}

const standing = (name: string, list: ApiList, place: Place): SurveySource => ({
  name,
  state: 'partial',
  sentence: `reading ${list}, ${place.offset}${place.total === null ? '' : ` of ${place.total}`}`,
  resumeAt: JSON.stringify(place),
})

/** Accounts customer by customer: as many calls as customers, so only where there is no other way. */
async function readEach(
  deps: SurveyDeps,
  client: ApiClient,
  order: ApiOrder,
  from: Place,
): Promise<Place> {
  let place = from
  for (;;) {
    const ids = await deps.data.apiCustomers(order.survey, place.after ?? 0, 500)
    if (ids.length === 0)
      return nextList(place, `${place.known} accounts, customer by customer`, [])
    for (const id of ids) {
      const of = { ...place, offset: 0, firstTotal: null, total: null }
      place = await readPages(
        deps,
        order,
        'accounts',
        of,
        (offset) => mapped(client.lists.accounts(offset, id), accountRow),
        (done) => ({ ...done, after: id, offset: 0 }),
      )
    }
  }
}

const rowPages = (client: ApiClient, list: ApiList, from: number): AsyncGenerator<RowPage> =>
  ({
    customers: () => mapped(client.lists.customers(from), customerRow),
    accounts: () => mapped(client.lists.accounts(from), accountRow),
    products: () => mapped(client.lists.products(from), productRow),
    vendors: () => mapped(client.lists.vendors(from), vendorRow),
    dids: () => mapped(client.lists.dids(from), numberRow),
  })[list]()

async function* mapped<T>(
  pages: AsyncGenerator<Page<T>>,
  row: (item: T) => ApiRow,
): AsyncGenerator<RowPage> {
  for await (const page of pages) yield { rows: page.rows.map(row), total: page.total }
}

const interrupted = (): Problem =>
  problem('timeout', 'the survey was stopped', {
    safe: 'what was read is stored',
    next: 'run the survey again: it goes on where it stopped',
  })

const noOrphans = (cause: Problem): Problem =>
  problem('api-failed', 'the API does not list the accounts of all customers at once', {
    safe: 'they were read customer by customer',
    next: `accounts whose customer does not exist cannot be found so; count them in the database (${cause.message})`,
  })

const notRead = (list: ApiList, cause: Problem): Problem => ({
  ...cause,
  message: `the list of ${list} was not read: ${cause.message}`,
})

const noTotal = (list: ApiList, known: number): Problem =>
  problem(
    'bad-answer',
    `the API told no total of ${list}: that ${known} are all cannot be checked`,
    {
      next: `compare ${known} with the count of the database (billing-survey)`,
    },
  )

const notAll = (list: ApiList, known: number, total: number): Problem =>
  problem('bad-answer', `the API says that there are ${total} ${list}, and ${known} came`, {
    safe: 'the counts of this survey are of those that came',
    next: 'the list changed while it was read, or pages overlap: survey again at a quiet hour',
  })

const stillChanging = (list: ApiList, before: number | null, after: number): Problem =>
  problem(
    'bad-answer',
    `the number of ${list} changed while they were read twice, last from ${before ?? 'unknown'} to ${after}`,
    { next: 'survey again at a quiet hour' },
  )
