import { detectFormat, plainFormat } from './format.ts'
import type { LogFormat } from './format.ts'
import { readHeader } from './header.ts'
import { levelNamed, levelOf } from './level.ts'

/** How a line begins that is a message of its own in any file: an object, a priority, a time, a level. */
const ownStart =
  /^(?:\{"|<\d|\[?\d{2,4}[-/]|\d{6} |\[?[A-Z][a-z]{2} (?:[A-Z][a-z]{2} )?[ \d]\d |\[?([A-Z]{3,9})(?:[:\]]| ))/

/**
 * The format of a line without the header of its file that another program wrote there: it begins as a line of a log does, and states an error or
 * a warning. Such a line goes on with nothing. Undefined for all others: to which record they belong makes no difference to what is found.
 */
export function strangeTrouble(line: string): LogFormat | undefined {
  const start = ownStart.exec(line)
  if (start === null) return undefined
  const level = start[1]
  if (level !== undefined && levelNamed(level) === undefined) return undefined
  const own = level === undefined ? detectFormat([line]) : plainFormat
  const stated = readHeader(line, own).level ?? levelOf(line).level
  return stated === 'error' || stated === 'warning' ? own : undefined
}
