import type { WordColumn } from '../../../shared/domain/customer-table.ts'
import { worstFirst } from '../../../shared/domain/states.ts'
import type { CustomerFilter } from '../../../shared/ipc/customer-filter.ts'
import type { CustomerTable } from '../../stores/customer-store.ts'

/** Rows of a table by filter and order, as places: no object a row, so that 100,000 are filtered between two key strokes. */

export const columnIds = [
  'id',
  'name',
  'environment',
  'kind',
  'product',
  'batch',
  'state',
  'accounts',
  'minutes',
  'handWork',
  'returns',
  'tests',
] as const
export type ColumnId = (typeof columnIds)[number]

export type Order = { readonly by: ColumnId; readonly descending: boolean }

export function filterRows(table: CustomerTable, filter: CustomerFilter): Int32Array {
  const tests: ((row: number) => boolean)[] = [
    ...among(table.states, filter.states),
    ...among(table.environments, filter.environments),
    ...among(table.products, filter.products),
    ...among(table.batches, filter.batches),
    ...ofHandWork(table.handWork, filter.handWork),
  ]
  const { minAccounts, maxAccounts } = filter
  if (minAccounts !== undefined) tests.push((row) => (table.accounts[row] ?? 0) >= minAccounts)
  if (maxAccounts !== undefined) tests.push((row) => (table.accounts[row] ?? 0) <= maxAccounts)
  if (filter.returned === true) tests.push((row) => (table.returns[row] ?? 0) > 0)
  if (filter.tests !== undefined) tests.push((row) => testsOf(table, row) === filter.tests)
  const text = filter.text?.trim().toLowerCase() ?? ''
  if (text !== '') {
    const [ids, names] = [lowered(table.ids), lowered(table.names)]
    tests.push(
      (row) => (ids[row]?.includes(text) ?? false) || (names[row]?.includes(text) ?? false),
    )
  }
  const rows = new Int32Array(table.ids.length)
  let found = 0
  for (let row = 0; row < table.ids.length; row++)
    if (tests.every((test) => test(row))) rows[found++] = row
  return rows.subarray(0, found)
}

/** The same rows in another order; equal ones stay in that of the import. */
export function sortRows(table: CustomerTable, rows: Int32Array, order?: Order): Int32Array {
  if (order === undefined) return rows
  const key = sortKeys(table, order.by)
  const sign = order.descending ? -1 : 1
  return rows.slice().sort((a, b) => sign * ((key[a] ?? 0) - (key[b] ?? 0)) || a - b)
}

/** The chosen rows as they stand in the table, and not as they were chosen. */
export const chosenRows = (
  table: CustomerTable,
  chosen: ReadonlySet<number>,
  order?: Order,
): Int32Array => sortRows(table, Int32Array.from(chosen).sort(), order)

export const testsOf = (table: CustomerTable, row: number): 'failed' | 'passed' | 'none' =>
  (table.failed[row] ?? 0) > 0 ? 'failed' : (table.passed[row] ?? 0) > 0 ? 'passed' : 'none'

const among = (column: WordColumn, wanted: readonly string[] | undefined) => {
  if (wanted === undefined) return []
  const isWanted = column.words.map((word) => wanted.includes(word))
  return [(row: number): boolean => isWanted[column.at[row] ?? 0] ?? false]
}

const ofHandWork = (column: WordColumn, wanted: string | undefined) => {
  if (wanted === undefined) return []
  const isWanted = column.words.map((word) =>
    wanted === 'any' ? word !== '' : word.split(', ').includes(wanted),
  )
  return [(row: number): boolean => isWanted[column.at[row] ?? 0] ?? false]
}

const lower = new WeakMap<readonly string[], readonly string[]>()

/** Ids and names never change after the import: worked out once a project. */
function lowered(texts: readonly string[]): readonly string[] {
  const known = lower.get(texts)
  if (known !== undefined) return known
  const made = texts.map((text) => text.toLowerCase())
  lower.set(texts, made)
  return made
}

type Keys = ArrayLike<number>

const textKeys = new WeakMap<readonly string[], Keys>()

function sortKeys(table: CustomerTable, by: ColumnId): Keys {
  switch (by) {
    case 'id':
      return rankOf(table.ids, byNumber)
    case 'name':
      return rankOf(table.names, lowered(table.names))
    case 'environment':
      return wordKeys(table.environments)
    case 'kind':
      return wordKeys(table.kinds)
    case 'product':
      return wordKeys(table.products)
    case 'batch':
      return wordKeys(table.batches)
    case 'handWork':
      return wordKeys(table.handWork)
    case 'state':
      return wordKeys(table.states, worstFirst)
    case 'accounts':
      return table.accounts
    case 'minutes':
      return table.monthlyMinutes
    case 'returns':
      return table.returns
    case 'tests':
      return Int32Array.from(
        table.failed,
        (failed, row) => failed * 1000 - Math.min(999, table.passed[row] ?? 0),
      )
    default:
      return by satisfies never
  }
}

const byNumber = 'number'

/** Place of each text among all of them. Ids are numbers in PortaBilling, and sorted as such where they are. */
function rankOf(texts: readonly string[], keys: readonly string[] | typeof byNumber): Keys {
  const known = textKeys.get(texts)
  if (known !== undefined) return known
  const made = keys === byNumber ? numbersOf(texts) : ranks(keys)
  textKeys.set(texts, made)
  return made
}

function numbersOf(texts: readonly string[]): Keys {
  const numbers = Float64Array.from(texts, Number)
  return numbers.some(Number.isNaN) ? ranks(texts) : numbers
}

function ranks(texts: readonly string[]): Keys {
  const order = Int32Array.from(texts.keys()).sort((a, b) => {
    const [x, y] = [texts[a] ?? '', texts[b] ?? '']
    return x < y ? -1 : x > y ? 1 : a - b
  })
  const rank = new Int32Array(texts.length)
  order.forEach((row, place) => (rank[row] = place))
  return rank
}

/** Words in their own order, or by the alphabet; the empty one last. */
function wordKeys({ words, at }: WordColumn, own: readonly string[] = []): Keys {
  const ordered = words.toSorted((a, b) => {
    const [x, y] = [own.indexOf(a), own.indexOf(b)]
    if (x !== -1 || y !== -1) return (x === -1 ? 99 : x) - (y === -1 ? 99 : y)
    if ((a === '') !== (b === '')) return a === '' ? 1 : -1
    return a.localeCompare(b, 'en', { numeric: true })
  })
  const rank = words.map((word) => ordered.indexOf(word))
  return Int32Array.from(at, (number) => rank[number] ?? 0)
}
