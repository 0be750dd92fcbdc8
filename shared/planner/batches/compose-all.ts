import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId } from '../../domain/ids.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import { formatMs } from '../../domain/time.ts'
import type { DraftBatch, PlanFacts } from '../types.ts'
import { at, floatAt, intAt } from './at.ts'
import { batchId, batchNumber, pilotId } from './batch-ids.ts'
import type { Bin } from './bins.ts'
import { boundMs } from './capacity.ts'
import { composeEnvironment } from './compose.ts'
import { sizeOf } from './group-set.ts'
import type { GroupSet } from './group-set.ts'
import { likeness } from './likeness.ts'
import { firstMember } from './moving-groups.ts'
import { whyOf } from './reasons.ts'

export type Composed = {
  readonly id: BatchId
  readonly groups: readonly number[]
  readonly why: readonly string[]
}

type ComposingAll = {
  readonly facts: PlanFacts
  readonly set: GroupSet
  /** By environment, the largest customer first; the pilot's left out. */
  readonly groups: readonly (readonly number[])[]
  readonly pins: ReadonlyMap<BatchId, readonly number[]>
  readonly kept: readonly DraftBatch[]
  readonly isAnew: boolean
  /** Numbers up to this one are not given. */
  readonly highestBatch: number
  readonly capacityMs: readonly number[]
  readonly isShortEnough: (group: number) => boolean
}

/** Where a pinned batch stands: its environment, and its place among the batches of that environment. */
type Seat = { readonly environment: number; readonly place: number }

/**
 * Batches of all environments in their order, with ids. In a plan made anew the ids count the batches, so that a pin names a
 * batch by its turn; in one that goes on, a pinned batch keeps its id and the others take the numbers that are free.
 */
export function composeAll(input: ComposingAll): Result<readonly Composed[], Problem> {
  const pinned = [...input.pins].filter(([id]) => id !== pilotId)
  const torn = pinned.map(([id, groups]) => misfit(input, id, groups)).find((p) => p !== undefined)
  if (torn !== undefined) return bad(torn)
  if (pinned.length === 0) return ok(numbered(input, compose(input, new Map(), []), new Map()))
  if (!input.isAnew) return ok(goOn(input, pinned))
  let bins = compose(input, new Map(), [])
  // Pins may need a batch more, which moves the turn of those behind: a few rounds settle it.
  for (let round = 0; round < 8; round++) {
    const counts = bins.map((own) => own.length)
    const seats = seatsByTurn(input, counts)
    const wrong = pinned.map((pin) => misplaced(input, pin, seats)).find((p) => p !== undefined)
    if (wrong !== undefined) return bad(wrong)
    bins = compose(input, seatPins(pinned, seats), counts)
    if (bins.every((own, i) => own.length === counts[i])) {
      const ids = new Map([...seats].map(([id, seat]) => [seatKey(seat), id]))
      return ok(numbered(input, bins, ids))
    }
  }
  return bad(
    problem(
      'precondition',
      `the pins to ${pinned.map(([id]) => id).join(', ')} leave no order of batches in which all fit`,
      {
        next: 'take some of the pins back, and pin again once the batches are proposed',
      },
    ),
  )
}

const seatKey = ({ environment, place }: Seat): string => `${environment} ${place}`

function compose(
  { facts, set, groups, kept, capacityMs, isShortEnough }: ComposingAll,
  seeds: ReadonlyMap<number, ReadonlyMap<number, readonly number[]>>,
  counts: readonly number[],
): readonly (readonly Bin[])[] {
  const { batchSize, maxBatchSize, width } = facts.spec.transfer
  const first = kept.some((batch) => !batch.pilot) ? -1 : groups.findIndex((own) => own.length > 0)
  const alike = likeness(facts, set)
  return groups.map((own, environment) =>
    composeEnvironment(
      {
        set,
        groups: own,
        seeds: seeds.get(environment) ?? new Map(),
        firstSize: environment === first ? Math.min(batchSize, maxBatchSize) : undefined,
        maxSize: maxBatchSize,
        capacityMs: at(capacityMs, environment),
        width,
        isShortEnough: (group) =>
          boundMs(floatAt(set.work, group), floatAt(set.longest, group), width) <=
            at(capacityMs, environment) || isShortEnough(group),
        composeBy: facts.settings.composeBy,
        likeness: alike,
      },
      counts[environment] ?? 0,
    ),
  )
}

/** Environments one after the other, or a batch of each in turn. */
function turns({ facts }: ComposingAll, counts: readonly number[]): Seat[] {
  const all = counts.flatMap((count, environment) =>
    Array.from({ length: count }, (_, place) => ({ environment, place })),
  )
  if (facts.settings.environmentOrder === 'one-by-one') return all
  return all.toSorted((a, b) => a.place - b.place || a.environment - b.environment)
}

const seatsByTurn = (input: ComposingAll, counts: readonly number[]): ReadonlyMap<BatchId, Seat> =>
  new Map(turns(input, counts).map((seat, i) => [batchId(i + 1), seat]))

function seatPins(
  pinned: readonly (readonly [BatchId, readonly number[]])[],
  seats: ReadonlyMap<BatchId, Seat>,
): ReadonlyMap<number, ReadonlyMap<number, readonly number[]>> {
  const seeds = new Map<number, Map<number, readonly number[]>>()
  for (const [id, groups] of pinned) {
    const seat = seats.get(id)
    if (seat === undefined) continue
    const own = seeds.get(seat.environment) ?? new Map<number, readonly number[]>()
    own.set(seat.place, groups)
    seeds.set(seat.environment, own)
  }
  return seeds
}

/** Pinned batches of a plan that goes on keep their ids; in order of them, in front of what is new. */
function goOn(
  input: ComposingAll,
  pinned: readonly (readonly [BatchId, readonly number[]])[],
): readonly Composed[] {
  const used = input.facts.spec.environments.map(() => 0)
  const ordered = pinned.toSorted(([a], [b]) => batchNumber(a) - batchNumber(b) || (a < b ? -1 : 1))
  const seats = new Map<BatchId, Seat>()
  for (const [id, [first]] of ordered) {
    if (first === undefined) continue
    const environment = intAt(input.set.environment, first)
    seats.set(id, { environment, place: at(used, environment) })
    used[environment] = at(used, environment) + 1
  }
  const bins = compose(input, seatPins(ordered, seats), [])
  return numbered(input, bins, new Map([...seats].map(([id, seat]) => [seatKey(seat), id])))
}

/** Gives ids by turn; those of pinned batches, and of the ones that are kept, are not given again. */
function numbered(
  input: ComposingAll,
  bins: readonly (readonly Bin[])[],
  ids: ReadonlyMap<string, BatchId>,
): readonly Composed[] {
  const taken = new Set([...input.kept.map((batch) => batch.id), ...ids.values()])
  let number = input.highestBatch
  for (const { id } of input.kept) number = Math.max(number, batchNumber(id))
  const next = (): BatchId => {
    do number += 1
    while (taken.has(batchId(number)))
    return batchId(number)
  }
  const order = turns(
    input,
    bins.map((own) => own.length),
  )
  const named: Composed[][] = bins.map(() => [])
  for (const { environment, place } of order) {
    const bin = at(at(bins, environment), place)
    const id = ids.get(seatKey({ environment, place: bin.place })) ?? next()
    const why = whyOf(input.facts, input.set, bin.groups)
    at(named, environment).push({ id, groups: bin.groups, why })
  }
  // A pinned id of a plan that goes on may be higher than those given behind it: ids stand in their order.
  const sorted = named.map((own) => own.toSorted((a, b) => batchNumber(a.id) - batchNumber(b.id)))
  return order.map(({ environment, place }) => at(at(sorted, environment), place))
}

/** Pinned customers that cannot be in one batch. */
function misfit(
  { facts, set, capacityMs, isShortEnough, kept }: ComposingAll,
  id: BatchId,
  groups: readonly number[],
): Problem | undefined {
  const next = 'take one of the pins back, or pin it to another batch'
  const first = (group: number): string => at(facts.customers, firstMember(set, group)).id
  const environments = new Set(groups.map((group) => intAt(set.environment, group)))
  if (environments.size > 1)
    return problem(
      'precondition',
      `${groups.map(first).slice(0, 5).join(', ')} are pinned to ${id}, but are of different environments`,
      { next },
    )
  if (kept.some((batch) => batch.id === id))
    return problem(
      'precondition',
      `${groups.map(first).slice(0, 5).join(', ')} are pinned to ${id}, which stays as it is`,
      {
        next,
      },
    )
  if (groups.length < 2) return undefined
  const { maxBatchSize, width } = facts.spec.transfer
  const size = groups.reduce((sum, group) => sum + sizeOf(set, group), 0)
  if (size > maxBatchSize)
    return problem(
      'precondition',
      `${size} customers are pinned to ${id}, with those that move with them, and a batch has ${maxBatchSize} at most`,
      { next },
    )
  const work = groups.reduce((sum, group) => sum + floatAt(set.work, group), 0)
  const longest = Math.max(...groups.map((group) => floatAt(set.longest, group)))
  const time = boundMs(work, longest, width)
  const most = at(capacityMs, intAt(set.environment, at(groups, 0)))
  if (time > most || !groups.every(isShortEnough))
    return problem(
      'precondition',
      `the customers pinned to ${id} take ${formatMs(time)}, and the shortest window leaves ${formatMs(Math.max(0, most))}`,
      { next },
    )
  return undefined
}

/** A pin to a batch that the order does not have, or has for another environment. */
function misplaced(
  { facts, set }: ComposingAll,
  [id, groups]: readonly [BatchId, readonly number[]],
  seats: ReadonlyMap<BatchId, Seat>,
): Problem | undefined {
  const [first] = groups
  if (first === undefined) return undefined
  const customer = at(facts.customers, firstMember(set, first))
  const seat = seats.get(id)
  const all = [...seats.keys()]
  if (seat === undefined)
    return problem(
      'precondition',
      `${customer.id} is pinned to ${id}, and the plan has ${all.length === 0 ? 'no batches behind the pilot' : `${all[0] ?? ''} to ${all.at(-1) ?? ''}`}`,
      { next: 'pin it to one of those, or take the pin back' },
    )
  if (seat.environment === intAt(set.environment, first)) return undefined
  const own = all.filter((other) => seats.get(other)?.environment === intAt(set.environment, first))
  return problem(
    'precondition',
    `${customer.id} of ${customer.environment} is pinned to ${id}, which is of ${at(facts.spec.environments, seat.environment).id}`,
    {
      next: `pin it to a batch of its own environment (${own.slice(0, 8).join(', ')}), or take the pin back`,
    },
  )
}
