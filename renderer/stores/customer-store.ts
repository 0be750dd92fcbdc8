import { createStore } from 'zustand/vanilla'
import { wordColumn } from '../../shared/domain/customer-table.ts'
import type {
  CustomerChanges,
  CustomerPage,
  CustomerStanding,
  WordColumn,
} from '../../shared/domain/customer-table.ts'
import type { Problem } from '../../shared/domain/problems.ts'

/**
 * All customers of the open project as columns. Row i of every column is the customer at place i of the import. A table is never
 * changed after it was shown: changes make another one that shares what stayed.
 */
export type CustomerTable = CustomerStanding & {
  /** Of the last event that it knows of. */
  readonly seq: number
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly environments: WordColumn
  readonly products: WordColumn
  readonly kinds: WordColumn
  readonly handWork: WordColumn
  readonly accounts: Int32Array
  readonly monthlyMinutes: Float64Array
}

export type CustomerState = {
  /** File of the project that the customers are of. */
  readonly path: string | undefined
  readonly table: CustomerTable | undefined
  /** Customers read and to read, while the first reading goes on. */
  readonly reading: { readonly read: number; readonly total: number } | undefined
  readonly problem: Problem | undefined
}

const none: CustomerState = {
  path: undefined,
  table: undefined,
  reading: undefined,
  problem: undefined,
}

export const customerStore = createStore<CustomerState>(() => none)

/** Pages of one reading, in order, as one table. Its changes are asked for after its oldest page. */
export function tableOf(pages: readonly CustomerPage[]): CustomerTable {
  const standings = pages.map((page) => page.standing)
  return {
    seq: Math.min(...pages.map((page) => page.seq)),
    ids: pages.flatMap((page) => page.ids),
    names: pages.flatMap((page) => page.names),
    environments: joined(pages.map((page) => page.environments)),
    products: joined(pages.map((page) => page.products)),
    kinds: joined(pages.map((page) => page.kinds)),
    handWork: joined(pages.map((page) => page.handWork)),
    accounts: Int32Array.from(pages.flatMap((page) => [...page.accounts])),
    monthlyMinutes: Float64Array.from(pages.flatMap((page) => [...page.monthlyMinutes])),
    states: joined(standings.map((standing) => standing.states)),
    batches: joined(standings.map((standing) => standing.batches)),
    returns: Uint16Array.from(standings.flatMap((standing) => [...standing.returns])),
    passed: Uint16Array.from(standings.flatMap((standing) => [...standing.passed])),
    failed: Uint16Array.from(standings.flatMap((standing) => [...standing.failed])),
  }
}

/** The table after these changes. */
export function changedTable(table: CustomerTable, changes: CustomerChanges): CustomerTable {
  const { seq, places, standing } = changes
  if (places.length === 0) return { ...table, seq }
  const put = (into: Uint16Array, from: Uint16Array): Uint16Array => {
    const next = into.slice()
    places.forEach((place, i) => (next[place] = from[i] ?? 0))
    return next
  }
  return {
    ...table,
    seq,
    states: overwritten(table.states, places, standing.states),
    batches: overwritten(table.batches, places, standing.batches),
    returns: put(table.returns, standing.returns),
    passed: put(table.passed, standing.passed),
    failed: put(table.failed, standing.failed),
  }
}

/** One column with one list of words; each page had its own. */
function joined(columns: readonly WordColumn[]): WordColumn {
  const all = wordColumn(columns.flatMap(({ words }) => words))
  let past = 0
  const at = new Uint16Array(columns.reduce((sum, column) => sum + column.at.length, 0))
  let row = 0
  for (const { words, at: own } of columns) {
    for (const number of own) at[row++] = all.at[past + number] ?? 0
    past += words.length
  }
  return { words: all.words, at }
}

function overwritten(column: WordColumn, places: Int32Array, by: WordColumn): WordColumn {
  const words = [...column.words]
  const numbers = by.words.map((word) => {
    const known = words.indexOf(word)
    return known === -1 ? words.push(word) - 1 : known
  })
  const at = column.at.slice()
  places.forEach((place, i) => (at[place] = numbers[by.at[i] ?? 0] ?? 0))
  return { words, at }
}
