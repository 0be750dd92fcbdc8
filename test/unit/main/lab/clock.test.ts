import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLabTime } from '../../../../main/lab/clock.ts'
import { createFollowingClock } from '../../../../main/lab/lab-clock.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('runs at its rate from where it was started', () => {
  const time = createLabTime(1_000_000, 60)
  vi.advanceTimersByTime(1000)
  expect(time.now()).toBe(1_060_000)
})

it('fires timers in lab time, and at once when the clock jumps past them, in order', () => {
  const time = createLabTime(0, 10)
  const fired: string[] = []
  time.after(5000, () => fired.push('b'))
  time.after(1000, () => fired.push('a'))
  time.after(90_000, () => fired.push('c'))
  vi.advanceTimersByTime(99)
  expect(fired).toEqual([])
  time.advanceTo(20_000)
  expect(fired).toEqual(['a', 'b'])
  vi.advanceTimersByTime(7000)
  expect(fired).toEqual(['a', 'b', 'c'])
})

it('never goes back', () => {
  const time = createLabTime(5000, 1)
  time.advanceTo(1000)
  expect(time.now()).toBe(5000)
})

it('a cancelled timer does not fire', () => {
  const time = createLabTime(0, 1)
  const callback = vi.fn<() => void>()
  time.after(10, callback)()
  time.advanceTo(1000)
  expect(callback).not.toHaveBeenCalled()
})

it('a sleeper of the client wakes right when the clock jumps past it', async () => {
  const following = createFollowingClock(0, 2)
  const { clock } = following
  const slept = clock.sleep(3_600_000)
  following.follow(3_600_001)
  expect([await slept, clock.now(), clock.monotonicMs()]).toEqual([true, 3_600_001, 3_600_001])
})

it('a sleeper of the client wakes by itself after real time divided by the rate', async () => {
  const { clock } = createFollowingClock(0, 100)
  const slept = clock.sleep(1000)
  vi.advanceTimersByTime(10)
  expect(await slept).toBe(true)
})

it('an aborted sleep answers false, also when it was aborted before', async () => {
  const { clock } = createFollowingClock(0, 1)
  const abort = new AbortController()
  const slept = clock.sleep(1000, abort.signal)
  abort.abort()
  expect([await slept, await clock.sleep(1000, abort.signal)]).toEqual([false, false])
})
