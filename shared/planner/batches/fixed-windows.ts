import type { CustomerId } from '../../domain/ids.ts'
import { problem } from '../../domain/problems.ts'
import type { Problem } from '../../domain/problems.ts'
import type { DraftBatch, PlanFacts } from '../types.ts'
import { groupsOf } from './moving-groups.ts'
import { named } from './words.ts'

/**
 * A window that settings fix for a batch, or for customers of it, that the plan does not have: placement would pass over it.
 * @param known Windows that are no news: what they were fixed for may have been moved since.
 */
export function strayWindow(
  { customers, settings }: Pick<PlanFacts, 'customers' | 'settings'>,
  batches: readonly DraftBatch[],
  known: PlanFacts['settings']['fixedWindows'] = [],
): Problem | undefined {
  const { positionOf } = groupsOf(customers)
  const environmentOf = (id: CustomerId) => customers[positionOf.get(id) ?? -1]?.environment
  for (const fixed of settings.fixedWindows) {
    if (known.some((w) => w.batch === fixed.batch && w.environment === fixed.environment)) continue
    const batch = batches.find(({ id }) => id === fixed.batch)
    const details = {
      safe: 'the plan is as it was',
      next: `take the fixed window out of the settings, or correct it; the plan has ${named(
        batches.map(({ id }) => id),
        8,
      )}`,
    }
    if (batch === undefined)
      return problem(
        'not-found',
        `a window is fixed for ${fixed.batch}, which the plan does not have`,
        details,
      )
    if (!batch.members.some((id) => environmentOf(id) === fixed.environment))
      return problem(
        'not-found',
        `a window is fixed in ${fixed.environment}, and ${fixed.batch} has no customers of ${fixed.environment}`,
        details,
      )
  }
  return undefined
}
