import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followPlan, forgetPlan } from '../../../../renderer/api/plan.ts'
import { planStore } from '../../../../renderer/stores/plan-store.ts'
import { showOverview } from '../../../../renderer/stores/project-store.ts'
import { overview } from '../../../helpers/overview.ts'

/** Main: a plan of this version, and its forecast when the test lets it out. */
const main = { version: 1, reads: 0, forecasts: [] as (() => void)[] }
const invoke = async (channel: string): Promise<unknown> => {
  if (channel === 'plan/get-plan') {
    main.reads += 1
    return { ok: true, value: { version: main.version } }
  }
  const { version } = main
  return new Promise((resolve) =>
    main.forecasts.push(() => resolve({ ok: true, value: { seed: version } })),
  )
}
const path = overview().project.path
const key = (version: number | string, more = ''): string => [path, version, more].join('\n')
const settle = () => vi.advanceTimersByTimeAsync(0)
const shown = () => planStore.getState()

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { switchyard: { invoke } })
  Object.assign(main, { version: 1, reads: 0, forecasts: [] })
  showOverview(overview(), 0)
  forgetPlan()
})
afterEach(() => {
  forgetPlan()
  showOverview(null, 0)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the plan of the window', () => {
  it('is read at once when its version is another: nobody is offered to plan what is planned', async () => {
    followPlan(key(''))
    await settle()
    followPlan(key(1))
    await settle()
    expect(main.reads).toBe(2)
  })

  it('keeps up with a run that changes something all the time', async () => {
    followPlan(key(1))
    await settle()
    for (let second = 0; second < 9; second++) {
      followPlan(key(1, `r1 running ${second}`))
      await vi.advanceTimersByTimeAsync(1000)
    }
    expect(main.reads).toBe(4)
    expect(shown().key).toContain('r1 running')
  })

  it('is not asked for when the project is closed meanwhile', async () => {
    followPlan(key(1))
    await settle()
    followPlan(key(1, 'r1 running'))
    showOverview(null, 0)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(main.reads).toBe(1)
  })

  it('shows no forecast of an earlier version beside it', async () => {
    followPlan(key(1))
    await settle()
    main.forecasts.shift()?.()
    await settle()
    expect(shown().forecast).toEqual({ seed: 1 })
    main.version = 2
    followPlan(key(2))
    await settle()
    expect(shown().plan?.version).toBe(2)
    expect(shown().forecast).toBeUndefined()
    main.forecasts.shift()?.()
    await settle()
    expect(shown().forecast).toEqual({ seed: 2 })
  })
})
