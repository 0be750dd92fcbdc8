import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import { needsRadiusSwitchover } from '../../shared/domain/project.ts'
import { appliesTo, customerMember, fixedMembers } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { isOnTarget } from '../../shared/domain/states.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import type { CustomerRow, DataApi } from '../data/protocol.ts'
import type { RunRequest } from '../engine.ts'
import type { Clock } from '../runner/ports.ts'
import type { Pack } from '../procedures/load.ts'
import type { ProjectServices } from '../project-services.ts'
import { halfWayMembers } from './standing.ts'
import { whoMayMove } from './who-may-move.ts'

/** From what a person asks for to the members of a run, or why there is none. */

export type PrepareDeps = {
  readonly data: DataApi
  readonly clock: Clock
  readonly pack: Pack
  readonly services: () => ProjectServices | undefined
}

export type Ready = {
  readonly services: ProjectServices
  readonly procedure: Procedure
  readonly members: readonly Member[]
  readonly customers: ReadonlyMap<string, CustomerState>
  /** Who of the batch stays where it is, and why. */
  readonly notes: readonly string[]
}

export const noProject = problem('wrong-use', 'no project is open', {
  next: 'open or import a project first',
})

/** @param purpose A start is refused outside of the members' windows; a look goes at any time, to be ready for the next one. */
export async function prepareRun(
  deps: PrepareDeps,
  request: RunRequest,
  purpose: 'start' | 'look',
): Promise<Result<Ready, Problem>> {
  const services = deps.services()
  if (services === undefined) return bad(noProject)
  const procedure = deps.pack.procedures.find((p) => p.id === request.procedure)
  if (procedure === undefined)
    return bad(
      problem('not-found', `there is no procedure "${request.procedure}"`, {
        next: `choose one of ${deps.pack.procedures.map((p) => p.id).join(', ')}`,
      }),
    )
  if (!appliesTo(procedure, needsRadiusSwitchover(services.spec)))
    return bad(
      problem(
        'precondition',
        `${procedure.title}: not needed here, there are no external gateways and no xDR import`,
      ),
    )
  const rows = await deps.data.customers()
  const wanted =
    procedure.scope === 'customer'
      ? customersOf(request, procedure, rows, services)
      : fixed(request, fixedMembers(services.spec, procedure.scope), procedure)
  if (!wanted.ok) return wanted
  const { spec } = services
  const asked = { request, procedure, members: wanted.value, rows, purpose }
  const members = await whoMayMove({ data: deps.data, clock: deps.clock, spec }, asked)
  if (!members.ok) return members
  const halfWay = await halfWayMembers(
    deps.data,
    rows.filter(
      (row) => row.state === 'failed' && members.value.members.some((m) => m.id === row.id),
    ),
  )
  const [first] = halfWay
  if (first !== undefined)
    return bad(
      problem(
        'precondition',
        `${
          halfWay.length === 1
            ? `${first.member} stands`
            : `${halfWay
                .map((h) => h.member)
                .slice(0, 5)
                .join(', ')} stand`
        } half-way from run ${first.run}: what it did is not taken back yet`,
        {
          safe: 'nothing was started',
          next: `take back ${first.member} of run ${first.run} first (undo), then start again`,
        },
      ),
    )
  return ok({
    services,
    procedure,
    members: members.value.members,
    customers: new Map(rows.map((r) => [r.id, r.state])),
    notes: members.value.notes,
  })
}

function fixed(
  request: RunRequest,
  all: readonly Member[],
  procedure: Procedure,
): Result<readonly Member[], Problem> {
  const wanted = request.members
  if (wanted === undefined) return ok(all)
  const unknown = wanted.filter((id) => !all.some((m) => m.id === id))
  return unknown.length === 0
    ? ok(all.filter((m) => wanted.includes(m.id)))
    : bad(
        problem(
          'not-found',
          `${procedure.title}: ${unknown.join(', ')} is none of ${all.map((m) => m.id).join(', ')}`,
        ),
      )
}

/** A batch is there while a customer is in it. */
export const noBatch = (batch: string): Problem =>
  problem('not-found', `there is no batch ${batch}`, {
    safe: 'nothing was started or changed',
    next: 'see `plan` for the batches',
  })

function customersOf(
  request: RunRequest,
  procedure: Procedure,
  rows: readonly CustomerRow[],
  services: ProjectServices,
): Result<readonly Member[], Problem> {
  const named = request.members === undefined ? undefined : new Set(request.members)
  const chosen = rows.filter((row) =>
    named === undefined ? row.batch === request.batch : named.has(row.id),
  )
  if (request.batch === undefined && named === undefined)
    return bad(
      problem('wrong-use', 'name a batch or customers', { next: 'see `plan` for the batches' }),
    )
  if (named === undefined && chosen.length === 0) return bad(noBatch(request.batch ?? ''))
  const unknown = [...(named ?? [])].filter((id) => !chosen.some((row) => row.id === id))
  if (unknown.length > 0)
    return bad(problem('not-found', `no customer ${unknown.slice(0, 5).join(', ')}`))
  const fits = chosen.filter((row) =>
    procedure.id === 'customer-return'
      ? isOnTarget(row.state)
      : row.state === 'planned' ||
        row.state === 'failed' ||
        row.state === 'returned' ||
        row.state === 'scheduled',
  )
  if (named !== undefined && fits.length < chosen.length) {
    const other = chosen
      .filter((row) => !fits.includes(row))
      .map((row) => `${row.id} is ${row.state}`)
    return bad(
      problem('precondition', `${procedure.title}: ${other.slice(0, 5).join(', ')}`, {
        safe: 'nothing was started',
        next: 'leave these out; one that failed half-way is taken back first, by an undo of its run',
      }),
    )
  }
  if (fits.length === 0)
    return bad(
      problem('precondition', `no customer of ${request.batch ?? 'these'} is left to move`, {
        safe: 'nothing was started',
      }),
    )
  return ok(fits.map((row) => customerMember(services.spec, row)))
}
