import type { JournalEvent } from '../../shared/domain/journal.ts'
import type { RunState } from '../../shared/domain/states.ts'
import type { RunContext } from './run-context.ts'

/** Facts of the whole migration that a run's success brings about. */
export function consequences(ctx: RunContext, state: RunState): JournalEvent[] {
  if (state !== 'succeeded') return []
  if (ctx.procedure.id === 'decommission') return [{ kind: 'source.decommissioned', run: ctx.id }]
  if (ctx.procedure.id !== 'vendor-xdr-sync') return []
  return ctx.members.flatMap((member): JournalEvent[] => {
    const environment = ctx.spec.environments.find((e) => e.id === member.id)
    const answer = ctx.fold
      .progress()
      ?.members.get(member.id)
      ?.attempts.findLast(
        (a) => a.intended.operation === 'xdr-sync' && a.state === 'succeeded',
      )?.answer
    const xdrs =
      answer !== null && typeof answer === 'object' && 'xdrs' in answer ? Number(answer.xdrs) : 0
    return environment === undefined
      ? []
      : [{ kind: 'xdr.synced', environment: environment.id, run: ctx.id, xdrs }]
  })
}
