import { z } from 'zod'
import { TestResult } from '../../domain/customer-events.ts'
import type { CustomerNow, ReturnPreview } from '../../domain/customer-look.ts'
import { maxPage } from '../../domain/customer-table.ts'
import type { CustomerChanges, CustomerPage } from '../../domain/customer-table.ts'
import { BatchId, CustomerId } from '../../domain/ids.ts'
import type { Companion } from '../../planner/batches/companions.ts'
import type { HandWorkTask } from '../../planner/types.ts'
import { answers, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { customerChannels } from '../channels.ts'
import type { CustomerDetail } from '../customer-views.ts'

const one = z.strictObject({ customer: CustomerId })
const place = z.number().int().nonnegative()

export const customerContract = {
  /** Answers how many customers were marked as accepted; those with a failed test are left out. */
  'batch/accept-checked': answers<number>()(z.strictObject({ batch: BatchId })),
  'batch/list-tasks': answers<readonly HandWorkTask[]>()(z.strictObject({ batch: BatchId })),
  /** Customers as columns, from a place in the order of the import on. */
  'customer/get-page': answers<CustomerPage>()(
    z.strictObject({ from: place, limit: z.number().int().min(1).max(maxPage) }),
  ),
  /** Whose standing changed after an event. */
  'customer/get-changes': answers<CustomerChanges>()(z.strictObject({ after: place })),
  'customer/get-detail': answers<CustomerDetail>()(one),
  /** Asks both systems and the dispatcher. */
  'customer/look-now': answers<CustomerNow>()(one),
  /** Compares both systems: what a return would bring back. */
  'customer/preview-return': answers<ReturnPreview>()(one),
  'customer/return-customer': answers<{ readonly run: string }>()(one.extend({ reason: text })),
  'customer/test-scenario': answers<null>()(
    one.extend({
      scenario: z.string().trim().min(1).max(200),
      result: TestResult,
      note: text.optional(),
    }),
  ),
  'customer/add-note': answers<null>()(
    one.extend({
      about: z.enum(['feedback', 'note']),
      text,
      from: z.string().trim().min(1).max(200).optional(),
    }),
  ),
  /** Who has to be moved with these. */
  'customer/list-companions': answers<readonly Companion[]>()(
    z.strictObject({ customers: z.array(CustomerId).min(1) }),
  ),
} as const satisfies AreaContract<typeof customerChannels>
