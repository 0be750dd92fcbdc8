import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { planChannels } from '../channels.ts'

export const planContract = {
  /** Makes the first plan; answers the number of batches. */
  'batch/plan-batches': answers<number>()(nothing),
} as const satisfies AreaContract<typeof planChannels>
