import type { ServerChannel } from 'ssh2'

export type Piece = { readonly to: 'stdout' | 'stderr'; readonly bytes: Buffer | string }

/**
 * The two output streams of one channel, one write at a time. They share one window, and ssh2 (1.17) remembers only one
 * write that waits for it: of two, the one on stderr is forgotten; `end` waits for stdout alone; and a chunk of stdout
 * that has waited is kept, and sent a second time when later stderr waits.
 */
export class ChannelOutput {
  readonly #channel: ServerChannel
  #busy = false

  constructor(channel: ServerChannel) {
    this.#channel = channel
  }

  /** A piece is on its way: no other may be written before its `then`. */
  get busy(): boolean {
    return this.#busy
  }

  /** `then` is called when the piece has gone out whole; never, when the channel is closed before. */
  write({ to, bytes }: Piece, then: () => void): void {
    if (this.#busy) throw new Error('two writes at a time on one channel')
    this.#busy = true
    const stream = to === 'stdout' ? this.#channel : this.#channel.stderr
    stream.write(bytes, () => {
      this.#busy = false
      forgetWaiting(this.#channel)
      then()
    })
  }

  /** Writes the pieces in order, then calls `then`. */
  writeAll(pieces: readonly Piece[], then: () => void): void {
    const [first, ...rest] = pieces
    if (first === undefined) then()
    else this.write(first, () => this.writeAll(rest, then))
  }

  /** The exit code, or the name of a signal, and the end of the channel. After the last piece only. */
  end(exit: number | string): void {
    if (typeof exit === 'number') this.#channel.exit(exit)
    else this.#channel.exit(exit)
    this.#channel.end()
  }
}

/** Where ssh2 keeps the write that waits for the window: in fields that its types do not have. */
type Waiting = { _chunk: unknown; _chunkcb: unknown; _chunkErr: unknown; _chunkcbErr: unknown }

function forgetWaiting(channel: ServerChannel): void {
  const waiting = channel as unknown as Waiting // see the type
  waiting._chunk = undefined
  waiting._chunkcb = undefined
  waiting._chunkErr = undefined
  waiting._chunkcbErr = undefined
}
