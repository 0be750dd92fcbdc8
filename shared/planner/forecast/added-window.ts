import type { Forecast } from '../types.ts'
import { noChance } from './draws.ts'
import type { Draws } from './draws.ts'
import type { Model } from './model.ts'
import { quantile } from './robust.ts'
import { plannedSlots, simulate } from './simulate.ts'
import type { Variant } from './simulate.ts'

const dayMs = 86_400_000

/** Slots that are reckoned through with all draws; the rest is sorted out by what it gains when all goes as planned. */
const tried = 12

/** Slots that are looked at, at most: on a plan of years, those of the first months. */
const lookedAt = 240

type Added = NonNullable<Variant['added']>

type Candidate = {
  readonly added: Added
  readonly slots: Int32Array
  /** By what the last planned batch is earlier when all goes as planned, ms. */
  readonly gainMs: number
}

/** Sorted ends of the last transfer. */
export type Base = { readonly sorted: Float64Array; readonly endOf: (transfer: number) => number }

/**
 * The one slot that is not used today and, if it could be, would bring the P90 end forward most: one that the calendar refuses, or a
 * night of rest between two batches. Absent when none gains a day.
 */
export function bestAddedWindow(
  model: Model,
  draws: Draws,
  base: Base,
): Forecast['addedWindow'] | undefined {
  const before = [0.5, 0.9].map((share) => base.endOf(quantile(base.sorted, share)))
  let best: { readonly added: Added; readonly p50: number; readonly p90: number } | undefined
  for (const { added, slots } of candidates(model, quantile(base.sorted, 0.9))) {
    const { transfer } = simulate(model, draws, { slots, added })
    const sorted = transfer.sort()
    const [p50 = 0, p90 = 0] = [0.5, 0.9].map((share, i) => {
      const gain = (before[i] ?? 0) - base.endOf(quantile(sorted, share))
      return Math.round((gain / dayMs) * 10) / 10
    })
    if (p90 < 1) continue
    if (best === undefined || p90 > best.p90 || (p90 === best.p90 && p50 > best.p50))
      best = { added, p50, p90 }
  }
  const slot = best && model.tracks[best.added.environment]?.slots[best.added.slot]
  if (best === undefined || slot === undefined) return undefined
  return {
    environment: slot.environment,
    from: slot.from,
    to: slot.to,
    gainP50Days: best.p50,
    gainP90Days: best.p90,
    refused:
      slot.refused ??
      `kept free as cool-down: ${model.coolDownDays} working days from one batch of a team to its next`,
  }
}

function candidates(model: Model, until: number): readonly Candidate[] {
  const calm = noChance(model)
  const asPlanned = plannedSlots(model)
  const [end = 0] = simulate(model, calm, { slots: asPlanned }).transfer
  const used = new Set(model.jobs.map((j) => `${j.environment} ${j.slot}`))
  const busy = new Set(model.jobs.map((j) => j.environment))
  // Before the setup is over nothing can be pulled forward.
  const begun = model.ended.some((end) => end !== undefined)
  const first = model.jobs[0]
  const since =
    begun || first === undefined ? 0 : (model.tracks[first.environment]?.from[first.slot] ?? 0)
  const found: Candidate[] = []
  for (const [environment, track] of model.tracks.entries()) {
    if (!busy.has(environment)) continue
    for (let slot = 0; slot < Math.min(track.slots.length, lookedAt); slot++) {
      const from = track.from[slot] ?? 0
      if (from >= until) break
      if (from < since) continue
      if (used.has(`${environment} ${slot}`) || track.slots[slot]?.from === track.slots[slot]?.to)
        continue
      const added = { environment, slot, rested: track.open[slot] === 1 }
      const slots = pulledForward(model, asPlanned, added)
      const [pulled = 0] = simulate(model, calm, { slots, added }).transfer
      if (slots.some((s, i) => s < (asPlanned[i] ?? 0)))
        found.push({ added, slots, gainMs: end - pulled })
    }
  }
  return found.toSorted((a, b) => b.gainMs - a.gainMs).slice(0, tried)
}

/** What a plan with this slot would look like: what lies behind it moves up as far as the rules allow, and nothing moves back. */
function pulledForward(model: Model, asPlanned: Int32Array, added: Added): Int32Array {
  const opens = model.tracks[added.environment]?.from[added.slot] ?? 0
  const free = asPlanned.map((slot, i) => {
    const job = model.jobs[i]
    const track = job && model.tracks[job.environment]
    if (job === undefined || track === undefined || job.fixed || (track.from[slot] ?? 0) <= opens)
      return slot
    return track.firstFrom(opens)
  })
  const { slots } = simulate(model, noChance(model), { slots: free, added })
  return asPlanned.map((slot, i) => Math.min(slot, slots[i] ?? slot))
}
