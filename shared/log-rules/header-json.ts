import { levelNamed, syslogLevel } from './level.ts'
import type { Level } from './level.ts'
import type { ReadHeader } from './header.ts'
import { timeAtStart } from './time.ts'
import { readUtf8 } from './utf8.ts'

const levelFields = ['level', 'severity', 'lvl', 'log.level', 'loglevel', 'levelname'] as const
const messageFields = ['message', 'msg', 'MESSAGE', 'text', 'event', 'log'] as const
const timeFields = ['ts', 'time', 'timestamp', '@timestamp', 'date', 't'] as const
const maxLine = 1_048_576

const hostFields = ['_HOSTNAME', 'host', 'hostname'] as const
const tagFields = ['SYSLOG_IDENTIFIER', '_COMM', 'app', 'service'] as const
const pidFields = ['_PID', 'SYSLOG_PID', 'pid'] as const
const componentFields = ['_SYSTEMD_UNIT', 'logger', 'component'] as const
const readFields: ReadonlySet<string> = new Set([
  ...levelFields,
  ...messageFields,
  ...timeFields,
  ...hostFields,
  ...tagFields,
  ...pidFields,
  ...componentFields,
])

/** One object a line: journald's export and structured logs of programs. Undefined when the line is no object. */
export function readJsonHeader(line: string): ReadHeader | undefined {
  const object = line.length > maxLine ? undefined : parse(line)
  if (object === undefined) return undefined
  const text = messageOf(object)
  const level = journalLevel(object) ?? levelOfFields(object)
  return {
    ...timeOf(object),
    host: wordOf(object, hostFields),
    tag: wordOf(object, tagFields),
    pid: wordOf(object, pidFields),
    component: wordOf(object, componentFields),
    ...(level === undefined ? {} : { level, rule: 'structured' as const }),
    end: 0,
    text,
    ...(isJournal(object) || isCalm(level) ? {} : { tail: restOf(object) }),
  }
}

type Fields = Readonly<Record<string, unknown>>

function parse(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields) // an object that is no array has string keys
      : undefined
  } catch {
    // A line that is no JSON is a line of text: half written, or of another program.
    return undefined
  }
}

const word = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

function wordOf(object: Fields, fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = object[field] ?? undefined
    if (value !== undefined) return word(value)
  }
  return undefined
}

/** Most lines are calm, and to write down their fields costs half as much again as to read them. */
const isCalm = (level: Level | undefined): boolean => level === 'info' || level === 'other'

/** Of the journal the fields say where a message comes from, not whom it concerns. */
const isJournal = (object: Fields): boolean => object['__REALTIME_TIMESTAMP'] !== undefined

/** Fields beside the message: ` account="44…" call_id="…"`. */
function restOf(object: Fields): string {
  let rest = ''
  for (const field in object)
    if (!readFields.has(field)) rest += ` ${field}=${JSON.stringify(object[field])}`
  return rest
}

/** Journald gives an array of bytes for what is no UTF-8, null for what is too large, an array for repeated fields. */
function messageOf(object: Fields): string {
  for (const field of messageFields) {
    const value = object[field]
    if (typeof value === 'string') return withError(object, value)
    if (Array.isArray(value))
      return value.every((byte) => typeof byte === 'number')
        ? textOf(value.slice(0, 8192))
        : value.filter((part) => typeof part === 'string').join(' ')
    if (value === null && field === 'MESSAGE') return '(message too large for the journal)'
  }
  return JSON.stringify(object)
}

const textOf = (bytes: readonly number[]): string =>
  readUtf8(Uint8Array.from(bytes), 0, bytes.length)

function withError(object: Fields, text: string): string {
  const error = object['err'] ?? object['error']
  if (typeof error !== 'object' || error === null) return text
  const { type, message } = error as Fields // any object may be asked for a name
  return [text, word(type), word(message)].filter((part) => part !== undefined).join(': ')
}

function journalLevel(object: Fields): Level | undefined {
  const priority = word(object['PRIORITY'])
  return priority !== undefined && /^[0-7]$/.test(priority)
    ? syslogLevel(Number(priority))
    : undefined
}

function levelOfFields(object: Fields): Level | undefined {
  for (const field of levelFields) {
    const value = word(object[field])
    if (value === undefined) continue
    // Two scales share the field: syslog has 0-7, pino and bunyan 10-60.
    if (!/^\d+$/.test(value)) return levelNamed(value)
    const number = Number(value)
    if (number < 8) return syslogLevel(number)
    return number >= 50 ? 'error' : number >= 40 ? 'warning' : 'info'
  }
  return undefined
}

function timeOf(object: Fields): Pick<ReadHeader, 'face' | 'at'> {
  const micros = word(object['__REALTIME_TIMESTAMP'])
  if (micros !== undefined && /^\d{13,17}$/.test(micros))
    return { at: Math.floor(Number(micros) / 1000) }
  for (const field of timeFields) {
    const value = object[field]
    if (typeof value === 'string') {
      const face = timeAtStart(value)?.face
      if (face !== undefined) return { face }
    }
    if (typeof value === 'number' && value > 1e9 && value < 1e11)
      return { at: Math.round(value * 1000) }
    if (typeof value === 'number' && value >= 1e11 && value < 1e14) return { at: Math.round(value) }
  }
  return {}
}
