import { lineRedactor } from '../../shared/domain/redact-lines.ts'
import { mask, maySecretsBeIn, redactText } from '../../shared/domain/redact.ts'
import { hostLine } from './answers.ts'

/** A line that grows beyond this (characters) is not shown before its end. */
const longestPending = 16 * 1024

/**
 * The last line that a command has printed, for whoever looks on; '' for none. Redacted as what is kept on disk is: a secret may come in
 * pieces, and on another line than the word that gives it away.
 */
export function liveLine(): (stream: 'stdout' | 'stderr', bytes: Uint8Array) => string {
  const lines = { stdout: ofStream(), stderr: ofStream() }
  return (stream, bytes) => lines[stream](bytes)
}

function ofStream(): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder()
  const redactor = lineRedactor()
  let pending = ''
  const redactAll = (text: string): string =>
    redactor.isOpen() || maySecretsBeIn(text)
      ? text
          .split('\n')
          .map((line) => redactor.line(line))
          .join('\n')
      : text
  return (bytes) => {
    const text = pending + decoder.decode(bytes, { stream: true })
    const end = text.lastIndexOf('\n')
    const whole = end < 0 ? '' : redactAll(text.slice(0, end))
    pending = text.slice(end + 1)
    if (pending.length > longestPending) {
      redactor.line(pending)
      pending = ''
    }
    if (pending.trim() === '') return hostLine(whole)
    return hostLine(redactor.isOpen() ? mask : redactText(pending))
  }
}
