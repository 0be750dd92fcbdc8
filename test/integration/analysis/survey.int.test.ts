import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factName } from '../../../shared/domain/analysis/fact-names.ts'
import type { Survey } from '../../../shared/domain/analysis/facts.ts'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

describe('a survey of the embedded lab', () => {
  let world: LabEngine
  let first: Survey
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-survey-'))
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  beforeAll(async () => {
    world = await startLabEngine()
    const row = must(await world.engine.analysis.survey('anna'))
    first = must(await world.engine.analysis.one(row.id))
  })
  afterAll(async () => {
    await world.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('reads every source that was planned, without a gap', async () => {
    const { sources } = must(await world.engine.analysis.preview({}))
    expect(first.sources.map(({ name }) => name)).toEqual(sources.map(({ name }) => name))
    expect(first.sources.filter(({ state }) => state !== 'read')).toEqual([])
    expect(first.unread).toEqual([])
    expect(first.endedAt).toBeDefined()
  })

  it('has only facts whose names are in the registry, with their units', () => {
    const wrong = first.facts.filter(({ subject, name, unit, value }) => {
      const known = factName(subject.kind, name)
      const kind = { string: 'text', number: 'number', boolean: 'yes-no' }[typeof value as 'string'] // a fact's value is one of the three
      return known?.unit !== unit || known.value !== kind
    })
    expect(wrong).toEqual([])
  })

  it('counts by database and by API what the lab has', () => {
    const counted = first.facts
      .filter(({ name, subject }) => name === 'billing.accounts' && subject.kind === 'environment')
      .map(({ subject, value, source }) => [subject.id, value, source])
    expect(counted).toEqual([
      ['us', 16, 'billing-survey on src-db'],
      ['uk', 17, 'billing-survey on src-db'],
      ['us', 16, 'API of the source'],
      ['uk', 17, 'API of the source'],
    ])
  })

  it('is bound into the journal, and verified with it', async () => {
    const verified = await world.engine.data.verify()
    expect(verified.ok).toBe(true)
    const events = await world.engine.data.events({ kinds: ['survey.begun', 'survey.ended'] })
    expect(events.map(({ event }) => event.kind)).toEqual(['survey.begun', 'survey.ended'])
  })

  it('is never changed after its end', async () => {
    const refused = await world.engine.data.endSurvey(first.id, world.client.clock.now())
    expect(refused.ok ? '' : refused.problem.message).toContain('a survey is never changed')
  })

  it('finds what was planted meanwhile, and nothing else', async () => {
    await world.lab.inject({ kind: 'database-reader' })
    await world.lab.inject({ kind: 'modified-file', host: 'src-sip-us' })
    await world.lab.inject({ kind: 'wrong-clock', host: 'src-web', ms: -600_000 })
    await world.lab.inject({ kind: 'unknown-client' })
    const row = must(await world.engine.analysis.survey('anna'))
    const found = must(await world.engine.analysis.compare(first.id, row.id))
    expect(found.newThings).toEqual([
      'API client 203.0.113.88 calls Account/update_account',
      'api connection to src-web from 203.0.113.88',
      'modification (file) on src-sip-us: /home/porta-billing/lib/Porta/Rating/Rounding.pm',
      'mysql connection to src-db from 203.0.113.77 as report_ro',
    ])
    expect(
      found.changed.filter(({ moves }) => !moves).map((c) => `${c.subject} ${c.name}`),
    ).toEqual(['host src-web clock.skew', 'host src-web clock.synchronised'])
    expect([found.gone, found.goneThings]).toEqual([[], []])
  })

  it('names a host that does not answer and a tool that fails, and reads the rest', async () => {
    await world.lab.inject({ kind: 'refuse', host: 'tgt-sip-uk' })
    await world.lab.inject({ kind: 'wrong-exit', operation: 'billing-survey', host: 'src-db' })
    await world.lab.inject({ kind: 'bad-answer', operation: 'modifications', host: 'src-web' })
    const row = must(await world.engine.analysis.survey('anna'))
    await world.lab.clearFaults()
    const failed = row.sources.filter(({ state }) => state !== 'read').map(({ name }) => name)
    expect(failed).toEqual([
      'survey on tgt-sip-uk',
      'billing-survey on src-db',
      'modifications on src-web',
    ])
    const { unread } = must(await world.engine.analysis.one(row.id))
    expect(unread.map(({ source }) => source)).toEqual(failed)
    // What an earlier survey read of them is still known.
    const known = await world.engine.analysis.known()
    expect(known?.facts.some(({ source }) => source === 'billing-survey on src-db')).toBe(true)
  })

  it('that stops in the API stays open, goes on there, and only there', async () => {
    await world.lab.inject({
      kind: 'api-fault',
      endpoint: 'source',
      method: 'Account/get_account_list',
      times: 4,
    })
    const broken = must(await world.engine.analysis.survey('anna'))
    expect(broken.endedAt).toBeUndefined()
    const said: string[] = []
    const done = must(
      await world.engine.analysis.survey('anna', { onProgress: (text) => said.push(text) }),
    )
    expect([done.id, done.endedAt === undefined]).toEqual([broken.id, false])
    expect(said.filter((text) => / on /.test(text))).toEqual([])
    expect(said.some((text) => text.startsWith('customers:'))).toBe(false)
    expect(done.sources.every(({ state }) => state === 'read')).toBe(true)
  })

  it('takes files as surveys of their own, and says what half a report lacks', async () => {
    const report =
      '----- src-web 10.0.0.1 -----\nModified files:\n  porta\n    S.5....T.    /x/y.pm\n----- other 10.9.9.9 -----\nModified /etc config files:\n'
    const { analysis } = world.engine
    const read = must(await analysis.readFile(file('report.txt', report), 'modifications', 'anna'))
    if (!('survey' in read)) throw new Error('no survey')
    const { modifications, unread } = must(await analysis.one(read.survey.id))
    expect(modifications.map(({ host, name, source }) => [host, name, source])).toEqual([
      ['src-web', '/x/y.pm', 'report.txt line 4'],
    ])
    expect(unread.map(({ message }) => message)).toEqual([
      'the block of other ends within a section that has no entry',
      'the report has a server other (10.9.9.9) that the project does not name',
    ])
    expect((await analysis.known())?.modifications.length).toBeGreaterThan(1)
    const wrong = await analysis.readFile(file('x.txt', 'hello\n'), 'modifications', 'anna')
    expect(wrong.ok ? '' : wrong.problem.message).toBe(
      'x.txt is no modification report: it has no block of a server',
    )
  })

  it('crosses the clients with the list of changed methods', async () => {
    const { analysis } = world.engine
    const before = await analysis.exposure()
    expect(before.ok ? '' : before.problem.message).toBe(
      'the project has no list of changed API methods',
    )
    const list = file('changes.csv', 'method,release\nAccount/update_account,MR90\nget_x,MR95\n')
    must(await analysis.readFile(list, 'api-methods', 'anna'))
    const log = file(
      'access.log',
      '203.0.113.5 - - [11/Jun/2024:02:14:07 +0000] "POST /rest/A/get_x HTTP/1.1" 200 1 "-" "x"\n',
    )
    must(await analysis.readFile(log, 'web-log', 'anna'))
    expect(
      must(await analysis.exposure()).map(({ address, method, hits }) => [address, method, hits]),
    ).toEqual([
      ['203.0.113.88', 'Account/update_account', 40],
      ['203.0.113.5', 'A/get_x', 1],
    ])
  })
})

describe('the procedure analysis-survey', () => {
  it('leaves the survey that the findings rest on, of every source', async () => {
    const world = await startLabEngine()
    const { analysis, registers } = world.engine
    const isMissing = async () =>
      must(await registers.state()).findings.some(({ message }) =>
        message.includes('There is no survey yet'),
      )
    expect(await isMissing()).toBe(true)
    expect((await world.run('analysis-survey')).state).toBe('succeeded')
    expect(await isMissing()).toBe(false)
    const [survey, ...others] = await analysis.surveys()
    expect(others).toEqual([])
    const planned = must(await analysis.preview({})).sources.map(({ name }) => name)
    expect([survey?.by, survey?.sources.map(({ name }) => name)]).toEqual(['anna', planned])
    expect(survey?.endedAt).toBeDefined()
    await world.stop()
  })
})
