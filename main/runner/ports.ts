import type { AttemptId, BatchId, HostName, RunId } from '../../shared/domain/ids.ts'
import type { DowntimeResult, JournalEvent, StoredEvent } from '../../shared/domain/journal.ts'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import type { CheckSpec, ProbeSpec, Procedure } from '../../shared/domain/procedure.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { OperationTime } from './step-times.ts'

/**
 * What the runner needs from the world. Nothing here names SSH, SQLite or Electron: tests, the embedded lab and a
 * later server put other things behind the same ports (design.md sections 9 and 14).
 */

/** Time of the migration. The system clock in the field, an accelerated one in the lab, a virtual one in tests. */
export interface Clock {
  /** Wall time, for the journal and for windows. */
  now(): Instant
  /** Milliseconds on a clock that never steps back; only differences mean something. */
  monotonicMs(): number
  /** Resolves after `ms` of this clock, or at once with false when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<boolean>
  /** How many of this clock's milliseconds pass in one real millisecond (1 in the field). */
  rate(): number
}

export type Abort = 'cancelled' | 'timed-out'

export type CommandOptions = {
  /** Abort with reason 'timed-out' or 'cancelled' (type Abort); the ending of the outcome says which. */
  readonly signal?: AbortSignal
  /** Bytes of stdout kept in memory, default 1 MiB; more is counted and dropped, and `truncated` is true. */
  readonly maxBytes?: number
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void
}

export type StepOptions = CommandOptions & {
  /** Called once, when the host has acknowledged that this attempt id is claimed and its command started. */
  readonly onStarted?: () => void
  /**
   * The attempt id was given just now. When the host has it all the same, somebody else who works with this project gave it: the command is neither
   * started nor followed, and the ending is `lost`. Default false.
   */
  readonly isNew?: boolean
  /** How long to go on reconnecting after a lost link, in real ms, before the ending is `lost`. Default 60 000. */
  readonly patienceMs?: number
}

/** What the host knows of an attempt. `vanished`: claimed, but its process is gone without an exit code (reboot). */
export type StepStatus =
  | { readonly kind: 'absent' }
  | { readonly kind: 'running' }
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'vanished' }

/** Commands on hosts. `argv` is quoted by the pool: no caller ever puts a shell line together. */
export interface SessionPool {
  /** Runs a read-only command over the link as it is. A cut link gives `lost`. */
  exec(host: HostName, argv: readonly string[], options?: CommandOptions): Promise<CommandOutcome>
  /**
   * Runs a command under the step supervisor of the host. The attempt id is claimed there atomically: a second call
   * with the same id attaches to the first and answers the same ending and output, and never starts it again. A cut
   * link is mended and followed from the last byte. `cancelled` and `timed-out` end the remote command too.
   */
  step(
    host: HostName,
    attempt: AttemptId,
    argv: readonly string[],
    options?: StepOptions,
  ): Promise<CommandOutcome>
  stepStatus(host: HostName, attempt: AttemptId): Promise<StepStatus>
}

/** Where the output of one attempt goes, from its first byte; neither call waits or throws. */
export type OutputWriter = {
  write(stream: 'stdout' | 'stderr', bytes: Uint8Array): void
  end(): void
}

/**
 * Keeps what commands print. It may lose output, and then says so where the output is read; it never holds up or fails a run. An attempt
 * that is followed again prints again from its first byte, and replaces what was kept of it.
 */
export interface OutputSink {
  open(run: RunId, attempt: AttemptId): OutputWriter
}

/** The journal of the open project. A call resolves when the events are on disk; a refusal throws ProblemError. */
export interface Journal {
  append(events: readonly JournalEvent[]): Promise<void>
  events(run: RunId): Promise<readonly StoredEvent[]>
  putSnapshot(hash: string, json: string): Promise<void>
  snapshot(hash: string): Promise<string | undefined>
}

export type CheckAnswer = {
  readonly answer: 'pass' | 'fail' | 'unknown'
  /** For the operator: what was looked at, and what to do when it is not a pass. */
  readonly sentence: string
  readonly facts?: unknown
  /** Members for which the check passed, where it looks at each of them. */
  readonly passed?: readonly string[]
}

export type CheckContext = {
  readonly procedure: Procedure
  readonly members: readonly Member[]
  readonly run?: RunId
  readonly batch?: BatchId
  /** Aborted when the run is stopped: a check that waits ends then. */
  readonly signal?: AbortSignal
  /** Why these members are moved outside of their windows; absent: they are not. */
  readonly outsideWindow?: string
}

/** The program's own questions to both systems, the API and the project; they read, except `collect-logs` and `survey-kept`, which store. */
export interface Checks {
  answer(spec: CheckSpec, context: CheckContext): Promise<CheckAnswer>
}

/** Why this member may not begin now; undefined when it may. Asked only before its first step. */
export type MayBegin = (member: Member, now: Instant) => string | undefined

/** What keeps members of a run from beginning, such as a window that closes: worked out anew whenever a run is opened. */
export interface Gates {
  /** Undefined when nothing does. */
  of(context: CheckContext): Promise<MayBegin | undefined>
}

/** One open downtime window. */
export interface DowntimeWindow {
  /** Disruption so far, ms; null when it cannot be told. */
  used(): number | null
  /** The newest probes say that the service does not answer, or do not say anything. */
  isDown(): boolean
  /** What each probe saw last, in a few words. */
  seen(): readonly string[]
  /** Waits for a stable service (bounded; the signal ends the wait), stops probing, and stores the result. */
  close(signal?: AbortSignal): Promise<DowntimeResult>
  /** Stops probing and takes the window out of the book: nothing was begun after all. */
  withdraw(): Promise<void>
}

/** How long operations took in this project before. */
export interface Experience {
  /** The newest successes, oldest first. */
  operationTimes(): Promise<readonly OperationTime[]>
}

export type DowntimeOrder = {
  readonly run: RunId
  readonly member: string
  readonly service: string
  readonly scope: string
  readonly budgetMs: number
  readonly probes: readonly ProbeSpec[]
}

/** The downtime clock: measures from outside (design.md section 10). */
export interface Downtime {
  /** Stores that the window opens and has seen the service before it resolves. */
  open(order: DowntimeOrder): Promise<DowntimeWindow>
  /** Takes up a window that a crash left open. */
  reopen(order: DowntimeOrder): Promise<DowntimeWindow>
}
