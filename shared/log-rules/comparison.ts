import type { CustomerId } from '../domain/ids.ts'
import type { Group } from './groups.ts'
import type { Exposure, Span } from './rates.ts'
import type { GroupCause, GroupFinding, GroupVerdict, Side } from './types.ts'

/** What the parts of the comparison share: limits, what is known of the windows, and the rates of one group. */

export type CompareLimits = {
  /** Chance of one false alarm over all groups together. Default 0.01. */
  readonly falseAlarms: number
  /** Rates may grow by this much from day to day and stay silent. Default 1.5. */
  readonly drift: number
  /** Growth from which a rate has shifted, if it is clear. Default 2. */
  readonly shift: number
  /** The same for one customer's share of a known warning. Default 4. */
  readonly customerShift: number
  /** Lines that a group must have had before for its silence to mean something. Default 20. */
  readonly goneLeast: number
  /** Chance below which silence is no accident. Default 1e-6. */
  readonly goneChance: number
}

export const defaultLimits: CompareLimits = {
  falseAlarms: 0.01,
  drift: 1.5,
  shift: 2,
  customerShift: 4,
  goneLeast: 20,
  goneChance: 1e-6,
}

export type Comparison = {
  readonly exposure: Exposure
  readonly windows: Readonly<Record<Side, Span>>
  /** The same clock hours on the days of the baseline (same-clock.ts). */
  readonly days: readonly (readonly Span[])[]
  readonly moved: ReadonlySet<CustomerId>
  readonly limits: CompareLimits
  /** Chance allowed to one test: the promise over all groups is shared among them. */
  readonly alpha: number
  readonly customerAlpha: number
}

export type Answer = {
  readonly verdict: GroupVerdict
  readonly because?: GroupCause
  readonly why: string
  readonly customers?: GroupFinding['customers']
  readonly moved?: readonly CustomerId[]
  readonly hosts?: readonly string[]
  /** What states no trouble, and should be looked at all the same. */
  readonly isSuspect?: boolean
}

export type Rates = {
  readonly before: number
  readonly after: number
  /** Lines on hosts that were seen on both sides. */
  readonly countBefore: number
  readonly countAfter: number
  readonly hoursBefore: number
  readonly hoursAfter: number
}

const hourMs = 3_600_000

/** Lines per host-hour, over the hosts that have such lines and were seen on both sides. */
export function ratesOf(
  { before, after }: Group,
  { exposure }: Pick<Comparison, 'exposure'>,
): Rates {
  const hosts = [...new Set([...Object.keys(before.hosts), ...Object.keys(after.hosts)])]
  const seen = (side: Side, host: string): number => exposure[side][host] ?? 0
  const both = hosts.filter((host) => seen('before', host) > 0 && seen('after', host) > 0)
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
  const countBefore = sum(both.map((host) => before.hosts[host] ?? 0))
  const countAfter = sum(both.map((host) => after.hosts[host] ?? 0))
  const hoursBefore = sum(both.map((host) => seen('before', host))) / hourMs
  const hoursAfter = sum(both.map((host) => seen('after', host))) / hourMs
  return {
    before: hoursBefore === 0 ? 0 : countBefore / hoursBefore,
    after: hoursAfter === 0 ? 0 : countAfter / hoursAfter,
    countBefore,
    countAfter,
    hoursBefore,
    hoursAfter,
  }
}

export const isTrouble = ({ level, suspect }: Pick<Group, 'level' | 'suspect'>): boolean =>
  level === 'error' || level === 'warning' || suspect
