import { expect, it } from 'vitest'
import { watchSleep } from '../../../../main/app/sleep-watch.ts'
import type { HostService } from '../../../../main/hosts/host-service.ts'
import type { Awakening } from '../../../../shared/ipc/host-views.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { fakeEngine } from '../../../helpers/fake-engine.ts'
import { liveRun } from '../../../helpers/live-run.ts'

/** A computer that the test sends to sleep and wakes. */
function computer(open = true) {
  const listeners: Record<string, () => void> = {}
  const reports: Awakening[] = []
  let now = 1000
  let looks = 0
  const recheck: HostService['recheck'] = async () => [
    { host: 'src-db', alive: true },
    { host: 'tgt-db', alive: false },
  ]
  const engine = fakeEngine({ hosts: () => ({ recheck }) as HostService }) // nothing else is asked
  watchSleep({
    monitor: { on: (event, listener) => (listeners[event] = listener) },
    workspace: {
      engine: () => (open ? engine : undefined),
      liveRuns: () => [
        liveRun({
          run: 'r1',
          title: 'Move customers',
          questions: [
            {
              id: 'r1.missed',
              member: 'batch-01',
              text: 'missed',
              choices: ['go-on', 'abort'],
              since: instant(0),
            },
          ],
        }),
      ],
    },
    nowMs: () => now,
    report: (found) => reports.push(found),
    lookAtWindows: () => (looks += 1),
  })
  return {
    reports,
    looks: () => looks,
    async sleep(ms: number) {
      listeners['suspend']?.()
      now += ms
      listeners['resume']?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
    async wake() {
      listeners['resume']?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

it('after a sleep every session is checked, windows are looked at, and missed starts are told', async () => {
  const laptop = computer()
  await laptop.sleep(3_600_000)
  expect(laptop.reports).toEqual([
    {
      sleptMs: 3_600_000,
      alive: 1,
      lost: ['tgt-db'],
      following: 0,
      asking: [{ run: 'r1', title: 'Move customers' }],
    },
  ])
  expect(laptop.looks()).toBe(1)
})

it('a waking whose sleep was not seen says no length, and without a project there is nothing to check', async () => {
  const laptop = computer()
  await laptop.wake()
  expect(laptop.reports[0]).not.toHaveProperty('sleptMs')
  const empty = computer(false)
  await empty.sleep(1)
  expect(empty.reports).toEqual([])
})
