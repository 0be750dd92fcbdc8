import { ok } from '../../../shared/base/result.ts'
import type { reportChannels } from '../../../shared/ipc/channels.ts'
import type { Dialogs } from '../../app/dialogs.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

/** What leaves the program as a file. Where to is always asked in main's own dialog. */
export const reportHandlers = (
  workspace: Workspace,
  dialogs: Dialogs,
): AreaHandlers<typeof reportChannels> => ({
  'report/save-report': () =>
    workspace.ask(async (project) => {
      const path = await dialogs.chooseReport(project.name)
      if (path === undefined) return ok(null)
      const written = await project.engine().data.report(path, project.now())
      return written.ok ? ok({ path, bytes: written.value.bytes }) : written
    }),
})
