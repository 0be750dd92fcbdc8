import { createHash } from 'node:crypto'

/** Bytes before an offset whose hash is kept with it: enough to tell two lines of a log apart. */
export const maxTail = 256

/** The newest bytes of what was read, to be hashed. */
export const extendTail = (tail: Uint8Array, bytes: Uint8Array): Uint8Array =>
  bytes.length >= maxTail
    ? Uint8Array.from(bytes.subarray(bytes.length - maxTail))
    : Uint8Array.from(Buffer.concat([tail, bytes]).subarray(-maxTail))

export const hashTail = (tail: Uint8Array): string =>
  createHash('sha256').update(tail).digest('hex')
