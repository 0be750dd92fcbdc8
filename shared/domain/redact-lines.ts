import { mask, maySecretsBeIn, redactText } from './redact.ts'

/** Redaction of a text that comes line by line: a secret may stand on another line than the word that gives it away. */
export type LineRedactor = {
  /** One line without its end. Answers one line, so that line numbers stay those of the host. */
  line(text: string): string
  /** A secret has begun and its end has not been seen: the next line may still belong to it. */
  isOpen(): boolean
}

/** A private key of 16,384 bits has about 200 lines. */
const mostKeyLines = 1_000
/** A value that goes on over its line is short; what is longer is a quotation mark that nobody closes. Every line reads all of it again. */
const longestOpen = 2 * 1024

export const keyBegins = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/
export const keyEnds = /-----END [A-Z0-9 ]*PRIVATE KEY-----/

/** Stands for a secret that might come on the next line. */
const bait = 'Bait4bait4Bait4'

export function lineRedactor(): LineRedactor {
  /** Lines of a private key that may still come. */
  let keyLines = 0
  /** Raw lines that a rule of redaction still reads over their end; empty when none does. */
  let open = ''

  const line = (text: string): string => {
    if (keyLines > 0) {
      keyLines = keyEnds.test(text) ? 0 : keyLines - 1
      return mask
    }
    if (open === '' && !maySecretsBeIn(text)) return text
    const begin = keyBegins.exec(text)
    if (begin !== null && !keyEnds.test(text.slice(begin.index))) {
      keyLines = mostKeyLines
      open = ''
      return redactText(text)
    }
    const joined = open === '' ? text : `${open}\n${text}`
    const before = open
    open = readsOn(joined) ? joined : ''
    const redacted = redactText(joined)
    if (before === '') return redacted
    // Where the mask took the end of the line with it, what is left of this line cannot be told: all of it goes.
    return ends(redacted) === ends(before) + 1
      ? redacted.slice(redacted.lastIndexOf('\n') + 1)
      : mask
  }
  return { line, isOpen: () => keyLines > 0 || open !== '' }
}

const readsOn = (text: string): boolean =>
  text.length <= longestOpen && !redactText(`${text}\n${bait}`).endsWith(`\n${bait}`)

const ends = (text: string): number => text.split('\n').length - 1
