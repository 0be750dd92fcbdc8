/** What output looks like on the screen: text of a host, nothing of which is carried out. */

export type Part = { readonly text: string; readonly hit: boolean }

/** The line in pieces, those that were searched for marked; a character belongs to a hit as a whole. */
export function markHits(line: string, wanted: string, matchCase: boolean): readonly Part[] {
  if (wanted === '') return [{ text: line, hit: false }]
  const fold = (char: string): string => (matchCase ? char : char.toLowerCase())
  // Lower case may be longer ("İ" is two): `places` says where in the line each unit of `text` came from.
  const places: number[] = []
  let text = ''
  let place = 0
  for (const char of line) {
    text += fold(char)
    while (places.length < text.length) places.push(place)
    place += char.length
  }
  const find = Array.from(wanted, fold).join('')
  const parts: Part[] = []
  let from = 0
  let next = 0
  for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, next)) {
    next = at + find.length
    while (next < text.length && places[next] === places[next - 1]) next += 1
    const [start, end] = [places[at] ?? from, places[next] ?? line.length]
    if (start > from) parts.push({ text: line.slice(from, start), hit: false })
    parts.push({ text: line.slice(start, end), hit: true })
    from = end
  }
  return from < line.length || parts.length === 0
    ? [...parts, { text: line.slice(from), hit: false }]
    : parts
}

/** Lines are fetched in blocks of so many. */
export const blockLines = 200

/** Numbers of the blocks that the lines `top` to `top + visible` lie in. */
export function blocksOf(top: number, visible: number, lines: number): readonly number[] {
  if (lines === 0) return []
  const first = Math.floor(Math.min(top, lines - 1) / blockLines)
  const last = Math.floor(Math.min(top + visible, lines - 1) / blockLines)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** A scroll bar is at most so high: browsers stop counting pixels not far above. */
const highest = 8_000_000

/** Height of what is scrolled, px, for so many lines. */
export const scrollHeight = (lines: number, rowHeight: number): number =>
  Math.min(highest, lines * rowHeight)

/** The first line that is shown at this place of the scroll bar. */
export function topOf(
  scrollTop: number,
  height: number,
  view: number,
  lines: number,
  visible: number,
): number {
  const way = height - view
  const last = Math.max(0, lines - visible)
  return way <= 0 ? 0 : Math.min(last, Math.round((scrollTop / way) * last))
}

/** Where the scroll bar stands for this first line; the counterpart of `topOf`. */
export function scrollTopOf(
  top: number,
  height: number,
  view: number,
  lines: number,
  visible: number,
): number {
  const last = Math.max(0, lines - visible)
  return last === 0 ? 0 : (top / last) * Math.max(0, height - view)
}

/** Whole lines that a wheel has turned by, and the px that are left for its next event. A touchpad tells of a few px at a time. */
export function wheelLines(
  deltaPx: number,
  rowHeight: number,
  rest: number,
): { readonly lines: number; readonly rest: number } {
  const lines = Math.trunc((rest + deltaPx) / rowHeight)
  return { lines, rest: rest + deltaPx - lines * rowHeight }
}
