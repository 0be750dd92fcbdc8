import { z } from 'zod'
import { isMoney } from '../../shared/domain/money.ts'

/**
 * The parts of PortaBilling's answers that are used (domain.md 9.3, 9.4). Answers hold many more fields, and other ones in
 * other releases, so shapes are loose; what is used must be there and of its kind.
 */

const id = z.number().int().positive()
const money = z.string().refine(isMoney, 'not a decimal amount')
const optionalText = z.string().nullish()

/** O open, S suspended, C closed, E exported, D deactivated (domain.md 3.4). */
export const BillStatus = z.enum(['O', 'S', 'C', 'E', 'D'])
export type BillStatus = z.infer<typeof BillStatus>

export const ApiCustomer = z.looseObject({
  i_customer: id,
  name: z.string(),
  bill_status: BillStatus,
  i_env: id.nullish(),
  /** Null or absent: a direct customer. */
  i_parent: id.nullish(),
  /** Set for a linked branch office. */
  i_main_office: id.nullish(),
  i_customer_type: id.nullish(),
  balance: money.nullish(),
  credit_limit: money.nullish(),
  /** N vacant, C closure restricted, F closure and fix-ups restricted (domain.md 3.4). */
  billing_lock: z.enum(['N', 'C', 'F']).nullish(),
  blocked: optionalText,
})
export type ApiCustomer = z.infer<typeof ApiCustomer>

export const ApiAccount = z.looseObject({
  i_account: id,
  id: z.string(),
  i_customer: id,
  bill_status: z.string().nullish(),
  i_product: id.nullish(),
  /** Registered on SIP: asked for with `sip_status`. */
  sip_status: z.union([z.number(), z.string()]).nullish(),
})
export type ApiAccount = z.infer<typeof ApiAccount>

/** A number of the inventory (DID); which of these names a release has for it is not published for all of them. */
export const ApiNumber = z.looseObject({
  i_did_number: id.nullish(),
  i_number: id.nullish(),
  number: z.string().nullish(),
  i_customer: id.nullish(),
  i_env: id.nullish(),
})
export type ApiNumber = z.infer<typeof ApiNumber>

export const ApiVendor = z.looseObject({ i_vendor: id, i_env: id.nullish() })
export type ApiVendor = z.infer<typeof ApiVendor>

export const ApiXdr = z.looseObject({ charged_amount: money })

export const ApiEnv = z.looseObject({ i_env: id, name: optionalText })
export type ApiEnv = z.infer<typeof ApiEnv>

export const ApiProduct = z.looseObject({ i_product: id, name: z.string(), i_env: id.nullish() })
export type ApiProduct = z.infer<typeof ApiProduct>

/** Answer of Session/login and Session/refresh_access_token; which fields it has depends on the release. */
export const LoginAnswer = z.looseObject({
  session_id: z.string().min(1).nullish(),
  access_token: z.string().min(1).nullish(),
  refresh_token: z.string().min(1).nullish(),
  /** Lifetime of the access token, seconds. */
  expires_in: z.number().positive().nullish(),
})
export type LoginAnswer = z.infer<typeof LoginAnswer>

export const PingAnswer = z.looseObject({ user_id: z.number().int().nonnegative() })

/** HTTP 500 with this body is how every refusal looks. */
export const Fault = z.looseObject({ faultcode: z.string(), faultstring: z.string().default('') })
