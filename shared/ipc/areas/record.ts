import { z } from 'zod'
import { AttemptId, RunId } from '../../domain/ids.ts'
import { answers, member } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { recordChannels } from '../channels.ts'
import type { AttemptPage, EvidenceView, OutputHits, OutputView, RunRecord } from '../run-views.ts'

const line = z.number().int().min(0)

export const recordContract = {
  /** What the journal has of a run. */
  'run/get-record': answers<RunRecord>()(z.strictObject({ run: RunId })),
  /** Attempts, newest first. */
  'run/list-attempts': answers<AttemptPage>()(
    z.strictObject({
      run: RunId,
      step: member.optional(),
      member: member.optional(),
      only: z.enum(['all', 'not-well', 'with-output']),
      from: line,
      count: z.number().int().min(1).max(200),
    }),
  ),
  'run/get-evidence': answers<EvidenceView>()(z.strictObject({ run: RunId, seq: line })),
  /** Lines of the output of an attempt; null when nothing is kept of it. */
  'output/get-lines': answers<OutputView | null>()(
    z.strictObject({ attempt: AttemptId, from: line, count: z.number().int().min(0).max(1000) }),
  ),
  /** One stretch of a search; ask again from `next` for the rest. */
  'output/find-lines': answers<OutputHits>()(
    z.strictObject({
      attempt: AttemptId,
      text: z.string().min(1).max(500),
      matchCase: z.boolean(),
      from: line,
    }),
  ),
  /** Puts lines in full on the clipboard; answers how many characters. */
  'output/copy-lines': answers<number>()(
    z.strictObject({ attempt: AttemptId, from: line, count: z.number().int().min(1).max(20_000) }),
  ),
  /** Asks where to in main's own dialog; null when cancelled. */
  'output/save-lines': answers<{ readonly path: string; readonly bytes: number } | null>()(
    z.strictObject({ attempt: AttemptId }),
  ),
} as const satisfies AreaContract<typeof recordChannels>
