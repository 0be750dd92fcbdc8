import { ok } from '../../../shared/base/result.ts'
import type { planChannels } from '../../../shared/ipc/channels.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** The plan: what it says, and every edit of it. */
export const planHandlers = (workspace: Workspace): AreaHandlers<typeof planChannels> => ({
  'batch/plan-batches': () =>
    workspace.change(async (project) => {
      const planned = await project.engine().plan.propose(workspace.by)
      return planned.ok ? ok(planned.value.batches.length) : planned
    }),
})
