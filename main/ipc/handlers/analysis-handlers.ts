import { ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { unfinishedSurvey } from '../../../shared/domain/analysis/analysis-state.ts'
import type { FileKind } from '../../../shared/domain/analysis/file-kinds.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import type { analysisChannels } from '../../../shared/ipc/channels.ts'
import type { SavedFile } from '../../../shared/ipc/report-views.ts'
import type { Dialogs, SaveAs } from '../../app/dialogs.ts'
import type { OpenedProject } from '../../app/opened-project.ts'
import type { SurveyDesk } from '../../app/survey-desk.ts'
import type { Workspace } from '../../app/workspace.ts'
import { writeWhole } from '../../exports/write-whole.ts'
import type { AreaHandlers } from '../handlers.ts'
import type { ReportDeps } from './report-handlers.ts'

export type AnalysisParts = Pick<ReportDeps, 'printPdf' | 'progress'> & {
  readonly workspace: Workspace
  readonly dialogs: Pick<Dialogs, 'chooseSave' | 'chooseRead'>
  readonly surveys: SurveyDesk
}

/** Facts in one answer; a host has a few dozen. */
const mostFacts = 5_000

const fileTitles: Readonly<Record<FileKind, string>> = {
  modifications: 'Read a modification report',
  'web-log': 'Read a web access log',
  'api-methods': 'Read the list of changed API methods',
  sql: 'Read a folder with SQL scripts',
}

/** The stage analysis: survey, findings and decisions, registers, freeze, signatures, results. */
export function analysisHandlers(parts: AnalysisParts): AreaHandlers<typeof analysisChannels> {
  const { workspace, surveys } = parts
  const save = saveWith(parts)
  const done = <T>(answer: Result<T, Problem>): Result<null, Problem> =>
    answer.ok ? ok(null) : answer
  return {
    'analysis/get-state': async () =>
      workspace.engine() === undefined
        ? ok(null)
        : workspace.ask((project) => viewOf(project, surveys)),
    'analysis/get-facts': () =>
      workspace.ask(async (project) => {
        const known = await project.engine().analysis.known()
        const facts = known?.facts ?? []
        return ok({
          facts: facts.slice(0, mostFacts),
          left: Math.max(0, facts.length - mostFacts),
          unread: known?.unread ?? [],
        })
      }),
    'analysis/start-survey': (options) =>
      workspace.change(async (project) => {
        const survey = await surveys.start(project, workspace.by, options)
        return survey.ok
          ? ok({ survey: survey.value.id, over: survey.value.endedAt !== undefined })
          : survey
      }),
    'analysis/stop-survey': async () => {
      surveys.stop()
      return ok(null)
    },
    'analysis/read-file': ({ kind }) =>
      workspace.change(async (project) => {
        const path = await parts.dialogs.chooseRead(
          fileTitles[kind],
          kind === 'sql' ? 'folder' : 'file',
        )
        if (path === undefined) return ok(null)
        const read = await project.engine().analysis.readFile(path, kind, workspace.by)
        if (!read.ok) return read
        const sentence =
          'methods' in read.value
            ? `${read.value.methods} changed methods`
            : read.value.survey.sources.map((source) => source.sentence).join('; ')
        return ok({ sentence })
      }),
    'analysis/decide-finding': ({ owner, due, evidence, ...request }) =>
      workspace.change(async (project) =>
        done(
          await project.engine().registers.decide({
            ...request,
            by: workspace.by,
            ...(owner === undefined ? {} : { owner }),
            ...(due === undefined ? {} : { due }),
            ...(evidence === undefined ? {} : { evidence }),
          }),
        ),
      ),
    'analysis/put-entry': ({ put, reason }) =>
      workspace.change(async (project) =>
        done(await project.engine().registers.put(put, workspace.by, reason)),
      ),
    'analysis/remove-entry': ({ register, id, reason }) =>
      workspace.change(async (project) =>
        done(await project.engine().registers.remove(register, id, workspace.by, reason)),
      ),
    'analysis/sign-results': ({ side, by, results, note }) =>
      workspace.change(async (project) =>
        done(
          await project
            .engine()
            .registers.sign(side, by, { results, ...(note === undefined ? {} : { note }) }),
        ),
      ),
    'analysis/waive-results': ({ typed, reason }) =>
      workspace.change(async (project) =>
        done(await project.engine().registers.waive(workspace.by, typed, reason)),
      ),
    'analysis/look-at-catalog': ({ purpose }) =>
      workspace.change(async (project) =>
        done(await project.engine().registers.look(purpose, workspace.by)),
      ),
    'analysis/get-diagram': ({ phase }) =>
      workspace.ask(async (project) => {
        const { diagram, svg, width, height } = await project
          .engine()
          .data.diagram(phase, project.now())
        return ok({ title: diagram.title, svg, width, height })
      }),
    'analysis/save-diagram': ({ phase }) =>
      save('svg', `components ${phase}`, async (path, project) => {
        const { svg } = await project.engine().data.diagram(phase, project.now())
        return writeOne(path, svg)
      }),
    'analysis/save-picture': ({ phase, png }) =>
      save('png', `components ${phase}`, (path) => writeOne(path, png)),
    'analysis/save-report': ({ format }) =>
      save(format, 'analysis', async (path, project) => {
        const { data } = project.engine()
        if (format === 'html') {
          const written = await data.analysisReport(path, project.now())
          return written.ok ? ok({ path, bytes: written.value.bytes }) : written
        }
        parts.progress({ step: 'reading the project', done: 0, of: 3 })
        const html = await data.analysisPage(project.now())
        parts.progress({ step: 'printing the pages', done: 1, of: 3 })
        const { bytes, pages } = await parts.printPdf(html, project.name)
        parts.progress({ step: 'writing the file', done: 2, of: 3 })
        const written = await writeOne(path, bytes)
        return written.ok ? ok({ ...written.value, pages }) : written
      }),
    'analysis/save-table': ({ table, format }) =>
      save(format, table, async (path, project) => {
        const written = await project.engine().data.analysisTable(table, path, project.now())
        return written.ok ? ok({ path, ...written.value }) : written
      }),
  }
}

async function viewOf(
  project: OpenedProject,
  surveys: SurveyDesk,
): Promise<Result<AnalysisView, Problem>> {
  const { data } = project.engine()
  const [{ survey, ...state }, rows] = await Promise.all([
    data.analysis(project.now()),
    data.surveys(),
  ])
  const unfinished = unfinishedSurvey(rows)?.id
  const running = surveys.running()
  return ok({
    ...state,
    ...(survey === undefined ? {} : { survey }),
    ...(unfinished === undefined ? {} : { unfinished }),
    ...(running === undefined ? {} : { running }),
  })
}

/** Asks where, then writes; null when that was cancelled. */
const saveWith =
  ({ workspace, dialogs }: AnalysisParts) =>
  (
    kind: SaveAs['kind'],
    what: string,
    write: (path: string, project: OpenedProject) => Promise<Result<SavedFile, Problem>>,
  ): Promise<Result<SavedFile | null, Problem>> =>
    workspace.ask(async (project): Promise<Result<SavedFile | null, Problem>> => {
      const path = await dialogs.chooseSave({ kind, name: `${project.name} ${what}`.trim() })
      return path === undefined ? ok(null) : write(path, project)
    })

/** The dialog has asked already whether an older file is to be replaced. */
async function writeOne(
  path: string,
  text: string | Uint8Array,
): Promise<Result<SavedFile, Problem>> {
  const written = await writeWhole([{ path, text }], { replace: true })
  return written.ok ? ok({ path, bytes: written.value[0]?.bytes ?? 0 }) : written
}
