import type { JournalEvent } from '../../shared/domain/journal.ts'
import type { RunState } from '../../shared/domain/states.ts'
import type { RunContext } from './run-context.ts'

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
    const xdrs =
      answer !== null && typeof answer === 'object' && 'xdrs' in answer ? Number(answer.xdrs) : 0
    return environment === undefined
      ? []
      : [{ kind: 'xdr.synced', environment: environment.id, run: ctx.id, xdrs }]
  })
}
