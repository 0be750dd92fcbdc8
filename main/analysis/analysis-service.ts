import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { unfinishedSurvey } from '../../shared/domain/analysis/analysis-state.ts'
import type { SurveyRow } from '../../shared/domain/analysis/analysis-state.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { apiExposure } from '../../shared/domain/analysis/api-exposure.ts'
import type { ApiExposure } from '../../shared/domain/analysis/api-exposure.ts'
import { compareSurveys } from '../../shared/domain/analysis/compare-surveys.ts'
import type { SurveyDifference } from '../../shared/domain/analysis/compare-surveys.ts'
import type { Survey } from '../../shared/domain/analysis/facts.ts'
import type { FileKind } from '../../shared/domain/analysis/file-kinds.ts'
import { roleDoubts } from '../../shared/domain/analysis/guess-roles.ts'
import type { RoleDoubt } from '../../shared/domain/analysis/guess-roles.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { DataApi } from '../data/protocol.ts'
import type { SurveyDeps, SurveyOptions } from './ports.ts'
import { readAnalysisFile } from './read-file.ts'
import { planSurvey } from './survey-plan.ts'
import type { PlannedSource } from './survey-plan.ts'
import { runSurvey } from './survey-run.ts'

/** What is planned, and where the inventory and the names of hosts disagree: a person confirms before anything is read. */
export type SurveyPreview = {
  readonly sources: readonly PlannedSource[]
  readonly doubts: readonly RoleDoubt[]
  /** A survey that was broken off, and would go on. */
  readonly unfinished?: SurveyRow
}

export type AnalysisService = {
  /** Runs nothing. */
  preview(options: Pick<SurveyOptions, 'exact' | 'only'>): Promise<Result<SurveyPreview, Problem>>
  /** Reads the systems and keeps what it read. A row without `endedAt`: a source can go on; run it again. */
  survey(by: string, options?: SurveyOptions): Promise<Result<SurveyRow, Problem>>
  surveys(): Promise<readonly SurveyRow[]>
  /** By id, or by its beginning. */
  one(id: string): Promise<Result<Survey, Problem>>
  /** Of every source what the last survey that read it said. */
  known(): Promise<Survey | undefined>
  compare(before: string, after: string): Promise<Result<SurveyDifference, Problem>>
  /** A file as a survey of its own, or the list of changed API methods. */
  readFile(
    path: string,
    kind: FileKind,
    by: string,
  ): Promise<Result<{ survey: SurveyRow } | { methods: number }, Problem>>
  /** Clients that call methods which change within the jump. */
  exposure(): Promise<Result<readonly ApiExposure[], Problem>>
}

export type AnalysisDeps = {
  readonly data: DataApi
  readonly clock: SurveyDeps['clock']
  /** Of the open project. */
  readonly services: () => { readonly survey: Omit<SurveyDeps, 'data'> } | undefined
}

export function createAnalysisService({ data, clock, services }: AnalysisDeps): AnalysisService {
  const deps = (): Result<SurveyDeps, Problem> => {
    const open = services()
    return open === undefined
      ? bad(problem('wrong-use', 'no project is open'))
      : ok({ ...open.survey, data })
  }

  const one = async (id: string): Promise<Result<Survey, Problem>> => {
    const rows = await data.surveys()
    const found = rows.filter((row) => row.id.startsWith(id))
    const [row] = found
    const survey = row === undefined || found.length > 1 ? undefined : await data.survey(row.id)
    return survey === undefined
      ? bad(
          problem(
            'wrong-use',
            found.length > 1 ? `${id} is the beginning of several surveys` : `no survey ${id}`,
            { next: `there are: ${rows.map((r) => r.id).join(', ') || 'none'}` },
          ),
        )
      : ok(survey)
  }

  return {
    preview: (options) =>
      caught(async () => {
        const open = deps()
        if (!open.ok) return open
        const unfinished = unfinishedSurvey(await data.surveys())
        return ok({
          sources: planSurvey(open.value, options),
          doubts: roleDoubts(open.value.spec.hosts),
          ...(unfinished === undefined ? {} : { unfinished }),
        })
      }),
    survey: (by, options = {}) =>
      caught(async () => {
        const open = deps()
        return open.ok ? runSurvey(open.value, by, options) : open
      }),
    surveys: () => data.surveys(),
    one,
    known: () => data.knownSurvey(),
    async compare(before, after) {
      const a = await one(before)
      if (!a.ok) return a
      const b = await one(after)
      return b.ok ? ok(compareSurveys(a.value, b.value)) : b
    },
    async readFile(path, kind, by) {
      const open = deps()
      if (!open.ok) return open
      const read = await readAnalysisFile(open.value, path, kind, by)
      if (!read.ok) return read
      if (read.value.kind === 'api-methods') return ok({ methods: read.value.methods })
      const { source, part } = read.value.read
      const id = `s${String((await data.surveys()).length + 1).padStart(4, '0')}-${randomBytes(2).toString('hex')}`
      const begun = await data.beginSurvey(
        { id, by, file: basename(path), sources: [source] },
        clock.now(),
      )
      if (!begun.ok) return begun
      const put = await data.putSurveyPart(id, source, part)
      if (!put.ok) return put
      const ended = await data.endSurvey(id, clock.now())
      return ended.ok ? ok({ survey: ended.value }) : ended
    },
    async exposure() {
      const open = deps()
      if (!open.ok) return open
      const { source, target } = open.value.spec.systems
      const [known, changed] = [await data.knownSurvey(), await data.changedMethods()]
      if (changed.length === 0)
        return bad(
          problem('precondition', 'the project has no list of changed API methods', {
            next: 'load one: analysis read-file PROJECT changes.csv --kind api-methods',
          }),
        )
      return ok(
        apiExposure(known?.apiClients ?? [], changed, {
          from: source.release,
          to: target.release,
        }),
      )
    },
  }
}

async function caught<T>(work: () => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError) return bad(error.problem)
    throw error
  }
}
