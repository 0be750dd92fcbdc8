import { isBlank, isDigit, isHex, isLetter, isSeparator, kindOf } from './mask-classes.ts'

/**
 * What single words and values look like. Every function looks at bytes[from, to) and answers a position; -1 where the
 * shape is not there. Shapes only: no word of any program is known here, except units, months and days.
 */

const code = (text: string): number => text.charCodeAt(0)
const dot = code('.')
const comma = code(',')
const colon = code(':')
const slash = code('/')
const backslash = code('\\')
const dash = code('-')
const underscore = code('_')
const dollar = code('$')
const open = code('(')
const close = code(')')

const marks = (text: string): Uint8Array => {
  const table = new Uint8Array(256)
  for (const mark of text) table[code(mark)] = 1
  return table
}
const glue = marks('._@#-~')
const nameMarks = marks('$_.-+!')
const unitInitials = marks('numshdBKMGTk')

/** `/var/log`, `./a`, `../a`, `\\host\share`, `\Device`: one value. `a/b` is a word. */
export function isPath(bytes: Uint8Array, from: number, to: number): boolean {
  const first = bytes[from]
  if (first === backslash) return to - from > 1
  let at = from
  while (at < to && at - from < 2 && bytes[at] === dot) at += 1
  return bytes[at] === slash && to - at > 1
}

/** 8-4-4-4-12 hexadecimal digits. */
export function isUuid(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 36) return false
  for (let i = 0; i < 36; i += 1) {
    const byte = bytes[from + i]
    const isDash = i === 8 || i === 13 || i === 18 || i === 23
    if (isDash ? byte !== dash : (kindOf(byte) & isHex) === 0) return false
  }
  return true
}

/**
 * How much of a word with digits is its name: `blk_123` → `blk_`, `en0` → `en`; 0 for `0x1f`, `10.1.1.1`, `a1b2`. The
 * letters in front of a mark tell kinds of things apart, and there are few of them.
 */
export function nameLength(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] ?? 0
  if ((kindOf(first) & isLetter) === 0 && first !== underscore && first !== dollar) return 0
  let letters = from
  while (letters < to && (kindOf(bytes[letters]) & isLetter) !== 0) letters += 1
  if (letters - from >= 2 && isShortNumber(bytes, letters, to)) return letters - from
  for (let at = from + 1; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    if (glue[byte] === 1) {
      let rest = at + 1
      while (rest < to && glue[bytes[rest] ?? 0] === 1) rest += 1
      if (isNumberLike(bytes, rest, to)) return at + 1 - from
    }
    if ((kindOf(byte) & isLetter) === 0 && nameMarks[byte] !== 1) return 0
  }
  return 0
}

function isShortNumber(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < 1 || to - from > 3) return false
  for (let i = from; i < to; i += 1) if ((kindOf(bytes[i]) & isDigit) === 0) return false
  return true
}

/** `123`, `2_1`, `4.5-6`, `0x1f`, `31bf3856`: a number, numbers with marks, or hexadecimal digits with a digit among them. */
function isNumberLike(bytes: Uint8Array, from: number, to: number): boolean {
  if (from >= to) return false
  const hexFrom = bytes[from] === 0x30 && (bytes[from + 1] ?? 0) === 0x78 ? from + 2 : from
  let digits = 0
  let hexOnly = hexFrom < to
  let numberOnly = (kindOf(bytes[from]) & isDigit) !== 0
  for (let i = hexFrom; i < to; i += 1) {
    const byte = bytes[i] ?? 0
    const kind = kindOf(byte)
    if ((kind & isDigit) !== 0) digits += 1
    else {
      if ((kind & isHex) === 0) hexOnly = false
      if (byte !== dot && byte !== underscore && byte !== dash) numberOnly = false
      if (!hexOnly && !numberOnly) return false
    }
  }
  return (hexOnly && (digits > 0 || hexFrom > from)) || (numberOnly && digits > 0)
}

/** `12`, `1.5`: the end of a plain number that is the whole word. */
export function isPlainNumber(bytes: Uint8Array, from: number, to: number): boolean {
  let dots = 0
  for (let i = from; i < to; i += 1) {
    if ((kindOf(bytes[i]) & isDigit) !== 0) continue
    if (bytes[i] !== dot || i === from || i === to - 1) return false
    dots += 1
  }
  return dots <= 1
}

/**
 * `mapreduce.task.id`, `com.example.phone`: three or more parts with dots are the name of something, a value; with two parts
 * when a port or a line follows, `example.org:5060`, `main.c:12`. The name in front of a colon says who speaks, and the
 * name of an exception says what happened: they stay. -1: none.
 */
export function qualifiedNameEnd(bytes: Uint8Array, from: number, end: number, to: number): number {
  let dots = 0
  for (let i = from; i < end; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === dot) {
      if (i === from || i + 1 === end || bytes[i - 1] === dot) return -1
      dots += 1
    } else if ((kindOf(byte) & isLetter) === 0 && !isNameMark(byte)) return -1
  }
  if (dots === 0) return -1
  if (bytes[end] === colon) {
    let at = end + 1
    while (at < to && at - end <= 6 && (kindOf(bytes[at]) & isDigit) !== 0) at += 1
    const isNumber = at > end + 1 && (at >= to || (kindOf(bytes[at]) & isSeparator) !== 0)
    return isNumber ? at : -1
  }
  return dots >= 2 && !namesFault(bytes, end) ? end : -1
}

const isNameMark = (byte: number): boolean =>
  byte === underscore || byte === dollar || byte === dash

const faults = ['Exception', 'Error', 'Throwable', 'Failure', 'Fault'].map((name) =>
  Array.from({ length: name.length }, (_, i) => name.charCodeAt(i)),
)
const namesFault = (bytes: Uint8Array, end: number): boolean =>
  faults.some((fault) => fault.every((byte, i) => bytes[end - fault.length + i] === byte))

const units = new Set(
  (
    'ns us ms msec msecs s sec secs second seconds min mins minute minutes hr hrs hour hours ' +
    'day days B KB MB GB TB KiB MiB GiB TiB kB'
  ).split(' '),
)
const longestUnit = 7

/** After a number: one blank and a unit of time or size, `160 ms`, `9.2 KB`, `19.05 seconds`. The end of the unit, or -1. */
export function unitEnd(bytes: Uint8Array, from: number, to: number): number {
  const start = bytes[from] === 0x20 ? from + 1 : from
  if (unitInitials[bytes[start] ?? 0] !== 1) return -1
  let at = start
  while (at < to && at - start <= longestUnit && (kindOf(bytes[at]) & isLetter) !== 0) at += 1
  if (at === start || at - start > longestUnit) return -1
  if (at < to && (kindOf(bytes[at]) & isSeparator) === 0) {
    // A full stop may end the sentence.
    if (bytes[at] !== dot || (at + 1 < to && (kindOf(bytes[at + 1]) & isSeparator) === 0)) return -1
  }
  return units.has(textOf(bytes, start, at)) ? at : -1
}

/** `(1.00 KB)`: a second saying of a size, in brackets. The end after the bracket, or -1. */
export function sizeInBrackets(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== open) return -1
  let at = from + 1
  while (
    at < to &&
    ((kindOf(bytes[at]) & isDigit) !== 0 || bytes[at] === dot || bytes[at] === comma)
  )
    at += 1
  if (at === from + 1) return -1
  while (at < to && (kindOf(bytes[at]) & isBlank) !== 0) at += 1
  const unit = at
  while (at < to && at - unit < 6 && (kindOf(bytes[at]) & isLetter) !== 0) at += 1
  if (bytes[at] !== close || at === unit) return -1
  return sizes.has(textOf(bytes, unit, at)) ? at + 1 : -1
}
const sizes = new Set('B KB MB GB TB KiB MiB GiB TiB kB Bytes KBytes MBytes GBytes'.split(' '))

/** MAC and IPv6 addresses: at least four groups of one to four hexadecimal digits between colons. The end, or -1. */
export function hexGroupsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  let groups = 0
  for (;;) {
    const start = at
    while (at < to && at - start < 5 && (kindOf(bytes[at]) & isHex) !== 0) at += 1
    if (at - start > 4) return -1
    if (at > start) groups += 1
    else if (!(bytes[at - 1] === colon && bytes[at - 2] === colon)) return -1
    if (bytes[at] !== colon || at >= to) break
    at += 1
    if (bytes[at] === colon) at += 1
    if (at >= to || (kindOf(bytes[at]) & isHex) === 0) break
  }
  const next = at < to ? kindOf(bytes[at]) : isSeparator
  return groups >= 4 && (next & (isLetter | isDigit)) === 0 ? at : -1
}

/** Where the bracket that opens at `from` closes; -1 when it does not within 512 bytes. */
export function balancedEnd(bytes: Uint8Array, from: number, to: number): number {
  const opens = bytes[from] ?? 0
  const closes = opens === open ? close : opens + 2 // [ ], { } and < > stand two apart
  const limit = Math.min(to, from + 512)
  let depth = 0
  for (let i = from; i < limit; i += 1) {
    if (bytes[i] === opens) depth += 1
    else if (bytes[i] === closes) {
      depth -= 1
      if (depth === 0) return i + 1
    }
  }
  return -1
}

export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i += 1) text += String.fromCharCode(bytes[i] ?? 0)
  return text
}
