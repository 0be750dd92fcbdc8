import { ok } from '../../../shared/base/result.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { Handlers } from '../handlers.ts'

type RunChannels =
  | 'batch/plan-batches'
  | 'batch/list-members'
  | 'batch/accept-checked'
  | 'customer/find-customers'
  | 'customer/return-customer'
  | 'run/try-procedure'
  | 'run/start-procedure'
  | 'run/pause-run'
  | 'run/resume-run'
  | 'run/stop-run'
  | 'run/undo-run'
  | 'run/take-out-member'
  | 'run/answer-question'
  | 'run/take-up-interrupted'

export const runHandlers = (workspace: Workspace): Pick<Handlers, RunChannels> => ({
  'batch/plan-batches': () => workspace.planBatches(),
  'batch/list-members': async ({ batch }) => ok(await workspace.members({ batch })),
  'batch/accept-checked': ({ batch }) => workspace.accept(batch),
  'customer/find-customers': async (find) => ok(await workspace.members(find)),
  'customer/return-customer': ({ customer, reason }) => workspace.returnCustomer(customer, reason),
  'run/try-procedure': (ask) => workspace.dryRun(ask),
  'run/start-procedure': (ask) => workspace.start(ask),
  'run/pause-run': ({ run }) => workspace.pause(run),
  'run/resume-run': ({ run }) => workspace.resume(run),
  'run/stop-run': ({ run, reason }) => workspace.stop(run, reason),
  'run/undo-run': ({ run }) => workspace.undo(run),
  'run/take-out-member': ({ run, member, reason }) => workspace.takeOut(run, member, reason),
  'run/answer-question': ({ run, question, choice, reason }) =>
    workspace.answer({ run, question, choice, reason }),
  'run/take-up-interrupted': () => workspace.takeUpInterrupted(),
})
