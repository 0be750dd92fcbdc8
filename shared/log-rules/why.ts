import { someOf } from '../base/some-of.ts'
import { formatInstant } from '../domain/time.ts'
import type { RisenCustomer } from './customer-rates.ts'
import type { Rates } from './comparison.ts'
import type { Group } from './groups.ts'
import type { Exposure } from './rates.ts'

/** Sentences of the comparison; each has the numbers that decided. */

const number = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)))

const lines = (count: number): string => `${count} line${count === 1 ? '' : 's'}`

const hostHours = (exposure: Readonly<Record<string, number>>): number =>
  Object.values(exposure).reduce((a, b) => a + b, 0) / 3_600_000

export function whyNew({ after, surprise }: Group, exposure: Exposure): string {
  const hosts = Object.keys(after.hosts).sort()
  const blind = hosts.filter((host) => (exposure.before[host] ?? 0) === 0)
  const first = after.first === undefined ? '' : `, first ${formatInstant(after.first)}`
  const what =
    surprise === undefined
      ? `no such line in ${number(hostHours(exposure.before))} host-hours of the baseline`
      : surprise.kind === 'code'
        ? `"${surprise.code}" was never in this known message before (so far: ${someOf(surprise.known)})`
        : surprise.known.length === 0
          ? `"${surprise.word}" stands where this known message only had numbers before`
          : `"${surprise.word}" was never in this place of a known message before (so far: ${someOf(surprise.known)})`
  const not =
    blind.length === 0
      ? ''
      : `; ${someOf(blind)} ${blind.length === 1 ? 'has' : 'have'} no baseline, so it may not be new there`
  return `${what}; ${lines(after.count)} since on ${someOf(hosts)}${first}${not}`
}

export const whyUnchanged = (r: Rates): string =>
  `${number(r.before)} lines per host-hour before (${r.countBefore} in ${number(r.hoursBefore)} h), ${number(r.after)} since (${r.countAfter} in ${number(r.hoursAfter)} h)`

export function whyRisen(
  r: Rates,
  more: { readonly days: readonly number[]; readonly growth: number; readonly incident: number },
): string {
  const { days, growth, incident } = more
  const clock =
    days.length === 0
      ? ''
      : `; in the same hours of the days before: ${days.slice(0, 7).join(', ')}`
  const but = incident === 0 ? '' : `, but for one hour with most of its lines (${incident})`
  const times = Number.isFinite(growth)
    ? `${number(growth)} times as frequent${but}`
    : incident === 0
      ? 'not once in the baseline'
      : `before the batch only in one hour, which had all of its ${lines(incident)}`
  return `${times}: ${whyUnchanged(r)}${clock}`
}

export function whyRisenFor(
  r: Rates,
  customers: readonly RisenCustomer[],
  isTogether = false,
): string {
  const each = customers.map(
    (c) =>
      `customer ${c.customer}: ${lines(c.before)} before, ${c.after} since (${number(c.growth)} times)`,
  )
  return `more frequent for ${customers.length === 1 ? 'one customer' : `${customers.length} customers`} of the batch${isTogether ? ' together' : ''}: ${someOf(each)}; all together ${number(r.after / Math.max(r.before, 1e-9))} times (${whyUnchanged(r)})`
}

export const whyGone = (r: Rates, expected: number): string =>
  `a regular line has stopped: ${r.countBefore} in the baseline (${number(r.before)} per host-hour), about ${number(expected)} expected since, none came`
