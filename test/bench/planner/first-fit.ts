import type { MovingGroup } from '../../../shared/planner/batches/moving-groups.ts'

/** The plain way, as a spreadsheet does it: customers in the order of the list, each into the first batch with room. */
export function firstFit(
  groups: readonly MovingGroup[],
  sizes: { readonly first: number; readonly others: number },
): readonly (readonly MovingGroup[])[] {
  const batches: { readonly groups: MovingGroup[]; count: number }[] = []
  for (const group of groups.toSorted((a, b) => a.first - b.first)) {
    const size = group.members.length
    const room = batches.find(
      (batch, i) => batch.count + size <= (i === 0 ? sizes.first : sizes.others),
    )
    if (room === undefined) batches.push({ groups: [group], count: size })
    else {
      room.groups.push(group)
      room.count += size
    }
  }
  return batches.map((batch) => batch.groups)
}
