import { z } from 'zod'
import { RunId, StepId } from '../../domain/ids.ts'
import type { DryRunReport } from '../../domain/live-run.ts'
import { answers, member, RunAsk, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { runChannels } from '../channels.ts'

/** Why hosts that another operator has in hand are taken over; absent: they are not, and the answer is `in-other-hands`. */
const takeOver = text.optional()

export const runContract = {
  /** The dry run: probes on the live hosts, writes nothing. */
  'run/try-procedure': answers<DryRunReport>()(RunAsk),
  'run/start-procedure': answers<{ readonly run: string }>()(
    RunAsk.extend({
      reason: text.optional(),
      approvals: z
        .array(z.strictObject({ id: StepId, by: text, typed: z.string().max(200) }))
        .max(10)
        .optional(),
      takeOver,
    }),
  ),
  'run/pause-run': answers<null>()(z.strictObject({ run: RunId })),
  'run/resume-run': answers<null>()(z.strictObject({ run: RunId })),
  'run/stop-run': answers<null>()(z.strictObject({ run: RunId, reason: text })),
  /** Takes a run that is over back, last step first. Refused past a point of no return. */
  'run/undo-run': answers<{ readonly run: string }>()(
    z.strictObject({
      run: RunId,
      members: z.array(member).min(1).max(10_000).optional(),
      takeOver,
    }),
  ),
  'run/take-out-member': answers<null>()(z.strictObject({ run: RunId, member, reason: text })),
  'run/answer-question': answers<null>()(
    z.strictObject({ run: RunId, question: member, choice: member, reason: text }),
  ),
  /** Takes up every run that a crash or a restart has interrupted; answers how many. */
  'run/take-up-interrupted': answers<number>()(z.strictObject({ takeOver })),
} as const satisfies AreaContract<typeof runChannels>
