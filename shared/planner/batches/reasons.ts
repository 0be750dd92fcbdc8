import { counted } from '../../base/counted.ts'
import type { PlanFacts } from '../types.ts'
import { at, intAt } from './at.ts'
import { isLarger, sizeOf } from './group-set.ts'
import type { GroupSet } from './group-set.ts'
import { firstMember, membersOf } from './moving-groups.ts'
import { named } from './words.ts'

/** Why a batch is as it is, in a few sentences. */
export function whyOf(
  facts: PlanFacts,
  set: GroupSet,
  groups: readonly number[],
): readonly string[] {
  const { customers, settings, spec } = facts
  const first = (group: number): string => at(customers, firstMember(set, group)).id
  const why: string[] = []
  let largest: number | undefined
  for (const group of groups)
    if (largest === undefined || isLarger(set, group, largest)) largest = group
  if (
    groups.length === 1 &&
    largest !== undefined &&
    sizeOf(set, largest) > spec.transfer.maxBatchSize
  )
    why.push('a batch of its own: its customers move together and cannot be split')
  else if (largest !== undefined) {
    const most = intAt(set.accounts, largest)
    const member = [...membersOf(set, largest)].find((p) => at(customers, p).accounts === most)
    why.push(
      `its largest customer is ${at(customers, member ?? 0).id} (${counted(most, 'account')}); the largest are one to a batch`,
    )
  }
  const ties = groups.filter((group) => sizeOf(set, group) > 1)
  if (ties.length > 0 && groups.length > 1)
    why.push(`${counted(ties.length, 'group')} kept whole: ${named(ties.map(first), 3)}`)
  if (settings.composeBy === 'even')
    why.push('size and work spread evenly over the batches of its environment')
  else why.push(`composed by ${settings.composeBy}`)
  return why
}
