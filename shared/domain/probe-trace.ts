import { z } from 'zod'
import { Instant } from './time.ts'

/**
 * What one probe of a downtime window saw, kept with its result: runs of equal answers instead of single ones, so that three minutes at
 * five probes a second are a few numbers, and a trace is bounded however a service flaps.
 */

/** 0 good, 1 bad, 2 unknown; 3 stands for a stretch of many short runs that were joined. */
export const traceVerdicts = ['good', 'bad', 'unknown', 'mixed'] as const
export type TraceVerdict = (typeof traceVerdicts)[number]

export const ProbeTrace = z.object({
  /** Kind, address, and the account that was asked for. */
  probe: z.string(),
  /** When the first probe was sent. */
  from: Instant,
  /** Verdict, first and last sending in ms since `from`, number of probes. */
  runs: z.array(z.tuple([z.number().int(), z.number(), z.number(), z.number().int()])),
})
export type ProbeTrace = z.infer<typeof ProbeTrace>
type Run = ProbeTrace['runs'][number]

const codes: Readonly<Record<TraceVerdict, number>> = { good: 0, bad: 1, unknown: 2, mixed: 3 }

/** Runs that are kept singly at either end; what lies between them is joined. */
const keptAtEnds = 100

/** @param wall Turns the times of the samples into instants. */
export function probeTrace(
  samples: readonly { readonly sentAtMs: number; readonly verdict: 'good' | 'bad' | 'unknown' }[],
  wall: (monotonicMs: number) => Instant,
): Omit<ProbeTrace, 'probe'> {
  const ordered = samples.toSorted((a, b) => a.sentAtMs - b.sentAtMs)
  const start = ordered[0]?.sentAtMs ?? 0
  const runs: Run[] = []
  for (const { sentAtMs, verdict } of ordered) {
    const at = Math.round(sentAtMs - start)
    const last = runs.at(-1)
    if (last !== undefined && last[0] === codes[verdict]) {
      last[2] = at
      last[3] += 1
    } else runs.push([codes[verdict], at, at, 1])
  }
  return { from: wall(start), runs: bounded(runs) }
}

function bounded(runs: readonly Run[]): Run[] {
  if (runs.length <= 2 * keptAtEnds) return [...runs]
  const middle = runs.slice(keptAtEnds, -keptAtEnds)
  const joined: Run = [
    codes.mixed,
    middle[0]?.[1] ?? 0,
    middle.at(-1)?.[2] ?? 0,
    middle.reduce((sum, [, , , count]) => sum + count, 0),
  ]
  return [...runs.slice(0, keptAtEnds), joined, ...runs.slice(-keptAtEnds)]
}
