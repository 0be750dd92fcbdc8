import type { EventOf } from '../../shared/domain/journal.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ApprovalSpec, Procedure } from '../../shared/domain/procedure.ts'
import { fill } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'

export type Given = Pick<EventOf<'approval.given'>, 'approval' | 'by' | 'typed'>

export type Wanted = {
  readonly id: ApprovalSpec['id']
  readonly text: string
  readonly people: number
  readonly typed: string
}

/** What has to be approved before these members start, with the names to type filled in. */
export function wantedApprovals(procedure: Procedure, members: readonly Member[]): Wanted[] {
  const first = members[0]
  return procedure.approvals.map((approval) => ({
    id: approval.id,
    text: approval.text,
    people: approval.people,
    // For several members the name of the project is typed; for one, its own.
    typed:
      members.length === 1 && first !== undefined
        ? fill(approval.typed, first.values)
        : (first?.values['project.name'] ?? ''),
  }))
}

/** The first approval that is missing: wrong name typed, or not enough different people. */
export function missingApproval(
  wanted: readonly Wanted[],
  given: readonly Given[],
): Problem | undefined {
  for (const approval of wanted) {
    const right = given.filter((g) => g.approval === approval.id && g.typed === approval.typed)
    const people = new Set(right.map((g) => g.by.trim().toLowerCase()))
    if (people.size >= approval.people) continue
    const wrong = given.find((g) => g.approval === approval.id && g.typed !== approval.typed)
    return problem(
      'approval-needed',
      wrong === undefined
        ? `${approval.text} This needs the approval of ${approval.people === 1 ? 'one person' : `${approval.people} different people`}${people.size > 0 ? `; given so far by ${[...people].join(', ')}` : ''}.`
        : `the typed name "${wrong.typed}" is not "${approval.typed}"`,
      {
        safe: 'nothing was started',
        next: `approve "${approval.id}" by typing ${approval.typed}`,
      },
    )
  }
  return undefined
}
