import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { reportChannels } from '../../../shared/ipc/channels.ts'
import type { ExportProgress, SavedFile } from '../../../shared/ipc/report-views.ts'
import type { Dialogs, SaveAs } from '../../app/dialogs.ts'
import type { OpenedProject } from '../../app/opened-project.ts'
import type { Workspace } from '../../app/workspace.ts'
import { planFile } from '../../exports/plan-file.ts'
import { writeWhole } from '../../exports/write-whole.ts'
import type { AreaHandlers } from '../handlers.ts'

export type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type ReportDeps = {
  readonly workspace: Workspace
  readonly dialogs: Pick<Dialogs, 'chooseSave'>
  /** Pages of a document that has nothing to load, as PDF. */
  readonly printPdf: (html: string, footer: string) => Promise<{ bytes: Uint8Array; pages: number }>
  /** This part of our own window as PNG; undefined when there is none. */
  readonly capture: (part: Rectangle) => Promise<Uint8Array | undefined>
  readonly progress: (at: ExportProgress) => void
}

/** What leaves the program as a file. Where to is always asked in main's own dialog; undefined there: cancelled. */
export function reportHandlers(deps: ReportDeps): AreaHandlers<typeof reportChannels> {
  const { workspace, dialogs, progress } = deps

  /** Asks where, then writes; null when that was cancelled. */
  const save = (
    kind: SaveAs['kind'],
    what: string,
    write: (path: string, project: OpenedProject) => Promise<Result<SavedFile, Problem>>,
  ): Promise<Result<SavedFile | null, Problem>> =>
    workspace.ask(async (project): Promise<Result<SavedFile | null, Problem>> => {
      const path = await dialogs.chooseSave({ kind, name: `${project.name} ${what}`.trim() })
      return path === undefined ? ok(null) : write(path, project)
    })

  return {
    'report/get-preview': () =>
      workspace.ask(async (project) => {
        const html = await project.engine().data.reportPage(project.now(), project.going())
        return ok({ html, bytes: Buffer.byteLength(html) })
      }),
    'report/save-report': () =>
      save('html', '', async (path, project) => {
        const written = await project.engine().data.report(path, project.now(), project.going())
        return written.ok ? ok({ path, bytes: written.value.bytes }) : written
      }),
    'report/save-pdf': () =>
      save('pdf', '', async (path, project) => {
        progress({ step: 'reading the project', done: 0, of: 3 })
        const html = await project.engine().data.reportPage(project.now(), project.going())
        progress({ step: 'printing the pages', done: 1, of: 3 })
        const { bytes, pages } = await deps.printPdf(html, project.name)
        progress({ step: 'writing the file', done: 2, of: 3 })
        const written = await writeOne(path, bytes)
        return written.ok ? ok({ ...written.value, pages }) : written
      }),
    'report/save-table': ({ table }) =>
      save('csv', table, async (path, project) => {
        progress({ step: `writing ${table}`, done: 0, of: 1 })
        const written = await project.engine().data.exportTable(table, path)
        return written.ok ? ok({ path, ...written.value }) : written
      }),
    'report/save-plan': ({ file }) =>
      save(file === 'calendar' ? 'ics' : 'csv', file, async (path, project) => {
        progress({ step: `writing ${file}`, done: 0, of: 1 })
        const text = await planFile(project.engine().plan, file)
        return text.ok ? writeOne(path, text.value) : text
      }),
    'report/save-picture': async ({ name, ...part }) => {
      // Before the question, which would lie over it.
      const picture = await deps.capture(part)
      return picture === undefined
        ? bad(problem('not-found', 'There is no window to take a picture of.'))
        : save('png', name, (path) => writeOne(path, picture))
    },
  }
}

/** The dialog has asked already whether an older file is to be replaced. */
async function writeOne(
  path: string,
  text: string | Uint8Array,
): Promise<Result<SavedFile, Problem>> {
  const written = await writeWhole([{ path, text }], { replace: true })
  if (!written.ok) return written
  const [file] = written.value
  return ok({ path, bytes: file?.bytes ?? 0 })
}
