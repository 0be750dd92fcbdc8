import { describe, expect, it } from 'vitest'
import type { LiveHandle } from '../../../../main/runner/live.ts'
import { problem, ProblemError } from '../../../../shared/domain/problems.ts'
import {
  answered,
  inTime,
  members,
  oneLook,
  runnerBench,
  threeSteps,
  until,
} from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const exit1 = { kind: 'exited', code: 1 } as const

async function ran(bench: Bench, procedure = threeSteps(), count = 1): Promise<void> {
  const run = await bench.start({ procedure, members: members(count) })
  if (!run.ok) throw new Error(run.problem.message)
  await run.value.ended
}

async function undone(
  bench: Bench,
  only?: readonly string[],
): Promise<ReturnType<LiveHandle['live']>> {
  const undo = await bench.undo(only)
  if (!undo.ok) throw new Error(undo.problem.message)
  return undo.value.ended
}

const phases = (bench: Bench): string[] =>
  bench
    .events('attempt.intended')
    .filter((e) => e.phase.startsWith('undo'))
    .map((e) => `${e.phase} ${e.step}`)

/** One step on every dispatcher, taken back where it fails. */
function onBothDispatchers() {
  const on = { system: 'dsbc', role: 'dsbc', take: 'all' }
  const args = { customer: '{customer.id}' }
  const verify = { operation: 'ids-verify', on, expect: { collisions: 0 } }
  const undo = { operation: 'customer-unlock', on, args, verify }
  const step = { id: 'send', title: 'send', operation: 'customer-lock', on, args, undo }
  return threeSteps({ steps: [{ ...step, onFailure: 'stop-member' }], undoFailedMember: true })
}

describe('an undo of a run', () => {
  it('goes in reverse order, reads each back, and keeps evidence before the first change', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench)
    expect((await undone(bench)).state).toBe('undone')
    expect(phases(bench)).toEqual([
      'undo unlock',
      'undo-verify unlock',
      'undo move',
      'undo-verify move',
      'undo lock',
      'undo-verify lock',
    ])
    const evidence = bench.kinds().indexOf('evidence.kept')
    const firstUndo = bench.journal.stored.findIndex(
      ({ event }) => event.kind === 'attempt.intended' && event.phase === 'undo',
    )
    expect(evidence).toBeGreaterThan(0)
    expect(evidence).toBeLessThan(firstUndo)
  })

  it('brings its customers from the target by returning to returned', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench)
    expect(bench.states().get('1001')).toBe('transferred')
    await undone(bench)
    expect(
      bench
        .events('customer.state')
        .slice(-2)
        .map((e) => e.to),
    ).toEqual(['returning', 'returned'])
  })

  it('of single members takes back only those, and the run is undone only when nothing of it stands', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench, threeSteps(), 2)
    expect((await undone(bench, ['1001'])).state).toBe('succeeded')
    expect([...bench.states()]).toEqual([
      ['1001', 'returned'],
      ['1002', 'transferred'],
    ])
    expect((await undone(bench)).state).toBe('undone')
    expect(bench.events('evidence.kept').map((e) => e.member)).toEqual(['1001', '1002'])
  })

  it('says whom it takes back, and how many are left', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench, threeSteps(), 2)
    const undo = await bench.undo()
    if (!undo.ok) throw new Error(undo.problem.message)
    const said = new Set<string>()
    bench.world.twist = () => void said.add(undo.value.live().waiting)
    await undo.value.ended
    expect([...said]).toEqual(['takes back 1002, 1 of 2', 'takes back 1001, 2 of 2'])
  })

  it('that fails is undo-failed, names what stands in the way, and a second one goes on there', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench)
    bench.world.twist = (attempt) => (attempt.includes('.move.') ? exit1 : undefined)
    const live = await undone(bench)
    expect(live.state).toBe('succeeded')
    expect(live.waiting).toContain('not undone: 1001: customer-unlock ended with exit code 1')
    expect(bench.events('member.ended').at(-1)).toMatchObject({ result: 'undo-failed' })
    expect(bench.states().get('1001')).toBe('failed')
    bench.world.twist = () => undefined
    expect((await undone(bench)).state).toBe('undone')
    expect(phases(bench).filter((p) => p === 'undo unlock')).toHaveLength(1)
    expect(bench.states().get('1001')).toBe('planned')
  })

  it('whose reading back does not hold is not called undone, also not by a second undo', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench)
    bench.world.read = () => answered({ ranges: [], collisions: 1 })
    expect((await undone(bench)).state).toBe('succeeded')
    expect((await undone(bench)).state).toBe('succeeded')
    expect(phases(bench)).toEqual(['undo unlock', 'undo-verify unlock', 'undo-verify unlock'])
    bench.world.read = () => undefined
    expect((await undone(bench)).state).toBe('undone')
  })

  it('keeps evidence that the journal takes, whatever the hosts have answered', async () => {
    const bench = runnerBench(waitingClock())
    const ranges = Array.from(
      { length: 20_000 },
      (_, i) => `range ${i} of a database with many of them`,
    )
    bench.world.read = () => answered({ ranges, collisions: 0 })
    const looks = ['a', 'b', 'c'].flatMap((id) => oneLook({ id }).steps)
    await ran(bench, { ...threeSteps(), steps: [...threeSteps().steps, ...looks] })
    expect((await undone(bench)).state).toBe('undone')
    const [evidence] = bench.events('evidence.kept')
    expect(JSON.stringify(evidence).length).toBeLessThan(64 * 1024)
    expect(JSON.stringify(evidence)).toContain('kept with the attempt')
  })

  it('of a run that stands still plans those anew who had not begun', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.hold = () => new Promise(() => undefined)
    const run = await bench.start({ procedure: threeSteps(), members: members(2) })
    if (!run.ok) throw new Error(run.problem.message)
    await until('one is in work', () => bench.world.begun.length === 1)
    await run.value.pause('anna')
    expect(bench.states().get('1002')).toBe('scheduled')
    bench.world.hold = undefined
    expect((await undone(bench)).state).toBe('undone')
    expect(bench.states().get('1002')).toBe('planned')
  })

  it('of a journal that cannot be read is a problem, not a crash', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench)
    bench.journal.events = async () => {
      throw new ProblemError(problem('data-process', 'the data process ended'))
    }
    const undo = await bench.undo()
    expect(undo.ok ? '' : undo.problem.message).toBe('the data process ended')
  })

  it('past the point of no return is refused, and nothing is touched', async () => {
    const bench = runnerBench(waitingClock())
    await ran(bench, threeSteps({}, { pointOfNoReturn: 'It is gone.' }))
    const begun = bench.world.begun.length
    const live = await undone(bench)
    expect(live.waiting).toContain('lock is past the point of no return: It is gone.')
    expect(bench.world.begun).toHaveLength(begun)
    expect(bench.kinds()).not.toContain('evidence.kept')
    expect(bench.states().get('1001')).toBe('transferred')
  })

  it('is refused too when a step past that point failed and its probe does not say that nothing was done', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.lock.') ? exit1 : undefined)
    bench.world.probe = 'partial'
    await ran(bench, threeSteps({}, { pointOfNoReturn: 'It is gone.', undo: undefined }))
    const live = await undone(bench)
    expect(live.state).toBe('failed')
    expect(live.waiting).toContain('lock is past the point of no return: It is gone.')
    bench.world.probe = 'absent'
    expect((await undone(bench)).state).toBe('undone')
  })

  it('that was killed goes on where it was, and begins no undo twice', async () => {
    for (let append = 0; append < 16; append++) {
      const bench = runnerBench(waitingClock())
      await ran(bench)
      const other = runnerBench(waitingClock(), { journal: bench.journal, world: bench.world })
      const before = bench.journal.stored.length
      let left = append
      let dead = false
      let died = (): void => undefined
      const death = new Promise<void>((resolve) => (died = resolve))
      const mortal = {
        ...bench.journal,
        async append(events: Parameters<typeof bench.journal.append>[0]): Promise<void> {
          if (dead) return new Promise(() => undefined)
          await bench.journal.append(events)
          if (left-- > 0) return undefined
          dead = true
          died()
          return new Promise(() => undefined)
        },
      }
      const undo = runnerBench(waitingClock(), { journal: mortal, world: bench.world }).undo()
      const ends = undo.then((first) =>
        first.ok ? first.value.ended : Promise.reject(new Error(first.problem.message)),
      )
      await Promise.race([ends, death])
      expect(
        (await undone(other)).state,
        `killed after write ${append} of the undo (${before} before)`,
      ).toBe('undone')
      expect(new Set(bench.world.begun).size).toBe(bench.world.begun.length)
    }
  })
})

describe('a member that failed', () => {
  it('is undone by itself where the procedure says so, and may be tried again', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) =>
      attempt.includes('.move.') && attempt.includes('.apply.') ? exit1 : undefined
    await ran(bench, threeSteps({ undoFailedMember: true }))
    expect(bench.events('member.ended')).toEqual([expect.objectContaining({ result: 'undone' })])
    expect(phases(bench)).toEqual(['undo lock', 'undo-verify lock'])
    expect(bench.states().get('1001')).toBe('failed')
  })

  it('reads back from the hosts that it took something back on, not from one that the step never reached', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.dsbc1.apply.') ? exit1 : undefined)
    bench.world.probe = 'partial'
    bench.world.read = (operation, _, host) =>
      operation === 'customer-lock' && host === 'dsbc2' ? answered({ state: 'absent' }) : undefined
    await ran(bench, onBothDispatchers())
    const asked = bench.events('attempt.intended').map((e) => `${e.phase} ${e.host}`)
    expect(asked).toEqual(['apply dsbc1', 'undo dsbc1', 'undo-verify dsbc1'])
  })

  it('is taken back on each host that a step may have touched, also when the undo got stuck between them', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.dsbc2.') ? exit1 : undefined)
    bench.world.probe = 'partial'
    await ran(bench, onBothDispatchers())
    expect(bench.events('member.ended').at(-1)?.result).toBe('undo-failed')
    bench.world.twist = () => undefined
    expect((await undone(bench)).state).toBe('undone')
    expect(
      bench
        .events('attempt.intended')
        .filter((e) => e.phase.startsWith('undo'))
        .map((e) => `${e.phase} ${e.host}`),
    ).toEqual(['undo dsbc1', 'undo dsbc2', 'undo dsbc2', 'undo-verify dsbc1', 'undo-verify dsbc2'])
  })

  it('is whole when what nobody could tell turns out not to have been done', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.move.') ? exit1 : undefined)
    bench.world.probe = 'unknown'
    const run = await bench.start({ procedure: threeSteps({ undoFailedMember: true }) })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it asks', () => run.value.live().questions.length > 0)
    await run.value.pause('anna')
    bench.world.probe = 'absent'
    expect((await undone(bench)).state).toBe('undone')
    expect(phases(bench)).toEqual(['undo lock', 'undo-verify lock'])
  })

  it('takes back what a failed command has left half done', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) =>
      attempt.includes('.move.') && attempt.includes('.apply.') ? exit1 : undefined
    bench.world.probe = 'partial'
    await ran(bench, threeSteps({ undoFailedMember: true }))
    expect(phases(bench)).toEqual([
      'undo move',
      'undo-verify move',
      'undo lock',
      'undo-verify lock',
    ])
  })
})

it('an undo is never started by itself because a host does not answer', async () => {
  const clock = waitingClock()
  const bench = runnerBench(clock)
  const run = await bench.start({ procedure: threeSteps({ undoFailedMember: true }) })
  if (!run.ok) throw new Error(run.problem.message)
  bench.world.down.add('tgt-db')
  await inTime(clock, 'it asks', () => run.value.live().questions.length > 0)
  expect(run.value.live().questions[0]?.text).toContain('tgt-db does not answer')
  expect(phases(bench)).toEqual([])
  await run.value.stop('anna', 'host is gone')
})

describe('a run that was killed while it took a member back', () => {
  /** Dies at the write behind the first undo, and is taken up again. */
  async function killedInUndo(bench: Bench, act: () => Promise<unknown>): Promise<Bench> {
    const write = bench.journal.append
    let died = (): void => undefined
    const death = new Promise<void>((resolve) => (died = resolve))
    let dead = false
    bench.journal.append = async (events) => {
      if (dead) return new Promise(() => undefined)
      await write(events)
      if (!events.some((e) => e.kind === 'attempt.ended' && e.attempt.includes('.undo.')))
        return undefined
      dead = true
      died()
      return new Promise(() => undefined)
    }
    void act()
    await death
    bench.journal.append = write
    bench.world.twist = () => undefined
    const again = await bench.resume()
    if (!again.ok) throw new Error(again.problem.message)
    await again.value.ended
    return bench
  }

  it('goes on with that when it is resumed, and not forward again', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.unlock.') ? exit1 : undefined)
    await killedInUndo(bench, () => ran(bench, threeSteps({ undoFailedMember: true })))
    expect(phases(bench)).toEqual([
      'undo move',
      'undo-verify move',
      'undo lock',
      'undo-verify lock',
    ])
    expect(bench.events('attempt.intended').filter((e) => e.phase === 'apply')).toHaveLength(3)
    expect(bench.events('member.ended')).toEqual([expect.objectContaining({ result: 'undone' })])
  })

  it('and out by the word of a person at a question, plans it anew', async () => {
    const bench = runnerBench(waitingClock())
    bench.world.twist = (attempt) => (attempt.includes('.unlock.') ? exit1 : undefined)
    const procedure = threeSteps()
    const steps = procedure.steps.map((step) => ({ ...step, onFailure: 'ask' as const }))
    const run = await bench.start({ procedure: { ...procedure, steps } })
    if (!run.ok) throw new Error(run.problem.message)
    const handle = run.value
    await until('it asks', () => handle.live().questions.length > 0)
    await killedInUndo(bench, () =>
      handle.answer(handle.live().questions[0]?.id ?? '', 'take-out', 'anna', 'tomorrow'),
    )
    expect(bench.events('member.ended')).toEqual([
      expect.objectContaining({ result: 'taken-out', reason: 'taken out by anna: tomorrow' }),
    ])
    expect(bench.states().get('1001')).toBe('planned')
  })
})
