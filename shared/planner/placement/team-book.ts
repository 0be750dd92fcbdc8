import type { BatchId, EnvironmentId } from '../../domain/ids.ts'
import type { BatchWindow, DateText, Team } from '../../domain/planning.ts'
import type { Instant } from '../../domain/time.ts'

/** A window that a team has taken, with the local day on which the moved customers are tested. */
export type Held = Pick<BatchWindow, 'environment' | 'from' | 'to'> & {
  readonly batch: BatchId
  readonly testDay: DateText
}

/** No window is longer; further back nothing can overlap. */
const longestMs = 48 * 3_600_000

/** The windows of one team in order of time. */
export class TeamBook {
  readonly #held: Held[] = []

  hold(window: Held): void {
    this.#held.splice(this.#after(window.from), 0, window)
  }

  /** Drops what this batch holds in this environment. */
  release(batch: BatchId, environment: EnvironmentId): void {
    const at = this.#held.findIndex((h) => h.batch === batch && h.environment === environment)
    if (at >= 0) this.#held.splice(at, 1)
  }

  /** A window that has time in common with this one, half-open. */
  overlapping(
    window: { readonly from: Instant; readonly to: Instant },
    own?: Held,
  ): Held | undefined {
    for (let i = this.#after(window.to - 1) - 1; i >= 0; i--) {
      const held = this.#held[i]
      if (held === undefined || held.from < window.from - longestMs) return undefined
      if (held !== own && held.to > window.from) return held
    }
    return undefined
  }

  /** The last window of another batch that opens at `at` or before. */
  before(at: Instant, batch: BatchId): Held | undefined {
    let i = this.#after(at) - 1
    while (this.#held[i]?.batch === batch) i--
    return this.#held[i]
  }

  /** The first window of another batch that opens later than `at`. */
  behind(at: Instant, batch: BatchId): Held | undefined {
    let i = this.#after(at)
    while (this.#held[i]?.batch === batch) i++
    return this.#held[i]
  }

  /** Index of the first window that opens later than `at`. */
  #after(at: number): number {
    let [low, high] = [0, this.#held.length]
    // Most windows are asked for in order of time: look at the end first.
    const last = this.#held[high - 1]
    if (last !== undefined && last.from <= at) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#held[middle]?.from ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Teams that serve an environment, in the order of the settings; a team without a list serves all. */
export const teamsOf = (teams: readonly Team[], environment: EnvironmentId): readonly Team[] =>
  teams.filter((team) => team.environments?.includes(environment) ?? true)

/**
 * Deals batches to teams: to the one that has the fewest before it, the first of the settings where several have as few. Calendars have no
 * say in it, so that a blackout can move a batch to another night and never to another team, which might let a third one begin
 * earlier.
 */
export class TeamDealer {
  readonly #teams: readonly Team[]
  readonly #dealt = new Map<string, number>()
  readonly #serving = new Map<EnvironmentId, readonly Team[]>()

  constructor(teams: readonly Team[]) {
    this.#teams = teams
  }

  /** @param wanted The team that it has so far; kept as long as that team serves the environment. */
  deal(environment: EnvironmentId, wanted?: string): string | undefined {
    const serving = this.#serving.get(environment) ?? teamsOf(this.#teams, environment)
    this.#serving.set(environment, serving)
    const count = (team: Team): number => this.#dealt.get(team.id) ?? 0
    let chosen = serving.find((team) => team.id === wanted)
    if (chosen === undefined)
      for (const team of serving)
        if (chosen === undefined || count(team) < count(chosen)) chosen = team
    if (chosen === undefined) return undefined
    this.#dealt.set(chosen.id, count(chosen) + 1)
    return chosen.id
  }
}
