import { z } from 'zod'
import { CustomerState } from '../domain/states.ts'

/** Which customers a table shows; what is left out is not asked for. */
export const CustomerFilter = z.strictObject({
  /** Part of the id or name, in any case. */
  text: z.string().max(200).optional(),
  states: z.array(CustomerState).min(1).optional(),
  environments: z.array(z.string().max(64)).min(1).max(100).optional(),
  products: z.array(z.string().max(200)).min(1).max(200).optional(),
  /** Ids; the empty one stands for no batch. */
  batches: z.array(z.string().max(64)).min(1).max(2000).optional(),
  /** A kind of hand work, or `any`. */
  handWork: z.string().max(40).optional(),
  returned: z.literal(true).optional(),
  tests: z.enum(['failed', 'passed', 'none']).optional(),
  minAccounts: z.number().int().nonnegative().optional(),
  maxAccounts: z.number().int().nonnegative().optional(),
})
export type CustomerFilter = z.infer<typeof CustomerFilter>

export const SavedFilter = z.strictObject({
  name: z.string().trim().min(1).max(60),
  filter: CustomerFilter,
})
export type SavedFilter = z.infer<typeof SavedFilter>
