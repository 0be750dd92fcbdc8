import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import type { SurveyPart } from '../../../main/data/survey-protocol.ts'
import { instant } from '../../../shared/domain/time.ts'
import { fact, seen } from '../../helpers/analysis-world.ts'
import { events, must, openPanda, scratch, start } from './panda-history.ts'

let api: DataApi
let path: string
beforeEach(async () => {
  ;({ api, path } = await openPanda())
})
afterEach(() => api.close())

const now = instant(start + 3_600_000)
const append = (...list: readonly unknown[]) => api.append(events(list), now)
const refusal = async (answer: ReturnType<typeof append>): Promise<string> => {
  const result = await answer
  return result.ok ? 'stored' : result.problem.message
}
const nothing: SurveyPart = {
  facts: [],
  modifications: [],
  connections: [],
  apiClients: [],
  scripts: [],
  schemas: [],
  unread: [],
}
const source = 'connections on src-db'

/** A survey of one source that saw this. */
async function survey(id: string, part: Partial<SurveyPart>): Promise<void> {
  const one = { name: source, state: 'read' as const, sentence: 'read' }
  must(await api.beginSurvey({ id, by: 'anna', sources: [one] }, now))
  must(await api.putSurveyPart(id, one, { ...nothing, ...part }))
  must(await api.endSurvey(id, now))
}
const decided = (finding: string, basis: string, more: object = {}) => ({
  kind: 'finding.decided',
  finding,
  basis,
  message: 'm',
  decision: 'accept',
  by: 'anna',
  reason: 'known',
  ...more,
})
const stateOf = async (finding: string): Promise<string | undefined> =>
  (await api.analysis(now)).findings.find(({ id }) => id === finding)?.state
const put = (register: string, id: string, entry: object) => ({
  kind: 'register.put',
  put: { register, id, entry },
  by: 'anna',
})
const crm = {
  name: 'CRM',
  kind: 'crm',
  owner: 'Acme',
  protocol: 'mysql',
  addresses: ['203.0.113.21'],
  replacedBy: ['Customer/get_customer_list'],
  status: 'agreed',
}
const reader = { connections: [seen('mysql', '203.0.113.21', { source })] }

describe('registers', () => {
  it('hold the last word on each entry, and the fold proves it', async () => {
    must(await append(put('integration-points', 'crm', crm)))
    must(await append(put('integration-points', 'crm', { ...crm, testedBy: 'Acme' })))
    const { registers } = await api.analysis(now)
    expect(registers['integration-points']).toMatchObject([
      { id: 'crm', by: 'anna', entry: { testedBy: 'Acme' } },
    ])
    // Lines of the dossier stand where nobody has put another.
    expect(registers.permissions.find(({ id }) => id === 'new product/target')).toMatchObject({
      entry: { allowed: 'yes' },
    })
    must(
      await append({
        kind: 'register.removed',
        register: 'integration-points',
        id: 'crm',
        by: 'anna',
        reason: 'switched off',
      }),
    )
    expect((await api.analysis(now)).registers['integration-points']).toEqual([])
    must(await api.verify())
  })

  it('refuse to remove what is not there', async () => {
    const gone = { kind: 'register.removed', register: 'reports', id: 'x', by: 'a', reason: 'r' }
    expect(await refusal(append(gone))).toBe('There is no x in the register reports.')
  })
})

describe('findings', () => {
  it('follow from the survey and close by a decision, or by a survey that sees it no more', async () => {
    await survey('s1', reader)
    expect(await stateOf('direct-database 203.0.113.21')).toBe('open')
    must(await append(decided('direct-database 203.0.113.21', '203.0.113.21')))
    expect(await stateOf('direct-database 203.0.113.21')).toBe('accepted')
    await survey('s2', {})
    expect(await stateOf('direct-database 203.0.113.21')).toBe('gone')
    must(await api.verify())
  })

  it('stay while the newest survey could not read their source', async () => {
    await survey('s1', reader)
    const failed = { name: source, state: 'failed' as const, sentence: 'no answer' }
    must(await api.beginSurvey({ id: 's2', by: 'anna', sources: [failed] }, now))
    must(await api.putSurveyPart('s2', failed, nothing))
    must(await api.endSurvey('s2', now))
    expect(await stateOf('direct-database 203.0.113.21')).toBe('open')
  })

  it('name the reading that looked and did not find it, also where that is a file', async () => {
    const file = { name: source, state: 'read' as const, sentence: 'read' }
    await survey('s1', reader)
    must(await api.beginSurvey({ id: 's2', by: 'anna', file: 'report.txt', sources: [file] }, now))
    must(await api.endSurvey('s2', now))
    const { findings } = await api.analysis(now)
    expect(findings.find(({ id }) => id === 'direct-database 203.0.113.21')).toMatchObject({
      state: 'gone',
      why: 'survey s2 looked and did not find it',
    })
  })

  it('say that there is no survey while only a file was read; one that was broken off still goes on', async () => {
    const file = { name: 'report.txt', state: 'read' as const, sentence: 'read' }
    const readFile = async (id: string): Promise<void> => {
      must(await api.beginSurvey({ id, by: 'anna', file: file.name, sources: [file] }, now))
      must(await api.endSurvey(id, now))
    }
    await readFile('s1')
    expect(await stateOf('no-survey survey')).toBe('open')
    expect(await api.analysis(now)).toMatchObject({ surveys: 0 })
    expect((await api.analysis(now)).survey).toBeUndefined()
    must(await api.beginSurvey({ id: 's2', by: 'anna', sources: [] }, now))
    const row = { id: 1, env: 1, owner: null, kind: null, state: null, lock: null, office: null }
    const page = { survey: 's2', list: 'customers' as const, rows: [row], source: file }
    must(await api.keepApiPage(page))
    await readFile('s3')
    expect(await stateOf('survey-broken-off survey')).toBe('open')
    expect(must(await api.keepApiPage({ ...page, rows: [] })).known).toBe(1)
    must(await api.endSurvey('s2', now))
    expect(await stateOf('no-survey survey')).toBeUndefined()
    expect((await api.analysis(now)).survey).toMatchObject({ id: 's2' })
    must(await api.verify())
  })

  it('are done only with evidence, and planned only with owner and date', async () => {
    expect(await refusal(append(decided('a', 'b', { decision: 'done' })))).toContain('evidence')
    expect(await refusal(append(decided('a', 'b', { decision: 'plan' })))).toContain('names who')
  })
})

describe('signatures', () => {
  const signed = (side: string, by: string) => ({
    kind: 'analysis.signed',
    side,
    by,
    survey: 's1',
    results: 'h',
    blockers: [],
  })

  it('are of two people', async () => {
    must(await append(signed('vendor', 'vera')))
    expect(await refusal(append(signed('operator', 'vera')))).toContain('two people sign')
    expect((await api.progress()).analysisOverAt).toBeUndefined()
    must(await append(signed('operator', 'otto')))
    expect((await api.progress()).analysisOverAt).toBe(now)
    expect((await api.analysis(now)).gate.signatures).toMatchObject([
      { side: 'vendor', by: 'vera' },
      { side: 'operator', by: 'otto' },
    ])
    must(await api.verify())
  })

  it('give way to somebody who answers for going on without', async () => {
    expect((await api.analysis(now)).gate.open).toBe(false)
    must(await append({ kind: 'analysis.waived', by: 'lena', typed: 'x', reason: 'by hand' }))
    expect((await api.progress()).analysisOverAt).toBe(now)
    expect((await api.analysis(now)).gate).toMatchObject({
      open: true,
      waiver: { by: 'lena', reason: 'by hand' },
    })
  })
})

describe('the catalog', () => {
  const looked = (purpose: string, hashes: object, fields: object) => ({
    kind: 'catalog.looked',
    purpose,
    by: 'anna',
    looks: [{ system: 'source', hashes, fields }],
  })

  it.each([1, -3_600_000])(
    'is compared with its fingerprint of the freeze, by entity and field, %d ms later by the clock',
    async (later) => {
      must(
        await append(looked('freeze', { 'product:Easy': 'a' }, { 'product:Easy': { fee: '10' } })),
      )
      must(
        await api.append(
          events([looked('check', { 'product:Easy': 'b' }, { 'product:Easy': { fee: '12' } })]),
          instant(now + later),
        ),
      )
      const { baseline, drifts } = await api.analysis(now)
      expect(baseline?.from).toBe('freeze')
      expect(drifts).toMatchObject([
        { entity: 'product:Easy', fields: [{ field: 'fee', was: '10', now: '12' }] },
      ])
    },
  )
})

describe('the results', () => {
  it('are one document without a script, with every part, and text of others escaped', async () => {
    await survey('s1', {
      ...reader,
      facts: [fact('host src-db', 'os.name', '<script>alert(1)</script>', source)],
    })
    must(await append(put('integration-points', 'crm', { ...crm, name: '<img src=x>' })))
    const out = join(scratch(), 'results.html')
    must(await api.analysisReport(out, now))
    const html = readFileSync(out, 'utf8')
    for (const title of [
      'Integration points',
      'Customizations',
      'Tentative plan',
      'Migration matrix',
      'Catalog freeze',
      'Findings',
      'Target requirements',
    ])
      expect(html).toContain(title)
    expect(html.match(/<svg/g)).toHaveLength(3)
    expect(html).not.toMatch(/<script|<img/)
    expect(html).toMatch(/default-src (&#39;|')none/)
  })

  it('give every table as CSV and as JSON with the same rows', async () => {
    await survey('s1', reader)
    const at = (name: string) => join(scratch(), name)
    const csv = at('f.csv')
    const json = at('f.json')
    const written = must(await api.analysisTable('findings', csv, now))
    must(await api.analysisTable('findings', json, now))
    const rows = JSON.parse(readFileSync(json, 'utf8'))
    expect(rows).toHaveLength(written.rows)
    expect(rows[0]).toMatchObject({ severity: 'blocker', state: 'open' })
    expect(readFileSync(csv, 'utf8').split('\r\n')[0]).toBe(
      `\uFEFF${Object.keys(rows[0]).join(',')}`,
    )
  })

  it('change their hash with a decision, so that a signature is on what was seen', async () => {
    await survey('s1', reader)
    const before = (await api.analysis(now)).results
    must(await append(decided('direct-database 203.0.113.21', '203.0.113.21')))
    expect((await api.analysis(now)).results).not.toBe(before)
    expect(path).toMatch(/switchyard$/)
  })

  it('draw the same diagram every time, with a title and no style from elsewhere', async () => {
    await survey('s1', reader)
    const one = await api.diagram('during', now)
    expect((await api.diagram('during', now)).svg).toBe(one.svg)
    expect(one.svg).toContain('During: everything goes through the dispatcher')
    expect(one.svg).toContain('mysql: not dispatched')
    expect(one.svg).not.toMatch(/href|url\(|@import/)
    expect(one.width).toBeGreaterThan(300)
  })
})

it('the capsule tells of the gate, of who signed and of every blocker', async () => {
  await survey('s1', reader)
  const portal = { ...crm, protocol: 'api', addresses: ['203.0.113.5'] }
  must(await append(put('integration-points', 'portal', portal)))
  must(await append({ kind: 'analysis.waived', by: 'lena', typed: 'x', reason: 'by hand' }))
  const page = await api.reportPage(now, [])
  expect(page).toContain('lena has answered for it (by hand)')
  expect(page).toContain('203.0.113.21 reads the database directly')
  // The results of the method: components before, during and after, integration points, customizations.
  expect(page.match(/<figure class="d">/g)).toHaveLength(3)
  for (const part of [
    'Register of integration points',
    'No customization is registered.',
    'No script was read.',
  ])
    expect(page).toContain(part)
  expect(page).not.toContain('<script')
})
