import { expect, test } from 'vitest'
import { poolFor, server, text } from '../../helpers/ssh-pool.ts'

const as = (by: string) => ({ baton: { by, holderOf: (id: string) => id.split('.')[0] ?? '' } })

test('a second operator is told who works on the host, and nothing is started', async () => {
  const host = await server()
  const alice = poolFor([host], as('alice@laptop'))
  const bob = poolFor([host], as('bob@desk'))
  const first = await alice.step('h0', 'r1.lock.1', ['echo', 'first'])
  expect([first.ending, text(first.stdout)]).toEqual([{ kind: 'exited', code: 0 }, 'first\n'])
  const told = await bob.step('h0', 'r2.lock.1', ['sh', '-c', 'echo x >> count'])
  expect(told.ending).toMatchObject({
    kind: 'not-started',
    problem: { code: 'in-other-hands', where: { host: 'h0' } },
  })
  expect(JSON.stringify(told.ending)).toContain('in the hands of r1 (alice@laptop)')
  expect(await bob.baton('h0')).toMatchObject({
    ok: true,
    value: { generation: 1, holder: 'r1', by: 'alice@laptop' },
  })
  await alice.releaseBatons('r1')
  expect((await bob.step('h0', 'r2.lock.2', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
})

test('after a take-over the host refuses the old holder', async () => {
  const host = await server()
  const alice = poolFor([host], as('alice'))
  const bob = poolFor([host], as('bob'))
  await alice.step('h0', 'r1.lock.1', ['true'])
  expect(await bob.breakBaton('h0', 1)).toMatchObject({ ok: true, value: { generation: 2 } })
  expect((await bob.step('h0', 'r2.lock.1', ['true'])).ending).toEqual({ kind: 'exited', code: 0 })
  const stale = await alice.step('h0', 'r1.export.1', ['sh', '-c', 'echo x >> count'])
  expect(stale.ending).toMatchObject({ kind: 'not-started', problem: { code: 'in-other-hands' } })
  // Its next step does not get the baton back either.
  expect((await alice.step('h0', 'r1.export.2', ['true'])).ending.kind).toBe('not-started')
  expect(host.lines.filter((line) => line.includes('count'))).toHaveLength(1)
})

test('a run that is taken up again has its baton still', async () => {
  const host = await server()
  await poolFor([host], as('alice')).step('h0', 'r1.lock.1', ['true'])
  const { ending } = await poolFor([host], as('alice')).step('h0', 'r1.export.1', ['true'])
  expect(ending).toEqual({ kind: 'exited', code: 0 })
})
