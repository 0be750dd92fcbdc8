/**
 * The level of one log line, and which rule said so. First that applies (log-check.md, "Order of level rules"):
 *   1 structured: syslog PRI, journald PRIORITY, JSON level
 *   2 a level word at the place where the format puts it: `[error]`, `NOTICE[1638]`, ` : Error: `
 *   3 an upper-case level word followed by `:`, `]`, `>` or blank among the first six words after the header
 * Words like "failed" anywhere in the text never make an error: they are `other` here.
 */

import { withoutColours } from './colours.ts'

export type Level = 'error' | 'warning' | 'info' | 'other'
export type LevelRule = 'structured' | 'place' | 'word' | 'none'
export type LevelAnswer = { readonly level: Level; readonly rule: LevelRule }

/** Levels stand at the beginning of a line; JSON may have it later. More of a line is never looked at. */
const levelHeadBytes = 1024

const words: ReadonlyMap<string, Level> = new Map([
  ...[
    'emerg',
    'emergency',
    'panic',
    'alert',
    'bug',
    'crit',
    'critical',
    'fatal',
    'severe',
    'err',
    'error',
    'failure',
  ].map((word) => [word, 'error'] as const),
  ...['warn', 'warning'].map((word) => [word, 'warning'] as const),
  ...[
    'notice',
    'note',
    'info',
    'information',
    'debug',
    'dbg',
    'trace',
    'verbose',
    'dtmf',
    'fax',
  ].map((word) => [word, 'info'] as const),
  ...['security', 'system', 'auth', 'acct', 'proxy', 'console'].map(
    (word) => [word, 'info'] as const,
  ),
])

/** Every word that states a level, in lower case. */
export const levelWords: readonly string[] = [...words.keys()]

const anyWord = [...words.keys()].sort((a, b) => b.length - a.length).join('|')

const none: LevelAnswer = { level: 'other', rule: 'none' }

const jsonLevel = /"(?:level|severity|lvl|log\.level|PRIORITY)"\s*:\s*"?([A-Za-z]+|\d{1,2})"?/
const pri = /^<(\d{1,3})>/
const isoTime = /^\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[^\s[\]]*\s*/
const header = new RegExp(
  [
    String.raw`^(?:`,
    String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d[^\s[\]]*\s+`, // ISO, also nginx's slashes
    String.raw`|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\s+`, // syslog without a year
    String.raw`|(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \d{4}\s+`, // FreeRADIUS
    String.raw`|\d{6} +\d{1,2}:\d\d:\d\d\s+`, // MySQL 5.5
    String.raw`|\[[^\]]*\d\d:\d\d:\d\d[^\]]*\]\s*`, // Asterisk, Apache
    String.raw`)`,
  ].join(''),
)
const hostAndTag = /^(?:[A-Za-z0-9][\w.-]*\s+)?[\w./-]+\[\d+\]:\s*/
const bracketed = new RegExp(
  String.raw`^[^[\]]{0,40}(?:\[[\d.]+%?\]\s*)?\[(?:[a-z_0-9]+:)?(${anyWord})\]`,
  'i',
)
const asterisk = new RegExp(String.raw`^(${anyWord})\[\d+\]`, 'i')
const radius = new RegExp(String.raw`^:\s(${anyWord}):`, 'i')
const upperWord = new RegExp(String.raw`^[[<(]?(${anyWord.toUpperCase()})\d?(?:[:\]>)]|$)`)

export function levelOf(line: string): LevelAnswer {
  const text = clean(line)
  const byPri = pri.exec(text)?.[1]
  if (byPri !== undefined) return { level: syslogLevel(Number(byPri) % 8), rule: 'structured' }
  if (text.startsWith('{')) return jsonAnswer(text)

  const body = text.replace(header, '')
  const atPlace = (bracketed.exec(body) ?? asterisk.exec(body) ?? radius.exec(body))?.[1]
  if (atPlace !== undefined) return { level: named(atPlace), rule: 'place' }

  const word = firstLevelWord(body.replace(hostAndTag, ''))
  return word === undefined ? none : { level: named(word), rule: 'word' }
}

function clean(line: string): string {
  const head = line.length > levelHeadBytes ? line.slice(0, levelHeadBytes) : line
  const plain = withoutColours(head)
  // A crash leaves runs of NUL where blocks were never written.
  return plain.charCodeAt(0) === 0 ? plain.slice(plain.search(/[^\0]|$/)) : plain
}

const named = (word: string): Level => words.get(word.toLowerCase()) ?? 'other'

/** The level that a word at the format's own place states; a single letter as Android and glog write it. Undefined: none. */
export const levelNamed = (word: string): Level | undefined =>
  words.get(word.toLowerCase()) ?? letters.get(word)

const letters: ReadonlyMap<string, Level> = new Map([
  ['F', 'error'],
  ['E', 'error'],
  ['W', 'warning'],
  ['I', 'info'],
  ['D', 'info'],
  ['V', 'info'],
])

/** Severity of syslog, 0 to 7. */
export const syslogLevel = (severity: number): Level =>
  severity <= 3 ? 'error' : severity === 4 ? 'warning' : 'info'

function jsonAnswer(text: string): LevelAnswer {
  const value = jsonLevel.exec(text)?.[1]
  if (value === undefined) return none
  if (!/^\d+$/.test(value)) return { level: named(value), rule: 'structured' }
  const number = Number(value)
  // Two scales share the field: syslog has 0-7, pino and bunyan 10-60.
  if (number < 10) return { level: syslogLevel(number), rule: 'structured' }
  return { level: number >= 50 ? 'error' : number >= 40 ? 'warning' : 'info', rule: 'structured' }
}

function firstLevelWord(body: string): string | undefined {
  // Time stamps doubled by syslog in front of an application's own.
  const words = body.replace(isoTime, '').split(/\s+/, 6)
  for (const word of words) {
    const found = upperWord.exec(word)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}
