import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { ImportFiles } from '../data/protocol.ts'
import type { Dialogs } from './dialogs.ts'
import type { Workspace } from './workspace.ts'

export const projectEnding = '.switchyard'

/**
 * The project file that a command line names: what a double click on a file gives on Linux and Windows. Switches are left out, and so
 * is everything with another ending.
 * @param folder Where relative names start: the working directory of whoever called.
 */
export function projectFileOf(argv: readonly string[], folder: string): string | undefined {
  const named = argv
    .slice(1)
    .findLast((word) => !word.startsWith('-') && word.endsWith(projectEnding))
  return named === undefined ? undefined : resolve(folder, named)
}

export type Opener = {
  /** Opens a project file, whoever named it. False: a person chose to stay with what runs now. */
  open(path: string): Promise<Result<boolean, Problem>>
  importFrom(files: ImportFiles): Promise<Result<boolean, Problem>>
  sample(rate: number): Promise<Result<boolean, Problem>>
  close(): Promise<Result<boolean, Problem>>
}

export type OpenerParts = {
  readonly workspace: Workspace
  readonly dialogs: Pick<Dialogs, 'confirmLeave'>
  readonly recent: { add(path: string, name: string): void; remove(path: string): void }
}

/** Every way from one project to another: what runs is asked about first, and what was opened becomes a recent file. */
export function createOpener({ workspace, dialogs, recent }: OpenerParts): Opener {
  const mayLeave = async (): Promise<boolean> => {
    const live = workspace.liveRuns()
    return live.length === 0 || dialogs.confirmLeave(live, 'close')
  }

  const leaveFor = async (
    opening: () => Promise<Result<unknown, Problem>>,
  ): Promise<Result<boolean, Problem>> => {
    if (!(await mayLeave())) return ok(false)
    const opened = await opening()
    return opened.ok ? ok(true) : opened
  }

  const remembered = async (path: string, opening: Promise<Result<{ name: string }, Problem>>) => {
    const opened = await opening
    if (opened.ok) recent.add(path, opened.value.name)
    else if (opened.problem.code === 'not-found') recent.remove(path)
    return opened
  }

  return {
    async open(path) {
      if (!path.endsWith(projectEnding))
        return bad(
          problem('wrong-use', `${basename(path)} is not a Switchyard project.`, {
            where: { file: path },
            safe: 'nothing was opened or changed',
            next: `Choose a file that ends with ${projectEnding}, or import project.yaml.`,
          }),
        )
      // Opening what is open already, by a second double click, must not pause what runs in it.
      if (isSameFile(workspace.projectPath(), path)) return ok(true)
      return leaveFor(() => remembered(path, workspace.openProject(path)))
    },
    importFrom: (files) => leaveFor(() => remembered(files.out, workspace.importProject(files))),
    sample: (rate) => leaveFor(() => workspace.openSample(rate)),
    close: () =>
      leaveFor(async () => {
        await workspace.closeProject()
        return ok(null)
      }),
  }
}

/**
 * Opens a file that was double-clicked. No window asked, so nobody hears the promise: what went wrong is told, a bug as well, and the
 * program goes on with what runs in it.
 */
export const openNamed =
  (opener: Pick<Opener, 'open'>, to: { tell(found: Problem): void; onBug(error: unknown): void }) =>
  async (path: string | undefined): Promise<void> => {
    if (path === undefined) return
    try {
      const opened = await opener.open(path)
      if (!opened.ok) to.tell(opened.problem)
    } catch (error) {
      to.onBug(error)
      const why = error instanceof Error ? error.message : String(error)
      to.tell(
        problem('bug', `${basename(path)} could not be opened: ${why}`, { where: { file: path } }),
      )
    }
  }

/** Also by another name: a link, or other letters where the file system makes no difference. */
function isSameFile(one: string | undefined, other: string): boolean {
  if (one === undefined || one === other) return one === other
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev
}
