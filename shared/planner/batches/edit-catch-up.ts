import { counted } from '../../base/counted.ts'
import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import type { BatchId, CustomerId } from '../../domain/ids.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import type { PlanCustomer, PlannedBatch } from '../types.ts'
import { at, intAt } from './at.ts'
import { composeAll } from './compose-all.ts'
import { isOver } from './begun.ts'
import { capacityOf, exactMs } from './capacity.ts'
import { leftOvers } from './edit-replan.ts'
import type { Edited, EditState } from './edit-state.ts'
import { groupSet, largestFirst } from './group-set.ts'
import { membersOf } from './moving-groups.ts'
import { rebuild } from './rebuild.ts'

/**
 * What was missed gets a new chance: a batch whose windows went by without anybody moving is placed again as it is; customers that
 * a batch left behind or that came back become new batches at the end, with whom they belong together.
 */
export function catchUp(state: EditState): Result<Edited, Problem> {
  const missed = state.batches.filter((batch) => isMissed(state, batch))
  const left = state.batches.flatMap((batch) => leftOvers(state, batch))
  if (missed.length === 0 && left.length === 0)
    return bad(
      problem(
        'precondition',
        'nothing to catch up with: no window was missed and nobody is left over',
        {
          safe: 'the plan is as it was',
          next: 'move or place batches by hand, or plan the rest again',
        },
      ),
    )
  const made = compose(state, left)
  if (!made.ok) return made
  const out = new Set(left.map((c) => c.id))
  const rest = new Map<BatchId, readonly CustomerId[]>()
  for (const { id } of left) {
    const home = state.homeOf(id)
    if (home !== undefined && !rest.has(home.id))
      rest.set(
        home.id,
        home.members.filter((member) => !out.has(member)),
      )
  }
  const settings = {
    ...state.settings,
    // Pins and fixed windows of what is past bind nobody any more.
    pins: state.settings.pins.filter((pin) => !out.has(pin.customer)),
    fixedWindows: state.settings.fixedWindows.filter(
      (window) => !missed.some((batch) => batch.id === window.batch),
    ),
  }
  const edited = rebuild(state, { members: rest, added: made.value, settings })
  const places = new Set([
    ...missed.map((batch) => batch.id),
    ...made.value.map((batch) => batch.id),
  ])
  return ok({
    ...edited,
    place: [...places],
  })
}

/** All its windows went by, and nobody moved. */
const isMissed = (state: EditState, batch: PlannedBatch): boolean =>
  batch.windows.length > 0 &&
  batch.windows.every((window) => window.to <= state.facts.now) &&
  isOver(state.facts, batch) &&
  !state.isBegun(batch)

/** Batches of those who are left over, by the rules of every other batch. */
function compose(
  state: EditState,
  left: readonly PlanCustomer[],
): Result<
  readonly {
    id: BatchId
    behind: undefined
    members: readonly CustomerId[]
    why: string
  }[],
  Problem
> {
  const { facts } = state
  const ids = new Set(left.map((c) => c.id))
  const set = groupSet(facts, (position) => ids.has(at(facts.customers, position).id))
  const own: number[][] = facts.spec.environments.map(() => [])
  for (let group = 0; group < set.count; group++) at(own, intAt(set.environment, group)).push(group)
  const limits = facts.spec.environments.map((e) => capacityOf(facts, e.id).usualMs)
  const customersOf = (group: number): PlanCustomer[] =>
    [...membersOf(set, group)].map((position) => at(facts.customers, position))
  const composed = composeAll({
    facts,
    set,
    groups: own.map((groups) => groups.toSorted(largestFirst(set))),
    pins: new Map(),
    kept: state.batches,
    isAnew: false,
    highestBatch: facts.progress.highestBatch,
    capacityMs: limits,
    isShortEnough: (group) =>
      exactMs(facts, customersOf(group)) <= at(limits, intAt(set.environment, group)),
  })
  if (!composed.ok) return composed
  return ok(
    composed.value.map(({ id, groups }) => {
      const members = groups.flatMap(customersOf).map((c) => c.id)
      return {
        id,
        behind: undefined,
        members,
        why: `catches up: ${counted(members.length, 'customer')} left over or returned`,
      }
    }),
  )
}
