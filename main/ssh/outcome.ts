import type { CommandOutcome, Ending } from '../../shared/domain/outcome.ts'
import { problem, type Problem } from '../../shared/domain/problems.ts'

/** Where the bytes of one command go while it runs. */
export type Sink = {
  readonly stdout: (chunk: Buffer) => void
  readonly stderr: (chunk: Buffer) => void
}

/** What the SSH library can tell about the end of one channel; the step supervisor client refines it. */
export type ChannelEnd =
  | Exclude<Ending, { kind: 'cancelled' | 'timed-out' }>
  /** The caller's signal; its reason says whether that is `cancelled` or `timed-out`. */
  | { readonly kind: 'aborted' }

/**
 * `exit` gives a code or a signal; `close` without `exit` means that the connection went away, so nobody knows how
 * the command ended (ssh2 reports neither an error nor an exit then).
 */
export function channelEnd(
  exit: { readonly code: number | null; readonly signal?: string | undefined } | undefined,
  lost: () => Problem,
): ChannelEnd {
  if (exit === undefined) return { kind: 'lost', problem: lost() }
  if (exit.code !== null) return { kind: 'exited', code: exit.code }
  return { kind: 'signalled', signal: (exit.signal ?? 'unknown').replace(/^SIG/, '') }
}

/** Reason of the signal as an ending. Anything but 'timed-out' was a person or the program stopping. */
export const abortEnding = (signal: AbortSignal | undefined): Ending => ({
  kind: signal?.reason === 'timed-out' ? 'timed-out' : 'cancelled',
})

export const lostProblem = (host: string, why: string): Problem =>
  problem('connection-lost', `the connection to ${host} was lost: ${why}`, {
    where: { host },
    safe: 'what the command did is not known; nothing was repeated',
    next: 'check the link; the probe of the step tells what happened once the host can be reached',
  })

type Output = NonNullable<CollectorOptions['onOutput']>
export type CollectorOptions = {
  readonly maxBytes?: number | undefined
  readonly onOutput?: ((stream: 'stdout' | 'stderr', chunk: Uint8Array) => void) | undefined
}

/** Keeps the first `maxBytes` of each stream (default 1 MiB) and counts the rest. */
export class OutputCollector {
  readonly #limit: number
  readonly #onOutput: Output | undefined
  readonly #kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  readonly #room: { stdout: number; stderr: number }
  readonly #bytes = { stdout: 0, stderr: 0 }
  readonly #startedMs = performance.now()

  constructor(options: CollectorOptions = {}) {
    this.#limit = options.maxBytes ?? 1024 * 1024
    this.#room = { stdout: this.#limit, stderr: this.#limit }
    this.#onOutput = options.onOutput
  }

  /** Bytes seen so far, kept or not: the offsets from which a step is followed after a cut. */
  get bytes(): { readonly stdout: number; readonly stderr: number } {
    return { ...this.#bytes }
  }

  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#bytes[stream] += chunk.length
    const room = this.#room[stream]
    if (room > 0) {
      const part = chunk.length <= room ? chunk : Buffer.from(chunk.subarray(0, room))
      this.#kept[stream].push(part)
      this.#room[stream] = room - part.length
    }
    this.#onOutput?.(stream, chunk)
  }

  sink(): Sink {
    return {
      stdout: (chunk) => this.add('stdout', chunk),
      stderr: (chunk) => this.add('stderr', chunk),
    }
  }

  outcome(ending: Ending): CommandOutcome {
    const { stdout, stderr } = this.#bytes
    return {
      ending,
      stdout: Buffer.concat(this.#kept.stdout),
      stderr: Buffer.concat(this.#kept.stderr),
      stdoutBytes: stdout,
      stderrBytes: stderr,
      truncated: stdout > this.#limit || stderr > this.#limit,
      ms: performance.now() - this.#startedMs,
    }
  }
}
