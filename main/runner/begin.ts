import { CustomerId } from '../../shared/domain/ids.ts'
import type { BatchId, RunId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { mayMove } from '../../shared/domain/states.ts'
import type { CustomerState } from '../../shared/domain/states.ts'
import { formatInstant, instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { Checks, Clock } from './ports.ts'

/** From `armed` to `running`: preconditions on the live systems, the lapse of the permission, the customers' schedule. */

/** Permission to start lapses after so long: facts that were checked have an age (design.md section 5, `armed`). */
export const armedForMs = 15 * 60_000

export type Beginning = {
  readonly run: RunId
  readonly procedure: Procedure
  readonly members: readonly Member[]
  readonly batch?: BatchId
  readonly customers: ReadonlyMap<string, CustomerState>
  readonly expiresAt: Instant
  readonly by: string
  readonly outsideWindow?: string
  /** Passed after each check, which may have taken long, or could not look because the program is closing. */
  readonly gate?: () => Promise<void>
  /** Aborted when nobody waits for it any more: a check that waits ends then. */
  readonly stopping?: AbortSignal
}

/** Answers why the run does not start; it has ended in the journal then. */
export async function begin(
  { checks, clock }: { readonly checks: Checks; readonly clock: Clock },
  append: (events: readonly JournalEvent[]) => Promise<void>,
  beginning: Beginning,
): Promise<Problem | undefined> {
  const { run, procedure, members, batch, by, outsideWindow, stopping } = beginning
  const title = procedure.title
  for (const spec of procedure.preconditions) {
    const context = {
      procedure,
      members,
      run,
      ...(batch === undefined ? {} : { batch }),
      ...(outsideWindow === undefined ? {} : { outsideWindow }),
      ...(stopping === undefined ? {} : { signal: stopping }),
    }
    const { answer, sentence, facts } = await checks.answer(spec, context)
    await beginning.gate?.()
    await append([
      {
        kind: 'check.answered',
        run,
        check: spec.check,
        moment: 'before',
        answer,
        sentence,
        ...(facts === undefined ? {} : { facts }),
      },
    ])
    if (answer === 'pass' || spec.onFailure === 'note') continue
    await append([{ kind: 'run.state', run, from: 'armed', to: 'failed', reason: sentence }])
    return problem('precondition', `${title}: ${sentence}`, {
      safe: 'nothing was started',
      next: 'put it right, then start again',
    })
  }
  await beginning.gate?.()
  if (clock.now() > beginning.expiresAt) {
    const reason = lapsed(beginning.expiresAt)
    await append([{ kind: 'run.state', run, from: 'armed', to: 'aborted', by, reason }])
    return problem('precondition', `${title}: ${reason}`, {
      safe: 'nothing was started',
      next: 'start it again',
    })
  }
  await append([
    ...schedule(beginning),
    { kind: 'run.state', run, from: 'armed', to: 'running', by },
  ])
  return undefined
}

export const lapsed = (expiresAt: Instant): string =>
  `the permission to start lapsed at ${formatInstant(expiresAt)}; nothing was done`

export const notBegun = 'interrupted before it began; nothing was done'

export const expiry = (from: Instant): Instant => instant(from + armedForMs)

/** Customers of a transfer are scheduled with the start; those that came back or failed are planned anew. */
function schedule({ procedure, members, customers, run }: Beginning): JournalEvent[] {
  if (procedure.id !== 'customer-transfer') return []
  return members.flatMap((member) => {
    const events: JournalEvent[] = []
    const id = CustomerId.parse(member.id)
    let state = customers.get(id) ?? 'planned'
    for (const to of state === 'returned'
      ? (['planned', 'scheduled'] as const)
      : (['scheduled'] as const)) {
      if (!mayMove(state, to)) continue
      events.push({ kind: 'customer.state', customer: id, from: state, to, run })
      state = to
    }
    return events
  })
}
