import { describe, expect, it } from 'vitest'
import { createRunWatch } from '../../../../main/app/run-watch.ts'
import { fakeRun } from '../../../helpers/fake-engine.ts'

describe('the watch over runs', () => {
  it('takes no news from a run of a data process that is gone, once the same run was taken up again', async () => {
    const told: string[] = []
    const counts: number[] = []
    const watch = createRunWatch({
      emit: (_event, live) => told.push(live.state),
      changed: () => undefined,
      count: (live) => counts.push(live),
    })
    const before = fakeRun('run-1')
    watch.follow(before)
    watch.forget()
    watch.follow(fakeRun('run-1'))
    told.length = 0
    before.end({ state: 'paused' })
    await before.ended
    await Promise.resolve()
    expect([told, counts]).toEqual([[], [1, 0, 1]])
    watch.forget()
  })
})
