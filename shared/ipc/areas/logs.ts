import { z } from 'zod'
import { BatchId, CustomerId } from '../../domain/ids.ts'
import { LogReviewDecision } from '../../domain/log-events.ts'
import { DateText } from '../../domain/planning.ts'
import { LedgerEntry } from '../../log-rules/ledger.ts'
import type { BatchTrouble, HostLook, LineContext } from '../../log-rules/looks.ts'
import { answers, nothing, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { logChannels } from '../channels.ts'
import type { EvidenceView, GroupView, LogCheckView, LogState } from '../log-views.ts'

const OfBatch = z.strictObject({ batch: BatchId })
/** A group of the result that the person sees. */
const OfGroup = OfBatch.extend({ result: z.string().max(100), group: z.string().max(200) })
const ms = z.number().min(0).max(8.64e15)

export const logContract = {
  'logs/get-state': answers<LogState>()(nothing),
  /** Null before the first check of the batch. */
  'logs/get-check': answers<LogCheckView | null>()(OfBatch),
  /** A problem when the result has changed since. */
  'logs/get-group': answers<GroupView>()(OfGroup),
  /** Errors and warnings over time, at most 120 buckets in the span; null while there is none. */
  'logs/get-trouble': answers<BatchTrouble | null>()(
    z.strictObject({ batch: BatchId.optional(), from: ms.optional(), to: ms.optional() }),
  ),
  'logs/get-hosts': answers<readonly HostLook[]>()(z.strictObject({ batch: BatchId.optional() })),
  /** The lines around an example of a group, read from its host. No place is taken from the window: the result says it. */
  'logs/get-context': answers<LineContext>()(
    OfGroup.extend({ example: z.number().int().min(0).max(99) }),
  ),
  'logs/get-evidence': answers<EvidenceView>()(OfBatch.extend({ customer: CustomerId })),
  /** Fetches what is new; answers what it brought, in a sentence. */
  'logs/fetch-now': answers<{ readonly sentence: string }>()(
    z.strictObject({ batch: BatchId.optional() }),
  ),
  /** Fetches, compares and judges; answers the hash of the result. */
  'logs/check-now': answers<{ readonly hash: string }>()(OfBatch),
  /** Signs the result with that hash. A return answers its run, a task its id. */
  'logs/sign-review': answers<{ readonly run?: string; readonly task?: string }>()(
    z.strictObject({
      batch: BatchId,
      customer: CustomerId.optional(),
      decision: LogReviewDecision,
      reason: text,
      result: z.string().max(100),
      owner: text.optional(),
      due: DateText.optional(),
    }),
  ),
  'logs/note-noise': answers<null>()(z.strictObject({ entry: LedgerEntry })),
  'logs/end-noise': answers<null>()(z.strictObject({ id: z.string().min(1).max(100) })),
} as const satisfies AreaContract<typeof logChannels>
