import { isMoney } from '../../shared/domain/money.ts'

/**
 * PortaBilling sends amounts as JSON numbers. Read as binary fractions, sums of two systems could differ where the amounts
 * agree, so the text of these numbers is kept as it was sent.
 */
const amounts: ReadonlySet<string> = new Set([
  'balance',
  'credit_limit',
  'charged_amount',
  'sum',
  'total_amount',
])

/** Given to a reviver by engines with JSON.parse source text access (Node 21 and later). */
type ReviverContext = { readonly source?: string }

const keepAmounts = (key: string, value: unknown, context?: ReviverContext): unknown => {
  if (typeof value !== 'number' || !amounts.has(key)) return value
  const source = context?.source ?? String(value)
  // An amount in another notation stays a number, which the schema of the answer refuses.
  return isMoney(source) ? source : value
}

/** Throws SyntaxError for text that is no JSON. */
export const parseApiJson = (text: string): unknown => JSON.parse(text, keepAmounts)
