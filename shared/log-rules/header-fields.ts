import type { LogFormat } from './format.ts'
import { timeAtStart } from './time.ts'
import type { ClockFace } from './time.ts'

/** The parts of a header that no table knows: read by their shape, and by what the first lines of the file have in common. */

const levelWord =
  /^[[<(]?(TRACE|DEBUG|DBG|INFO|INFORMATION|NOTICE|NOTE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|ALERT|EMERG|FATAL|FAILURE|VERBOSE|[VDIWEF])[\]>)]?[,:|]?(?=\s|$|\|)/i
const epoch = /^\d{10}(?:\.\d+)?$|^\d{13}$/
const dateColumn = /^\d{4}[-./]\d\d[-./]\d\d[,]?$|^\d{4}[-./]\d\d[-./]\d\d[-T_:]\d\d[.:]\d\d/
const timeColumn = /^\d\d:\d\d:\d\d(?:[.,:]\d+)?$/

/** A column that belongs to a header wherever it stands: a date, a time, seconds of the epoch, a level. */
export const isStrongColumn = (column: string): boolean =>
  epoch.test(column) ||
  dateColumn.test(column) ||
  timeColumn.test(column) ||
  (column.length > 1 && levelWord.test(column) && column === column.toUpperCase())

export type Columns = {
  readonly end: number
  readonly face?: ClockFace | undefined
  readonly level?: string | undefined
}

/** The time at the start, bracketed or not, or as many columns as the format has. Undefined: the line has no header. */
export function skipColumns(line: string, format: LogFormat): Columns | undefined {
  if (format.columns > 0) return readColumns(line, format)
  const bracket = line.charCodeAt(0) === 0x5b ? 1 : 0
  const time = timeAtStart(bracket === 0 ? line : line.slice(1, 60))
  if (time === undefined) return undefined
  let end = time.length + bracket
  if (bracket === 1) {
    const close = line.indexOf(']', end)
    if (close < 0 || close > end + 12) return undefined
    end = close + 1
  }
  return { end, face: time.face }
}

function readColumns(line: string, { columns }: LogFormat): Columns | undefined {
  let at = 0
  let face: ClockFace | undefined
  let level: string | undefined
  let last = ''
  for (let i = 0; i < columns; i += 1) {
    const start = skipBlanks(line, at)
    at = start
    while (at < line.length && !isBlankAt(line, at)) at += 1
    if (at === start) return undefined
    last = line.slice(start, at)
    face ??= timeAtStart(line.slice(start, start + 48))?.face
    if (isStrongColumn(last) && !/\d/.test(last)) level = last
  }
  return isStrongColumn(last) ? { end: at, face, level } : undefined
}

export type Fields = {
  readonly end: number
  readonly host?: string | undefined
  readonly tag?: string | undefined
  readonly pid?: string | undefined
  readonly component?: string | undefined
  readonly level?: string | undefined
}

const component =
  /^([A-Za-z_][^\s:[\]()=,;"']*)(?:\([^)\s]*\))?(?:\[(\d+)\])?(?: \([^)]*\))? ?:(?=\s|$)/
const hostAndTag = /^(\S+) ([^\s:[\]()]+(?:\([^\s)]*\))?)(?:\[(\d+)\])?:(?=\s|$)/
const gapped = /^([A-Za-z_][\w.$-]*)(?:\t| {2,})/
const speaking = /^([A-Za-z_][\w.$-]*(?: \*\d+)?)(?= (?:- |\[))/
const number = /^\d+(?=[\s|])/

/** Levels, numbers, brackets, and the name of who speaks, up to the message. */
export function eatFields(line: string, from: number, format: LogFormat): Fields {
  const found: { -readonly [K in keyof Fields]: Fields[K] } = { end: from }
  let brackets = 0
  let named = false
  for (let i = 0; i < 10; i += 1) {
    const at = skipSeparators(line, found.end)
    const rest = line.slice(at, at + 512)
    const level = found.level === undefined && !named ? levelWord.exec(rest) : null
    const count = named ? null : number.exec(rest)
    if (level !== null) {
      found.level = level[1]
      found.end = at + level[0].length
    } else if (count !== null) {
      found.pid ??= count[0]
      found.end = at + count[0].length
    } else if (format.pipes && !named && rest.slice(0, 60).includes('|')) {
      found.component = rest.slice(0, rest.indexOf('|'))
      found.end = at + rest.indexOf('|') + 1
    } else if (rest.startsWith('[') && brackets < 2 && bracketEnd(rest) > 0) {
      brackets += 1
      found.end = at + bracketEnd(rest)
      const inside = levelWord.exec(rest.slice(0, bracketEnd(rest)))
      if (inside !== null && found.level === undefined) found.level = inside[1]
    } else {
      const name = named ? null : nameIn(rest, format)
      if (name === null) return { ...found, end: at }
      named = true
      Object.assign(found, name.fields)
      found.end = at + name.length
    }
  }
  return { ...found, end: skipSeparators(line, found.end) }
}

function nameIn(
  rest: string,
  format: LogFormat,
): { length: number; fields: Partial<Fields> } | null {
  if (format.name === 'colon') {
    const found = component.exec(rest)
    if (found !== null)
      return {
        length: found[0].length,
        fields: { component: found[1], ...(found[2] === undefined ? {} : { pid: found[2] }) },
      }
  }
  if (format.name === 'host') {
    const found = hostAndTag.exec(rest)
    if (found !== null)
      return { length: found[0].length, fields: { host: found[1], tag: found[2], pid: found[3] } }
    const hostOnly = /^\S+(?=\s)/.exec(rest)
    return hostOnly === null ? null : { length: hostOnly[0].length, fields: { host: hostOnly[0] } }
  }
  const found =
    format.name === 'gap'
      ? gapped.exec(rest)
      : format.name === 'speaker'
        ? speaking.exec(rest)
        : null
  return found === null ? null : { length: found[1]?.length ?? 0, fields: { component: found[1] } }
}

/** How the name of who speaks is set off in a line, if it is. */
export function nameStyleOf(line: string, from: number): LogFormat['name'] {
  const { end } = eatFields(line, from, {
    id: 'generic',
    why: '',
    columns: 0,
    name: 'none',
    pipes: false,
    letters: false,
    answers: false,
    lead: '',
  })
  const rest = line.slice(end, end + 512)
  if (component.test(rest)) return 'colon'
  if (gapped.test(rest)) return 'gap'
  if (speaking.test(rest)) return 'speaker'
  return hostAndTag.test(rest) ? 'host' : 'none'
}

/** Brackets may stand in brackets: `[QuorumPeer[myid=1]/0:0:2181]`. */
function bracketEnd(text: string): number {
  let depth = 0
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '[') depth += 1
    else if (text[i] === ']') {
      depth -= 1
      if (depth === 0) return i + 1
    }
  }
  return -1
}

const isBlankAt = (line: string, at: number): boolean => line.charCodeAt(at) <= 0x20

function skipBlanks(line: string, from: number): number {
  let at = from
  while (at < line.length && isBlankAt(line, at)) at += 1
  return at
}

/** Blanks, `|`, `,`, `:` and a dash with a blank behind it. */
function skipSeparators(line: string, from: number): number {
  let at = from
  for (; at < line.length; at += 1) {
    const byte = line.charCodeAt(at)
    if (
      byte <= 0x20 ||
      byte === 0x7c ||
      (byte === 0x2c && at === from) ||
      (byte === 0x3a && at === from)
    )
      continue
    if (byte === 0x2d && (at + 1 >= line.length || isBlankAt(line, at + 1))) continue
    break
  }
  return at
}
