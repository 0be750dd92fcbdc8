import { mask, maySecretsBeIn, redactText } from '../../../shared/domain/redact.ts'
import { lineRedactor } from '../../../shared/domain/redact-lines.ts'

/** One stream of one attempt: bytes as they come, redacted whole lines out. Only redacted text ever leaves it. */
export type WholeLines = {
  /** Lines that are whole now, each with its end; '' while the last one is still coming. */
  add(bytes: Uint8Array): string
  /** The rest, as a line of its own; '' when there is none. */
  end(): string
}

/** A line that grows beyond this is broken into several, never dropped. */
const longestLine = 256 * 1024
/** Behind a break at least so much stays unread: a word that gives a secret away is not torn from it. */
const heldBack = 8 * 1024
/** Places that are tried for a break, between words and then anywhere, before a long line counts as one secret. */
const breaksTried = 4
const breakStep = 8 * 1024

const newline = 10
const decoder = new TextDecoder()

export function wholeLines(): WholeLines {
  const redactor = lineRedactor()
  let pending: Buffer = Buffer.alloc(0)
  /** The rest of this line belongs to a secret that began before a break. */
  let secretToEnd = false

  const redactOne = (line: string): string => {
    const shown = secretToEnd ? mask : redactor.line(line)
    secretToEnd = false
    return shown
  }

  /** @param text Whole lines without the last end. */
  const redactAll = (text: string): string => {
    if (!secretToEnd && !redactor.isOpen() && !maySecretsBeIn(text)) return `${text}\n`
    return `${text.split('\n').map(redactOne).join('\n')}\n`
  }

  /** Takes the front off a line that is too long. */
  const breakOff = (): string => {
    if (secretToEnd) {
      pending = Buffer.alloc(0)
      return ''
    }
    const at = placeToBreak(pending)
    if (at === undefined) {
      secretToEnd = true
      pending = Buffer.alloc(0)
      return ''
    }
    const front = redactOne(decoder.decode(pending.subarray(0, at)))
    pending = pending.subarray(at)
    return `${front}\n`
  }

  const addPart = (part: Buffer): string => {
    const last = part.lastIndexOf(newline)
    if (last < 0) {
      pending = pending.length === 0 ? Buffer.from(part) : Buffer.concat([pending, part])
      return pending.length >= longestLine ? breakOff() : ''
    }
    const whole = Buffer.concat([pending, part.subarray(0, last)])
    pending = Buffer.from(part.subarray(last + 1))
    return redactAll(decoder.decode(whole))
  }

  return {
    add(bytes) {
      let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      let text = ''
      // Broken at the same places however the bytes were cut on their way.
      while (rest.length > 0) {
        const room = longestLine - pending.length
        const end = rest.lastIndexOf(newline, Math.min(rest.length, room) - 1)
        const length = end >= 0 ? end + 1 : Math.min(rest.length, room)
        text += addPart(rest.subarray(0, length))
        rest = rest.subarray(length)
      }
      return text
    },
    end() {
      if (pending.length === 0 && !secretToEnd) return ''
      const rest = decoder.decode(pending)
      pending = Buffer.alloc(0)
      return `${redactOne(rest)}\n`
    },
  }
}

/** Where both sides, redacted apart, say what they say together; undefined when no such place was found. */
function placeToBreak(line: Buffer): number | undefined {
  const latest = onCharacter(line, line.length - heldBack)
  if (!maySecretsBeIn(line.toString('latin1'))) return latest
  const whole = redactText(decoder.decode(line))
  const between = Array.from({ length: breaksTried }, (_, i) =>
    line.lastIndexOf(32, latest - i * breakStep),
  )
  const anywhere = Array.from({ length: breaksTried }, (_, i) =>
    onCharacter(line, latest - i * breakStep),
  )
  return [...between, ...anywhere].find(
    (at) =>
      at > 0 &&
      redactText(decoder.decode(line.subarray(0, at))) +
        redactText(decoder.decode(line.subarray(at))) ===
        whole,
  )
}

/** The first byte of a character at or before `at`: UTF-8 goes on with 10xxxxxx. */
function onCharacter(line: Buffer, at: number): number {
  let start = at
  while (start > at - 4 && ((line[start] ?? 0) & 0xc0) === 0x80) start -= 1
  return start
}
