import { someOf } from '../../shared/base/some-of.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { formatInstant, instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { CustomerRow } from '../data/protocol.ts'
import type { RunRequest } from '../engine.ts'
import { adviceFor } from './next-free.ts'
import type { NextFreeDeps } from './next-free.ts'
import { boundsOf, chancesAt, isBoundToWindows, whyNot } from './windows.ts'
import type { Chances } from './windows.ts'

export type Asked = {
  readonly request: RunRequest
  readonly procedure: Procedure
  readonly members: readonly Member[]
  readonly rows: readonly CustomerRow[]
  readonly purpose: 'start' | 'look'
}

export type Movers = {
  readonly members: readonly Member[]
  /** Who stays where it is, and why. */
  readonly notes: readonly string[]
}

/**
 * Of a batch, those whose window is open when the run is to start: a pilot batch has a window for each environment. Customers that
 * were named one by one all have to be in their windows, so that nobody is left out unseen.
 */
export async function whoMayMove(
  deps: NextFreeDeps,
  { request, procedure, members, rows, purpose }: Asked,
): Promise<Result<Movers, Problem>> {
  if (!isBoundToWindows(procedure)) return ok({ members, notes: [] })
  const reason = request.outsideWindow
  if (reason !== undefined) return reason.trim() === '' ? bad(noReason) : ok({ members, notes: [] })
  const bounds = boundsOf(await deps.data.batches(), rows)
  const ids = members.map((member) => member.id)
  const at = instant(Math.max(request.startAt ?? 0, deps.clock.now()))
  const chances = chancesAt(bounds, ids, at)
  const isNamed = request.members !== undefined
  if (chances.not.length === 0) return ok({ members, notes: [] })
  if (chances.now.length > 0 && !isNamed) return ok(some(deps, members, chances, at))
  if (purpose === 'look') {
    const next = nextOpening(chances)
    return isNamed || next === undefined
      ? ok({ members, notes: [] })
      : ok(some(deps, members, chancesAt(bounds, ids, next), next))
  }
  const title =
    at === request.startAt
      ? `${procedure.title}: for a start at ${formatInstant(at)}`
      : procedure.title
  return bad(await refusal(deps, title, chances, at))
}

const noReason = problem('wrong-use', 'a move outside of the window needs a reason', {
  safe: 'nothing was started',
  next: 'say in a few words why it cannot wait',
})

function some(
  { spec }: NextFreeDeps,
  members: readonly Member[],
  chances: Chances,
  at: Instant,
): Movers {
  const now = new Set(chances.now)
  return {
    members: members.filter((member) => now.has(member.id)),
    notes: chances.not.map(
      (not) => `${someOf(not.members)} stay as they are: ${whyNot(spec, not, at)}`,
    ),
  }
}

const nextOpening = ({ not }: Chances): Instant | undefined =>
  not
    .flatMap(({ when, bound }) => (when === 'later' ? (bound.window?.from ?? []) : []))
    .toSorted((a, b) => a - b)[0]

async function refusal(
  deps: NextFreeDeps,
  title: string,
  chances: Chances,
  at: Instant,
): Promise<Problem> {
  const next = nextOpening(chances)
  const lost = chances.not.find(({ when }) => when !== 'later')
  const ways = [
    ...(next === undefined ? [] : [`plan the start: --start-at ${formatInstant(next)}`]),
    ...(lost === undefined ? [] : [await adviceFor(deps, lost.bound)]),
    'in an emergency, give a reason to move them outside of the window',
  ]
  const why = chances.not.map((not) => whyNot(deps.spec, not, at)).join('; ')
  return problem('precondition', `${title}: ${why}`, {
    safe: 'nothing was started',
    next: ways.join('; '),
  })
}
