import type { CustomerId } from '../../../shared/domain/ids.ts'
import { firstId } from '../../../shared/log-rules/merged-tally.ts'
import { MinuteSums } from '../../../shared/log-rules/minutes.ts'
import type { SideTally } from '../../../shared/log-rules/types.ts'
import { defaultLimits } from './tally-side.ts'
import { PlaceValues } from './tally-values.ts'
import { textMemory } from './text-memory.ts'

/**
 * Any number of kept tallies of one text as one, within the same bounds as a tally in memory; the order makes no difference, and what one
 * adds costs no more than its own size.
 */
export class MergedSide {
  private only: SideTally | undefined
  private count = 0
  private first: SideTally['first']
  private last: SideTally['last']
  private readonly hosts = new Map<string, number>()
  private readonly minutes = new MinuteSums(defaultLimits.minutes)
  private examples: Example[] = []
  private readonly values: { readonly seen: PlaceValues; total: number }[] = []
  private readonly customers = new Map<string, Customer>()
  private customersBefore: CustomerId | undefined
  private readonly calls = new Map<string, number>()
  /** Calls beyond the limit; undefined while no side has any. */
  private moreCalls: number | undefined

  constructor(first: SideTally) {
    this.only = first
  }

  add(side: SideTally): void {
    const { only } = this
    this.only = undefined
    if (only !== undefined) this.sum(only)
    this.sum(side)
  }

  private sum(side: SideTally): void {
    const { count, first, last, hosts, examples, values, customers, customersBefore, calls } = side
    this.count += count
    this.first = least(this.first, first)
    this.last = least(this.last, last, -1)
    for (const [host, times] of Object.entries(hosts)) increase(this.hosts, host, times)
    this.minutes.addAll(side)
    if (examples.length > 0)
      this.examples = [...this.examples, ...examples].sort(byPlace).slice(0, defaultLimits.examples)
    for (const [place, { seen, more }] of values.entries()) this.addValues(place, seen, more)
    for (const found of customers) addCustomer(this.customers, found)
    this.customersBefore = firstId(this.customersBefore, customersBefore)
    if (calls !== undefined) this.addCalls(calls)
  }

  /** By the same choice of values as in memory: one that was left out on a side is left out of the whole too. */
  private addValues(place: number, seen: Readonly<Record<string, number>>, more: number): void {
    const all = (this.values[place] ??= { seen: new PlaceValues(), total: 0 })
    all.total += more
    for (const [value, times] of Object.entries(seen)) {
      const bytes = Buffer.from(value)
      all.total += times
      const hash = textMemory().hashOfValue(bytes, 0, bytes.length)
      all.seen.add(hash, bytes, 0, bytes.length, times)
    }
  }

  private addCalls({ seen, more }: NonNullable<SideTally['calls']>): void {
    this.moreCalls = (this.moreCalls ?? 0) + more
    for (const [key, times] of Object.entries(seen)) increase(this.calls, key, times)
    if (this.calls.size > 4 * mostCalls) this.moreCalls += leaveFew(this.calls)
  }

  get answer(): SideTally {
    if (this.only !== undefined) return this.only
    return {
      count: this.count,
      hosts: Object.fromEntries(this.hosts),
      ...(this.first === undefined ? {} : { first: this.first }),
      ...(this.last === undefined ? {} : { last: this.last }),
      ...this.minutes.answer,
      examples: this.examples,
      values: this.values.map(({ seen, total }) => seen.answer(total)),
      ...chosen(this.customers, this.customersBefore),
      ...(this.moreCalls === undefined ? {} : { calls: fewCalls(this.calls, this.moreCalls) }),
    }
  }
}

function increase<K>(sums: Map<K, number>, key: K, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

const least = <T extends number>(a: T | undefined, b: T | undefined, sign = 1): T | undefined =>
  a === undefined || (b !== undefined && (b - a) * sign < 0) ? b : a

type Example = SideTally['examples'][number]

const textOf = ({ host, file, text }: Example): string => `${host}\n${file}\n${text}`

/** The earliest first, those without a time last. */
const byPlace = (a: Example, b: Example): number => {
  const [from, to] = [a.at ?? Infinity, b.at ?? Infinity]
  if (from !== to) return from < to ? -1 : 1
  return textOf(a) < textOf(b) ? -1 : textOf(a) === textOf(b) ? 0 : 1
}

/** Customers of one text, of those with the smallest ids: a text that speaks of more is about everybody. */
export const mostCustomers = 2000

type Customer = SideTally['customers'][number]
type Customers = Pick<SideTally, 'customers' | 'customersBefore'>

/** Those of a tally and more of them, within the limit. */
export function withCustomers(
  { customers, customersBefore }: Customers,
  more: readonly Customer[],
): Customers {
  const all = new Map<string, Customer>()
  for (const found of [...customers, ...more]) addCustomer(all, found)
  return chosen(all, customersBefore)
}

function addCustomer(all: Map<string, Customer>, found: Customer): void {
  const key = `${found.customer}\n${found.unsure ? 1 : 0}\n${found.by}`
  all.set(key, { ...found, count: found.count + (all.get(key)?.count ?? 0) })
}

/** `before`: of a part that had too many. */
function chosen(all: ReadonlyMap<string, Customer>, before: CustomerId | undefined): Customers {
  const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found)
  const customers = sorted.slice(0, mostCustomers)
  // One with several rows may have lost some.
  const customersBefore =
    sorted.length > mostCustomers ? firstId(before, customers.at(-1)?.customer) : before
  return { customers, ...(customersBefore === undefined ? {} : { customersBefore }) }
}

/** Different calls that records of one text may wait for: those with the smallest names, so that the order makes no difference. */
export const mostCalls = 1000

export function fewCalls(
  calls: ReadonlyMap<string, number>,
  more = 0,
): NonNullable<SideTally['calls']> {
  const few = new Map(calls)
  const left = leaveFew(few)
  return { seen: Object.fromEntries(few), more: more + left }
}

/** In their order. Answers how often those were seen that had to go. */
function leaveFew(calls: Map<string, number>): number {
  const all = [...calls].sort(([x], [y]) => (x < y ? -1 : 1))
  calls.clear()
  for (const [key, times] of all.slice(0, mostCalls)) calls.set(key, times)
  return all.slice(mostCalls).reduce((n, [, times]) => n + times, 0)
}
