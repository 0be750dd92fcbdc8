import { describe, expect, it } from 'vitest'
import { watchWindows } from '../../../../main/app/preflight-watch.ts'
import { ok } from '../../../../shared/base/result.ts'
import type { NextWindow, PreflightReport } from '../../../../shared/domain/preflight.ts'
import { instant } from '../../../../shared/domain/time.ts'

const minute = 60_000
const window: NextWindow = {
  title: 'Pilot (us)',
  from: instant(100 * minute),
  to: instant(340 * minute),
  approvals: 1,
}
const report: PreflightReport = { at: instant(0), answer: 'ok', items: [] }

function watch() {
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
})
