import { z } from 'zod'
import { BatchId, CustomerId } from '../../domain/ids.ts'
import { answers, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { customerChannels } from '../channels.ts'
import type { MemberView } from '../overview.ts'

export const customerContract = {
  'batch/list-members': answers<readonly MemberView[]>()(z.strictObject({ batch: BatchId })),
  /** Answers how many customers were marked as accepted. */
  'batch/accept-checked': answers<number>()(z.strictObject({ batch: BatchId })),
  'customer/find-customers': answers<readonly MemberView[]>()(
    z.strictObject({ text: z.string().max(200), limit: z.number().int().min(1).max(500) }),
  ),
  'customer/return-customer': answers<{ readonly run: string }>()(
    z.strictObject({ customer: CustomerId, reason: text }),
  ),
} as const satisfies AreaContract<typeof customerChannels>
