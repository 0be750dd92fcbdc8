import { expect, it } from 'vitest'
import { createWakefulness } from '../../../../main/app/power.ts'

function wakefulness() {
  const log: string[] = []
  const made = createWakefulness({
    start: (type) => log.push(`start ${type}`),
    stop: (id) => log.push(`stop ${id}`),
  })
  return { ...made, log }
}

it('the computer is kept awake from the first live run to the last, with one blocker', () => {
  const awake = wakefulness()
  for (const live of [0, 1, 2, 1, 0, 0]) awake.liveRuns(live)
  expect(awake.log).toEqual(['start prevent-app-suspension', 'stop 1'])
})

it('keeps the computer awake before a window too, until neither needs it', () => {
  const awake = wakefulness()
  awake.windowNear(true)
  expect(awake.isHeld()).toBe(true)
  awake.liveRuns(1)
  awake.windowNear(false)
  expect(awake.isHeld()).toBe(true)
  awake.liveRuns(0)
  expect([awake.isHeld(), awake.log.length]).toEqual([false, 2])
})
