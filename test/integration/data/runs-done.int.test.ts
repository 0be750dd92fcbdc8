import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { RunId } from '../../../shared/domain/ids.ts'
import { instant } from '../../../shared/domain/time.ts'
import { createHash } from 'node:crypto'
import { lockIntended } from '../../helpers/lock-intended.ts'
import { events, must, openPanda, start } from './panda-history.ts'

let api: DataApi
beforeEach(async () => {
  ;({ api } = await openPanda())
})
afterEach(() => api.close())

/** A run of these members with the last words of some of them, and its end. */
async function ran(
  run: string,
  results: readonly (readonly [member: string, result: string])[],
  to?: string,
  { procedure = 'switchover-voice', after = [] as readonly string[] } = {},
): Promise<void> {
  const json = canonicalJson({ run, procedure: { after: after.map((check) => ({ check })) } })
  const snapshot = createHash('sha256').update(json).digest('hex')
  must(await api.putSnapshot(snapshot, json))
  const members = results.map(([member]) => member)
  const state = (from: string, next: string) => ({ kind: 'run.state', run, from, to: next })
  await append(
    { kind: 'run.created', run, procedure, members, by: 'maria', snapshot },
    state('draft', 'armed'),
    state('armed', 'running'),
    ...results.map(([member, result]) => ended(run, member, result)),
    ...(to === undefined ? [] : [state('running', to)]),
  )
}
const ended = (run: string, member: string, result: string) => ({
  kind: 'member.ended',
  run,
  member,
  result,
})
const append = async (...list: readonly unknown[]) =>
  must(await api.append(events(list), instant(start)))
const done = async () =>
  Object.fromEntries((await api.runs()).map(({ id, done: members }) => [id, members]))

it('a run is done for the members whose last word is done, also where it failed for others', async () => {
  await ran(
    'r1',
    [
      ['us1', 'done'],
      ['uk1', 'failed'],
    ],
    'failed',
  )
  expect(await done()).toEqual({ r1: ['us1'] })
})

it('a run is not done any more for a member that was taken back, or whose undo got stuck', async () => {
  await ran(
    'r1',
    [
      ['us1', 'done'],
      ['uk1', 'done'],
    ],
    'succeeded',
  )
  await append(ended('r1', 'us1', 'undone'))
  expect(await done()).toEqual({ r1: ['uk1'] })
  await append(ended('r1', 'uk1', 'undo-failed'))
  expect(await done()).toEqual({ r1: [] })
})

it('the last run of a procedure decides for a member, and says nothing of the others', async () => {
  await ran(
    'r1',
    [
      ['us1', 'done'],
      ['uk1', 'done'],
    ],
    'succeeded',
  )
  await ran('r2', [['us1', 'failed']], 'failed')
  await ran('r3', [['us1', 'done']], 'succeeded', { procedure: 'switchover-api' })
  expect(await done()).toEqual({ r1: ['uk1'], r2: [], r3: ['us1'] })
})

it('a run that checks something after its members is done only when it has succeeded', async () => {
  const checked = { procedure: 'database-copy', after: ['catalog-unchanged'] }
  await ran('r1', [['project', 'done']], 'failed', checked)
  await ran('r2', [['project', 'done']], undefined, checked)
  expect(await done()).toEqual({ r1: [], r2: [] })
  await ran('r3', [['project', 'done']], 'succeeded', checked)
  expect(await done()).toEqual({ r1: [], r2: [], r3: ['project'] })
})

it('customers are not counted among them: their state says where they are', async () => {
  await ran('r1', [['10001', 'done']], 'succeeded', { procedure: 'customer-transfer' })
  expect(await done()).toEqual({ r1: [] })
})

it('a run that is half taken back is told with whom a later run has not taken up, and one that nobody carries out is a risk', async () => {
  const procedure = 'customer-transfer'
  const both = [
    ['10001', 'done'],
    ['10002', 'done'],
  ] as const
  await ran('r0001', both, 'succeeded', { procedure })
  await append(
    ...both.map(([member]) => lockIntended('r0001', member)),
    ...both.map(([member]) => ({
      kind: 'take-out.asked',
      run: 'r0001',
      member,
      by: 'maria',
      reason: 'the run is taken back',
    })),
  )
  expect(await api.takingBack()).toEqual([{ run: 'r0001', left: ['10001', '10002'] }])
  await ran('r0002', [['10002', 'done']], undefined, { procedure })
  expect(await api.takingBack()).toEqual([{ run: 'r0001', left: ['10001'] }])

  const risks = async (going: Parameters<DataApi['desk']>[1]) =>
    (await api.desk(instant(start), going)).risks
      .map(({ title }) => title)
      .filter((title) => title.includes('run'))
  expect(await risks([])).toEqual(['1 run interrupted', '1 run half taken back'])
  expect(await risks([{ run: RunId.parse('r0002'), asks: false }])).toEqual([
    '1 run half taken back',
  ])
})

it('a run of one customer has its name, one of several or of a part of the project has none', async () => {
  const [one, two] = ['10001', '10002']
  await ran('r1', [[one, 'done']], 'succeeded', { procedure: 'customer-return' })
  await ran(
    'r2',
    [
      [one, 'done'],
      [two, 'done'],
    ],
    'succeeded',
    { procedure: 'customer-return' },
  )
  await ran('r3', [['us1', 'done']], 'succeeded')
  expect((await api.runs()).map(({ customer }) => customer)).toEqual([
    'Juniper Realty',
    undefined,
    undefined,
  ])
})
