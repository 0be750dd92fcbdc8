import { counted } from '../base/counted.ts'
import { formatMs } from '../domain/time.ts'
import { silentLines } from './fell-silent.ts'
import type { JudgePolicy } from './policy.ts'
import type { Exposure } from './rates.ts'
import type { LogCheckResult, Side } from './types.ts'

/** What was not seen although it should have been: each a reason why nobody can say that all is well. */
export function blindness(
  input: {
    readonly exposure: Exposure
    readonly figures: LogCheckResult['figures']
    readonly hosts?: readonly string[]
    /** Of each host, where its reading is known apart from what it wrote. */
    readonly lines?: Readonly<Record<Side, Readonly<Record<string, number>>>> | undefined
  },
  policy: JudgePolicy,
): readonly string[] {
  const { exposure, figures } = input
  const hosts = input.hosts ?? Object.keys(exposure.after)
  const gaps: string[] = []
  for (const host of hosts)
    if ((exposure.after[host] ?? 0) === 0) gaps.push(`${host}: no log since the batch began`)
  const without = hosts.filter(
    (host) => (exposure.after[host] ?? 0) > 0 && (exposure.before[host] ?? 0) === 0,
  )
  for (const host of without) gaps.push(`${host}: no baseline`)
  for (const host of hosts) {
    const [wrote = 0, ms = 0] = [input.lines?.before[host], exposure.before[host]]
    const expected = ms === 0 ? 0 : (wrote * (exposure.after[host] ?? 0)) / ms
    if (expected >= silentLines && (input.lines?.after[host] ?? 0) === 0)
      gaps.push(
        `${host}: not one line since the batch began, where about ${Math.round(expected)} were to be expected: it is down, or writes its logs elsewhere`,
      )
  }
  const before = median(exposure.before)
  const after = median(exposure.after)
  if (before === 0) gaps.push('there is no baseline: nothing can be called new')
  else if (before < policy.leastBaselineShare * after)
    gaps.push(
      `the baseline has only ${formatMs(before)} for ${formatMs(after)} after the batch; at least ${policy.leastBaselineShare} times as much is wanted`,
    )
  if (figures.after.lines < policy.leastLinesAfter)
    gaps.push('no line of any log since the batch began')
  for (const side of ['before', 'after'] as const)
    if (figures[side].refused > 0)
      gaps.push(`${counted(figures[side].refused, 'line')} ${side} could not be read`)
  return gaps
}

function median(exposure: Readonly<Record<string, number>>): number {
  const seen = Object.values(exposure)
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b)
  return seen[Math.floor(seen.length / 2)] ?? 0
}
