/**
 * The cells of one line of CSV, without the blanks around them; cells may be quoted, and a quotation mark in them is doubled.
 * Undefined when a quotation mark is not closed. Cells over several lines are not known here: a profile has none.
 */
export function readCsvLine(line: string): readonly string[] | undefined {
  const cells: string[] = []
  let rest = line
  for (;;) {
    const match = /^\s*"((?:[^"]|"")*)"\s*(,|$)|^([^",]*)(,|$)/.exec(rest)
    if (match === null) return undefined
    const [all, quoted, afterQuoted, plain = '', afterPlain] = match
    cells.push((quoted?.replaceAll('""', '"') ?? plain).trim())
    if ((afterQuoted ?? afterPlain) !== ',') return cells
    rest = rest.slice(all.length)
  }
}
