import { invariant } from '../base/assert.ts'
import type { BatchId, CustomerId } from './ids.ts'
import { BatchId as BatchIdSchema } from './ids.ts'
import { movingGroups } from './moving-groups.ts'
import type { MovingGroup } from './moving-groups.ts'
import { choosePilot } from './pilot-batch.ts'
import type { Customer } from './project.ts'

export type BatchSizes = {
  /** Customers of the pilot batch (method.txt: about 20). */
  readonly pilotSize: number
  /** Customers of the others, and how far a batch may grow so that a group stays whole (method.txt: 100 to 150). */
  readonly batchSize: number
  readonly maxBatchSize: number
}

export type PlannedBatch = {
  readonly id: BatchId
  /** From 0; the pilot is first. */
  readonly ordinal: number
  readonly pilot: boolean
  readonly members: readonly CustomerId[]
}

export type BatchSplit = {
  readonly batches: readonly PlannedBatch[]
  /** What a person should know: a group too large for a batch, a pilot of another size than asked for. */
  readonly notes: readonly string[]
}

type Bin = { readonly groups: MovingGroup[]; count: number; weight: number }

/**
 * Splits customers into a pilot and batches. Customers that must move together stay whole (see moving-groups.ts), the
 * largest customers go to different batches, and the same input always gives the same answer. Windows and calendars
 * are the planner's work, not done here.
 */
export function splitIntoBatches(customers: readonly Customer[], sizes: BatchSizes): BatchSplit {
  invariant(sizes.pilotSize >= 1 && sizes.batchSize >= 1, 'batch sizes are positive')
  const maxBatchSize = Math.max(sizes.batchSize, sizes.maxBatchSize)
  const groups = movingGroups(customers)
  const pilot = choosePilot(groups, sizes.pilotSize)
  const rest = groups.filter((group) => !pilot.groups.includes(group))
  const bins = fillBins(rest, sizes.batchSize, maxBatchSize)
  const position = new Map(customers.map((c, i) => [c.id, i]))
  const members = (of: readonly MovingGroup[]): CustomerId[] =>
    of
      .flatMap((group) => group.members)
      .toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))
  const others = bins.map((bin, i): PlannedBatch => ({
    id: BatchIdSchema.parse(`batch-${String(i + 1).padStart(2, '0')}`),
    ordinal: i + 1,
    pilot: false,
    members: members(bin.groups),
  }))
  const first: PlannedBatch = {
    id: BatchIdSchema.parse('pilot'),
    ordinal: 0,
    pilot: true,
    members: members(pilot.groups),
  }
  const oversized = others
    .filter((batch) => batch.members.length > maxBatchSize)
    .map(
      (batch) =>
        `${batch.id} has ${batch.members.length} customers, more than ${maxBatchSize}: ` +
        'they move together (reseller, linked office or IVR) and cannot be split',
    )
  return {
    batches: first.members.length === 0 ? others : [first, ...others],
    notes: [...pilot.notes, ...oversized],
  }
}

const heaviestFirst = (a: MovingGroup, b: MovingGroup): number =>
  b.accounts - a.accounts || b.minutes - a.minutes || a.first - b.first

function fillBins(groups: readonly MovingGroup[], batchSize: number, maxBatchSize: number): Bin[] {
  const own = groups.filter((group) => group.members.length > maxBatchSize)
  const fitting = groups.filter((group) => group.members.length <= maxBatchSize)
  const customers = fitting.reduce((sum, group) => sum + group.members.length, 0)
  const bins: Bin[] = Array.from({ length: Math.ceil(customers / batchSize) }, () => newBin())
  const byWeight = fitting.toSorted(heaviestFirst)
  // The heaviest first, one to a batch: a day must not get two of the customers that can make it go wrong.
  byWeight.slice(0, bins.length).forEach((group, i) => put(bins[i], group))
  const left = byWeight.slice(bins.length)
  // Then large groups, while there is still room to keep them whole; single customers fill up what is left.
  const bySize = left.toSorted((a, b) => b.members.length - a.members.length || heaviestFirst(a, b))
  for (const group of bySize) {
    const size = group.members.length
    const room = (limit: number): Bin | undefined =>
      bins
        .filter((bin) => bin.count + size <= limit)
        .toSorted((a, b) => a.weight - b.weight || a.count - b.count)
        .at(0)
    const bin = room(batchSize) ?? room(maxBatchSize)
    if (bin !== undefined) put(bin, group)
    else {
      const added = newBin()
      put(added, group)
      bins.push(added)
    }
  }
  for (const group of own) {
    const bin = newBin()
    put(bin, group)
    bins.push(bin)
  }
  return bins.filter((bin) => bin.count > 0)
}

const newBin = (): Bin => ({ groups: [], count: 0, weight: 0 })

function put(bin: Bin | undefined, group: MovingGroup): void {
  invariant(bin !== undefined, 'there is a batch for every one of the heaviest groups')
  bin.groups.push(group)
  bin.count += group.members.length
  bin.weight += group.accounts
}
