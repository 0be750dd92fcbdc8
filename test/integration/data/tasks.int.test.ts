import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, start } from './panda-history.ts'

const hour = 3_600_000

let api: DataApi
beforeEach(async () => {
  ;({ api } = await openPanda())
})
afterEach(() => api.close())

const task = (hours: number, more: object) =>
  api.append(
    events([{ kind: 'task.changed', task: 'freeze', by: 'maria', ...more }]),
    instant(start + hours * hour),
  )
const refusal = async (answer: ReturnType<typeof task>): Promise<string> => {
  const result = await answer
  return result.ok ? 'stored' : result.problem.message
}

describe('tasks of the plan', () => {
  it('are as people said, and an end before its beginning is refused', async () => {
    must(await task(1, { state: 'started', owner: 'Maria', due: '2026-03-09' }))
    must(await task(2, { state: 'started', note: 'waits for the vendor' }))
    expect(await refusal(task(3, { state: 'done', happenedAt: start }))).toBe(
      'Task freeze began at 2026-03-02T02:00:00Z; so it was not ended before that.',
    )
    expect(await refusal(task(3, { state: 'done', happenedAt: start + 9 * hour }))).toBe(
      'Task freeze cannot be done at a moment that is to come.',
    )
    must(await task(4, { state: 'done' }))
    expect((await api.progress()).tasks).toEqual([
      {
        task: 'freeze',
        state: 'done',
        owner: 'Maria',
        due: '2026-03-09',
        note: 'waits for the vendor',
        startedAt: start + hour,
        endedAt: start + 4 * hour,
      },
    ])
    must(await task(5, { state: 'open' }))
    expect((await api.progress()).tasks[0]).not.toHaveProperty('endedAt')
    must(await api.verify())
  })

  it('keep owner, date and note that are not named again, and lose what is taken back', async () => {
    must(
      await task(1, { state: 'open', owner: 'Maria', due: '2026-03-09', note: 'asks the vendor' }),
    )
    must(await task(2, { state: 'open', owner: null, note: null }))
    expect((await api.progress()).tasks).toEqual([
      { task: 'freeze', state: 'open', due: '2026-03-09' },
    ])
    must(await task(3, { state: 'open', owner: 'Ben', due: null }))
    expect((await api.progress()).tasks).toEqual([{ task: 'freeze', state: 'open', owner: 'Ben' }])
    must(await api.verify())
  })
})
