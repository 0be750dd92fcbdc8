import { levelNamed, levelWords } from '../../../shared/log-rules/level.ts'
import type { Level } from '../../../shared/log-rules/level.ts'

/** Rules 2 and 3 of the levels on bytes: the word at the beginning of a message, before any string is made of it. */

const words = 6
const blank = (byte: number): boolean => byte <= 0x20
const upper = (byte: number): boolean => byte >= 0x41 && byte <= 0x5a
const letter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
const opens = (byte: number): boolean => byte === 0x5b || byte === 0x3c || byte === 0x28
const closes = (byte: number): boolean =>
  byte === 0x3a || byte === 0x5d || byte === 0x3e || byte === 0x29

/** First letters of level words, in upper case. */
const initials = new Uint8Array(128)
for (const initial of 'EPABCFSWNIDTV') initials[initial.charCodeAt(0)] = 1

export type TextLevel = { readonly level: Level; readonly rule: 'place' | 'word' }

const kinds: readonly Level[] = ['error', 'warning', 'info', 'other']
const atPlace = new Map(kinds.map((level) => [level, { level, rule: 'place' as const }]))
const asWord = new Map(kinds.map((level) => [level, { level, rule: 'word' as const }]))

/** `[error]` or `LEVEL[123]` at the start, or an upper-case level among the first six words. */
export function levelInText(bytes: Buffer, from: number, to: number): TextLevel | undefined {
  let at = from
  for (let word = 0; word < words; word += 1) {
    while (at < to && blank(bytes[at] as number)) at += 1 // at < to, here and below
    if (at >= to) return undefined
    const bracket = opens(bytes[at] as number)
    const start = bracket ? at + 1 : at
    const first = bytes[start] as number
    if (upper(first) ? initials[first] === 1 : bracket && word === 0) {
      let end = start
      let allUpper = true
      while (end < to && letter(bytes[end] as number)) {
        if (!upper(bytes[end] as number)) allUpper = false
        end += 1
      }
      const found = wordAnswer(bytes, start, end, to, { allUpper, first: word === 0, bracket })
      if (found !== undefined) return found
    }
    at = start
    while (at < to && !blank(bytes[at] as number)) at += 1
  }
  return undefined
}

/** A word of letters as a number, both cases the same. */
function key(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  for (let i = start; i < end; i += 1) hash = (Math.imul(hash, 31) + ((bytes[i] ?? 0) | 0x20)) | 0
  return hash
}

const levels = new Map(
  levelWords.map((word) => [key(Buffer.from(word), 0, word.length), levelNamed(word)]),
)

type Place = { readonly allUpper: boolean; readonly first: boolean; readonly bracket: boolean }

function wordAnswer(
  bytes: Buffer,
  start: number,
  end: number,
  to: number,
  { allUpper, first, bracket }: Place,
): TextLevel | undefined {
  if (end - start < 3 || end - start > 11) return undefined
  const next = end < to ? (bytes[end] as number) : 0x20
  const isDigit = next >= 0x30 && next <= 0x39
  const after = isDigit ? (end + 1 < to ? (bytes[end + 1] as number) : 0x20) : next
  const isThread = next === 0x5b && first
  const ends = blank(after) || closes(after)
  if (!isThread && !ends) return undefined
  const isAtPlace = isThread || (first && bracket && next === 0x5d)
  if (!allUpper && !isAtPlace) return undefined
  const level = levels.get(key(bytes, start, end))
  if (level === undefined) return undefined
  return (isAtPlace ? atPlace : asWord).get(level)
}
