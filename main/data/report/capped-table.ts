import { groupDigits, markup, table } from './markup.ts'
import type { Content, Markup } from './markup.ts'

/** Rows of one table and characters of one cell; more is counted or cut, so that the file stays small whatever happened. */
const mostRows = 400
const mostText = 400

export function capped(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
  none: string,
): Markup {
  if (rows.length === 0) return markup`<p class="soft">${none}</p>`
  const left = rows.length - mostRows
  const shown = rows.slice(0, mostRows).map((row) => row.map(cutCell))
  return markup`${table(caption, head, shown)}${
    left > 0
      ? markup`<p class="soft">And ${groupDigits(left)} more; all of them are in the project file.</p>`
      : ''
  }`
}

const cutCell = (cell: Content): Content => (typeof cell === 'string' ? cut(cell) : cell)

export const cut = (text: string): string =>
  text.length > mostText ? `${text.slice(0, mostText)} …` : text
