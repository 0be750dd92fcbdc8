import { expect, it } from 'vitest'
import { createWakefulness } from '../../../../main/app/power.ts'

it('the computer is kept awake from the first live run to the last, with one blocker', () => {
  const log: string[] = []
  const awake = createWakefulness({
    start: (type) => log.push(`start ${type}`),
    stop: (id) => log.push(`stop ${id}`),
  })
  for (const live of [0, 1, 2, 1, 0, 0]) awake(live)
  expect(log).toEqual(['start prevent-app-suspension', 'stop 1'])
})
