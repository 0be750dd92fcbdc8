import { assertNever } from '../../../shared/base/assert.ts'

/** Line shapes of the platform's logs (domain.md 8.2: time styles and RADIUS words are sourced, the rest is our reconstruction). */

export type LogKind = 'sip' | 'billing' | 'access' | 'taskstack' | 'dispatch' | 'porter'
export type Level = 'INFO' | 'WARN' | 'ERROR'

export type Line = {
  readonly at: number
  readonly level: Level
  readonly text: string
  /** Process that writes, default the main one of the log. */
  readonly tag?: string
}

export const fileNames: Readonly<Record<LogKind, string>> = {
  sip: 'sip.log',
  billing: 'porta-billing.log',
  access: 'httpd-access-web.log',
  taskstack: 'taskstack.log',
  dispatch: 'dispatch.log',
  porter: 'porter.log',
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number): string => (n < 10 ? `0${n}` : String(n))

type Wall = {
  readonly date: string
  readonly time: string
  readonly month: string
  readonly day: number
  readonly year: number
}

/** `at` already moved to the host's zone. */
function wall(at: number): Wall {
  const d = new Date(at)
  const month = d.getUTCMonth()
  return {
    date: `${d.getUTCFullYear()}-${two(month + 1)}-${two(d.getUTCDate())}`,
    time: `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`,
    month: months[month] ?? 'Jan',
    day: d.getUTCDate(),
    year: d.getUTCFullYear(),
  }
}

/** One line with its newline. `host` and `pid` stand where the format has them; `offsetMs` is the zone of the host. */
export function formatLine(
  kind: LogKind,
  line: Line,
  host: string,
  pid: number,
  offsetMs: number,
): string {
  const { date, time, month, day, year } = wall(line.at + offsetMs)
  const { level, text } = line
  switch (kind) {
    case 'sip':
      return `${date}T${time} ${host} ${line.tag ?? 'edge'}[${pid}]: ${level}: ${text}\n`
    case 'dispatch':
      return `${date}T${time} ${host} dispatch[${pid}]: ${level}: ${text}\n`
    case 'billing':
      return `${month} ${String(day).padStart(2)} ${time} ${host} porta-billing[${pid}]: ${level.padEnd(5)} ${text}\n`
    case 'taskstack':
      return `${date} ${time} [${level}] ${text}\n`
    case 'porter':
      return `${date} ${time} ${level.padEnd(5)} porter[${pid}] ${text}\n`
    case 'access':
      return (
        text.replace('|', ` - - [${two(day)}/${month}/${year}:${time} ${zoneText(offsetMs)}] `) +
        '\n'
      )
    default:
      return assertNever(kind)
  }
}

function zoneText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000))
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}

/** How far the wall clock of a zone is ahead of UTC at an instant. */
export function zoneOffsetMs(zone: string | undefined, at: number): number {
  if (zone === undefined || zone === 'UTC') return 0
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const match = /GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)/.exec(name)
  const { sign = '+', hours = '0', minutes = '0' } = match?.groups ?? {}
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
