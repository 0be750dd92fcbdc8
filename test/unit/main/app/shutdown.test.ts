import { describe, expect, it } from 'vitest'
import { createShutdown } from '../../../../main/app/shutdown.ts'
import { liveRun } from '../../../helpers/live-run.ts'

function shutdown(live: boolean, answer = true) {
  const log: string[] = []
  let done: () => void
  const settled = new Promise<void>((resolve) => {
    done = resolve
  })
  const made = createShutdown({
    liveRuns: () => (live ? [liveRun()] : []),
    confirm: async () => {
      log.push('asked')
      if (!answer) done()
      return answer
    },
    closeAll: async () => {
      log.push('closed')
    },
    quit: () => {
      log.push('quit')
      done()
    },
  })
  return { log, settled, mayGo: () => made.mayGo() }
}

describe('a wish to quit', () => {
  it('closes the project first and asks nothing while nothing runs', async () => {
    const { log, settled, mayGo } = shutdown(false)
    expect(mayGo()).toBe(false)
    await settled
    expect(log).toEqual(['closed', 'quit'])
    expect(mayGo()).toBe(true)
  })

  it('is a question while a run is live, asked once however often it is wished', async () => {
    const { log, settled, mayGo } = shutdown(true)
    mayGo()
    mayGo()
    await settled
    expect(log).toEqual(['asked', 'closed', 'quit'])
  })

  it('does nothing when the answer is to stay, and is asked again the next time', async () => {
    const { log, settled, mayGo } = shutdown(true, false)
    mayGo()
    await settled
    await Promise.resolve()
    mayGo()
    expect(log).toEqual(['asked', 'asked'])
    expect(mayGo()).toBe(false)
  })
})
