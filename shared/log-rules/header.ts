import { isFailure, isRefusal } from './answer.ts'
import { levelNamed, syslogLevel } from './level.ts'
import type { Level, LevelRule } from './level.ts'
import type { LogFormat } from './format.ts'
import { eatFields, skipColumns } from './header-fields.ts'
import { patterns } from './header-patterns.ts'
import { readJsonHeader } from './header-json.ts'
import { timeAtStart } from './time.ts'
import type { ClockFace } from './time.ts'

/** What stands before the message, as read from the line alone: no zone, no year rule. */
export type ReadHeader = {
  readonly face?: ClockFace | undefined
  /** Milliseconds of the epoch where the line gives them as such (journald). */
  readonly at?: number | undefined
  readonly host?: string | undefined
  readonly tag?: string | undefined
  readonly pid?: string | undefined
  readonly component?: string | undefined
  readonly level?: Level | undefined
  readonly rule?: LevelRule | undefined
  /** See LogRecord. */
  readonly refusal?: number | undefined
  /** Where the message begins. */
  readonly end: number
  /** Where it ends, when that is not the end of the line: nginx adds its parameters behind. */
  readonly to?: number | undefined
  /** The message itself, where it is not a piece of the line: JSON. */
  readonly text?: string | undefined
  /** With `text`: what the line says beside it. */
  readonly tail?: string | undefined
}

const none: ReadHeader = { end: 0 }

/** The header of one line. A line that has none in this format is all message. */
export function readHeader(line: string, format: LogFormat): ReadHeader {
  switch (format.id) {
    case 'plain':
      return none
    case 'journald':
    case 'json':
      return readJsonHeader(line) ?? none
    case 'generic':
      return readGeneric(line, format)
    case 'syslog':
    case 'syslog-pri':
    case 'syslog5424':
      return withInner(line, readPattern(line, format.id))
    default:
      return readPattern(line, format.id)
  }
}

function readPattern(line: string, id: keyof typeof patterns): ReadHeader {
  for (const pattern of patterns[id]) {
    const found = pattern.exec(line.length > 1024 ? line.slice(0, 1024) : line)
    if (found === null) continue
    const { time, host, tag, pid, component, level, pri, status } = found.groups ?? {}
    return {
      face: time === undefined ? undefined : timeAtStart(time)?.face,
      host: host === '-' ? undefined : host,
      tag: tag === '-' ? undefined : tag,
      pid: pid === '-' ? undefined : pid,
      component,
      ...stated(innerOf(line, id, found[0].length) ?? level, pri, status),
      end: found[0].length,
      to: id === 'nginx' ? endOfNginx(line, found[0].length) : undefined,
    }
  }
  return none
}

/** FreeRADIUS: a module's `rlm_sql (sql): ERROR: …` comes as information. */
const innerOf = (line: string, id: keyof typeof patterns, from: number): string | undefined =>
  id === 'freeradius'
    ? /^(?:\S+ ){0,3}?(ERROR|WARNING): /.exec(line.slice(from, from + 256))?.[1]
    : undefined

function stated(
  level?: string,
  pri?: string,
  status?: string,
): Pick<ReadHeader, 'level' | 'rule' | 'refusal'> {
  if (pri !== undefined) return { level: syslogLevel(Number(pri) % 8), rule: 'structured' }
  if (status !== undefined) {
    const told = Number(status)
    const refusal = isRefusal(told) ? { refusal: told } : {}
    return { level: isFailure(told) ? 'error' : 'info', rule: 'place', ...refusal }
  }
  const named = level === undefined ? undefined : levelNamed(level)
  return named === undefined ? {} : { level: named, rule: 'place' }
}

/** What a program writes through syslog may have a header of its own: the time twice, a level in brackets. */
function withInner(line: string, outer: ReadHeader): ReadHeader {
  const first = line.charCodeAt(outer.end)
  const mayBegin = first === 0x5b || (first >= 0x30 && first <= 0x39)
  if (outer.end === 0 || !mayBegin) return outer
  const message = line.slice(outer.end, outer.end + 1024)
  for (const id of [
    'mysql',
    'mysql-old',
    'nginx',
    'freeswitch',
    'apache-error',
    'asterisk',
  ] as const) {
    const inner = readPattern(message, id)
    if (inner.end === 0) continue
    const to = id === 'nginx' ? endOfNginx(line, outer.end + inner.end) : undefined
    const level = outer.level === undefined ? inner : outer
    return {
      ...outer,
      level: level.level,
      rule: level.rule,
      component: inner.component,
      end: outer.end + inner.end,
      to,
    }
  }
  return outer
}

/** `, client: 1.2.3.4, server: …` are the request's parameters, not the message. */
function endOfNginx(line: string, from: number): number | undefined {
  const at = line.indexOf(', client: ', from)
  return at < 0 ? undefined : at
}

function readGeneric(line: string, format: LogFormat): ReadHeader {
  const head = line.length > 2048 ? line.slice(0, 2048) : line
  const columns = skipColumns(head, format)
  if (columns === undefined) return none
  const fields = eatFields(head, columns.end, format)
  const level = fields.level ?? columns.level
  const named = level === undefined ? undefined : levelNamed(level)
  return {
    face: columns.face,
    host: fields.host,
    tag: fields.tag,
    pid: fields.pid,
    component: fields.component,
    ...(named === undefined ? {} : { level: named, rule: 'place' as const }),
    end: fields.end,
  }
}
