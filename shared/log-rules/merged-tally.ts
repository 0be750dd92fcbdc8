import type { CustomerId } from '../domain/ids.ts'
import { pointers } from './directory.ts'
import type { Pointer } from './directory.ts'
import { MinuteSums } from './minutes.ts'
import type { KeptMinutes } from './minutes.ts'
import type { Example, SideTally } from './types.ts'

/** Several tallies of one side as one; the order of the parts makes no difference. */
export type MergedTally = Omit<SideTally, 'values'>

const examplesKept = 5

export function mergeTallies(parts: readonly (SideTally | undefined)[]): MergedTally {
  const present = parts.filter((part) => part !== undefined)
  const firsts = present.flatMap((p) => (p.first === undefined ? [] : [p.first]))
  const before = present.map((p) => p.customersBefore).reduce(firstId, undefined)
  const lasts = present.flatMap((p) => (p.last === undefined ? [] : [p.last]))
  return {
    count: present.reduce((sum, p) => sum + p.count, 0),
    hosts: sums(present.map((p) => p.hosts)),
    first: least(firsts),
    last: least(lasts, -1),
    ...minutesOf(present),
    examples: present
      .flatMap((p) => p.examples)
      .sort(byPlace)
      .slice(0, examplesKept),
    customers: customersOf(present),
    ...(before === undefined ? {} : { customersBefore: before }),
  }
}

/** The smaller of two ids of which one may be missing. */
export const firstId = (
  a: CustomerId | undefined,
  b: CustomerId | undefined,
): CustomerId | undefined => (a === undefined || (b !== undefined && b < a) ? b : a)

/** Whether a customer that a tally does not have was really never named: there may have been too many. */
export const isTold = (
  { customersBefore }: Pick<SideTally, 'customersBefore'>,
  customer: CustomerId,
): boolean => customersBefore === undefined || customer < customersBefore

function minutesOf(parts: readonly SideTally[]): KeptMinutes {
  const sums = new MinuteSums()
  for (const part of parts) sums.addAll(part)
  return sums.answer
}

function least<T extends number>(values: readonly T[], sign = 1): T | undefined {
  let best: T | undefined
  for (const value of values) if (best === undefined || (value - best) * sign < 0) best = value
  return best
}

function sums(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first
  const all: Record<string, number> = {}
  for (const part of parts)
    for (const [key, count] of Object.entries(part)) all[key] = (all[key] ?? 0) + count
  return all
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const byPlace = (a: Example, b: Example): number =>
  (a.at ?? 0) - (b.at ?? 0) ||
  compareText(a.host, b.host) ||
  compareText(a.file, b.file) ||
  compareText(a.text, b.text)

function customersOf(parts: readonly SideTally[]): SideTally['customers'] {
  const all = new Map<CustomerId, { count: number; unsure: boolean; by: string }>()
  for (const part of parts)
    for (const { customer, count, unsure, by } of part.customers) {
      const old = all.get(customer)
      if (old === undefined) all.set(customer, { count, unsure, by })
      else {
        old.count += count
        old.unsure &&= unsure
        if (rank(by) < rank(old.by)) old.by = by
      }
    }
  return [...all]
    .map(([customer, c]) => ({ customer, ...c }))
    .sort((a, b) => b.count - a.count || compareText(a.customer, b.customer))
}

const rank = (by: string): number => pointers.indexOf(by as Pointer) // an unknown word ranks before all: it came from elsewhere
