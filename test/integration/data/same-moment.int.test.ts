import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { makeDataService } from '../../../main/data/service.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start } from './panda-history.ts'

/** A customer is taken out of the plan while its batch is started: whichever comes first is stored, never both. */

const customer = '10001'
const run = 'r0001'
const batch = 'batch-01'
let api: DataApi
let path: string

beforeEach(async () => {
  ;({ api, path } = await openPanda())
  const json = canonicalJson({ procedure: {} })
  const snapshot = createHash('sha256').update(json).digest('hex')
  must(await api.putSnapshot(snapshot, json))
  const members = [customer, '10002']
  await append([
    { kind: 'batch.created', batch, ordinal: 1, pilot: false, members },
    {
      kind: 'run.created',
      run,
      procedure: 'customer-transfer',
      batch,
      members,
      by: 'anna',
      snapshot,
    },
    { kind: 'run.state', run, from: 'draft', to: 'armed' },
  ]).then(must)
})
afterEach(() => api.close())

const append = (list: readonly unknown[]) => api.append(events(list), instant(start))

/** As `begin` of the runner writes it. */
const begins = () =>
  append([
    { kind: 'customer.state', customer, from: 'planned', to: 'scheduled', run },
    { kind: 'customer.state', customer: '10002', from: 'planned', to: 'scheduled', run },
    { kind: 'run.state', run, from: 'armed', to: 'running' },
  ])
/** As an edit of the plan writes it. */
const excludes = () =>
  append([
    { kind: 'customer.state', customer, from: 'planned', to: 'excluded', reason: 'x', by: 'ben' },
    {
      kind: 'batch.changed',
      batch,
      ordinal: 1,
      added: [],
      removed: [customer],
      windows: [],
      why: [],
    },
  ])

it.each([
  ['the start', [begins, excludes], ['scheduled', 'running']],
  ['the exclusion', [excludes, begins], ['excluded', 'armed']],
] as const)('%s comes first', async (_, both, [state, runState]) => {
  const answers = await Promise.all(both.map((write) => write()))
  expect(answers.map(({ ok }) => ok)).toEqual([true, false])
  expect((await api.customer(CustomerId.parse(customer)))?.state).toBe(state)
  expect((await api.customer(CustomerId.parse('10002')))?.state).toBe(
    runState === 'running' ? 'scheduled' : 'planned',
  )
  expect((await api.runs())[0]?.state).toBe(runState)
})

it('a second process neither excludes nor starts: it has the project for reading only', async () => {
  const other = makeDataService({ onAppended: () => undefined })
  const opened = await other.open(path, 'write')
  expect(opened.ok ? '' : opened.problem.code).toBe('project-locked')
  must(await other.open(path, 'read'))
  const at = instant(start)
  const note = events([{ kind: 'note', by: 'ben', text: 'x' }])
  expect(await other.append(note, at)).toMatchObject({
    ok: false,
    problem: { code: 'not-allowed' },
  })
  await other.close()
})
