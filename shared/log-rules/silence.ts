import { ratesOf } from './comparison.ts'
import type { Answer, Comparison } from './comparison.ts'
import type { Group } from './groups.ts'
import { longestSilenceMs, spreadOf } from './rates.ts'
import { countsOfDays } from './same-clock.ts'
import { whyGone, whyUnchanged } from './why.ts'

/** A regular line that has stopped. */
export function goneAnswer(group: Group, context: Comparison): Answer {
  const { limits, windows } = context
  const rates = ratesOf(group, context)
  const span = windows.after.to - windows.after.from
  const { minutes, byHour } = group.before
  const silence = longestSilenceMs(minutes, windows.before, byHour)
  const days = countsOfDays(minutes, context.days, byHour)
  const expected = rates.before * rates.hoursAfter
  const usual =
    days.length === 0 ? expected : Math.min(expected, days.reduce((a, b) => a + b, 0) / days.length)
  const spread = Math.max(1, spreadOf(minutes, windows.before))
  const chance = Math.exp(-usual / limits.drift / spread)
  const regular = silence * 1.5 < span && days.every((count) => count > 0)
  return rates.countBefore >= limits.goneLeast && regular && chance < limits.goneChance
    ? { verdict: 'gone', because: 'silence', why: whyGone(rates, expected) }
    : {
        verdict: 'unchanged',
        why: `${whyUnchanged(rates)}; not a regular line, so its silence says nothing`,
      }
}

/** Clockwork that goes on elsewhere and has stopped on one host. Other lines move with the traffic: for them this says nothing. */
export function stoppedHost(group: Group, context: Comparison): Answer | undefined {
  const { exposure, limits, windows } = context
  const hosts = Object.entries(group.before.hosts)
    .filter(([host, count]) => {
      const before = exposure.before[host] ?? 0
      const after = exposure.after[host] ?? 0
      if (before === 0 || after === 0 || (group.after.hosts[host] ?? 0) > 0) return false
      const expected = (count * after) / before
      return count >= limits.goneLeast && Math.exp(-expected / limits.drift) < limits.goneChance
    })
    .map(([host]) => host)
    .sort()
  if (hosts.length === 0 || spreadOf(group.before.minutes, windows.before) > 0.5) return undefined
  const rates = ratesOf(group, context)
  const before = hosts.reduce((sum, host) => sum + (group.before.hosts[host] ?? 0), 0)
  const expected = hosts.reduce(
    (sum, host) =>
      sum +
      ((group.before.hosts[host] ?? 0) * (exposure.after[host] ?? 0)) /
        (exposure.before[host] ?? 1),
    0,
  )
  // Another host took it over: it has moved, not stopped.
  if (rates.countAfter > rates.before * rates.hoursAfter - expected / 2) return undefined
  return {
    verdict: 'gone',
    because: 'silence',
    why: `${whyGone({ ...rates, countBefore: before }, expected)} on ${hosts.join(', ')}; other hosts go on`,
    hosts,
    customers: [],
  }
}
