import { afterEach, beforeEach, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { instant } from '../../../shared/domain/time.ts'
import { createHash } from 'node:crypto'
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
