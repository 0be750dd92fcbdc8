import { isOnTarget } from '../../domain/states.ts'
import type { PlanFacts } from '../types.ts'
import { meanOf } from './random.ts'
import type { Beta } from './random.ts'

/** What the settings say counts as much as so many windows, customers and days of the project's own history (I). */
const worth = { windows: 20, customers: 50, days: 100 }

export type Chances = {
  readonly windowLost: Beta
  readonly returned: Beta
  readonly dayLost: Beta
  /** In words, with what they rest on. */
  readonly basis: readonly string[]
}

/** Chances of the settings, corrected by what has happened so far. */
export function chancesOf({ settings, progress, customers }: PlanFacts): Chances {
  const { chances } = settings
  const begun = progress.batches.filter((b) => b.beganAt !== undefined).length
  const windows = begun + progress.missedWindows
  const onTarget = customers.filter(({ state }) => state !== undefined && isOnTarget(state)).length
  const moved = Math.max(onTarget + progress.returned, progress.measured.length)
  const windowLost = posterior(chances.windowLost, worth.windows, progress.missedWindows, windows)
  const returned = posterior(chances.returned, worth.customers, progress.returned, moved)
  const dayLost = posterior(chances.dayLost, worth.days, 0, 0)
  return {
    windowLost,
    returned,
    dayLost,
    basis: [
      `${percent(windowLost)} of planned windows are lost (${seen(progress.missedWindows, windows, 'windows', chances.windowLost, worth.windows)})`,
      `${percent(returned)} of moved customers come back and are moved again (${seen(progress.returned, moved, 'customers', chances.returned, worth.customers)})`,
      `${percent(dayLost)} of working days turn out to be none (assumed)`,
    ],
  }
}

const posterior = (chance: number, weight: number, happened: number, of: number): Beta => ({
  a: chance * weight + happened,
  b: (1 - chance) * weight + Math.max(0, of - happened),
})

const seen = (
  happened: number,
  of: number,
  what: string,
  assumed: number,
  weight: number,
): string =>
  of === 0
    ? 'assumed'
    : `${happened} of ${of} ${what} so far, beside the assumed ${percent({ a: assumed, b: 1 - assumed })} that counts as ${weight} ${what}`

const percent = (chance: Beta): string => `${Number((100 * meanOf(chance)).toPrecision(2))} %`
