import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import { formatMs } from '../../domain/time.ts'
import type { BatchId } from '../../domain/ids.ts'
import type { DraftBatch, PlanCustomer, PlanFacts, PlanFinding } from '../types.ts'
import { at, intAt } from './at.ts'
import { batchNumber, pilotId } from './batch-ids.ts'
import { cameToRest, hasBegun, isFree } from './begun.ts'
import { capacityOf, exactMs } from './capacity.ts'
import { checkChoices } from './choices.ts'
import { composeAll } from './compose-all.ts'
import { groupSet, largestFirst } from './group-set.ts'
import type { GroupSet } from './group-set.ts'
import { membersOf } from './moving-groups.ts'
import { choosePilot } from './pilot.ts'
import { brokenRules } from './rules.ts'

export type Draft = {
  readonly batches: readonly DraftBatch[]
  readonly findings: readonly PlanFinding[]
}

/**
 * From the customers to ordered batches: a representative pilot, a first batch of the usual size, then even ones, environment by
 * environment; groups whole, the largest customers apart, exclusions and pins honoured, each short enough for its window. A batch
 * of which somebody has moved already stays as it is. What cannot be had is a finding; what contradicts itself is a problem.
 */
export function draftBatches(facts: PlanFacts): Result<Draft, Problem> {
  const batches = redraft(facts, begunBatches(facts))
  if (!batches.ok) return batches
  return ok({ batches: batches.value, findings: brokenRules(facts, batches.value) })
}

/**
 * Drafts all customers that are free and in none of the batches to keep. Those keep their ids and come first.
 * @param kept In their order; a pilot among them stays the pilot.
 * @param isAnew False when an older plan is replaced in part: then pins keep the ids of its batches, wherever they stand.
 */
export function redraft(
  facts: PlanFacts,
  kept: readonly DraftBatch[],
  isAnew = kept.length === 0,
): Result<readonly DraftBatch[], Problem> {
  const choices = checkChoices(facts)
  if (!choices.ok) return choices
  const { excluded, pins } = choices.value
  const { customers } = facts
  const settled = new Set(kept.flatMap((batch) => batch.members))
  const set = groupSet(facts, (position) => {
    const customer = at(customers, position)
    const isOut = excluded.has(customer.id) || settled.has(customer.id)
    return !isOut && isFree(customer.state) && !isLeftOut(customer)
  })
  const pinned = pinnedGroups(set, pins)
  const limits = facts.spec.environments.map((e) => capacityOf(facts, e.id).usualMs)
  const hasPilot = kept.some((batch) => batch.pilot)
  const own = byEnvironment(facts, set)
  const noRoom = facts.spec.environments.find(
    (_, i) => at(limits, i) <= 0 && (own[i] ?? []).length > 0,
  )
  if (noRoom !== undefined) return bad(reserveProblem(facts, noRoom.id))
  const candidates = own.map((groups) => groups.filter((group) => !pinned.of.has(group)))
  const pilot = hasPilot
    ? undefined
    : choosePilot({
        facts,
        set,
        groups: candidates,
        pinned: pinned.to.get(pilotId) ?? [],
        capacityMs: limits,
      })
  const inPilot = new Set(pilot?.groups)
  const composed = composeAll({
    facts,
    set,
    groups: own.map((groups) => groups.filter((group) => !inPilot.has(group))),
    pins: pinned.to,
    kept,
    isAnew,
    highestBatch: 0,
    capacityMs: limits,
    isShortEnough: (group) =>
      exactMs(
        facts,
        [...membersOf(set, group)].map((p) => at(customers, p)),
      ) <= at(limits, intAt(set.environment, group)),
  })
  if (!composed.ok) return bad(composed.problem)
  const members = (groups: readonly number[]) =>
    Int32Array.from(groups.flatMap((group) => [...membersOf(set, group)]))
      .sort()
      .reduce<DraftBatch['members'][number][]>((list, position) => {
        list.push(at(customers, position).id)
        return list
      }, [])
  const made: DraftBatch[] = composed.value.map(({ id, groups, why }) => ({
    id,
    ordinal: 0,
    pilot: false,
    members: members(groups),
    why,
  }))
  if (pilot !== undefined && pilot.groups.length > 0)
    made.unshift({
      id: pilotId,
      ordinal: 0,
      pilot: true,
      members: members(pilot.groups),
      why: pilot.why,
    })
  return ok(inOrder([...kept, ...made]))
}

/** Every customer would be a batch that never moves. */
const reserveProblem = (
  { calendars, settings }: PlanFacts,
  environment: PlanCustomer['environment'],
): Problem =>
  problem(
    'bad-input',
    `the shortest off-peak window of ${environment} is ${formatMs(calendars.of(environment).shortestSlotMs)} long, and ${settings.reserveMinutes} min of each window are kept for checks and returns: nothing could move in it`,
    {
      safe: 'nothing was planned',
      next: 'lower planning.reserveMinutes, or lengthen the off-peak window',
    },
  )

/** Taken out of the project without a word in the settings: by a run, before the plan kept its own list. */
const isLeftOut = (customer: PlanCustomer): boolean =>
  customer.state === 'excluded' && customer.batch === undefined

/** The pilot is 0, the others follow as they stand; a kept one never comes behind one that was made for the rest. */
function inOrder(batches: readonly DraftBatch[]): readonly DraftBatch[] {
  let last = 0
  const numbered = batches.map((batch) => {
    if (batch.pilot) return { ...batch, ordinal: 0 }
    last = Math.max(last + 1, batch.ordinal)
    return { ...batch, ordinal: last }
  })
  return numbered.toSorted((a, b) => a.ordinal - b.ordinal)
}

function byEnvironment({ spec }: PlanFacts, set: GroupSet): readonly (readonly number[])[] {
  const own: number[][] = spec.environments.map(() => [])
  for (let group = 0; group < set.count; group++) at(own, intAt(set.environment, group)).push(group)
  const order = largestFirst(set)
  return own.map((groups) => groups.toSorted(order))
}

function pinnedGroups(
  set: GroupSet,
  pins: ReadonlyMap<PlanCustomer['id'], BatchId>,
): { to: ReadonlyMap<BatchId, readonly number[]>; of: ReadonlySet<number> } {
  const to = new Map<BatchId, number[]>()
  const of = new Set<number>()
  if (pins.size === 0) return { to, of }
  for (const [id, batch] of pins) {
    const position = set.positionOf.get(id)
    const group = position === undefined ? -1 : intAt(set.groupOf, position)
    if (group === -1 || of.has(group)) continue
    of.add(group)
    const list = to.get(batch) ?? []
    list.push(group)
    to.set(batch, list)
  }
  return { to, of }
}

/** Batches that have begun, as the customers tell of them; whoever is left over of one that is at rest is free. */
function begunBatches(facts: PlanFacts): readonly DraftBatch[] {
  const byBatch = new Map<BatchId, PlanCustomer[]>()
  for (const customer of facts.customers) {
    if (customer.batch === undefined) continue
    const list = byBatch.get(customer.batch)
    if (list === undefined) byBatch.set(customer.batch, [customer])
    else list.push(customer)
  }
  const begun = [...byBatch]
    .filter(([id, members]) => hasBegun(facts, id, members))
    .map(([id, members]): DraftBatch => ({
      id,
      ordinal: id === pilotId ? 0 : batchNumber(id),
      pilot: id === pilotId,
      members: members
        .filter((c) => c.state !== 'excluded')
        .filter((c) => !cameToRest(facts, id) || !isFree(c.state))
        .map((c) => c.id),
      why: ['has begun, and stays as it is'],
    }))
  return begun.toSorted((a, b) => a.ordinal - b.ordinal || (a.id < b.id ? -1 : 1))
}
