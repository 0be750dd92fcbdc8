import type { CustomerId } from '../../../../shared/domain/ids.ts'
import type { GroupFinding, LogCheckResult } from '../../../../shared/log-rules/types.ts'
import type { FaultTruth } from './truth.ts'

/** Of one group: how many of its lines since the batch came from which fault; '' for none. */
export type LinesOf = ReadonlyMap<string, ReadonlyMap<string, number>>

export type Score = {
  readonly plain: { readonly found: number; readonly of: number }
  readonly hard: { readonly found: number; readonly of: number }
  readonly reported: number
  readonly right: number
  /** Of each fault, in the order of the truth. */
  readonly attribution: readonly number[]
  readonly missed: readonly string[]
  /** Texts of groups that are nobody's fault. */
  readonly falseGroups: readonly string[]
  readonly poorlyAttributed: readonly string[]
}

/** Groups that ask for something. What is only listed is not reported. */
export const reportedOf = (result: LogCheckResult): readonly GroupFinding[] =>
  result.groups.filter((group) => group.weight === 'stop' || group.weight === 'look')

/**
 * Measures as in log-check.md: a fault is found by a reported group most of whose lines are its own; each further group of the same
 * fault counts false, and so does a group of no fault. A rise for one customer is found when its group names that customer; a
 * silence when its group is called gone.
 */
export function score(
  truths: readonly FaultTruth[],
  result: LogCheckResult,
  linesOf: LinesOf,
  silentText: string,
): Score {
  const found = new Map<string, GroupFinding>()
  const falseGroups: string[] = []
  const reported = reportedOf(result)
  for (const group of reported) {
    const fault = faultOf(group, truths, linesOf, silentText)
    if (fault === undefined || found.has(fault))
      falseGroups.push(`${group.verdict} ${group.template.text} (${group.why})`)
    else found.set(fault, group)
  }
  const attribution = truths.map((truth) => attributionOf(truth, found.get(truth.id)))
  const count = (kind: FaultTruth['kind']) => {
    const all = truths.filter((truth) => truth.kind === kind)
    return { found: all.filter((truth) => found.has(truth.id)).length, of: all.length }
  }
  return {
    plain: count('plain'),
    hard: count('hard'),
    reported: reported.length,
    right: found.size,
    attribution,
    missed: truths.filter((truth) => !found.has(truth.id)).map((truth) => truth.id),
    falseGroups,
    poorlyAttributed: truths
      .filter((truth, i) => found.has(truth.id) && (attribution[i] ?? 0) < 1)
      .map(
        (t) =>
          `${t.id} ${t.naming}: ${t.customers.join(',')} was ${
            found
              .get(t.id)
              ?.customers.map((c) => `${c.customer}${c.unsure ? '?' : ''}`)
              .join(',') ?? ''
          }`,
      ),
  }
}

function faultOf(
  group: GroupFinding,
  truths: readonly FaultTruth[],
  linesOf: LinesOf,
  silentText: string,
): string | undefined {
  if (group.verdict === 'gone')
    return group.template.text.startsWith(silentText)
      ? truths.find((truth) => truth.hard === 'silence')?.id
      : undefined
  const lines = linesOf.get(group.template.id) ?? new Map<string, number>()
  const all = [...lines.values()].reduce((a, b) => a + b, 0)
  for (const [fault, count] of lines) {
    if (fault === '') continue
    const truth = truths.find((t) => t.id === fault)
    const named =
      truth?.hard === 'rate' &&
      group.because === 'customer' &&
      group.customers.some((c) => truth.customers.includes(c.customer))
    if (named || count * 2 > all) return fault
  }
  return undefined
}

/** F1 of the customers reported against the true ones; nothing when being unsure is not said, or said without need. */
function attributionOf(truth: FaultTruth, group: GroupFinding | undefined): number {
  if (group === undefined) return 0
  const reported = new Set<CustomerId>(group.customers.map((c) => c.customer))
  const right = truth.customers.filter((id) => reported.has(id)).length
  if (truth.customers.length === 0) return reported.size === 0 ? 1 : 0
  if (
    group.customers.some((c) => truth.customers.includes(c.customer) && c.unsure !== truth.unsure)
  )
    return 0
  return (2 * right) / (truth.customers.length + reported.size)
}
