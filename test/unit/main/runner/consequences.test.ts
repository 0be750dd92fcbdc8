import { expect, it } from 'vitest'
import type { Member } from '../../../../shared/domain/run-scope.ts'
import { answered, runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const sync = threeSteps({
  id: 'vendor-xdr-sync',
  scope: 'environment',
  steps: [
    {
      id: 'sync',
      title: 'Merge',
      operation: 'xdr-sync',
      on: { system: 'target', role: 'db' },
      args: { environment: '{environment.id}' },
      pointOfNoReturn: 'Merged.',
      expect: { residual: 0 },
      onFailure: 'stop-member',
    },
  ],
})

const environment = (id: string): Member => ({
  id,
  scope: 'environment',
  environment: id,
  values: { 'environment.id': id },
})

it('a merge is known for each environment that was done, also when another one was not', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.step = async (_host, attempt) =>
    answered({ vendors: 1, days: 1, xdrs: 12, residual: attempt.includes('.uk.') ? 3 : 0 })
  const run = await bench.start({
    procedure: sync,
    members: [environment('us'), environment('uk')],
    customers: new Map(),
  })
  if (!run.ok) throw new Error(run.problem.message)
  const handle = run.value
  await until('it asks', () => handle.live().questions.length > 0)
  await handle.answer(handle.live().questions[0]?.id ?? '', 'abort', 'anna', 'tomorrow')
  expect((await handle.ended).state).toBe('aborted')
  expect(bench.events('xdr.synced')).toEqual([
    { kind: 'xdr.synced', environment: 'us', run: 'r0001-test', xdrs: 12 },
  ])
})

it('a merge whose answer was lost and whose probe says done is known, and its count is not', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.twist = () => 'lost-before'
  bench.world.probe = 'done'
  const run = await bench.start({
    procedure: sync,
    members: [environment('us')],
    customers: new Map(),
  })
  if (!run.ok) throw new Error(run.problem.message)
  expect((await run.value.ended).state).toBe('succeeded')
  expect(bench.events('xdr.synced')).toEqual([
    { kind: 'xdr.synced', environment: 'us', run: 'r0001-test' },
  ])
})
