import { describe, expect, it } from 'vitest'
import { resultBytes } from '../../../shared/log-rules/judge.ts'
import { batchOf } from '../../bench/logs/faults.ts'
import { runBytes } from '../../bench/logs/faults/run-bytes.ts'
import { runRecords } from '../../bench/logs/faults/run.ts'

describe('faults put into the logs of 20 hosts', () => {
  const run = runBytes(1)

  it('are all found, from bytes on, and nothing else is', () => {
    expect({ ...run.score, attribution: undefined }).toMatchObject({
      plain: { found: 20, of: 20 },
      hard: { found: 10, of: 10 },
      reported: 30,
      right: 30,
      missed: [],
      falseGroups: [],
    })
    expect(run.result.verdict).toBe('fail')
  })

  it('are given to their customers', () => {
    expect(run.score.poorlyAttributed).toEqual([])
  })

  it('give the same bytes of result in any order of files and with any cut of the fetch', () => {
    const other = runBytes(1, { shuffle: 99 })
    expect(resultBytes(other.result)).toBe(resultBytes(run.result))
  })

  it('lose no line', () => {
    const { before, after } = run.result.figures
    const lines = run.scenario.events.reduce((sum, event) => sum + 1 + event.more.length, 0)
    expect(before.lines + after.lines).toBe(lines)
    expect(before.refused + after.refused).toBe(0)
  })

  it('are not imagined where there is only drift, a restart and a nightly job', () => {
    const { result, score } = runBytes(2, { chosen: () => false })
    expect(result.reasons).toEqual([expect.stringContaining('none of them new trouble')])
    expect(result.verdict).toBe('pass')
    expect(score.reported).toBe(0)
  })

  it.each([0, 1, 2, 3, 4])('of a batch of kind %s lead to the verdict that it deserves', (kind) => {
    const seed = 3000 + kind
    const { chosen, gaps, wanted } = batchOf(seed, kind)
    const { result } = runRecords(seed, { chosen: (truth) => chosen.has(truth.id), gaps })
    expect(result.verdict).toBe(wanted)
  })
})
