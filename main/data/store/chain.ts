import { hash } from 'node:crypto'

/**
 * SHA-256(previous hash + canonical JSON of {seq, at, event}), hexadecimal. `eventJson` is canonical already, and
 * "at" < "event" < "seq", so the text below is that canonical JSON without writing the event twice.
 */
export const chainHash = (previous: string, seq: number, at: number, eventJson: string): string =>
  hash('sha256', `${previous}{"at":${at},"event":${eventJson},"seq":${seq}}`)
