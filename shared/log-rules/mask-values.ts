import { isBlank, isSeparator, kinds } from './mask-classes.ts'
import { balancedEnd } from './mask-words.ts'

/** Where values end that are more than a word: addresses, and what stands behind `=`. */

const equals = 0x3d
const less = 0x3c
const greater = 0x3e
const colon = 0x3a
const dot = 0x2e
const star = 0x2a
const quote = 0x22
const apostrophe = 0x27
const open = 0x28
const close = 0x29
const closeSquare = 0x5d
const comma = 0x2c
const semicolon = 0x3b
const bar = 0x7c

/** The end of a URL, a SIP URI or a path of Windows; what ends the sentence is no part of it. */
export function addressEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  for (; at < to; at += 1) {
    const byte = bytes[at] as number // at < to
    if (((kinds[byte] as number) & isBlank) !== 0) break // the table has every byte
    if (byte === quote || byte === apostrophe || byte === less || byte === greater) break
    if (byte === close || byte === closeSquare || byte === comma) break
  }
  while (at > from + 1 && endsSentence(bytes[at - 1] as number)) at -= 1 // inside the text
  return at
}

const endsSentence = (byte: number): boolean => byte === colon || byte === dot || byte === semicolon

/** The end of a value behind `=`: a quoted text, or a word with the bracket that hangs on it. -1: nothing is there. */
export function assignedEnd(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to) return -1
  const first = bytes[from] as number // from < to
  if (first === quote || first === apostrophe) {
    for (let i = from + 1; i < to; i += 1) if (bytes[i] === first) return i + 1
    return from + 1
  }
  let at = from
  while (at < to && !endsValue(bytes[at] as number)) at += 1 // at < to
  if (at < to && opens(bytes[at] as number)) {
    const end = balancedEnd(bytes, at, to)
    if (end >= 0) return end
  }
  return at === from ? -1 : at
}

const opens = (byte: number): boolean =>
  byte === open || byte === 0x5b || byte === 0x7b || byte === less

const endsValue = (byte: number): boolean =>
  ((kinds[byte] as number) & isSeparator) !== 0 &&
  byte !== equals &&
  byte !== colon &&
  byte !== greater &&
  byte !== bar

export function onlyStars(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (bytes[i] !== star) return false
  return true
}
