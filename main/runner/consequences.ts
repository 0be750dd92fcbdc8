import type { JournalEvent } from '../../shared/domain/journal.ts'
import { operations } from '../../shared/domain/operations.ts'
import type { RunState } from '../../shared/domain/states.ts'
import type { RunContext } from './run-context.ts'

/** A merge that was settled by its probe, or by a person's word, has no answer: nobody knows how many it carried. */
const Carried = operations['xdr-sync'].answer.pick({ xdrs: true }).partial()

/** Facts of the whole migration that a run brings about: a merge also where that of another environment failed. */
export function consequences(ctx: RunContext, state: RunState): JournalEvent[] {
  const { id, after } = ctx.procedure
  if (state !== 'succeeded' && after.length > 0) return []
  if (id === 'decommission' && state === 'succeeded')
    return [{ kind: 'source.decommissioned', run: ctx.id }]
  if (id !== 'vendor-xdr-sync') return []
  return ctx.members.flatMap((member): JournalEvent[] => {
    const environment = ctx.spec.environments.find((e) => e.id === member.id)
    const progress = ctx.fold.progress()?.members.get(member.id)
    if (progress?.ended?.result !== 'done') return []
    const answer = progress.attempts.findLast(
      (a) => a.intended.operation === 'xdr-sync' && a.state === 'succeeded',
    )?.answer
    const { xdrs } = Carried.parse(answer ?? {})
    const count = xdrs === undefined ? {} : { xdrs }
    return environment === undefined
      ? []
      : [{ kind: 'xdr.synced', environment: environment.id, run: ctx.id, ...count }]
  })
}
