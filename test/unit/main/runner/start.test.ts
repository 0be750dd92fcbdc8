import { describe, expect, it } from 'vitest'
import type { CheckAnswer, Checks } from '../../../../main/runner/ports.ts'
import { bad } from '../../../../shared/base/result.ts'
import { StepId } from '../../../../shared/domain/ids.ts'
import { problem, ProblemError } from '../../../../shared/domain/problems.ts'
import { asked, guarded, pass } from '../../../helpers/guarded-run.ts'
import {
  commands,
  members,
  runId,
  runnerBench,
  spec,
  threeSteps,
  until,
} from '../../../helpers/runner-world.ts'
import type { Bench } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const minute = 60_000
const approval = StepId.parse('go')
const byTwo = (): ReturnType<typeof threeSteps> =>
  threeSteps({ approvals: [{ id: 'go', text: 'No way back.', people: 2, typed: '{customer.id}' }] })

describe('approvals', () => {
  it.each([
    ['nobody', [], 'No way back. This needs the approval of 2 different people.'],
    [
      'one person',
      [['anna', '1001']],
      'No way back. This needs the approval of 2 different people; given so far by anna.',
    ],
    [
      'the same person twice',
      [
        ['anna', '1001'],
        ['Anna ', '1001'],
      ],
      'No way back. This needs the approval of 2 different people; given so far by anna.',
    ],
    [
      'a wrong name typed',
      [
        ['anna', '1001'],
        ['ben', '1010'],
      ],
      'the typed name "1010" is not "1001"',
    ],
  ])('of %s do not start an irreversible procedure', async (_, given, message) => {
    const bench = runnerBench(waitingClock())
    const run = await bench.start({
      procedure: byTwo(),
      approvals: given.map(([by = '', typed = '']) => ({ approval, by, typed })),
    })
    expect(run.ok ? '' : run.problem).toMatchObject({ code: 'approval-needed', message })
    expect(bench.journal.stored).toEqual([])
  })

  it('of two people are kept in the journal before anything is done', async () => {
    const bench = runnerBench(waitingClock())
    const run = await bench.start({
      procedure: byTwo(),
      approvals: [
        { approval, by: 'anna', typed: '1001' },
        { approval, by: 'ben', typed: '1001' },
      ],
    })
    if (!run.ok) throw new Error(run.problem.message)
    await run.value.ended
    expect(bench.kinds().slice(0, 4)).toEqual([
      'run.created',
      'approval.given',
      'approval.given',
      'run.state',
    ])
  })
})

describe('preconditions', () => {
  it('are asked of the live systems at every start, and a fail starts nothing', async () => {
    let answer: CheckAnswer = { answer: 'fail', sentence: 'src-db does not answer' }
    const { checks, count } = asked(() => answer)
    const bench = runnerBench(waitingClock(), { checks })
    const refused = await bench.start({ procedure: guarded() })
    expect(refused.ok ? '' : refused.problem).toMatchObject({
      message: 'Three steps: src-db does not answer',
      safe: 'nothing was started',
    })
    expect(bench.world.begun).toEqual([])
    answer = pass
    const again = runnerBench(waitingClock(), { checks })
    expect((await again.start({ procedure: guarded() })).ok).toBe(true)
    expect(count()).toBe(2)
  })

  it('that could not be answered do not pass', async () => {
    const bench = runnerBench(waitingClock(), {
      checks: asked(() => ({ answer: 'unknown', sentence: 'not seen' })).checks,
    })
    expect((await bench.start({ procedure: guarded() })).ok).toBe(false)
  })

  it('that took longer than the permission to start lasts end it', async () => {
    const clock = waitingClock()
    const bench = runnerBench(clock, {
      checks: asked(() => (clock.advance(16 * minute), pass)).checks,
    })
    const run = await bench.start({ procedure: guarded() })
    expect(run.ok ? '' : run.problem.message).toContain(
      'the permission to start lapsed at 2026-12-01',
    )
    expect(bench.events('run.state').at(-1)).toMatchObject({ to: 'aborted' })
    expect(bench.world.begun).toEqual([])
  })
})

/** Arms a run whose process dies while its preconditions are looked at. */
async function armed(bench: Bench): Promise<void> {
  void bench.start({ procedure: guarded() })
  await until('it is armed', () => bench.events('run.state').at(-1)?.to === 'armed')
}

describe('a run that was armed when its process died', () => {
  it.each([
    [1 * minute, 'interrupted before it began; nothing was done'],
    [16 * minute, 'the permission to start lapsed at '],
  ])('is not started by a resume %i ms later', async (later, reason) => {
    const clock = waitingClock()
    const never: Checks = { answer: () => new Promise(() => undefined) }
    const bench = runnerBench(clock, { checks: never })
    await armed(bench)
    clock.advance(later)
    const resumed = await bench.resume()
    expect(resumed.ok ? '' : resumed.problem.message).toContain(reason)
    expect(bench.events('run.state').at(-1)).toMatchObject({
      to: 'aborted',
      reason: expect.stringContaining(reason),
    })
    expect(bench.world.begun).toEqual([])
  })
})

it('a run that is over is not resumed', async () => {
  const bench = runnerBench(waitingClock())
  const run = await bench.start()
  if (!run.ok) throw new Error(run.problem.message)
  await run.value.ended
  const resumed = await bench.resume()
  expect(resumed.ok ? '' : resumed.problem.message).toBe('run r0001-test is over: it is succeeded')
})

it('a resumed run uses the procedure and the commands that it was started with', async () => {
  const bench = runnerBench(waitingClock())
  bench.journal.dieAt = { append: 4, before: false }
  const changing = { ...commands }
  void bench.runner.start(
    {
      procedure: threeSteps(),
      members: members(1),
      by: 'tester',
      approvals: [],
      customers: new Map([['1001', 'planned']]),
    },
    spec,
    changing,
  )
  await bench.journal.died
  bench.journal.revive()
  changing['customer-lock'] = { apply: ['other'], probe: ['other'] }
  const seen: string[] = []
  const step = bench.world.step
  bench.world.step = async (host, attempt, argv, options) => {
    seen.push(argv[0] ?? '')
    return step(host, attempt, argv, options)
  }
  const again = await bench.resume()
  if (!again.ok) throw new Error(again.problem.message)
  await again.value.ended
  expect(seen.length).toBeGreaterThan(0)
  expect(seen).not.toContain('other')
})

it('a snapshot that does not have its hash starts nothing', async () => {
  const bench = runnerBench(waitingClock())
  const run = await bench.start()
  if (!run.ok) throw new Error(run.problem.message)
  await run.value.ended
  bench.journal.snapshot = async () => '{}'
  const opened = await bench.runner.undo(runId, new Map(), 'tester')
  expect(opened.ok ? '' : opened.problem.code).toBe('project-damaged')
})

it('a step that names the state of a customer both during and after it moves it through both', async () => {
  const bench = runnerBench(waitingClock())
  const states = { customerState: { during: 'locked', after: 'transferring' } }
  const run = await bench.start({ procedure: threeSteps({}, states) })
  if (!run.ok) throw new Error(run.problem.message)
  expect((await run.value.ended).state).toBe('succeeded')
  expect(bench.events('customer.state').map((e) => e.to)).toEqual([
    'scheduled',
    'locked',
    'transferring',
    'transferred',
  ])
  const intended = bench.journal.stored.findIndex((s) => s.event.kind === 'attempt.intended')
  expect(bench.kinds().slice(intended, intended + 5)).toEqual([
    'attempt.intended',
    'customer.state',
    'attempt.started',
    'attempt.ended',
    'customer.state',
  ])
})

describe('a check after the members', () => {
  const checkedAfter = (): ReturnType<typeof threeSteps> =>
    threeSteps({ after: [{ check: 'invariants' }] })

  it('that could not look is asked, and a retry looks again', async () => {
    const answers: CheckAnswer[] = [
      { answer: 'unknown', sentence: 'the API is silent' },
      { ...pass, passed: ['1001'] },
    ]
    const bench = runnerBench(waitingClock(), {
      checks: asked(() => answers.shift() ?? pass).checks,
    })
    const run = await bench.start({ procedure: checkedAfter() })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it asks', () => run.value.live().questions.length > 0)
    await run.value.answer(run.value.live().questions[0]?.id ?? '', 'retry', 'anna', 'API is back')
    expect((await run.value.ended).state).toBe('succeeded')
    expect(bench.states().get('1001')).toBe('checked')
  })

  it('that waits is told of a stop', async () => {
    const bench = runnerBench(waitingClock(), {
      checks: {
        answer: (_spec, { signal }) =>
          new Promise((resolve) => {
            signal?.addEventListener('abort', () =>
              resolve({ answer: 'unknown', sentence: 'stopped' }),
            )
          }),
      },
    })
    const run = await bench.start({ procedure: checkedAfter() })
    if (!run.ok) throw new Error(run.problem.message)
    await until('it checks', () => run.value.live().waiting === 'checks invariants')
    await run.value.stop('anna', 'rain')
    expect(run.value.live().state).toBe('aborted')
  })

  it('that fails fails the run with its sentence', async () => {
    const bench = runnerBench(waitingClock(), {
      checks: asked(() => ({ answer: 'fail', sentence: '1001 is served twice' })).checks,
    })
    const run = await bench.start({ procedure: checkedAfter() })
    if (!run.ok) throw new Error(run.problem.message)
    expect((await run.value.ended).state).toBe('failed')
    expect(bench.events('run.state').at(-1)?.reason).toBe('1001 is served twice')
  })
})

it('a start that is given up while it is being looked at whether it may begin begins nothing, and the journal says so', async () => {
  const left = new AbortController()
  let told: AbortSignal | undefined
  const bench = runnerBench(waitingClock(), {
    checks: {
      answer: async (_spec, { signal }) => {
        told = signal
        left.abort()
        return { answer: 'pass', sentence: 'ok' }
      },
    },
  })
  const procedure = threeSteps({ preconditions: [{ check: 'hosts-reachable' }] })
  const run = await bench.start({ procedure, stopping: left.signal })
  expect(run.ok ? undefined : run.problem).toEqual({
    code: 'not-allowed',
    message: 'Three steps: interrupted before it began; nothing was done',
    safe: 'nothing was started',
    next: 'start it again',
  })
  expect(told).toBe(left.signal)
  expect(bench.world.begun).toEqual([])
  expect(bench.events('run.state').at(-1)).toMatchObject({
    from: 'armed',
    to: 'aborted',
    by: 'tester',
    reason: 'interrupted before it began; nothing was done',
  })
})

it('a start that the journal refuses, because one of its customers was excluded meanwhile, is over and says so', async () => {
  const bench = runnerBench(waitingClock())
  const { append } = bench.journal
  const excluded = problem('precondition', 'Customer 1001 is excluded, not planned')
  bench.journal.append = async (events) => {
    if (events.some((event) => event.kind === 'customer.state')) throw new ProblemError(excluded)
    return append(events)
  }
  const procedure = threeSteps({ id: 'customer-transfer' })
  expect(await bench.start({ procedure })).toEqual(bad(excluded))
  expect(bench.events('run.state').at(-1)).toMatchObject({
    from: 'armed',
    to: 'aborted',
    reason: 'Customer 1001 is excluded, not planned; nothing was done',
  })
  expect(bench.world.begun).toEqual([])
})
