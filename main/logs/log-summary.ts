import { counted } from '../../shared/base/counted.ts'
import { skewSentence } from '../../shared/log-rules/clocks.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { HostLogs } from './collector.ts'
import type { HostLogSummary } from './host-tally.ts'

/** What one fetch of logs brought. */
export type LogSummary = {
  readonly sentence: string
  readonly answer: 'pass' | 'fail' | 'unknown'
}

/** A host's clock may be off by so much before it is said. */
const shownSkewMs = 1000

export function summariseLogs(hosts: readonly HostLogs[]): LogSummary {
  const [heard, silent] = [hosts.filter(gave), hosts.filter((host) => !gave(host))]
  const sum = (of: (summary: HostLogSummary) => number): number =>
    hosts.reduce((n, { read }) => n + of(read), 0)
  const lost = sum((s) => s.gaps)
  const [lines, errors, warnings] = [
    sum((s) => s.lines),
    sum((s) => s.errors),
    sum((s) => s.warnings),
  ]
  const news = `${counted(lines, 'new line')} from ${counted(heard.length, 'host')}, ${counted(errors, 'error')} and ${counted(warnings, 'warning')}`
  const trouble = [
    ...(lost === 0 ? [] : [`${counted(lost, 'gap')}: lines were written and are gone`]),
    ...problems('not all read', heard),
    ...problems('not read', silent),
  ]
  // Times of records are corrected by it; an operator who reads the log itself has to know.
  const clocks = hosts.flatMap(({ host, skew }) =>
    skew.ok && Math.abs(skew.value.skewMs) > skew.value.uncertaintyMs + shownSkewMs
      ? [skewSentence(host, skew.value)]
      : [],
  )
  return {
    answer: trouble.length === 0 ? 'pass' : 'unknown',
    sentence: [news, ...trouble, ...clocks].join('; '),
  }
}

/** What happened, and what to do about it. */
export const withNext = ({ message, next }: Problem): string =>
  next === undefined ? message : `${message} (${next})`

/** A host with a problem may have given most of its lines. */
const gave = ({ result, read, seen }: HostLogs): boolean => result.ok || seen || read.bytes > 0

function problems(what: string, hosts: readonly HostLogs[]): readonly string[] {
  const all = hosts.flatMap(({ host, result }) =>
    result.ok ? [] : [`${host}: ${withNext(result.problem)}`],
  )
  return all.length === 0 ? [] : [`${what}: ${all.join('; ')}`]
}
