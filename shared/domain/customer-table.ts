/**
 * All customers of a project as columns: what a table of 100,000 rows needs, in pages, so that neither the data process nor a window
 * stands still for it. What an import says of a customer never changes; what does is in `CustomerStanding`, and comes again as changes.
 */

/** A column of few different words: row i says `words[at[i]]`. */
export type WordColumn = { readonly words: readonly string[]; readonly at: Uint16Array }

export type CustomerStanding = {
  readonly states: WordColumn
  /** Empty: in no batch. */
  readonly batches: WordColumn
  readonly returns: Uint16Array
  /** Scenarios that passed and failed since the customer is on the target. */
  readonly passed: Uint16Array
  readonly failed: Uint16Array
}

export type CustomerPage = {
  /** Of the last event when the page was read: changes are asked for after it. */
  readonly seq: number
  /** Place of its first customer in the order of the import, from 0. */
  readonly from: number
  /** Customers of the project. */
  readonly total: number
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly environments: WordColumn
  readonly products: WordColumn
  readonly kinds: WordColumn
  /** Words with a comma and a space between them; empty without hand work. */
  readonly handWork: WordColumn
  readonly accounts: Int32Array
  readonly monthlyMinutes: Float64Array
  readonly standing: CustomerStanding
}

/** Customers whose standing changed after an event; the whole of their standing, not the difference. */
export type CustomerChanges = {
  readonly seq: number
  /** Their places in the order of the import. */
  readonly places: Int32Array
  readonly standing: CustomerStanding
}

/** Words of a page must be countable by `WordColumn.at`. */
export const maxPage = 10_000

/** Builds a column word by word. */
export function wordColumn(values: readonly string[]): WordColumn {
  const numbers = new Map<string, number>()
  const at = Uint16Array.from(values, (value) => {
    const known = numbers.get(value)
    if (known !== undefined) return known
    const next = numbers.size
    numbers.set(value, next)
    return next
  })
  return { words: [...numbers.keys()], at }
}

export const wordAt = ({ words, at }: WordColumn, row: number): string => words[at[row] ?? 0] ?? ''
