import type { Feature } from './features.ts'

/** A group that could show something: what it would cost, and what it shows. */
export type Candidate = {
  readonly group: number
  readonly size: number
  readonly features: readonly Feature[]
}

export type Cover = {
  readonly chosen: readonly Candidate[]
  readonly size: number
}

type Growing = { readonly chosen: Candidate[]; readonly covered: Set<Feature>; size: number }

/** Large groups that are tried as a beginning, in every combination. */
const mostCostly = 6

/** Past so many candidates one pass has to do. */
const mostCandidates = 3000

/**
 * Few customers that show as many features as there is room for: greedy set cover by yield a customer. A feature that only large
 * groups show would find the room gone, so each combination of such groups is tried as the beginning; the best end is taken.
 * @param candidates In order of preference: the first of equals is taken.
 */
export function coverFeatures(
  candidates: readonly Candidate[],
  room: number,
  given: ReadonlySet<Feature>,
): Cover {
  const fitting = candidates.filter((c) => c.size <= room)
  const costly = fitting.length > mostCandidates ? [] : costlyOnes(fitting, given)
  let best = greedy(fitting, room, begin([], given))
  for (let choice = 1; choice < 2 ** costly.length; choice++) {
    const first = costly.filter((_, i) => (choice >> i) % 2 === 1)
    const start = begin(first, given)
    if (start.size > room) continue
    const cover = greedy(fitting, room, start)
    const gained = cover.covered.size - best.covered.size
    if (gained > 0 || (gained === 0 && cover.size < best.size)) best = cover
  }
  return withoutIdle(best, given)
}

function begin(chosen: readonly Candidate[], given: ReadonlySet<Feature>): Growing {
  const cover: Growing = { chosen: [], covered: new Set(given), size: 0 }
  for (const candidate of chosen) take(cover, candidate)
  return cover
}

function take(cover: Growing, candidate: Candidate): void {
  cover.chosen.push(candidate)
  cover.size += candidate.size
  for (const feature of candidate.features) cover.covered.add(feature)
}

const gain = (cover: Growing, { features }: Candidate): number =>
  features.reduce((sum, feature) => sum + (cover.covered.has(feature) ? 0 : 1), 0)

/** The best yield, again and again. A gain never grows, so those without one leave for good. */
function greedy(candidates: readonly Candidate[], room: number, cover: Growing): Growing {
  let open = candidates
  for (;;) {
    open = open.filter((c) => cover.size + c.size <= room && gain(cover, c) > 0)
    let best: Candidate | undefined
    let most = 0
    for (const candidate of open) {
      const its = gain(cover, candidate) / candidate.size
      if (its <= most) continue
      best = candidate
      most = its
    }
    if (best === undefined) return cover
    take(cover, best)
  }
}

/** The smallest group for each feature that no single customer shows. */
function costlyOnes(
  candidates: readonly Candidate[],
  given: ReadonlySet<Feature>,
): readonly Candidate[] {
  const cheapest = new Map<Feature, Candidate>()
  for (const candidate of candidates)
    for (const feature of candidate.features) {
      const known = cheapest.get(feature)
      if (!given.has(feature) && (known === undefined || candidate.size < known.size))
        cheapest.set(feature, candidate)
    }
  return [...new Set(cheapest.values())]
    .filter((c) => c.size > 1)
    .toSorted((a, b) => a.size - b.size)
    .slice(0, mostCostly)
}

/** Leaves out what later choices made superfluous, the largest first. */
function withoutIdle(cover: Growing, given: ReadonlySet<Feature>): Cover {
  const times = new Map<Feature, number>()
  for (const feature of [...given, ...cover.chosen.flatMap((c) => c.features)])
    times.set(feature, (times.get(feature) ?? 0) + 1)
  const idle = new Set<Candidate>()
  for (const candidate of cover.chosen.toSorted((a, b) => b.size - a.size)) {
    if (candidate.features.some((feature) => times.get(feature) === 1)) continue
    idle.add(candidate)
    for (const feature of candidate.features) times.set(feature, (times.get(feature) ?? 0) - 1)
  }
  const chosen = cover.chosen.filter((c) => !idle.has(c))
  return { chosen, size: chosen.reduce((sum, c) => sum + c.size, 0) }
}
