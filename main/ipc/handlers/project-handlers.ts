import { bad, ok } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { projectChannels } from '../../../shared/ipc/channels.ts'
import type { Dialogs } from '../../app/dialogs.ts'
import type { Opener } from '../../app/opener.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { AreaHandlers } from '../handlers.ts'

export type ProjectDeps = {
  readonly workspace: Workspace
  readonly opener: Opener
  readonly dialogs: Dialogs
  isRecent(path: string): boolean
  sampleRate(): number
}

export function projectHandlers(deps: ProjectDeps): AreaHandlers<typeof projectChannels> {
  const { workspace, opener, dialogs } = deps
  return {
    'project/choose-and-open': async () => {
      const path = await dialogs.chooseProject()
      return path === undefined ? ok(false) : opener.open(path)
    },
    'project/choose-and-import': async () => {
      const files = await dialogs.chooseImport()
      return files === undefined ? ok(false) : opener.importFrom(files)
    },
    'project/open-recent': async ({ path }) =>
      deps.isRecent(path)
        ? opener.open(path)
        : bad(
            problem('not-allowed', `${path} is not in the list of recent projects.`, {
              next: 'Choose the file with Open project.',
            }),
          ),
    'project/open-dropped': ({ path }) => opener.open(path),
    'project/open-sample': () => opener.sample(deps.sampleRate()),
    'project/close-project': () => opener.close(),
    'sample/skip-time': ({ to }) => workspace.skipTime(to),
    'project/get-desk': async () => ok(await workspace.desk()),
    'project/get-overview': async () => ok(await workspace.overview()),
  }
}
