import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { methodsHash, readChangedMethods, writeChangedMethods } from './store/changed-methods.ts'
import { readApiRows, writeApiRows } from './store/api-rows.ts'
import type { Journal } from './store/journal.ts'
import { readSurveys, writeSurveys } from './store/surveys.ts'
import type { ReadDb, WriteDb } from './db.ts'
import type { SurveyApi } from './survey-protocol.ts'

export const readSurveyStores = (db: ReadDb) => ({
  surveys: readSurveys(db),
  rows: readApiRows(db),
  methods: readChangedMethods(db),
})

export const writeSurveyStores = (db: WriteDb) => ({
  surveys: writeSurveys(db),
  rows: writeApiRows(db),
  methods: writeChangedMethods(db),
})

type Writing = {
  readonly journal: Journal
  readonly survey: ReturnType<typeof writeSurveyStores>
}

/** The calls of surveys over the open project. An event and what it tells of share one transaction: both calls of one turn do. */
export function surveyCalls(
  stores: () => ReturnType<typeof readSurveyStores>,
  writing: () => Result<Writing, Problem>,
): SurveyApi {
  return {
    async beginSurvey(survey, at) {
      const to = writing()
      if (!to.ok) return to
      const kept = to.value.journal.store(() => to.value.survey.surveys.begin(survey, at))
      const { id, by, file, sources } = survey
      const told = to.value.journal.append(
        [
          {
            kind: 'survey.begun',
            survey: id,
            by,
            ...(file === undefined ? {} : { file }),
            sources: sources.map(({ name }) => name),
          },
        ],
        at,
      )
      return both(await kept, await told)
    },
    async putSurveyPart(survey, source, part) {
      const to = writing()
      if (!to.ok) return to
      const put = await to.value.journal.store(() =>
        to.value.survey.surveys.put(survey, source, part),
      )
      return put.ok ? ok(undefined) : put
    },
    async keepApiPage({ survey, list, rows, source }) {
      const to = writing()
      if (!to.ok) return to
      let fresh = 0
      const kept = await to.value.journal.store(() => {
        const refused = to.value.survey.surveys.writable(survey)
        if (refused !== undefined) return refused
        fresh = to.value.survey.rows.keep(survey, list, rows)
        to.value.survey.surveys.move(survey, source)
        return undefined
      })
      return kept.ok ? ok({ fresh, known: stores().rows.count(survey, list) }) : kept
    },
    apiTally: async (survey) => stores().rows.tally(survey),
    apiCustomers: async (survey, after, limit) =>
      stores().rows.customersAfter(survey, after, limit),
    async endSurvey(survey, at) {
      const to = writing()
      if (!to.ok) return to
      const row = stores().surveys.row(survey)
      if (row?.endedAt !== undefined) return bad(over(survey))
      const kept = to.value.journal.store(() => {
        const refused = to.value.survey.surveys.end(survey, at)
        // A file brings no rows, and those of a survey that was broken off are needed when it goes on.
        if (refused === undefined && row?.file === undefined)
          to.value.survey.rows.forgetOthers(survey)
        return refused
      })
      const told = to.value.journal.append(
        [
          {
            kind: 'survey.ended',
            survey,
            hash: stores().surveys.contentHash(survey),
            facts: row?.facts ?? 0,
            gaps: row?.gaps ?? 0,
          },
        ],
        at,
      )
      const done = both(await kept, await told)
      if (!done.ok) return done
      const ended = stores().surveys.row(survey)
      return ended === undefined
        ? bad(problem('not-found', `There is no survey ${survey}.`))
        : ok(ended)
    },
    surveys: async () => stores().surveys.all(),
    survey: async (id) => stores().surveys.whole(id),
    knownSurvey: async () => stores().surveys.known(),
    async putChangedMethods(file, methods, by, at) {
      const to = writing()
      if (!to.ok) return to
      const kept = to.value.journal.store(() => {
        to.value.survey.methods.replace(methods)
        return undefined
      })
      const told = to.value.journal.append(
        [
          {
            kind: 'methods.loaded',
            by,
            file,
            methods: methods.length,
            hash: methodsHash(methods),
          },
        ],
        at,
      )
      return both(await kept, await told)
    },
    changedMethods: async () => stores().methods.all(),
    async readScripts(path) {
      const { readScripts } = await import('./sql/read-scripts.ts')
      return readScripts(path)
    },
    async countWebLog(path, ownAddresses) {
      const { countWebLog } = await import('./analysis/web-log.ts')
      return countWebLog(path, ownAddresses)
    },
  }
}

const over = (survey: string): Problem =>
  problem('not-allowed', `Survey ${survey} is over: a survey is never changed.`)

function both(
  kept: Result<unknown, Problem>,
  told: Result<unknown, Problem>,
): Result<void, Problem> {
  if (!kept.ok) return kept
  return told.ok ? ok(undefined) : told
}
