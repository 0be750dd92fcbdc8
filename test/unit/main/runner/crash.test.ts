import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunId } from '../../../../shared/domain/ids.ts'
import { isRunOver } from '../../../../shared/domain/states.ts'
import { members, runnerBench, threeSteps } from '../../../helpers/runner-world.ts'
import type { Bench, Twist } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const run = RunId.parse('r0001-test')

/** Starts, dies at the given write, takes up again in a new runner on the same journal and hosts, and goes to the end. */
async function killedAt(
  append: number,
  before: boolean,
  count: number,
  twist?: Twist,
  procedure = threeSteps(),
): Promise<Bench> {
  const clock = waitingClock()
  const first = runnerBench(clock)
  if (twist !== undefined) first.world.twist = twist
  first.journal.dieAt = { append, before }
  const started = first
    .start({ members: members(count), procedure })
    .then((s) => (s.ok ? s.value.ended : undefined))
  await Promise.race([started, first.journal.died])
  first.journal.revive()
  const second = runnerBench(clock, { world: first.world, journal: first.journal })
  const created = first.journal.stored.some(({ event }) => event.kind === 'run.created')
  if (!created) return second
  const states = second.states()
  for (const member of members(count)) if (!states.has(member.id)) states.set(member.id, 'planned')
  const progress = stateOf(second)
  if (progress !== undefined && isRunOver(progress)) return second
  const resumed = await second.runner.resume(run, states, 'tester')
  if (resumed.ok) await resumed.value.ended
  return second
}

function stateOf(bench: Bench): Parameters<typeof isRunOver>[0] | undefined {
  const event = bench.journal.stored.findLast((s) => s.event.kind === 'run.state')?.event
  return event?.kind === 'run.state' ? event.to : undefined
}

function expectOnce(bench: Bench): void {
  expect(new Set(bench.world.begun).size).toBe(bench.world.begun.length)
}

test('killed at any single write, a resumed run begins every effect exactly once and ends', async () => {
  for (let append = 0; append < 24; append++)
    for (const before of [true, false]) {
      const bench = await killedAt(append, before, 1)
      expectOnce(bench)
      const state = stateOf(bench)
      if (state === undefined) continue // it died before the run existed: nothing was begun
      expect(
        ['succeeded', 'aborted'],
        `killed ${before ? 'before' : 'after'} write ${append}`,
      ).toContain(state)
      if (state === 'succeeded') expect(bench.world.begun).toHaveLength(3)
      else expect(bench.world.begun).toHaveLength(0)
    }
})

test('killed anywhere with several members in work and commands that fail, no effect begins twice and the run gets a named end', async () => {
  const checked = fc.assert(
    fc.asyncProperty(
      fc.nat(70),
      fc.boolean(),
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.nat(20), { maxLength: 3 }),
      async (append, before, count, failing) => {
        let nth = 0
        const bench = await killedAt(append, before, count, () =>
          failing.includes(nth++) ? { kind: 'exited', code: 1 } : undefined,
        )
        expectOnce(bench)
        const state = stateOf(bench)
        if (state !== undefined) expect(isRunOver(state)).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('killed anywhere, also in an undo, a member that is being taken back never goes forward again', async () => {
  const checked = fc.assert(
    fc.asyncProperty(
      fc.nat(70),
      fc.boolean(),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(12), { maxLength: 4 }),
      async (append, before, count, failing) => {
        let nth = 0
        const bench = await killedAt(
          append,
          before,
          count,
          () => (failing.includes(nth++) ? { kind: 'exited', code: 1 } : undefined),
          threeSteps({ undoFailedMember: true }),
        )
        expectOnce(bench)
        const state = stateOf(bench)
        if (state !== undefined) expect(isRunOver(state)).toBe(true)
        for (const { id } of members(count)) {
          const phases = bench
            .events('attempt.intended')
            .filter((e) => e.member === id)
            .map((e) => e.phase)
          const undo = phases.indexOf('undo')
          if (undo >= 0) expect(phases.slice(undo)).not.toContain('apply')
        }
      },
    ),
    // What failed once: the process that was killed wrote on when the journal was taken up by the next.
    { numRuns: 150, examples: [[31, false, 4, [5, 11]]] },
  )
  await expect(checked).resolves.toBeUndefined()
})

test('every effect that a host has begun stands in the journal as intended before it', async () => {
  for (let append = 3; append < 20; append += 2) {
    const bench = await killedAt(append, false, 2)
    const intended = new Set(
      bench.journal.stored.flatMap(({ event }) =>
        event.kind === 'attempt.intended' ? [event.attempt as string] : [],
      ),
    )
    for (const attempt of bench.world.begun) expect(intended.has(attempt)).toBe(true)
  }
})
