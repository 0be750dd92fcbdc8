import type { Exposure, Span } from '../../../shared/log-rules/rates.ts'
import type { TimeSpan } from './edge-times.ts'
import type { Side } from '../../../shared/log-rules/types.ts'

type Seen = { lines: number; first: number; last: number }

export type SeenSpans = {
  readonly exposure: Exposure
  readonly windows: Readonly<Record<Side, Span>>
  /** Hosts that have lines and no times on one of the sides, sorted. */
  readonly untimed: readonly string[]
  /** The last time of any line since the batch. */
  readonly lastAt?: number
}

/** A host with no line for this many of its mean intervals at an edge was not being read there. */
const quietIntervals = 20
/** Without times a line stands for this long: rates become shares of lines. */
const untimedLineMs = 1000
const sides = ['before', 'after'] as const

/** How long each host was seen on each side, as far as its lines tell: files say neither when reading began nor when it ended. */
export function createSeenSpans() {
  const seen: Record<Side, Map<string, Seen>> = { before: new Map(), after: new Map() }
  return {
    add(
      { side, host }: { readonly side: Side; readonly host: string },
      { file, span }: { readonly file: { readonly lines: number }; readonly span: TimeSpan },
    ): void {
      const known = seen[side].get(host) ?? { lines: 0, first: Infinity, last: -Infinity }
      known.lines += file.lines
      known.first = Math.min(known.first, span.first ?? Infinity)
      known.last = Math.max(known.last, span.last ?? -Infinity)
      seen[side].set(host, known)
    },
    answer(): SeenSpans {
      const windows = { before: windowOf(seen.before), after: windowOf(seen.after) }
      const untimed = new Set(
        sides.flatMap((side) =>
          [...seen[side]].filter(([, s]) => s.lines > 0 && s.first > s.last).map(([host]) => host),
        ),
      )
      const exposure = (side: Side): Record<string, number> =>
        Object.fromEntries(
          [...seen[side]]
            .filter(([, { lines }]) => lines > 0)
            .map(([host, s]) => [
              host,
              untimed.has(host) ? s.lines * untimedLineMs : seenMs(s, windows[side]),
            ])
            .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
        )
      const { to } = windows.after
      return {
        exposure: { before: exposure('before'), after: exposure('after') },
        windows,
        untimed: [...untimed].sort(),
        ...(to > 0 ? { lastAt: to } : {}),
      }
    },
  }
}

/** From the first to the last time of any host. */
function windowOf(hosts: ReadonlyMap<string, Seen>): Span {
  let from = Infinity
  let to = -Infinity
  for (const { first, last } of hosts.values()) {
    from = Math.min(from, first)
    to = Math.max(to, last)
  }
  return from > to ? { from: 0, to: 0 } : { from, to }
}

/** A host that writes seldom was there all the time; one that writes all the time was there as long as it wrote. At least a second. */
function seenMs({ lines, first, last }: Seen, window: Span): number {
  const quietMs = (quietIntervals * (last - first)) / Math.max(1, lines - 1)
  const isDense = lines > quietIntervals
  const from = isDense && first - window.from > quietMs ? first : window.from
  const to = isDense && window.to - last > quietMs ? last : window.to
  return Math.max(1000, to - from)
}
