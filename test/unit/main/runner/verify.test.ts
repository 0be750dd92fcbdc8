import { expect, it } from 'vitest'
import { answered, runnerBench, threeSteps } from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

/** One step on both dispatchers that is read back by its own probe. */
const onBoth = () => {
  const on = { system: 'dsbc', role: 'dsbc', take: 'all' }
  const args = { customer: '{customer.id}' }
  const back = { operation: 'ids-verify', on, expect: { collisions: 0 } }
  const undo = { operation: 'customer-unlock', on, args, verify: back }
  const step = { id: 'send', title: 'Send', operation: 'customer-lock', on, args, undo }
  return threeSteps({
    steps: [
      { ...step, onFailure: 'stop-member', verify: 'probe', customerState: { after: 'locked' } },
    ],
    undoFailedMember: true,
  })
}

const ran = async (bench: Bench): Promise<string> => {
  const run = await bench.start({ procedure: onBoth() })
  if (!run.ok) throw new Error(run.problem.message)
  return (await run.value.ended).state
}

it('a step that is read back by its probe is done when the probe of every host says so', async () => {
  const bench = runnerBench(waitingClock())
  bench.world.probe = 'done'
  expect(await ran(bench)).toBe('succeeded')
  const asked = bench.events('attempt.intended').map((e) => `${e.phase} ${e.host}`)
  expect(asked).toEqual(['apply dsbc1', 'apply dsbc2', 'probe dsbc1', 'probe dsbc2'])
})

it.each(['absent', 'partial', 'unknown'])(
  'a step whose probe says %s on one host is not done, names the host, and is taken back',
  async (state) => {
    const bench = runnerBench(waitingClock())
    bench.world.read = (_operation, phase, host) =>
      phase === 'probe' ? answered({ state: host === 'dsbc2' ? state : 'done' }) : undefined
    expect(await ran(bench)).toBe('failed')
    expect(bench.events('member.ended')).toEqual([
      expect.objectContaining({
        result: 'undone',
        reason: `Send: read back from dsbc2, its probe says ${state}`,
      }),
    ])
    expect(bench.world.begun.filter((a) => a.includes('.undo.'))).toHaveLength(2)
  },
)
