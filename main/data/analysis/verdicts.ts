import { answerIn, isFailure, isRefusal, mayTellAnswer } from '../../../shared/log-rules/answer.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import { withoutColours } from '../../../shared/log-rules/colours.ts'
import { suspectWord } from '../../../shared/log-rules/suspect.ts'
import { messageIndex } from './message-index.ts'
import { textBytes } from './records.ts'
import type { RecordView } from './records.ts'
import { levelInText } from './scan-level.ts'

const levels: readonly Level[] = ['error', 'warning', 'info', 'other']
const rules = ['place', 'word', 'suspect', 'none'] as const

/** Bits beside the four of level and rule. */
const withBracket = 16
/** The text has a place for an answer of HTTP: its digits say whether it failed, and texts with other digits are of the same kind. */
const withAnswer = 32

/** Only a text with a bracket opens a dump; few have one. */
export function opensBracket({ bytes, textFrom, textTo }: RecordView): boolean {
  const end = Math.min(textTo, textFrom + textBytes)
  for (let at = textFrom; at < end; at += 1) if (bytes[at] === 0x3c) return true
  return false
}

const textOf = ({ bytes, textFrom, textTo }: RecordView): string =>
  bytes.toString('latin1', textFrom, Math.min(textTo, textFrom + textBytes))

function judge(view: RecordView): number {
  return levelOf(view) + (opensBracket(view) ? withBracket : 0)
}

function levelOf(view: RecordView): number {
  const { bytes, textFrom, textTo } = view
  const text = textOf(view)
  const plain = withoutColours(text)
  const found =
    plain === text
      ? levelInText(bytes, textFrom, textTo)
      : levelInText(Buffer.from(plain, 'latin1'), 0, plain.length)
  if (found !== undefined) return levels.indexOf(found.level) * 4 + rules.indexOf(found.rule)
  const answer = mayTellAnswer(plain) ? withAnswer : 0
  return 12 + (suspectWord(plain) === undefined ? 3 : 2) + answer
}

/**
 * Sets what a text says about its record where the header states no level, and leaves the number of the text in the view. Each kind of text
 * is judged once: its verdict lies with its number.
 */
export function setVerdict(view: RecordView): void {
  const index = messageIndex()
  const number = index.numberOf(view.bytes, view.textFrom, view.textTo)
  view.textNumber = number
  let verdict = number < 0 ? -1 : index.note - 1
  if (verdict < 0) {
    verdict = judge(view)
    if (number >= 0) index.note = verdict + 1
  }
  view.hasBracket = (verdict & withBracket) !== 0
  view.level = levels[(verdict >> 2) & 3] ?? 'other'
  view.rule = rules[verdict & 3] ?? 'none'
  if ((verdict & withAnswer) === 0) return
  const status = answerIn(withoutColours(textOf(view)))
  if (isRefusal(status)) view.refusal = status
  if (!isFailure(status)) return
  view.level = 'error'
  view.rule = 'place'
}
