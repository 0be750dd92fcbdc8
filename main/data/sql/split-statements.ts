/** One statement of a script, with the line on which it begins. */
export type Statement = { readonly text: string; readonly line: number }

export type Split = {
  readonly statements: readonly Statement[]
  /** What was open where the script ended, and since which line: it was cut, or is no SQL. */
  readonly open?: { readonly what: string; readonly line: number }
}

const quotes: Readonly<Record<string, string>> = {
  "'": 'a text in single quotes',
  '"': 'a text in double quotes',
  '`': 'a name in backquotes',
}

/** A statement ends at the delimiter outside of texts and comments; next thing of interest from `lastIndex` on. */
const interest = (delimiter: string): RegExp =>
  new RegExp(
    `['"\`]|--(?=[\\s]|$)|#|/\\*|\\n[ \\t]*delimiter[ \\t]+\\S+|${delimiter.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`,
    'gi',
  )

/**
 * Statements of a script as the client of MySQL and MariaDB parts them: by the delimiter, which DELIMITER may change, and not within
 * texts and comments. Comments between statements are left out. One pass, whatever the length.
 */
export function splitStatements(script: string): Split {
  // A line end before the first line lets DELIMITER stand there; line numbers are counted without it.
  const text = `\n${script.replaceAll('\r\n', '\n')}`
  const lines = lineCounter(text)
  const statements: Statement[] = []
  let delimiter = ';'
  let pattern = interest(delimiter)
  let start = 0
  let open: Split['open']
  const end = (to: number): void => {
    const from = firstWord(text, start, to)
    if (from < to) statements.push({ text: text.slice(from, to).trimEnd(), line: lines(from) })
  }
  for (;;) {
    const found = pattern.exec(text)
    if (found === null) break
    const [what] = found
    if (what === delimiter) {
      end(found.index)
      start = pattern.lastIndex
    } else if (what.startsWith('\n')) {
      end(found.index)
      start = pattern.lastIndex
      delimiter = what.trim().split(/\s+/)[1] ?? ';'
      pattern = interest(delimiter)
      pattern.lastIndex = start
    } else {
      const close = skip(text, found.index, what)
      if (close === undefined) {
        open = { what: quotes[what] ?? 'a comment', line: lines(found.index) }
        break
      }
      pattern.lastIndex = close
    }
  }
  end(text.length)
  return open === undefined ? { statements } : { statements, open }
}

/** The place behind a text or comment that opens here; undefined when it never closes. A comment to the line's end always does. */
function skip(text: string, at: number, what: string): number | undefined {
  if (what === '/*') {
    const close = text.indexOf('*/', at + 2)
    return close < 0 ? undefined : close + 2
  }
  if (what === '#' || what === '--') {
    const close = text.indexOf('\n', at)
    // The line end stays: DELIMITER may follow.
    return close < 0 ? text.length : close
  }
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]
    if (c === '\\' && what !== '`') i++
    else if (c === what) {
      if (text[i + 1] !== what) return i + 1
      i++
    }
  }
  return undefined
}

const leading = /(?:\s+|--(?=\s)[^\n]*|#[^\n]*|\/\*(?!!)[\s\S]*?\*\/)+/y

function firstWord(text: string, from: number, to: number): number {
  leading.lastIndex = from
  return Math.min(to, leading.test(text) ? leading.lastIndex : from)
}

/** Line of a place; places are asked for in ascending order, so that each line end is passed once. */
function lineCounter(text: string): (at: number) => number {
  let line = 0
  let seen = 0
  return (at) => {
    for (let next = text.indexOf('\n', seen); next >= 0 && next < at;) {
      line += 1
      seen = next + 1
      next = text.indexOf('\n', seen)
    }
    return Math.max(1, line)
  }
}
