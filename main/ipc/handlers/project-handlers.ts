import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Dialogs } from '../../app/dialogs.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { projectChannels } from '../../../shared/ipc/channels.ts'
import type { AreaHandlers } from '../handlers.ts'

export type ProjectDeps = {
  readonly workspace: Workspace
  readonly dialogs: Dialogs
  readonly recent: {
    has(path: string): boolean
    add(path: string, name: string): void
    remove(path: string): void
  }
  sampleRate(): number
}

export function projectHandlers(deps: ProjectDeps): AreaHandlers<typeof projectChannels> {
  const { workspace, dialogs, recent } = deps

  const remember = async (path: string, opening: Promise<Result<{ name: string }, Problem>>) => {
    const opened = await opening
    if (!opened.ok) return opened
    recent.add(path, opened.value.name)
    return ok(true)
  }

  return {
    'project/choose-and-open': async () => {
      const path = await dialogs.chooseProject()
      return path === undefined ? ok(false) : remember(path, workspace.openProject(path))
    },
    'project/choose-and-import': async () => {
      const files = await dialogs.chooseImport()
      return files === undefined ? ok(false) : remember(files.out, workspace.importProject(files))
    },
    'project/open-recent': async ({ path }) => {
      if (!recent.has(path))
        return bad(
          problem('not-allowed', `${path} is not in the list of recent projects.`, {
            next: 'Choose the file with Open project.',
          }),
        )
      const opened = await remember(path, workspace.openProject(path))
      if (!opened.ok && opened.problem.code === 'not-found') recent.remove(path)
      return opened
    },
    'project/open-sample': async () => {
      const opened = await workspace.openSample(deps.sampleRate())
      return opened.ok ? ok(true) : opened
    },
    'project/close-project': async () => {
      if (
        workspace.liveRuns().length > 0 &&
        !(await dialogs.confirmLeave(workspace.liveRuns(), 'close'))
      )
        return ok(false)
      await workspace.closeProject()
      return ok(true)
    },
    'sample/skip-time': ({ to }) => workspace.skipTime(to),
    'project/get-overview': async () => ok(await workspace.overview()),
  }
}
