import { describe, expect, it } from 'vitest'
import type { PreflightDesk } from '../../../../main/app/preflight-desk.ts'
import { watchWindows } from '../../../../main/app/preflight-watch.ts'
import { bad, ok } from '../../../../shared/base/result.ts'
import type { NextWindow, PreflightReport } from '../../../../shared/domain/preflight.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { instant } from '../../../../shared/domain/time.ts'

const minute = 60_000
const window: NextWindow = {
  title: 'Pilot (us)',
  from: instant(100 * minute),
  to: instant(340 * minute),
  approvals: 1,
}
const report: PreflightReport = { at: instant(0), answer: 'ok', items: [] }

function watch(answers: Partial<PreflightDesk> = {}) {
  const seen = { now: 0, next: window as NextWindow | undefined, runs: 0, near: [] as boolean[] }
  const told: PreflightReport[] = []
  const { look } = watchWindows({
    desk: {
      next: async () => ({
        now: seen.now,
        rate: 1,
        ...(seen.next === undefined ? {} : { window: seen.next }),
      }),
      run: async () => {
        seen.runs += 1
        return ok(report)
      },
      ...answers,
    },
    leadMinutes: () => 30,
    windowNear: (near) => seen.near.push(near),
    report: (found) => told.push(found),
    every: () => () => undefined,
  })
  return { seen, told, lookAt: (now: number) => ((seen.now = now), look()) }
}

describe('before a window', () => {
  it('the pre-flight runs once, half an hour ahead, and the computer is kept awake from then on', async () => {
    const { seen, told, lookAt } = watch()
    for (const at of [60, 69, 70, 71, 100, 200]) await lookAt(at * minute)
    expect(seen.near).toEqual([false, false, true, true, true, true])
    expect([seen.runs, told.length]).toEqual([1, 1])
  })

  it('another window is another pre-flight, and none lets the computer sleep', async () => {
    const { seen, told, lookAt } = watch()
    await lookAt(90 * minute)
    seen.next = { ...window, from: instant(500 * minute), to: instant(600 * minute) }
    await lookAt(400 * minute)
    await lookAt(480 * minute)
    seen.next = undefined
    await lookAt(700 * minute)
    expect(told).toHaveLength(2)
    expect(seen.near).toEqual([true, false, true, false])
  })

  it('a look at a project that is just gone ends quietly, whoever asked for it', async () => {
    const { seen, lookAt } = watch({
      next: async () => {
        throw new Error('the data process is gone')
      },
    })
    await expect(lookAt(90 * minute)).resolves.toBeUndefined()
    expect(seen.near).toEqual([])
  })

  it('a pre-flight that could not be made is made at the next look', async () => {
    let tries = 0
    const { told, lookAt } = watch({
      run: async () => {
        tries += 1
        if (tries === 1) throw new Error('the data process is gone')
        return tries === 2 ? bad(problem('data-process', 'It starts again.')) : ok(report)
      },
    })
    for (const at of [80, 81, 82, 83]) await lookAt(at * minute).catch(() => undefined)
    expect([tries, told.length]).toEqual([3, 1])
  })
})
