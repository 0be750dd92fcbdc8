import { z } from 'zod'
import { BatchId, CustomerId, RunId } from './ids.ts'
import { Instant } from './time.ts'

/** Events of the log check: what was found, who signed it, and what somebody answers for as noise. */

const Actor = z.string().min(1)

export const LogVerdict = z.enum(['pass', 'fail', 'inconclusive'])
export type LogVerdict = z.infer<typeof LogVerdict>

const SideFigures = z.object({ lines: z.number().int(), bytes: z.number().int() })

/** The whole result is stored once by its hash; the event says enough to decide and to read. */
export const LogChecked = z.object({
  kind: z.literal('log.checked'),
  batch: BatchId,
  run: RunId.optional(),
  verdict: LogVerdict,
  /** The gravest first, at most 20; the result has all. */
  reasons: z.array(z.string()).max(20),
  /** SHA-256 of the result's canonical JSON. */
  result: z.string(),
  /** Ids of the groups that fail the batch. */
  stops: z.array(z.string()),
  /** Customers of the batch whose own verdict is `fail`. */
  failing: z.array(CustomerId),
  figures: z.object({ before: SideFigures, after: SideFigures, groups: z.number().int() }),
})

export const LogReviewDecision = z.enum(['accept', 'return', 'task'])
export type LogReviewDecision = z.infer<typeof LogReviewDecision>

/** A person's word on a result, signed with the hash of what they saw. */
export const LogReviewed = z.object({
  kind: z.literal('log.reviewed'),
  batch: BatchId,
  /** Absent: of the whole batch. */
  customer: CustomerId.optional(),
  decision: LogReviewDecision,
  by: Actor,
  reason: z.string().min(1),
  result: z.string(),
  /** Id of the task that it made. */
  task: z.string().optional(),
})

/** An entry of the noise ledger as it is stored; its phrases are checked before, by shared/log-rules/ledger.ts. */
export const LedgerNote = z.object({
  id: z.string().min(1),
  group: z.string().optional(),
  signature: z.string().optional(),
  phrase: z.string().optional(),
  owner: z.string().min(1),
  reason: z.string().min(1),
  until: z.union([
    z.strictObject({ at: Instant }),
    z.strictObject({ batch: z.number().int().nonnegative() }),
  ]),
})
export type LedgerNote = z.infer<typeof LedgerNote>

export const LedgerNoted = z.object({
  kind: z.literal('ledger.noted'),
  entry: LedgerNote,
  by: Actor,
})

/** Ended before its time. */
export const LedgerEnded = z.object({
  kind: z.literal('ledger.ended'),
  id: z.string().min(1),
  by: Actor,
})
