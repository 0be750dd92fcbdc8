import type { BatchId, RunId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import { isTrouble } from './comparison.ts'
import type { Level, LevelRule } from './level.ts'
import type { Example, GroupCause, GroupFinding, Verdict } from './types.ts'

/** What a person looks at beside a result: errors over time, the particulars of a group, the hosts, lines around a line. */

/** Errors and warnings of one host by time, one number a bucket. */
export type HostTrouble = {
  readonly host: string
  readonly errors: readonly number[]
  readonly warnings: readonly number[]
}

export type Trouble = {
  /** Begin of the first bucket, ms of the epoch. */
  readonly from: number
  readonly bucketMs: number
  /** Most trouble first. */
  readonly hosts: readonly HostTrouble[]
}

export type BatchTrouble = Trouble & {
  /** When the first lock of the batch was about to begin. Absent: of all logs, or the batch has not begun. */
  readonly cutAt?: Instant
}

/**
 * Of information a project keeps counts, times and codes, and customers only where there are codes, unless it may show a known failure. So
 * where such a group has no customers or no values it is not known that it names nobody, or that nothing varies.
 */
export const isOnlyCounted = (group: {
  readonly level: Level
  readonly suspect: boolean
  readonly because?: GroupCause | undefined
  readonly signature?: unknown
}): boolean => !isTrouble(group) && group.signature === undefined && group.because !== 'code'

/** One masked text of a group. */
export type GroupVariant = {
  readonly text: string
  readonly before: number
  readonly after: number
  /** By place of a wildcard, the most frequent first; `more` counts values beyond those that were kept. */
  readonly values: readonly {
    readonly seen: readonly (readonly [value: string, lines: number])[]
    readonly more: number
  }[]
}

export type GroupLook = {
  readonly hosts: readonly {
    readonly host: string
    readonly before: number
    readonly after: number
  }[]
  /** Which rule gave the level. `header`: what stands before the message, which is not kept; `suspect`: only words of trouble. */
  readonly rule: LevelRule | 'header' | 'suspect'
  /** The most frequent first. */
  readonly variants: readonly GroupVariant[]
  readonly moreVariants: number
}

export type HostLook = {
  readonly host: string
  readonly lines: number
  readonly errors: number
  readonly warnings: number
  readonly bytes: number
  /** Bytes that were written and could not be had any more, at least. */
  readonly lost: number
  /** Until when its logs have been seen. Absent: never read. */
  readonly readAt?: Instant
  /** How far its clock is ahead, ms; times are corrected by it. */
  readonly skewMs?: number
  /** Why the last fetch could not read it to the end. */
  readonly problem?: string
}

/** The lines around a line, read from the host anew. */
export type LineContext = {
  readonly host: string
  readonly file: string
  readonly lines: readonly { readonly text: string; readonly wanted: boolean }[]
  /** How often it stands in what was read of this file; shown is the last. */
  readonly times: number
  /** Bytes that were read to find it. */
  readonly read: number
}

/** Where a line was seen. */
export type LinePlace = Pick<Example, 'host' | 'file' | 'text'>

/** Why a customer is returned, as the check found it; kept in the journal with the return. */
export type LogEvidence = {
  readonly batch: BatchId
  /** Hash of the result. */
  readonly result: string
  readonly verdict: Verdict
  readonly reasons: readonly string[]
  /** Of this customer only, with their examples; at most 50. */
  readonly groups: readonly GroupFinding[]
}

export type KeptEvidence = { readonly at: Instant; readonly run: RunId; readonly title: string }
