import { z } from 'zod'
import { CustomerId } from './ids.ts'

/** What people say of single customers: tests of their services after the move, feedback, notes (method.txt, transfer). */

const Actor = z.string().min(1)

export const TestResult = z.enum(['pass', 'fail'])
export type TestResult = z.infer<typeof TestResult>

/** A scenario was tried with a customer that is on the target. The last word on a scenario counts. */
export const CustomerTested = z.object({
  kind: z.literal('customer.tested'),
  customer: CustomerId,
  /** In words, e.g. `Incoming call`; see test-scenarios.ts for the usual ones. */
  scenario: z.string().min(1).max(200),
  result: TestResult,
  by: Actor,
  note: z.string().min(1).optional(),
})

export const CustomerNoted = z.object({
  kind: z.literal('customer.noted'),
  customer: CustomerId,
  /** `feedback`: what the customer's users say. `note`: what the operators write for each other. */
  about: z.enum(['feedback', 'note']),
  text: z.string().min(1),
  /** Who said it, where that is not who wrote it down. */
  from: z.string().min(1).optional(),
  by: Actor,
})
