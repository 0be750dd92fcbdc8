import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { operationDef } from '../../shared/domain/operations.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure, StepSpec } from '../../shared/domain/procedure.ts'
import { selectHosts } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import type { HeldHost, ProjectServices } from '../project-services.ts'

type Wanted = {
  readonly services: ProjectServices
  readonly procedure: Procedure
  readonly members: readonly Member[]
}

/** Hosts that the steps of a run use. */
function hostsOf(
  { services, procedure, members }: Wanted,
  which: (step: StepSpec) => boolean,
): string[] {
  const hosts = new Set<string>()
  for (const step of procedure.steps.filter(which))
    for (const member of members) {
      const selected = selectHosts(services.spec.hosts, step.on, member)
      if (selected.ok) for (const { name } of selected.value) hosts.add(name)
    }
  return [...hosts]
}

const changes = (step: StepSpec): boolean => operationDef(step.operation).effect !== 'reads'

/**
 * Before a run begins or goes on: the tools are on the hosts, and no host that it will change is in the hands of another operator's run, who may know
 * nothing of this project file, or of another copy of it (design.md section 14). What begins meanwhile is refused by the hosts themselves, step by step.
 * @param takeOver A reason to take such hosts; their holder's commands are refused from then on.
 * @returns What was taken over, as sentences for the journal.
 */
export async function hostsInHand(
  wanted: Wanted,
  takeOver: string | undefined,
): Promise<Result<readonly string[], Problem>> {
  const { batons } = wanted.services
  await wanted.services.prepareHosts(hostsOf(wanted, () => true))
  const held = await batons.held(hostsOf(wanted, changes))
  const others = held.filter((one) => !one.isOver)
  if (others.length > 0 && (takeOver === undefined || takeOver.trim() === ''))
    return bad(inOtherHands(others))
  for (const one of held) {
    const taken = await batons.takeOver(one)
    if (!taken.ok) return bad(taken.problem)
  }
  return ok(others.map((one) => `${named(one)} was taken over: ${takeOver ?? ''}`))
}

const named = ({ host, run, by, since }: HeldHost): string =>
  `${host}, held by run ${run} of ${by === '' ? 'somebody' : by} since ${since},`

function inOtherHands(held: readonly HeldHost[]): Problem {
  const [first] = held
  const others = held.length > 1 ? ` (and ${held.length - 1} more hosts)` : ''
  const who = first?.isCopy === true ? 'another copy of this project' : 'another operator'
  return problem(
    'in-other-hands',
    `${who} works here: ${first?.host ?? ''}${others} is in the hands of run ${first?.run ?? ''} of ${first?.by ?? ''} since ${first?.since ?? ''}`,
    {
      where: { host: first?.host },
      safe: 'nothing was started',
      next: 'talk to that operator; when that run is certainly not going on any more, take the hosts over with a reason (--take-over): its commands are then refused by the hosts',
      more: held.slice(1).map((one) => ({ message: named(one), where: { host: one.host } })),
    },
  )
}
