import type { CustomerId } from '../domain/ids.ts'
import { defaultLimits, isTrouble, ratesOf } from './comparison.ts'
import type { Answer, CompareLimits, Comparison } from './comparison.ts'
import { groupShapes, shapesByCode } from './groups.ts'
import type { Group, TemplateLookup } from './groups.ts'
import type { Exposure, Span } from './rates.ts'
import { codeAnswer, customerAnswer, risenAnswer } from './rising.ts'
import { isTold } from './merged-tally.ts'
import { daysBefore } from './same-clock.ts'
import { goneAnswer, stoppedHost } from './silence.ts'
import type { GroupFinding, GroupVerdict, ShapeTally, Side } from './types.ts'
import { whyNew, whyUnchanged } from './why.ts'

export type CompareOptions = {
  /** Customers of the batch. */
  readonly moved?: readonly CustomerId[]
  /** Default: from the first to the last minute that any line has. */
  readonly windows?: Readonly<Record<Side, Span>>
  /** Whose clocks lines go by, IANA: of hosts, and of those who use them. Default UTC. */
  readonly zones?: readonly string[]
  readonly limits?: Partial<CompareLimits>
}

/** All groups of both sides, findings first. Order of shapes, hosts and fetches leaves no trace in the answer. */
export function compareSides(
  shapes: readonly ShapeTally[],
  model: TemplateLookup,
  exposure: Exposure,
  options: CompareOptions = {},
): readonly GroupFinding[] {
  const groups = groupShapes(shapes, model)
  const limits = { ...defaultLimits, ...options.limits }
  const moved = new Set(options.moved)
  const known = groups.filter((g) => g.before.count > 0 && g.after.count > 0)
  const tested = Math.max(
    1,
    known.reduce((n, group) => n + 1 + shapesByCode(group).size, 0),
  )
  const windows = options.windows ?? windowsOf(shapes)
  const context: Comparison = {
    exposure,
    windows,
    days: daysBefore(windows.before, windows.after, options.zones ?? ['UTC']),
    moved,
    limits,
    alpha: limits.falseAlarms / tested,
    customerAlpha: limits.falseAlarms / Math.max(1, customersTested(groups, moved)),
  }
  return groups.map((group) => findingOf(group, context)).sort(byImportance)
}

/** How many pairs of a known group and a customer of the batch are looked at: those that have any line. */
function customersTested(groups: readonly Group[], moved: ReadonlySet<CustomerId>): number {
  let pairs = 0
  for (const group of groups) {
    if (group.before.count === 0 || !isTrouble(group)) continue
    const seen = new Set(
      [...group.before.customers, ...group.after.customers].map((c) => c.customer),
    )
    for (const id of seen) if (moved.has(id)) pairs++
  }
  return pairs
}

function findingOf(group: Group, context: Comparison): GroupFinding {
  const { template, level, suspect, before, after } = group
  const answer = answerOf(group, context)
  const customers = answer.customers ?? (answer.verdict === 'gone' ? [] : after.customers)
  const examples = answer.verdict === 'gone' ? before.examples : after.examples
  const at = answer.verdict === 'gone' ? before : after
  const rates = ratesOf(group, context)
  const firstFor = firstTimers(group, context.moved)
  return {
    template,
    verdict: answer.verdict,
    level,
    suspect: suspect || answer.isSuspect === true,
    before: { count: before.count, perHour: rounded(rates.before) },
    after: { count: after.count, perHour: rounded(rates.after) },
    hosts: answer.hosts ?? Object.keys(at.hosts).sort(),
    ...(at.first === undefined ? {} : { first: at.first }),
    ...(at.last === undefined ? {} : { last: at.last }),
    examples: examples.length > 0 ? examples : before.examples,
    why: answer.why,
    ...(answer.because === undefined ? {} : { because: answer.because }),
    customers: answer.verdict === 'unchanged' ? mostOf(customers, context.moved) : customers,
    moved:
      answer.moved ??
      customers
        .map((c) => c.customer)
        .filter((id) => context.moved.has(id))
        .sort(),
    ...(firstFor.length === 0 ? {} : { firstFor }),
  }
}

/** Of what is unchanged those who have most of it will do, and those of the batch: a report must not list everybody. */
const mostOf = (
  customers: GroupFinding['customers'],
  moved: ReadonlySet<CustomerId>,
): GroupFinding['customers'] => customers.filter((c, i) => i < 20 || moved.has(c.customer))

function firstTimers(
  { before, after }: Group,
  moved: ReadonlySet<CustomerId>,
): readonly CustomerId[] {
  if (before.count === 0) return []
  const earlier = new Set(before.customers.map((c) => c.customer))
  return after.customers
    .filter((c) => !c.unsure && moved.has(c.customer) && !earlier.has(c.customer))
    .filter((c) => isTold(before, c.customer))
    .map((c) => c.customer)
    .sort()
}

function answerOf(group: Group, context: Comparison): Answer {
  const { before, after, surprise } = group
  if (before.count === 0 && after.count > 0)
    return {
      verdict: 'new',
      because: surprise?.kind ?? 'template',
      why: whyNew(group, context.exposure),
    }
  if (after.count === 0) return goneAnswer(group, context)
  return (
    risenAnswer(group, context) ??
    customerAnswer(group, context) ??
    codeAnswer(group, context) ??
    stoppedHost(group, context) ?? { verdict: 'unchanged', why: unchangedWhy(group, context) }
  )
}

const unchangedWhy = (group: Group, context: Comparison): string => {
  const rates = ratesOf(group, context)
  const { before } = rates
  return before > 0 && rates.after / before >= context.limits.shift
    ? `${whyUnchanged(rates)}; not clear, or one burst on one host as after a restart`
    : whyUnchanged(rates)
}

/** Six digits say all there is to say, and the same on every machine. */
const rounded = (rate: number): number => Number(rate.toPrecision(6))

function windowsOf(shapes: readonly ShapeTally[]): Record<Side, Span> {
  const span = (side: Side): Span => {
    let from = Infinity
    let to = -Infinity
    for (const shape of shapes) {
      const minutes = shape[side]?.minutes ?? []
      from = Math.min(from, minutes[0] ?? Infinity)
      to = Math.max(to, (minutes.at(-2) ?? -Infinity) + 1)
    }
    return from > to ? { from: 0, to: 0 } : { from: from * 60_000, to: to * 60_000 }
  }
  return { before: span('before'), after: span('after') }
}

const verdictOrder: readonly GroupVerdict[] = ['new', 'shifted', 'gone', 'unchanged']
const levelOrder = ['error', 'warning', 'info', 'other']

/** What asks for most comes first; the order of the input leaves no trace. */
export const byImportance = (a: GroupFinding, b: GroupFinding): number =>
  verdictOrder.indexOf(a.verdict) - verdictOrder.indexOf(b.verdict) ||
  levelOrder.indexOf(a.level) - levelOrder.indexOf(b.level) ||
  Number(b.suspect) - Number(a.suspect) ||
  b.after.count - a.after.count ||
  b.before.count - a.before.count ||
  (a.template.id < b.template.id ? -1 : 1)
