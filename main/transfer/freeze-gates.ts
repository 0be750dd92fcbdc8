import type { CatalogLook } from '../../shared/domain/analysis/analysis-events.ts'
import type { CatalogDrift } from '../../shared/domain/analysis/catalog-drift.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { EventOf } from '../../shared/domain/journal.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { Clock, Gates, MayBegin } from '../runner/ports.ts'
import { driftsBetween, holdBy, lookNow, looksAtCopy } from './catalog-freeze.ts'
import type { FreezeDeps } from './catalog-freeze.ts'

export type FreezeGateDeps = FreezeDeps & { readonly clock: Clock }

const isBoundToCatalog = ({ scope, preconditions }: Procedure): boolean =>
  scope === 'customer' && preconditions.some(({ check }) => check === 'catalog-unchanged')

/**
 * A change of the frozen catalog holds the customers that use what changed, and nobody else: they stay planned, and the rest moves.
 * What was seen is stored, so that it is a finding on which somebody can decide.
 */
export const createFreezeGates = (deps: FreezeGateDeps): Gates => ({
  async of({ procedure, run }) {
    if (!isBoundToCatalog(procedure)) return undefined
    const seen = await lookAgain(deps, run)
    // The precondition has said so already; a run that is taken up again must not pass it by.
    if (!seen.ok) return () => seen.problem
    const { drifts, now } = seen.value
    if (drifts.length === 0) return undefined
    const stored = await deps.data.append([lookedEvent(now, drifts, run)], deps.clock.now())
    if (!stored.ok) throw new ProblemError(stored.problem)
    const hold = holdBy(drifts, await deps.data.customers(), await deps.data.findingDecisions())
    if (hold.open.length === 0) return undefined
    return ({ id }) => {
      const why = hold.why(id)
      return why === undefined
        ? undefined
        : `${why} until somebody decides on it (analysis findings) or undoes the change`
    }
  },
})

async function lookAgain(
  deps: FreezeGateDeps,
  run: RunId | undefined,
): Promise<
  Result<{ readonly now: readonly CatalogLook[]; readonly drifts: readonly CatalogDrift[] }, string>
> {
  const before = await looksAtCopy(deps, run)
  if ('answer' in before) return bad(before.sentence)
  try {
    const now = await lookNow(deps)
    return ok({ now, drifts: driftsBetween(before, now) })
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return bad(`the catalog could not be looked at: ${error.problem.message}`)
  }
}

/** Fields only of what changed: those of the rest are in the fingerprint of the copy. */
const lookedEvent = (
  now: readonly CatalogLook[],
  drifts: readonly CatalogDrift[],
  run: RunId | undefined,
): EventOf<'catalog.looked'> => ({
  kind: 'catalog.looked',
  purpose: 'check',
  by: 'switchyard',
  ...(run === undefined ? {} : { run }),
  looks: now.map(({ fields, ...look }) => ({
    ...look,
    fields: Object.fromEntries(
      drifts.flatMap(({ system, entity }) => {
        const own = fields?.[entity]
        return system !== look.system || own === undefined ? [] : [[entity, own]]
      }),
    ),
  })),
})

/** Whoever one of them keeps from beginning does not begin; the first reason is told. */
export const allGates = (...all: readonly Gates[]): Gates => ({
  async of(context) {
    const found: MayBegin[] = []
    for (const gates of all) {
      const mayBegin = await gates.of(context)
      if (mayBegin !== undefined) found.push(mayBegin)
    }
    return found.length === 0
      ? undefined
      : (member, now) => {
          for (const mayBegin of found) {
            const why = mayBegin(member, now)
            if (why !== undefined) return why
          }
          return undefined
        }
  },
})
