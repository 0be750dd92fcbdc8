import { loadavg } from 'node:os'
import { fail } from '../../shared/domain/problems.ts'
import { benchFuzz } from './logs/fuzz.ts'
import type { Figure } from './figure.ts'
import { benchFaults } from './logs/faults.ts'
import { benchGrouping } from './logs/grouping.ts'
import { benchLogSpeed } from './logs/speed.ts'
import { benchVerdict } from './logs/verdict.ts'
import { benchWholeCheck } from './logs/whole-check.ts'
import { benchLogsFetch } from './logs-fetch.ts'

export const logParts = ['grouping', 'faults', 'speed', 'check', 'fetch', 'fuzz'] as const
export type LogPart = (typeof logParts)[number]

export type LogsBenchOptions = {
  /** Default: all but fuzz, which proves and does not measure. `new` is measured with grouping. */
  readonly parts?: readonly string[] | undefined
  /** Size of the log of the speed part, 1,024 by default, and of the mix among the lines of the faults (at most 64). */
  readonly mib?: number | undefined
  /** Shares of the full number of runs of the faults part: 1 by default. */
  readonly runs?: number | undefined
  /** Lines of the fuzz part, 10,000,000 by default. */
  readonly lines?: number | undefined
  readonly progress: (text: string) => void
}

const full = { seeds: 10, verdicts: 50, clean: 10, hosts: 20, fetchMib: 20 }

/**
 * The log check in figures (design.md section 12): how well it groups, what it finds of planted faults, how fast it is beside tools that
 * only search, how long the fetch of many hosts takes. Parts whose data or tools are absent give no figures and say so.
 */
export async function benchLogs(options: LogsBenchOptions): Promise<readonly Figure[]> {
  const { mib = 1024, runs = 1, lines = 10_000_000, progress } = options
  const parts = partsOf(options.parts)
  const figures: Figure[] = []
  const share = (n: number): number => Math.max(1, Math.round(n * runs))
  progress(
    `load of the machine at the start: ${loadavg()
      .map((l) => l.toFixed(1))
      .join(', ')}`,
  )
  if (parts.has('grouping')) figures.push(...benchGrouping({ progress }))
  if (parts.has('faults'))
    figures.push(
      ...(await benchFaults({
        seeds: share(full.seeds),
        verdicts: share(full.verdicts),
        clean: share(full.clean),
        ...(mib < 64 ? { mib } : {}),
        progress,
      })),
    )
  if (parts.has('speed')) figures.push(...(await benchLogSpeed({ mib, progress })))
  if (parts.has('check')) figures.push(...benchWholeCheck({ mib, progress }))
  if (parts.has('fetch'))
    figures.push(
      ...(await benchLogsFetch({
        hosts: share(full.hosts),
        mib: Math.min(full.fetchMib, mib),
        progress,
      })),
    )
  if (parts.has('fetch'))
    figures.push(
      ...(await benchVerdict({
        // Ten are the roles of the smallest project.
        hosts: Math.max(10, share(full.hosts)),
        mib: Math.min(full.fetchMib, mib),
        progress,
      })),
    )
  if (parts.has('fuzz')) figures.push(...benchFuzz({ lines, progress }))
  return figures
}

function partsOf(wanted: readonly string[] | undefined): ReadonlySet<LogPart> {
  if (wanted === undefined) return new Set(logParts.filter((part) => part !== 'fuzz'))
  const known = new Set<string>([...logParts, 'new'])
  const strange = wanted.find((part) => !known.has(part))
  if (strange !== undefined)
    return fail('wrong-use', `--part: "${strange}" is no part of this benchmark`, {
      next: `write some of ${[...known].join(', ')}`,
    })
  return new Set(
    logParts.filter(
      (part) => wanted.includes(part) || (part === 'grouping' && wanted.includes('new')),
    ),
  )
}
