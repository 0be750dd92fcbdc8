import type { BatchId, CustomerId } from '../../domain/ids.ts'
import type { PlanningSettings } from '../../domain/planning.ts'
import { batchLoadMs } from '../placement/load.ts'
import type { PlanCustomer, PlannedBatch } from '../types.ts'
import { byEnvironment } from './edit-state.ts'
import type { Edited, EditState } from './edit-state.ts'
import { groupsOf } from './moving-groups.ts'

type Change = {
  /** New members of batches that are there. One without members leaves the plan. */
  readonly members?: ReadonlyMap<BatchId, readonly CustomerId[]>
  /** New batches, each behind the one that it names; behind all where that is undefined. */
  readonly added?: readonly {
    readonly id: BatchId
    readonly behind: BatchId | undefined
    readonly members: readonly CustomerId[]
    readonly why: string
  }[]
  readonly settings?: PlanningSettings
}

/**
 * The plan with a change made: members in the order of the input, emptied batches gone with their pins and fixed windows, new ones in
 * their turn. A changed batch that still fits its windows keeps them.
 */
export function rebuild(state: EditState, change: Change): Edited {
  const place: BatchId[] = []
  const gone = new Set<BatchId>()
  const batches: PlannedBatch[] = []
  for (const batch of state.batches) {
    const members = change.members?.get(batch.id)
    if (members === undefined) batches.push(batch)
    else if (members.length === 0) gone.add(batch.id)
    else {
      // What has begun keeps its windows as history, whoever is left in it.
      const isBegun = state.isBegun(batch)
      const changed = isBegun
        ? { ...batch, members: sorted(state, members) }
        : withMembers(state, batch, members)
      if (!isBegun && needsPlace(state, changed)) place.push(batch.id)
      batches.push(changed)
    }
    for (const { id, behind, members: own, why } of change.added ?? []) {
      if (behind !== batch.id) continue
      place.push(id)
      batches.push(created(state, id, own, why))
    }
  }
  for (const { id, behind, members, why } of change.added ?? []) {
    if (behind !== undefined && state.batch(behind) !== undefined) continue
    place.push(id)
    batches.push(created(state, id, members, why))
  }
  return {
    batches: renumbered(batches),
    settings: withoutBatches(change.settings ?? state.settings, gone),
    place,
  }
}

const created = (
  state: EditState,
  id: BatchId,
  members: readonly CustomerId[],
  why: string,
): PlannedBatch => ({
  id,
  ordinal: -1,
  pilot: false,
  members: sorted(state, members),
  why: [why],
  windows: [],
  refused: [],
})

const handmade = 'changed by hand'

function withMembers(
  state: EditState,
  batch: PlannedBatch,
  members: readonly CustomerId[],
): PlannedBatch {
  const customers = members.map(state.customer).filter((c) => c !== undefined)
  const environments = byEnvironment(customers)
  return {
    ...batch,
    members: sorted(state, members),
    why: [...batch.why.filter((sentence) => sentence !== handmade), handmade],
    windows: batch.windows.filter((window) => environments.has(window.environment)),
  }
}

/** True when a window is missing, or what is to move in it takes longer than it leaves. */
function needsPlace({ facts, customer }: EditState, batch: PlannedBatch): boolean {
  const reserveMs = facts.settings.reserveMinutes * 60_000
  const members: PlanCustomer[] = batch.members.map(customer).filter((c) => c !== undefined)
  return [...byEnvironment(members)].some(([environment, own]) => {
    const window = batch.windows.find((w) => w.environment === environment)
    if (window === undefined) return true
    return batchLoadMs(facts, own) > window.to - window.from - reserveMs
  })
}

function sorted(state: EditState, members: readonly CustomerId[]): readonly CustomerId[] {
  const { positionOf } = groupsOf(state.facts.customers)
  return members.toSorted((a, b) => (positionOf.get(a) ?? 0) - (positionOf.get(b) ?? 0))
}

/** New batches take a turn behind the one before them; others are moved back only as far as that needs. */
function renumbered(batches: readonly PlannedBatch[]): readonly PlannedBatch[] {
  let last = -1
  return batches.map((batch) => {
    // Turn 0 is the pilot's.
    const least = batch.pilot ? 0 : Math.max(last, 0) + 1
    last = Math.max(least, batch.ordinal)
    return last === batch.ordinal ? batch : { ...batch, ordinal: last }
  })
}

function withoutBatches(settings: PlanningSettings, gone: ReadonlySet<BatchId>): PlanningSettings {
  if (gone.size === 0) return settings
  return {
    ...settings,
    pins: settings.pins.filter((pin) => !gone.has(pin.batch)),
    fixedWindows: settings.fixedWindows.filter((window) => !gone.has(window.batch)),
  }
}
