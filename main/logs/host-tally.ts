import type { DataApi, LogOffset } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'
import type { HostName } from '../../shared/domain/ids.ts'
import type { Result } from '../../shared/base/result.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { ClockSkew } from './clock-skew.ts'
import type { CollectRequest } from './collector.ts'
import type { LogGap } from './log-source.ts'

export type LogCounts = { bytes: number; lines: number; errors: number; warnings: number }

export type HostLogSummary = {
  /** Files with news. */
  readonly files: number
  readonly bytes: number
  readonly lines: number
  readonly errors: number
  readonly warnings: number
  /** How often bytes were lost. */
  readonly gaps: number
  /** Each of them, with its size where that is known. */
  readonly findings: readonly LogGap[]
  /** One sentence for each gap. */
  readonly notes: readonly string[]
}

type Ingested = Omit<LogCounts, 'bytes'>

/** Hands what was read of one host to the data process, and sums up. */
export type HostTally = {
  /** Stores bytes together with the place up to which they go. */
  ingest(next: LogOffset, bytes: Uint8Array, final: boolean, gap?: number): Promise<Ingested>
  /** Stores a gap and goes on at `next`; without one nothing of this log was stored yet, and it is only told. */
  lose(next: LogOffset | undefined, gap: LogGap, final?: boolean): Promise<void>
  /** Tells what one file gave. */
  fetched(file: string, from: number, counts: LogCounts): Promise<void>
  add(counts: LogCounts, added: Ingested): void
  summary(): HostLogSummary
}

type Options = {
  readonly data: Pick<DataApi, 'ingestLog' | 'append'>
  readonly clock: Pick<Clock, 'now'>
  readonly host: HostName
  readonly request: Pick<CollectRequest, 'batch' | 'run'>
  readonly skew: Result<Pick<ClockSkew, 'skewMs'>, unknown>
}

export function createHostTally({ data, clock, host, request, skew }: Options): HostTally {
  const total = { files: 0, bytes: 0, lines: 0, errors: 0, warnings: 0 }
  const findings: LogGap[] = []
  const labels = {
    ...(request.batch === undefined ? {} : { batch: request.batch }),
    ...(request.run === undefined ? {} : { run: request.run }),
  }

  const report = async (
    file: string,
    from: number,
    { bytes, lines, errors, warnings }: LogCounts,
    gap?: number,
  ): Promise<void> => {
    const found = gap === undefined ? {} : { gap }
    const event = { kind: 'logs.fetched' as const, ...labels, host, file, from, to: from + bytes }
    const stored = await data.append([{ ...event, lines, errors, warnings, ...found }], clock.now())
    if (!stored.ok) throw new ProblemError(stored.problem)
  }

  const sum = (counts: LogCounts): void => {
    total.bytes += counts.bytes
    total.lines += counts.lines
    total.errors += counts.errors
    total.warnings += counts.warnings
  }

  const tally: HostTally = {
    async ingest(next, bytes, final, gap = 0) {
      const { file } = next
      const stored = await data.ingestLog({
        ...labels,
        host,
        file,
        bytes,
        next,
        gap,
        final,
        at: clock.now(),
        ...(skew.ok ? { skewMs: skew.value.skewMs } : {}),
      })
      if (!stored.ok) throw new ProblemError(stored.problem)
      return stored.value
    },
    async lose(next, gap, final = false) {
      const none = { lines: 0, errors: 0, warnings: 0 }
      const added =
        next === undefined ? none : await tally.ingest(next, new Uint8Array(), final, gap.bytes)
      const counts = { bytes: 0, ...added }
      await report(gap.file, gap.from, counts, gap.bytes)
      sum(counts)
      findings.push(gap)
    },
    async fetched(file, from, counts) {
      if (counts.bytes === 0 && counts.lines === 0) return
      await report(file, from, counts)
      total.files += 1
      sum(counts)
    },
    add(counts, { lines, errors, warnings }) {
      counts.lines += lines
      counts.errors += errors
      counts.warnings += warnings
    },
    summary: () => ({
      ...total,
      gaps: findings.length,
      findings: [...findings],
      notes: findings.map((gap) => gap.why),
    }),
  }
  return tally
}
