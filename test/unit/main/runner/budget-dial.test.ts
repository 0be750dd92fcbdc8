import { describe, expect, it } from 'vitest'
import type { Downtime } from '../../../../main/runner/ports.ts'
import type { OperationTime } from '../../../../main/runner/step-times.ts'
import { stepTimes } from '../../../../main/runner/step-times.ts'
import type { BudgetDial } from '../../../../shared/domain/live-run.ts'
import { OperationName } from '../../../../shared/domain/operations.ts'
import { runnerBench, threeSteps, until } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

const at = Date.UTC(2026, 11, 1, 1)

const down = (usedMs: number | null, isDown = true): Downtime => {
  const window = {
    used: () => usedMs,
    isDown: () => isDown,
    seen: () => ['no answer'],
    withdraw: async () => undefined,
    close: async () => ({ measuredMs: 1, resolutionMs: 1, samples: 3, unknownSamples: 0 }),
  }
  return { open: async () => window, reopen: async () => window }
}

const timed = (operation: string, phase: OperationTime['phase'], ms: number): OperationTime => ({
  operation: OperationName.parse(operation),
  phase,
  ms,
})

const procedure = (undo: object = {}, move: object = {}) => {
  const plain = threeSteps({
    downtime: {
      service: 'customer',
      budget: '1m',
      opensAt: 'lock',
      closesAt: 'unlock',
      probes: [{ kind: 'tcp', address: '{cluster.voice}' }],
      onBreach: 'note',
    },
  })
  return {
    ...plain,
    steps: plain.steps.map((step) => ({
      ...step,
      ...(step.id === 'move' ? move : {}),
      ...(step.undo === undefined ? {} : { undo: { ...step.undo, ...undo } }),
    })),
  }
}

/** The dial while the second of three steps is under way. */
async function dial(
  downtime: Downtime,
  before: readonly OperationTime[],
  steps = procedure(),
  putMs = 0,
): Promise<BudgetDial | undefined> {
  const clock = waitingClock(at)
  const bench = runnerBench(clock, {
    downtime,
    experience: { operationTimes: async () => before },
  })
  bench.world.hold = (attempt) =>
    attempt.includes('.move.') ? new Promise(() => undefined) : Promise.resolve()
  const run = await bench.start({ procedure: steps })
  if (!run.ok) throw new Error(run.problem.message)
  await until('the second step', () => bench.world.begun.length === 2)
  clock.put(putMs)
  return run.value.live().windows?.[0]
}

describe('the budget of an open window', () => {
  it('says used, forecast, undo, and the latest safe moment to turn back', async () => {
    const before = [
      timed('customer-unlock', 'undo', 7_000),
      timed('ids-verify', 'undo-verify', 500),
      timed('customer-lock', 'apply', 9_000),
      timed('customer-unlock', 'apply', 4_000),
    ]
    expect(await dial(down(20_000), before)).toMatchObject({
      member: '1001',
      service: 'customer',
      budgetMs: 60_000,
      usedMs: 20_000,
      isDown: true,
      seen: ['no answer'],
      undoMs: 15_000,
      undoBasis: 'measured',
      spareMs: 25_000,
      turnBackAt: at + 25_000,
      alarm: 'none',
    })
  })

  it.each([0, -3_600_000, 3 * 3_600_000])(
    'forecasts from the time that has passed, also when the clock of the computer was put by %d ms',
    async (putMs) => {
      const before = [
        timed('customer-lock', 'apply', 9_000),
        timed('customer-unlock', 'apply', 4_000),
      ]
      const shown = await dial(down(20_000), before, procedure(), putMs)
      expect(shown?.forecastMs).toBe(33_000)
    },
  )

  it('alarms when no way back inside of the budget is left, and when the budget is used up', async () => {
    const before = [timed('customer-unlock', 'undo', 25_000)]
    expect((await dial(down(9_000), before))?.alarm).toBe('none')
    expect((await dial(down(10_000), before))?.alarm).toBe('turn-back')
    expect((await dial(down(60_001), before))?.alarm).toBe('breached')
  })

  it('takes what the procedure declares until something was measured, and says so', async () => {
    expect(await dial(down(1_000), [], procedure({ expected: 6_000 }))).toMatchObject({
      undoMs: 12_000,
      undoBasis: 'declared',
    })
  })

  it('names no moment where nobody knows how long the way back takes', async () => {
    const shown = await dial(down(1_000), [])
    expect([shown?.undoMs, shown?.turnBackAt, shown?.alarm]).toEqual([undefined, undefined, 'none'])
  })

  it('knows no way back past a point of no return', async () => {
    const before = [timed('customer-unlock', 'undo', 1_000)]
    const shown = await dial(down(1_000), before, procedure({}, { pointOfNoReturn: 'x' }))
    expect([shown?.undoMs, shown?.turnBackAt]).toEqual([undefined, undefined])
  })

  it('is unknown where the probes cannot tell, never zero', async () => {
    expect(await dial(down(null), [timed('customer-unlock', 'undo', 1)])).toMatchObject({
      usedMs: null,
      alarm: 'unknown',
    })
  })

  it('has no moment to turn back as long as the service answers', async () => {
    const shown = await dial(down(0, false), [timed('customer-unlock', 'undo', 5_000)])
    expect([shown?.spareMs, shown?.turnBackAt]).toEqual([50_000, undefined])
  })
})

describe('stepTimes', () => {
  it('answers the median of the newest nine', () => {
    const times = stepTimes(
      [900, 1, 2, 3, 4, 5, 6, 7, 8, 1000].map((ms) => timed('ids-split', 'apply', ms)),
    )
    expect(times.lasted(OperationName.parse('ids-split'), 'apply')).toBe(5)
    expect(times.lasted(OperationName.parse('ids-split'), 'undo')).toBeUndefined()
  })
})
