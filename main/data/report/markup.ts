import { harmlessText } from '../../../shared/base/visible-text.ts'

/** Markup that is safe to put into the page: made by `markup` only, so every other value is escaped. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Content = string | number | Markup | readonly Content[] | undefined

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** All text from hosts is untrusted (design.md section 13). */
export const escape = (text: string): string =>
  harmlessText(text).replace(/[&<>"']/g, (c) => entities[c] ?? c)

/** Template tag: what stands in the template is markup, what is put in is text unless it is markup already. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(parts.reduce((all, part, i) => all + render(values[i - 1]) + part))

export function render(value: Content): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return value.map(render).join('')
}

export const raw = (text: string): Markup => new Markup(text)

/** A table; the first cell of a row is its heading. Cells that are numbers stand to the right. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly Content[])[],
): Markup {
  const isNumber = (i: number): boolean => i > 0 && typeof rows[0]?.[i] === 'number'
  return markup`<div class="scroll">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((h, i) => markup`<th scope="col" ${raw(isNumber(i) ? ' class="n"' : '')}>${h}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

const cell = (value: Content, i: number): Markup =>
  i === 0
    ? markup`<th scope="row">${value}</th>`
    : typeof value === 'number'
      ? markup`<td class="n">${groupDigits(value)}</td>`
      : markup`<td>${value}</td>`

/** `1 234 567` with thin spaces: read the same in every country. */
export const groupDigits = (value: number): string =>
  String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009')

export type Tone = 'ok' | 'warn' | 'bad' | 'calm'

const signs: Readonly<Record<Tone, string>> = { ok: '✓', warn: '?', bad: '✗', calm: '·' }

/** A state as sign and word: never by colour alone. */
export const badge = (tone: Tone, text: string): Markup =>
  markup`<span class="badge ${tone}">${signs[tone]} ${text}</span>`
