/**
 * CSV for people and spreadsheets: RFC 4180 quoting, CRLF. A cell that a spreadsheet would run as a formula gets a
 * leading apostrophe (design.md section 13: text from outside is never executed).
 */
export const csvText = (rows: Iterable<readonly string[]>): string => {
  const lines: string[] = []
  for (const cells of rows) lines.push(`${cells.map(csvCell).join(',')}\r\n`)
  return lines.join('')
}

/** One cell of `csvText`. */
export function csvCell(value: string): string {
  const guarded = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\n\r]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** First in a file of CSV: a spreadsheet takes one without this mark for text of its own old code page. */
export const spreadsheetMark = '\uFEFF'
