/** A running command of a simulated host: two spools that only grow, and how it ended. */

export class Spool {
  readonly chunks: Buffer[] = []
  length = 0

  push(chunk: Buffer | string): void {
    const bytes = typeof chunk === 'string' ? ownBytes(chunk) : chunk
    if (bytes.length === 0) return
    this.chunks.push(bytes)
    this.length += bytes.length
  }
}

/** Not in Node's pool: some bytes there keep 64 KiB alive, and thousands of ended jobs are kept. */
function ownBytes(text: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text))
  bytes.write(text)
  return bytes
}

/** `exited N`, `signalled N` or `vanished`, as the step supervisor writes it. */
export type JobEnding =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: number }
  | { readonly kind: 'vanished' }

export class Job {
  readonly out = new Spool()
  readonly err = new Spool()
  ending: JobEnding | undefined
  /** The link of the request that started the job is cut when the job ends (fault `drop-link after`). */
  cutAtEnd = false
  /** Lab ms that the command will take, where it can tell. */
  expectedMs = 0
  /** Lab time of the end, for `gc`; set by whoever owns the job. */
  endedAt = 0
  /** Set by the command: undoes what is half done. */
  onKill: (() => void) | undefined
  /** Only while it runs: thousands of ended jobs are kept. */
  #listeners: Set<() => void> | undefined

  /** Calls back after every change until the answer is called. */
  onChange(listener: () => void): () => void {
    if (this.ending !== undefined) return () => undefined
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => this.#listeners?.delete(listener)
  }

  print(chunk: Buffer | string): void {
    this.out.push(chunk)
    this.#changed()
  }

  complain(chunk: Buffer | string): void {
    this.err.push(chunk)
    this.#changed()
  }

  exit(code: number): void {
    this.end({ kind: 'exited', code })
  }

  /** Output and the end in one go: one wake-up of the followers for most commands. */
  finish(code: number, out: Buffer | string, err: Buffer | string = ''): void {
    if (this.ending !== undefined) return
    this.out.push(out)
    this.err.push(err)
    this.exit(code)
  }

  kill(ending: JobEnding): void {
    if (this.ending !== undefined) return
    this.onKill?.()
    this.end(ending)
  }

  end(ending: JobEnding): void {
    if (this.ending !== undefined) return
    this.ending = ending
    this.onKill = undefined
    this.#changed()
    this.#listeners = undefined
  }

  #changed(): void {
    for (const listener of this.#listeners ?? []) listener()
  }
}

export const endingText = (ending: JobEnding): string =>
  ending.kind === 'exited'
    ? `exited ${ending.code}`
    : ending.kind === 'signalled'
      ? `signalled ${ending.signal}`
      : 'vanished'
