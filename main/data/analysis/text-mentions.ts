import type { Attribution } from '../../../shared/log-rules/attribute.ts'
import { wordsWithDigits } from '../../../shared/log-rules/mention-filter.ts'
import type { MaskedText } from './shape-table.ts'
import { textMemory } from './text-memory.ts'

/** Whether a text may speak of a customer, asked of its bytes. */

/**
 * Most records speak of nobody, and their bytes show it without a string of them being made. Of a text that is known only words are
 * looked at that have digits, and could be somebody's with other digits or another id.
 */
export function mayMention(
  attribution: Attribution,
  text: MaskedText,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  if (!text.isKept) return attribution.mayMention(bytes, from, to)
  text.mentions ??= wordsToAsk(attribution, attribution.mayMention, bytes, from, to)
  return anyOf(text.mentions, attribution.mayMention, bytes, from)
}

/** The same for the names of customers alone. */
export function mayName(
  attribution: Attribution,
  text: MaskedText,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  if (!text.isKept) return attribution.mayName(bytes, from, to)
  text.names ??= wordsToAsk(attribution, attribution.mayName, bytes, from, to)
  return anyOf(text.names, attribution.mayName, bytes, from)
}

type Ask = Attribution['mayMention']

function wordsToAsk(
  attribution: Attribution,
  ask: Ask,
  bytes: Uint8Array,
  from: number,
  to: number,
): Int32Array | true {
  const { spans, rest } = wordsWithDigits(bytes, from, to)
  if (ask(rest, 0, rest.length)) return true
  return Int32Array.from(
    spans
      .filter(
        ([start, end]) =>
          textMemory().hasIds(bytes, from + start, from + end) ||
          attribution.mayMentionAlike(bytes, from + start, from + end),
      )
      .flat(),
  )
}

function anyOf(words: Int32Array | true, ask: Ask, bytes: Uint8Array, from: number): boolean {
  if (words === true) return true
  for (let i = 0; i < words.length; i += 2)
    if (ask(bytes, from + (words[i] ?? 0), from + (words[i + 1] ?? 0))) return true
  return false
}
