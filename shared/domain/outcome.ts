import type { Problem } from './problems.ts'

/**
 * How a remote command ended. Exit code, signal, cancelled and lost are separate facts: `lost` means that the
 * connection ended before the exit status came, so whether the command ran to its end is unknown.
 */
export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'lost'; readonly problem: Problem }
  /** Known not to have started: no connection, host key refused, channel refused, tools missing. */
  | { readonly kind: 'not-started'; readonly problem: Problem }

/** Output is bytes: hosts write what they like. `stdoutBytes` counts all of it, `stdout` keeps at most the caller's limit. */
export type CommandOutcome = {
  readonly ending: Ending
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  readonly stdoutBytes: number
  readonly stderrBytes: number
  readonly truncated: boolean
  readonly ms: number
}
