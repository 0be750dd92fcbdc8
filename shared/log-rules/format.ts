import { answerIn } from './answer.ts'
import { continues } from './join.ts'
import { eatFields, isStrongColumn, nameStyleOf, skipColumns } from './header-fields.ts'
import { patterns } from './header-patterns.ts'

export type FormatId = keyof typeof patterns | 'journald' | 'json' | 'generic' | 'plain'

/** How the lines of a file begin, as its first lines show it. */
export type LogFormat = {
  readonly id: FormatId
  /** The rule that decided, in words. */
  readonly why: string
  /** Generic only: how many columns the header has up to its last date, time or level; 0: it begins with a time. */
  readonly columns: number
  /** Generic only: how the name of who speaks is set off. */
  readonly name: 'none' | 'colon' | 'gap' | 'speaker' | 'host'
  /** Generic only: fields stand between bars. */
  readonly pipes: boolean
  /** Generic only: levels are single letters, which no search for words finds. */
  readonly letters: boolean
  /** Lines tell answers of HTTP, whose status no search for words finds. */
  readonly answers: boolean
  /** Generic only: the kinds of the first characters that all headers share, `0` for digits; '' when they do not. */
  readonly lead: string
}

/** `2026-06-` → `0000-00-`: how a line begins, as far as its header can tell. */
export const leadOf = (line: string): string => line.slice(0, leadLength).replaceAll(/\d/g, '0')
const leadLength = 8

/** So many lines decide; more are not looked at. */
export const sampledLines = 128
const sampledBytes = 1024
/** Stack traces and dumps may be most of a file; what begins with a header counts. */
const enough = 0.3
const nearlyAll = 0.9

const names: Readonly<Record<keyof typeof patterns, string>> = {
  syslog5424: 'a priority in angle brackets, version 1, a time and five fields (RFC 5424)',
  'syslog-pri': 'a priority in angle brackets, a time, a host and a tag',
  asterisk: 'a time in brackets, a level with the thread behind it, a file',
  freeswitch: 'a time with six decimals and a level in brackets',
  mysql: 'an ISO time, a thread and a level in brackets (MySQL 5.7 and later, MariaDB)',
  'mysql-old': 'a time like 130324  0:04:00 and a level in brackets (MySQL 5.5 and older)',
  nginx: 'a time with slashes, a level in brackets and pid#tid',
  'apache-error': 'a time in brackets with the day of the week, and a level in brackets',
  access: 'a client, a time in brackets, a request in quotes and a status',
  freeradius: 'a time with the day of the week and the year, and a level between colons',
  syslog:
    'a time, a host and a tag with a colon (RFC 3164, or with an ISO time as rsyslog writes it)',
}
const known = Object.keys(names) as (keyof typeof patterns)[] // keys of the table above

/** What format the first lines of a file have. Lines that go on with the line before them do not count. */
export function detectFormat(lines: readonly string[]): LogFormat {
  const starts = lines
    .slice(0, sampledLines)
    .map((line) => line.slice(0, sampledBytes))
    .filter((line) => line.trim() !== '' && !continues(line))
  const share = (matches: (line: string) => boolean): number =>
    starts.length === 0 ? 0 : starts.filter(matches).length / starts.length

  const answers = share((line) => answerIn(line) > 0) >= enough
  const found = (id: FormatId, part: number, what: string): LogFormat =>
    format(id, `${percent(part)} of the first ${starts.length} lines begin with ${what}`, {
      answers,
    })
  const objects = share((line) => line.startsWith('{"') || /^\{\s*"/.test(line))
  if (objects >= enough) {
    const journal = share((line) => line.includes('"__REALTIME_TIMESTAMP"'))
    return journal >= enough
      ? found('journald', journal, 'an object of journald')
      : found('json', objects, 'a JSON object')
  }
  for (const id of known) {
    const part = share((line) => patterns[id].some((pattern) => pattern.test(line)))
    if (
      part >= enough &&
      (id !== 'mysql-old' || share((line) => /^\d{6} +\d{1,2}:\d\d:\d\d/.test(line)) >= enough)
    )
      return found(id, part, names[id])
  }
  return { ...generic(starts), answers }
}

const percent = (part: number): string => `${Math.round(part * 100)} %`

const format = (id: FormatId, why: string, more: Partial<LogFormat> = {}): LogFormat => ({
  id,
  why,
  columns: 0,
  name: 'none',
  pipes: false,
  letters: false,
  answers: false,
  lead: '',
  ...more,
})

/** Without any header: every line is a message. */
export const plainFormat = format(
  'plain',
  'no header was found, or none is wanted: lines are messages',
)

const firstColumns = 12

function generic(starts: readonly string[]): LogFormat {
  const few = Math.max(1, nearlyAll * starts.length)
  const begins = starts.filter((line) => skipColumns(line, format('generic', '')) !== undefined)
  const columns =
    begins.length >= enough * Math.max(1, starts.length) ? 0 : lastStrongColumn(starts, few)
  if (columns < 0) return plainFormat
  const bare = format('generic', '', { columns })
  const ends = starts
    .map((line) => ({ line, at: skipColumns(line, bare)?.end }))
    .filter((entry): entry is { line: string; at: number } => entry.at !== undefined)
  if (ends.length === 0) return plainFormat
  const pipes = ends.filter(({ line, at }) => line[at] === '|').length >= nearlyAll * ends.length
  const leads = new Set(ends.map(({ line }) => leadOf(line)))
  const styles = ends.map(({ line, at }) => nameStyleOf(line, at))
  const name =
    (['colon', 'gap', 'speaker', 'host'] as const).find(
      (style) => styles.filter((s) => s === style).length >= 0.7 * styles.length,
    ) ?? 'none'
  const what = columns === 0 ? 'a time' : `${columns} columns up to a date, time or level`
  return format(
    'generic',
    `${ends.length} of the first ${starts.length} lines begin with ${what}${told[name]}`,
    {
      columns,
      name,
      pipes,
      letters: ends.some(({ line, at }) => eatFields(line, at, bare).level?.length === 1),
      lead: columns === 0 && leads.size === 1 ? ([...leads][0] ?? '') : '',
    },
  )
}

const told: Readonly<Record<LogFormat['name'], string>> = {
  none: '',
  colon: ', and a name with a colon follows',
  gap: ', and a name with a gap behind it follows',
  speaker: ', and a name with a dash or bracket behind it follows',
  host: ', and a host and a tag follow',
}

/** How many columns end with one that nearly all lines have as date, time, epoch or level; -1: none. */
function lastStrongColumn(starts: readonly string[], few: number): number {
  const rows = starts.map((line) => line.split(/\s+/, firstColumns))
  for (let column = firstColumns - 1; column >= 0; column -= 1)
    if (rows.filter((row) => isStrongColumn(row[column] ?? '')).length >= few) return column + 1
  return -1
}
