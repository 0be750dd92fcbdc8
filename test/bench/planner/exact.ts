import loadHighs from 'highs'
import type { MovingGroup } from '../../../shared/planner/batches/moving-groups.ts'
import { accountsOf, mean, membersOf, ourBatches } from './quality.ts'
import { planWorld } from './world.ts'
import type { PlanInput } from '../../../shared/planner/propose.ts'
import type { HolidayLookup } from '../../../shared/planner/types.ts'

export type ExactComparison = {
  readonly cases: number
  /** Cases that the solver proved; only these are counted. */
  readonly proved: number
  /** How much heavier our heaviest batch is, in accounts, than the best possible with batches of the same sizes; mean, as a share. */
  readonly gap: number
  /** Windows that we need, and the fewest that would do. */
  readonly windows: number
  readonly fewestWindows: number
}

const sizes = { pilotSize: 4, batchSize: 12, maxBatchSize: 18 }

/** Small projects, planned by us and by a solver of mixed integer programs that has all the time it wants. */
export async function compareExact(
  cases: number,
  holidays: HolidayLookup,
): Promise<ExactComparison> {
  const highs = await loadHighs()
  const solve = (model: string): number | undefined => {
    const answer = highs.solve(model, { output_flag: false, time_limit: 20 })
    return answer.Status === 'Optimal' ? answer.ObjectiveValue : undefined
  }
  const solved = Array.from({ length: cases }, (_, i) => smallCase(100 + i, holidays)).flatMap(
    (batches) => {
      const lightest = solve(heaviestModel(batches))
      const fewest = solve(fewestModel(batches))
      return lightest === undefined || fewest === undefined ? [] : [{ batches, lightest, fewest }]
    },
  )
  return {
    cases,
    proved: solved.length,
    gap: mean(
      solved.map(({ batches, lightest }) => Math.max(...batches.map(accountsOf)) / lightest - 1),
    ),
    windows: mean(solved.map(({ batches }) => batches.length)),
    fewestWindows: mean(solved.map(({ fewest }) => fewest)),
  }
}

function smallCase(seed: number, holidays: HolidayLookup): readonly (readonly MovingGroup[])[] {
  const input = planWorld({ customers: 58, environments: 1, holidays, seed })
  const small: PlanInput = {
    ...input,
    spec: { ...input.spec, transfer: { ...input.spec.transfer, ...sizes } },
  }
  return ourBatches(small)[0] ?? []
}

/** The first batch after the pilot is smaller, unless a group is larger. */
const limitOf = (batches: readonly (readonly MovingGroup[])[], i: number): number =>
  Math.max(
    i === 0 ? sizes.batchSize : sizes.maxBatchSize,
    Math.max(...batches.flat().map((g) => g.members.length)),
    i === 0 ? membersOf(batches[0] ?? []) : 0,
  )

/** In the LP format: each group in one batch, as many customers in each as in ours (even), the heaviest as light as can be. */
function heaviestModel(batches: readonly (readonly MovingGroup[])[]): string {
  const groups = batches.flat()
  const x = (g: number, b: number): string => `x${g}_${b}`
  const sum = (b: number, weight: (g: MovingGroup) => number): string =>
    groups.map((group, g) => `${weight(group)} ${x(g, b)}`).join(' + ')
  return [
    'Minimize\n obj: z\nSubject To',
    ...groups.map((_, g) => ` one${g}: ${batches.map((_b, b) => x(g, b)).join(' + ')} = 1`),
    ...batches.map(
      (_, b) => ` size${b}: ${sum(b, (g) => g.members.length)} = ${membersOf(batches[b] ?? [])}`,
    ),
    ...batches.map((_, b) => ` load${b}: ${sum(b, (g) => g.accounts)} - z <= 0`),
    `Binaries\n ${groups.flatMap((_, g) => batches.map((_b, b) => x(g, b))).join(' ')}`,
    'End',
  ].join('\n')
}

/** The fewest batches that hold every group: what a plan could save in nights if it looked at nothing else. */
function fewestModel(batches: readonly (readonly MovingGroup[])[]): string {
  const groups = batches.flat()
  const x = (g: number, b: number): string => `x${g}_${b}`
  return [
    `Minimize\n obj: ${batches.map((_, b) => `y${b}`).join(' + ')}\nSubject To`,
    ...groups.map((_, g) => ` one${g}: ${batches.map((_b, b) => x(g, b)).join(' + ')} = 1`),
    ...batches.map(
      (_, b) =>
        ` size${b}: ${groups.map((group, g) => `${group.members.length} ${x(g, b)}`).join(' + ')} - ${limitOf(batches, b)} y${b} <= 0`,
    ),
    // The first after the pilot is smaller and cannot be left out.
    ' first: y0 = 1',
    `Binaries\n ${[...batches.map((_, b) => `y${b}`), ...groups.flatMap((_, g) => batches.map((_b, b) => x(g, b)))].join(' ')}`,
    'End',
  ].join('\n')
}
