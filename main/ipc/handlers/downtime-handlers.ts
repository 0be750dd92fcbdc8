import { ok } from '../../../shared/base/result.ts'
import type { downtimeChannels } from '../../../shared/ipc/channels.ts'
import type { Dialogs } from '../../app/dialogs.ts'
import type { DowntimeBooks } from '../../app/downtime-book.ts'
import type { Workspace } from '../../app/workspace.ts'
import { writeWhole } from '../../exports/write-whole.ts'
import type { AreaHandlers } from '../handlers.ts'

/** Downtime windows: planned, measured, traced. Nothing here changes anything. */
export const downtimeHandlers = (
  workspace: Workspace,
  dialogs: Pick<Dialogs, 'chooseSave'>,
  books: DowntimeBooks,
): AreaHandlers<typeof downtimeChannels> => ({
  'downtime/get-book': () => workspace.ask(async (project) => ok(await books.read(project))),
  'downtime/get-trace': (window) =>
    workspace.ask(async (project) =>
      ok((await books.trace(project.engine().data, window)) ?? null),
    ),
  'downtime/save-table': () =>
    workspace.ask(async (project) => {
      const path = await dialogs.chooseSave({ kind: 'csv', name: `${project.name} downtime` })
      if (path === undefined) return ok(null)
      const text = books.csv(await books.read(project))
      const written = await writeWhole([{ path, text }], { replace: true })
      return written.ok ? ok({ path, bytes: written.value[0]?.bytes ?? 0 }) : written
    }),
})
