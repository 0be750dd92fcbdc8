import { hasRefusal } from './codes.ts'
import { isTrouble, ratesOf } from './comparison.ts'
import type { Answer, Comparison, Rates } from './comparison.ts'
import { batchRise, customerRise } from './customer-rates.ts'
import { partsByCode } from './groups.ts'
import type { Group } from './groups.ts'
import { fullestBurst, incidentIn, riseChance, spreadOf } from './rates.ts'
import type { Span } from './rates.ts'
import { countsOfDays } from './same-clock.ts'
import { whyRisen, whyRisenFor } from './why.ts'

/** A rate has shifted when it is at least doubled and clear, against the whole baseline and against the same hours of its days. */
export function risenAnswer(group: Group, context: Comparison): Answer | undefined {
  const rates = ratesOf(group, context)
  const { limits, alpha, windows } = context
  const { minutes, byHour } = group.before
  const incident = incidentIn(minutes, windows.before)
  // Of the lines on hosts that were seen on both sides, its share.
  const countBefore = rates.countBefore * (1 - incident / Math.max(1, group.before.count))
  const growth = (rates.after * rates.hoursBefore) / countBefore
  if ((rates.before === 0 && group.before.count > 0) || growth < limits.shift) return undefined
  const spread = spreadOf(minutes, windows.before)
  const ratio = rates.hoursAfter / rates.hoursBefore
  const clear = (before: number, after: number, ratio: number): boolean =>
    riseChance(before, after, { ratio, drift: limits.drift, spread }) < alpha
  if (!clear(countBefore, rates.countAfter, ratio)) return undefined

  const days = countsOfDays(minutes, context.days, byHour)
  if (days.length > 0) {
    const sum = days.reduce((a, b) => a + b, 0)
    if (rates.countAfter < limits.shift * Math.max(...days)) return undefined
    if (!clear(sum, rates.countAfter, 1 / days.length)) return undefined
  }
  if (isOneBurst(group, rates, windows.after, (after) => clear(countBefore, after, ratio)))
    return undefined
  const options = { moved: context.moved, ratio, spread }
  const each = customerRise(group, {
    ...options,
    alpha: 0.01,
    drift: 1,
    least: limits.shift,
    apart: false,
  })
  const risen =
    each.length > 0
      ? each
      : batchRise(group, { ...options, alpha, drift: limits.drift, least: limits.customerShift })
  return {
    verdict: 'shifted',
    because: 'rate',
    why: whyRisen(rates, { days, growth, incident }),
    moved: risen.map((r) => r.customer).sort(),
  }
}

/**
 * One code of a known message that comes more often, though the message as a whole does not: refused requests among all requests. That is
 * only listed, but for customers of the batch who are refused.
 */
export function codeAnswer(group: Group, context: Comparison): Answer | undefined {
  const risen = partsByCode(group).flatMap((part) => {
    const answer = part.codes === '' ? undefined : risenAnswer(part, context)
    return answer === undefined ? [] : [{ part, answer }]
  })
  const [most] = risen.sort((a, b) => b.part.after.count - a.part.after.count)
  if (most === undefined) return undefined
  const others = risen.length === 1 ? '' : ` (and ${risen.length - 1} more)`
  return {
    ...most.answer,
    why: `"${most.part.codes}"${others}: ${most.answer.why}`,
    customers: most.part.after.customers,
    hosts: Object.keys(most.part.after.hosts).sort(),
    isSuspect: hasRefusal(most.part.codes) && (most.answer.moved ?? []).length > 0,
  }
}

/** A restart: nothing remains when its ten minutes are left out, nor when its host is. */
function isOneBurst(
  { after }: Group,
  rates: Rates,
  span: Span,
  clear: (after: number) => boolean,
): boolean {
  const burst = fullestBurst(after.minutes, span)
  const fullestHost = Math.max(0, ...Object.values(after.hosts))
  return !clear(rates.countAfter - burst) && !clear(rates.countAfter - fullestHost)
}

/** A customer of the batch for whom a known warning or error has become frequent, even when the total hardly moves. */
export function customerAnswer(group: Group, context: Comparison): Answer | undefined {
  const { moved } = context
  if (!isTrouble(group) || !group.after.customers.some((c) => moved.has(c.customer)))
    return undefined
  const rates = ratesOf(group, context)
  if (rates.hoursBefore === 0) return undefined
  const { limits, windows } = context
  const options = {
    moved,
    ratio: rates.hoursAfter / rates.hoursBefore,
    spread: spreadOf(group.before.minutes, windows.before),
    drift: limits.drift,
    least: limits.customerShift,
  }
  const each = customerRise(group, { ...options, alpha: context.customerAlpha, apart: true })
  const risen = each.length > 0 ? each : batchRise(group, { ...options, alpha: context.alpha })
  if (risen.length === 0) return undefined
  const ids = new Set(risen.map((r) => r.customer))
  return {
    verdict: 'shifted',
    because: 'customer',
    why: whyRisenFor(rates, risen, each.length === 0),
    customers: group.after.customers.filter((c) => ids.has(c.customer)),
    moved: [...ids].sort(),
  }
}
