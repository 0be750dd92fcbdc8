import type { Result } from '../../shared/base/result.ts'
import type { BatchId, CustomerId, HostName, RunId } from '../../shared/domain/ids.ts'
import type { LogReview } from '../../shared/domain/log-review.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { LedgerEntry } from '../../shared/log-rules/ledger.ts'
import type { BatchTrouble, GroupLook, HostLook } from '../../shared/log-rules/looks.ts'
import type { JudgePolicy } from '../../shared/log-rules/policy.ts'
import type { Signature } from '../../shared/log-rules/signatures.ts'
import type { LogCheckResult } from '../../shared/log-rules/types.ts'

/** The part of the protocol that is about logs: what is ingested, compared, signed and looked at. Use it by `protocol.ts`. */

export type LogOffset = {
  readonly host: HostName
  readonly file: string
  readonly device: string
  readonly inode: string
  readonly offset: number
  /** SHA-256 of the last `tailLength` bytes before the offset: tells a truncated file from a grown one. */
  readonly tailHash: string
  readonly tailLength: number
}

export type LogCount = {
  readonly host: HostName
  readonly file: string
  readonly level: string
  readonly lines: number
}

/** Bytes of one file as they came from the host, and where the file stands afterwards; stored in one transaction. */
export type LogPiece = {
  readonly batch?: BatchId
  readonly run?: RunId
  readonly host: HostName
  readonly file: string
  readonly bytes: Uint8Array
  readonly next: LogOffset
  /** Bytes that were written and could not be had any more, at least; kept as a finding of the report. */
  readonly gap: number
  /** The file that `bytes` came from is closed: a half last line counts as a line. */
  readonly final: boolean
  /** When it was read: decides the year of times without one. Default: when the last event of the project was. */
  readonly at?: Instant
  /** How far the clock of the host was ahead then: its times are told by it. Default: as measured last. */
  readonly skewMs?: number
}

/** How far back logs are read at the first look at a host, ms: what a batch is compared with. */
export const baselineMs = 7 * 86_400_000

/** How one host was read by a fetch, told after it. */
export type LogRead = {
  readonly host: HostName
  /** How far its clock is ahead; its times are corrected by it. Absent: it did not say, and they stay as they are. */
  readonly skewMs?: number
  /** Either way, ms; with `skewMs`. */
  readonly uncertaintyMs?: number
  /** Why it could not be read to the end, and what to do about it. */
  readonly problem?: string
  /** But for what the problem names all was read: the time counts as seen, and the problem stands beside it. */
  readonly seen?: boolean
}

export type LogCheckOrder = {
  readonly batch: BatchId
  readonly at: Instant
  readonly run?: RunId
  readonly signatures: readonly Signature[]
  readonly policy?: JudgePolicy
}

export type StoredLogCheck = {
  readonly batch: BatchId
  readonly at: Instant
  /** SHA-256 of the canonical JSON of the result: what a review signs. */
  readonly hash: string
  readonly result: LogCheckResult
  /** Of this batch, oldest first. */
  readonly reviews: readonly LogReview[]
  /** Not a fail, or people have answered for all of it (shared/domain/log-review.ts). */
  readonly settled: boolean
}

/** A check without its groups. */
export type LogCheckRow = Pick<StoredLogCheck, 'batch' | 'at' | 'hash' | 'settled'> & {
  readonly verdict: LogCheckResult['verdict']
  readonly failing: readonly CustomerId[]
}

export type LedgerRow = {
  readonly entry: LedgerEntry
  readonly by: string
  readonly at: Instant
  /** Ended by a person before its time. */
  readonly endedAt?: Instant
  readonly endedBy?: string
}

/** Of a batch: its baseline and what came after it. Times are half-open. */
export type TroubleQuery = {
  readonly batch?: BatchId
  readonly from?: number
  readonly to?: number
}

export type LogApi = {
  logOffsets(host: HostName): Promise<readonly LogOffset[]>
  logCounts(batch?: BatchId): Promise<readonly LogCount[]>
  /**
   * Counts lines and levels and moves the offset, in one transaction, so that no byte is counted twice: a piece that
   * ends exactly where the file stands already (a repeated call) counts nothing. The figures are those of this piece.
   */
  ingestLog(
    piece: LogPiece,
  ): Promise<Result<{ lines: number; errors: number; warnings: number }, Problem>>
  /** After a fetch: how far each host has been seen. Without it nothing that was fetched counts as time seen. */
  logsRead(reads: readonly LogRead[], at: Instant): Promise<Result<void, Problem>>
  /**
   * Lines that are fetched from now on are of this batch, or of none. The first cut of a batch ends its baseline; it moves on as long
   * as no customer of the batch has begun. A second one for the same batch changes nothing.
   */
  cutLogs(batch: BatchId | undefined, at: Instant): Promise<Result<void, Problem>>
  /** Compares what the logs say since the batch began with the seven days before, and stores result and event together. */
  checkLogs(order: LogCheckOrder): Promise<Result<StoredLogCheck, Problem>>
  /** The last check of the batch. */
  logCheck(batch: BatchId): Promise<StoredLogCheck | undefined>
  /** The last check of each batch, in the order of the batches. */
  logChecks(): Promise<readonly LogCheckRow[]>
  /** Every entry that was ever noted, oldest first. */
  logLedger(): Promise<readonly LedgerRow[]>
  /** Time of logs before the batch's first cut, ms: the longest of the hosts, at most seven days. */
  logBaseline(batch: BatchId | undefined, at: Instant): Promise<number>
  /** Errors and warnings over time, at most 120 buckets; undefined while there is none. */
  logTrouble(query: TroubleQuery): Promise<BatchTrouble | undefined>
  /** Particulars of a group of a check; undefined when what has come since gave it another id. */
  logGroup(batch: BatchId, group: string): Promise<GroupLook | undefined>
  /** Every host of the project, the worst first; counts of a batch, or of all. */
  logHosts(batch?: BatchId): Promise<readonly HostLook[]>
}
