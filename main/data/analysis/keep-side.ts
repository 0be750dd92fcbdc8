import type { SideTally } from '../../../shared/log-rules/types.ts'
import { defaultLimits } from './tally-side.ts'
import { PlaceValues } from './tally-values.ts'

/** Two kept tallies of one text as one, within the same bounds as a tally in memory; the order makes no difference. */
export function mergeSides(a: SideTally, b: SideTally): SideTally {
  const first = least([a.first, b.first], Math.min)
  const last = least([a.last, b.last], Math.max)
  return {
    count: a.count + b.count,
    hosts: sums(a.hosts, b.hosts),
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    minutes: bounded(sums(a.minutes, b.minutes)),
    examples: [...a.examples, ...b.examples].sort(byPlace).slice(0, defaultLimits.examples),
    values: valuesOf(a.values, b.values),
    customers: customersOf([...a.customers, ...b.customers]),
    ...callsOf(a.calls, b.calls),
  }
}

const least = <T extends number>(
  values: readonly (T | undefined)[],
  pick: (...values: number[]) => number,
): T | undefined => {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : (pick(...known) as T) // one of them
}

function sums(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const all: Record<string, number> = { ...a }
  for (const [key, count] of Object.entries(b)) all[key] = (all[key] ?? 0) + count
  return all
}

/** Beyond the limit of minutes all counts are by the hour. */
function bounded(minutes: Record<number, number>): Record<number, number> {
  const entries = Object.entries(minutes)
  if (entries.length <= defaultLimits.minutes) return minutes
  const hours: Record<number, number> = {}
  for (const [key, count] of entries) {
    const hour = Number(key) - (Number(key) % 60)
    hours[hour] = (hours[hour] ?? 0) + count
  }
  return hours
}

type Example = SideTally['examples'][number]

const textOf = ({ host, file, text }: Example): string => `${host}\n${file}\n${text}`

/** The earliest first, those without a time last. */
const byPlace = (a: Example, b: Example): number => {
  const [from, to] = [a.at ?? Infinity, b.at ?? Infinity]
  if (from !== to) return from < to ? -1 : 1
  return textOf(a) < textOf(b) ? -1 : textOf(a) === textOf(b) ? 0 : 1
}

type Values = SideTally['values']

function valuesOf(a: Values, b: Values): Values {
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a]
  return longer.map((place, i) => {
    const other = shorter[i]
    return other === undefined ? place : placeOf(place, other)
  })
}

/** By the same choice of values as in memory: one that was left out on a side is left out of the whole too. */
function placeOf(a: Values[number], b: Values[number]): Values[number] {
  const all = new PlaceValues()
  for (const seen of [a.seen, b.seen])
    for (const [value, count] of Object.entries(seen)) {
      const bytes = Buffer.from(value)
      all.add(bytes, 0, bytes.length, count)
    }
  const { seen, more } = all.answer
  return { seen, more: more + a.more + b.more }
}

/** Customers of one text, of those with the smallest ids: a text that speaks of more is about everybody. */
const mostCustomers = 2000

export function customersOf(list: SideTally['customers']): SideTally['customers'] {
  const all = new Map<string, SideTally['customers'][number]>()
  for (const found of list) {
    const key = `${found.customer}\n${found.unsure ? 1 : 0}\n${found.by}`
    all.set(key, { ...found, count: found.count + (all.get(key)?.count ?? 0) })
  }
  return [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostCustomers)
    .map(([, found]) => found)
}

/** Different calls that records of one text may wait for: those with the smallest names, so that the order makes no difference. */
export const mostCalls = 1000

type Calls = SideTally['calls']

export function callsOf(a: Calls, b: Calls): Pick<SideTally, 'calls'> {
  if (a === undefined && b === undefined) return {}
  const all = Object.entries(sums(a?.seen ?? {}, b?.seen ?? {}))
  const kept = all.sort(([x], [y]) => (x < y ? -1 : 1)).slice(0, mostCalls)
  const left = all.slice(mostCalls).reduce((n, [, times]) => n + times, 0)
  return {
    calls: { seen: Object.fromEntries(kept), more: (a?.more ?? 0) + (b?.more ?? 0) + left },
  }
}
