import type { SurveyRow } from '../../../shared/domain/analysis/analysis-state.ts'
import { hash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import {
  ApiClient,
  Fact,
  Modification,
  SeenConnection,
  SurveyGap,
  SurveySource,
} from '../../../shared/domain/analysis/facts.ts'
import { DatabaseSchema, SqlScript } from '../../../shared/domain/analysis/sql-scripts.ts'
import { knownNow } from '../../../shared/domain/analysis/compare-surveys.ts'
import type { Survey } from '../../../shared/domain/analysis/facts.ts'
import { maySecretsBeIn, redactValue } from '../../../shared/domain/redact.ts'
import { Instant } from '../../../shared/domain/time.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { SurveyPart } from '../survey-protocol.ts'
import { readLoadTests } from './load-tests.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** Shape of a stored part; what an older version left out is empty. */
const StoredPart = z.object({
  facts: z.array(Fact).default([]),
  modifications: z.array(Modification).default([]),
  connections: z.array(SeenConnection).default([]),
  apiClients: z.array(ApiClient).default([]),
  scripts: z.array(SqlScript).default([]),
  schemas: z.array(DatabaseSchema).default([]),
  unread: z.array(SurveyGap).default([]),
})

type Row = {
  id: string
  started_at: number
  ended_at: number | null
  by: string
  file: string | null
}
type PartRow = {
  name: string
  state: string
  sentence: string
  resume_at: string | null
  part: string
  facts: number
  gaps: number
}

const emptyPart: SurveyPart = {
  facts: [],
  modifications: [],
  connections: [],
  apiClients: [],
  scripts: [],
  schemas: [],
  unread: [],
}

export function readSurveys(db: ReadDb) {
  const all = db.prepare<[], Row>('SELECT * FROM surveys ORDER BY started_at, id')
  const one = db.prepare<[string], Row>('SELECT * FROM surveys WHERE id = ?')
  const parts = db.prepare<[string], PartRow>(
    'SELECT * FROM survey_parts WHERE survey = ? ORDER BY ordinal',
  )
  const row = ({ id, started_at, ended_at, by, file }: Row): SurveyRow => {
    const found = parts.all(id)
    return {
      id,
      startedAt: Instant.parse(started_at),
      ...(ended_at === null ? {} : { endedAt: Instant.parse(ended_at) }),
      by,
      ...(file === null ? {} : { file }),
      sources: found.map(sourceOf),
      facts: found.reduce((sum, { facts }) => sum + facts, 0),
      gaps: found.reduce((sum, { gaps }) => sum + gaps, 0),
    }
  }
  const whole = (id: string): Survey | undefined => {
    const found = one.get(id)
    if (found === undefined) return undefined
    const stored = parts.all(id)
    const material = stored.map(({ part }) => StoredPart.parse(JSON.parse(part)))
    return {
      id,
      startedAt: found.started_at,
      ...(found.ended_at === null ? {} : { endedAt: found.ended_at }),
      by: found.by,
      ...(found.file === null ? {} : { file: found.file }),
      sources: stored.map(sourceOf),
      facts: material.flatMap(({ facts }) => facts),
      modifications: material.flatMap(({ modifications }) => modifications),
      connections: material.flatMap(({ connections }) => connections),
      apiClients: material.flatMap(({ apiClients }) => apiClients),
      scripts: material.flatMap(({ scripts }) => scripts),
      schemas: material.flatMap(({ schemas }) => schemas),
      unread: material.flatMap(({ unread }) => unread),
    }
  }
  const loadTests = readLoadTests(db)
  /** With what the acceptance of the target measured since: it is known, although no survey read it. */
  const withMeasured = (survey: Survey): Survey => {
    const { sources, facts } = loadTests.newest()
    return {
      ...survey,
      sources: [...survey.sources, ...sources],
      facts: [...survey.facts, ...facts],
    }
  }
  return {
    withMeasured,
    all: (): readonly SurveyRow[] => all.all().map(row),
    whole,
    /** What is known now, over all surveys that are over (shared/domain/analysis/compare-surveys.ts). */
    known(): Survey | undefined {
      const known = knownNow(
        all.all().flatMap(({ id, ended_at }) => (ended_at === null ? [] : (whole(id) ?? []))),
      )
      return known === undefined ? undefined : withMeasured(known)
    },
    row(id: string): SurveyRow | undefined {
      const found = one.get(id)
      return found === undefined ? undefined : row(found)
    },
    /** What the journal's hash of the survey is over. */
    contentHash: (id: string): string =>
      hash(
        'sha256',
        parts
          .all(id)
          .map(({ name, state, sentence, part }) => canonicalJson({ name, state, sentence, part }))
          .join('\n'),
      ),
  }
}

const sourceOf = ({ name, state, sentence, resume_at }: PartRow): SurveySource =>
  SurveySource.parse({
    name,
    state,
    sentence,
    ...(resume_at === null ? {} : { resumeAt: resume_at }),
  })

export function writeSurveys(db: WriteDb) {
  const open = db.prepare<[string], Pick<Row, 'ended_at'>>(
    'SELECT ended_at FROM surveys WHERE id = ?',
  )
  const insert = db.prepare('INSERT INTO surveys (id, started_at, by, file) VALUES (?, ?, ?, ?)')
  const place = db.prepare(`
    INSERT INTO survey_parts VALUES (@survey, @name,
      coalesce((SELECT max(ordinal) FROM survey_parts WHERE survey = @survey), 0) + 1,
      @state, @sentence, @resumeAt, @part, @facts, @gaps)
    ON CONFLICT DO UPDATE SET state = excluded.state, sentence = excluded.sentence,
      resume_at = excluded.resume_at, part = excluded.part, facts = excluded.facts, gaps = excluded.gaps`)
  const move = db.prepare(`
    UPDATE survey_parts SET state = @state, sentence = @sentence, resume_at = @resumeAt
    WHERE survey = @survey AND name = @name`)
  const end = db.prepare('UPDATE surveys SET ended_at = ? WHERE id = ?')

  const writable = (id: string): Refusal => {
    const found = open.get(id)
    if (found === undefined) return refuse('not-found', `There is no survey ${id}.`)
    if (found.ended_at !== null)
      return refuse('not-allowed', `Survey ${id} is over: a survey is never changed.`)
    return undefined
  }
  const put = (survey: string, source: SurveySource, part: SurveyPart): void => {
    const json = canonicalJson(part)
    const clean = maySecretsBeIn(json) ? canonicalJson(redactValue(part)) : json
    place.run({
      survey,
      name: source.name,
      state: source.state,
      sentence: source.sentence,
      resumeAt: source.resumeAt ?? null,
      part: clean,
      facts: part.facts.length,
      gaps: part.unread.length,
    })
  }
  return {
    writable,
    begin(
      { id, by, file, sources }: Pick<SurveyRow, 'id' | 'by' | 'file' | 'sources'>,
      at: Instant,
    ): Refusal {
      if (open.get(id) !== undefined) return refuse('wrong-use', `There is a survey ${id} already.`)
      insert.run(id, at, by, file ?? null)
      for (const source of sources) put(id, source, emptyPart)
      return undefined
    },
    put(survey: string, source: SurveySource, part: SurveyPart): Refusal {
      const refused = writable(survey)
      if (refused !== undefined) return refused
      put(survey, source, part)
      return undefined
    },
    /** Where a source stands, its material left as it is. */
    move(survey: string, { name, state, sentence, resumeAt }: SurveySource): void {
      move.run({ survey, name, state, sentence, resumeAt: resumeAt ?? null })
    },
    end(survey: string, at: Instant): Refusal {
      const refused = writable(survey)
      if (refused !== undefined) return refused
      end.run(at, survey)
      return undefined
    },
  }
}
