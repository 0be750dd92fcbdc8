import type { LabEvent } from './background.ts'
import type { Program } from './world.ts'

/** The event as its program writes it: header styles of log-check.md, times in UTC, clocks as the host has them. */
export function lineOf(event: LabEvent): string {
  const first = heads[event.program](event)
  return [first, ...event.more].join('\n')
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const two = (n: number): string => String(n).padStart(2, '0')

function parts(at: number) {
  const d = new Date(at)
  const iso = d.toISOString()
  return {
    date: iso.slice(0, 10),
    time: iso.slice(11, 19),
    iso,
    ms: iso.slice(20, 23),
    month: months[d.getUTCMonth()] ?? '',
    day: d.getUTCDate(),
    weekday: days[d.getUTCDay()] ?? '',
    year: d.getUTCFullYear(),
  }
}

const pidOf = (host: string, program: Program): number =>
  1000 + ((host.charCodeAt(0) * 31 + host.length * 7 + program.length * 131) % 20_000)

export const syslogTime = (at: number): string => {
  const { month, day, time } = parts(at)
  return `${month} ${String(day).padStart(2)} ${time}`
}

const upper = { error: 'ERROR', warning: 'WARNING', info: 'INFO', other: '' } as const
const nginx = { error: 'error', warning: 'warn', info: 'info', other: 'info' } as const
const mysql = { error: 'ERROR', warning: 'Warning', info: 'Note', other: 'Note' } as const
const radius = { error: 'Error', warning: 'Warn', info: 'Info', other: 'Info' } as const

const heads: Readonly<Record<Program, (event: LabEvent) => string>> = {
  kamailio: (e) =>
    `${syslogTime(e.at)} ${e.host} /usr/sbin/kamailio[${pidOf(e.host, e.program)}]: ${upper[e.level]}: ${e.text}`,
  perl: (e) =>
    `${syslogTime(e.at)} ${e.host} porta-billing[${pidOf(e.host, e.program)}]: ${(e.level === 'warning' ? 'WARN' : upper[e.level]).padEnd(5)} ${e.text}`,
  asterisk: (e) => {
    const { date, time } = parts(e.at)
    return `[${date} ${time}] ${e.level === 'info' ? 'NOTICE' : upper[e.level]}[${pidOf(e.host, e.program)}] res_core.c: ${e.text}`
  },
  radius: (e) => {
    const { weekday, month, day, time, year } = parts(e.at)
    return `${weekday} ${month} ${String(day).padStart(2)} ${time} ${year} : ${radius[e.level]}: ${e.text}`
  },
  mysql: (e) => {
    const { iso } = parts(e.at)
    return `${iso.slice(0, 23)}000Z ${8 + (e.at % 30)} [${mysql[e.level]}] ${e.text}`
  },
  nginx: (e) => {
    const { date, time } = parts(e.at)
    return `${date.replaceAll('-', '/')} ${time} [${nginx[e.level]}] ${pidOf(e.host, e.program)}#0: ${e.text}`
  },
  java: (e) => {
    const { date, time, ms } = parts(e.at)
    return `${date} ${time},${ms} ${e.level === 'warning' ? 'WARN' : upper[e.level]} [http-${two(e.at % 16)}] com.panda.api.Gate: ${e.text}`
  },
}
