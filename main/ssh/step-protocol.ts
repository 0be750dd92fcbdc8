import { redactText } from '../../shared/domain/redact.ts'
import type { Sink } from './outcome.ts'

/** Client side of `resources/host-tools/README.md`, protocol 1. Pure: bytes in, facts out. */

export type StepEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'vanished' }

/** `attached`: the attempt was claimed before. */
export type HeaderWord = 'started' | 'attached'
const header = /^switchyard-step 1 (started|attached)\n/m
const trailer =
  /\nswitchyard-step end (?:exited (?<code>\d+)|signalled (?<signal>\d+)|(?<gone>vanished))\n$/
/** What ends stderr and is not the command's: the trailer, or a sentence of the supervisor. */
const longestTrailer = 128
/** A login script may print before the header; more than this is no supervisor. */
const mostNoise = 16 * 1024
const mostEarly = 16 * 1024

const signals: Readonly<Record<string, string>> = { 9: 'KILL', 15: 'TERM' }

/** Takes header and trailer off the streams of `step run` and `step follow`; the rest goes to the sink as it comes. */
export class StepStreams {
  readonly #sink: Sink
  readonly #onHeader: (word: HeaderWord) => void
  #head: Buffer | undefined = Buffer.alloc(0)
  /** Last bytes of stderr, held back because they may be the trailer. */
  #held = Buffer.alloc(0)
  /** Stderr that came before the header: of a login script, or of the command where the streams overtook each other. */
  #early = Buffer.alloc(0)
  #acknowledged = false

  constructor(sink: Sink, onHeader: (word: HeaderWord) => void) {
    this.#sink = sink
    this.#onHeader = onHeader
  }

  /** The header has come: the attempt is claimed on the host. */
  get acknowledged(): boolean {
    return this.#acknowledged
  }

  stdout(chunk: Buffer): void {
    if (this.#head === undefined) {
      if (this.#acknowledged) this.#sink.stdout(chunk)
      return
    }
    const head = Buffer.concat([this.#head, chunk])
    const found = header.exec(head.toString('latin1'))
    if (found === null) {
      this.#head = head.length < mostNoise ? head : undefined
      return
    }
    this.#head = undefined
    this.#acknowledged = true
    this.#keepEarly(this.#held)
    this.#held = Buffer.alloc(0)
    this.#onHeader(found[1] === 'attached' ? 'attached' : 'started')
    const rest = head.subarray(found.index + found[0].length)
    if (rest.length > 0) this.#sink.stdout(rest)
  }

  stderr(chunk: Buffer): void {
    const all = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    const free = Math.max(0, all.length - longestTrailer)
    // A copy, so that the held bytes do not keep a whole packet in memory.
    this.#held = Buffer.from(all.subarray(free))
    if (free === 0) return
    if (this.#acknowledged) this.#sink.stderr(all.subarray(0, free))
    else this.#keepEarly(all.subarray(0, free))
  }

  /**
   * Call only when the channel ended with exit code 0: then the trailer is whole and last. After a cut the held bytes
   * are dropped instead, and asked for again by offset.
   * Stderr before the header is not the command's: hosts send the header first. But SSH promises no order between the
   * two streams, so where even the trailer began before the header, all of stderr is taken for the command's.
   */
  finish(): StepEnd | undefined {
    const all = Buffer.concat([this.#early, this.#held])
    const match = trailer.exec(all.toString('latin1'))
    if (match?.groups === undefined) return undefined
    const { code, signal } = match.groups
    const from = match.index < this.#early.length ? 0 : this.#early.length
    if (this.#acknowledged && match.index > from) this.#sink.stderr(all.subarray(from, match.index))
    if (code !== undefined) return { kind: 'exited', code: Number(code) }
    if (signal === undefined) return { kind: 'vanished' }
    return { kind: 'signalled', signal: signals[signal] ?? signal }
  }

  get complaint(): string {
    return complaintOf(Buffer.concat([this.#early.subarray(0, 500), this.#held]))
  }

  /** What the supervisor itself has said last; empty when it said nothing. */
  get word(): string {
    const text = Buffer.concat([this.#early, this.#held]).toString('utf8')
    const at = `\n${text}`.lastIndexOf('\nswitchyard-step: ')
    return at < 0 ? '' : complaintOf(Buffer.from(text.slice(at)))
  }

  /** Bounded: past the limit the oldest bytes go, so that the trailer stays. */
  #keepEarly(bytes: Buffer): void {
    const all = Buffer.concat([this.#early, bytes])
    this.#early = Buffer.from(all.subarray(Math.max(0, all.length - mostEarly)))
  }
}

/** `absent`, `running`, `exited N`, `signalled N`, `vanished`; undefined for anything else. */
export function parseStatus(
  text: string,
): StepEnd | { readonly kind: 'absent' } | { readonly kind: 'running' } | undefined {
  const match =
    /(?:^|\n)(?:(?<word>absent|running|vanished)|(?<how>exited|signalled) (?<number>\d+))\n$/.exec(
      text,
    )
  const { word, how, number } = match?.groups ?? {}
  if (word === 'absent' || word === 'running' || word === 'vanished') return { kind: word }
  if (number === undefined) return undefined
  return how === 'exited'
    ? { kind: 'exited', code: Number(number) }
    : { kind: 'signalled', signal: signals[number] ?? number }
}

/** The supervisor's own sentence, when it did not do its work; empty when it said nothing. */
export const complaintOf = (stderr: Uint8Array): string =>
  redactText(Buffer.from(stderr).toString('utf8'))
    .trim()
    .replace(/^switchyard-step: /, '')
