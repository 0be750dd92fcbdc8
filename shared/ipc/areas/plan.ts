import { z } from 'zod'
import { BatchId, EnvironmentId } from '../../domain/ids.ts'
import { DateText, TaskState } from '../../domain/planning.ts'
import { Instant } from '../../domain/time.ts'
import type { Forecast } from '../../planner/types.ts'
import { answers, nothing, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { planChannels } from '../channels.ts'
import { PlanChange } from '../plan-views.ts'
import type {
  NextFreeView,
  PlanDetails,
  PlanDifferenceView,
  PlanPreview,
  PlanVersionView,
  SlotView,
} from '../plan-views.ts'

const version = z.number().int().positive()
/** A calendar shows months, not decades: every slot of the span is judged. */
const longestSpanMs = 400 * 86_400_000

export const planContract = {
  /** Makes the first plan; answers the number of batches. */
  'batch/plan-batches': answers<number>()(nothing),
  /** Null when there is no plan yet. */
  'plan/get-plan': answers<PlanDetails | null>()(nothing),
  /** Plays a thousand migrations; null when there is no plan yet. */
  'plan/get-forecast': answers<Forecast | null>()(nothing),
  /** Oldest first. */
  'plan/list-versions': answers<readonly PlanVersionView[]>()(nothing),
  'plan/compare-versions': answers<PlanDifferenceView>()(
    z.strictObject({ before: version, after: version }),
  ),
  /** From now on, what really happens is compared with this version. */
  'plan/sign-baseline': answers<null>()(z.strictObject({ version })),
  /** How a task stands, who does it and by when; what is left out stays as it was, null takes it back. */
  'plan/set-task': answers<null>()(
    z.strictObject({
      task: z.string().min(1).max(200),
      state: TaskState,
      owner: text.nullable().optional(),
      due: DateText.nullable().optional(),
      note: text.nullable().optional(),
    }),
  ),
  /** What a change would give; stores nothing. */
  'plan/preview-change': answers<PlanPreview>()(z.strictObject({ change: PlanChange })),
  /** Stores a new version; refused when the plan is not at the version `on` any more, which the person saw. */
  'plan/apply-change': answers<{
    readonly version: number
    readonly difference: PlanDifferenceView
  }>()(z.strictObject({ change: PlanChange, reason: text, on: z.number().int().nonnegative() })),
  /** Off-peak slots that open in [from, to), refused ones too; with a batch, why it may not take each of them. */
  'plan/list-slots': answers<readonly SlotView[]>()(
    z
      .strictObject({
        environment: EnvironmentId,
        from: Instant,
        to: Instant,
        batch: BatchId.optional(),
      })
      .refine(({ from, to }) => to - from <= longestSpanMs, {
        path: ['to'],
        message: 'at most 400 days behind from',
      }),
  ),
  /** The first slot at or behind `after` that a batch may take, and why not those before it. */
  'plan/find-next': answers<NextFreeView>()(
    z.strictObject({ environment: EnvironmentId, batch: BatchId, after: Instant }),
  ),
} as const satisfies AreaContract<typeof planChannels>
