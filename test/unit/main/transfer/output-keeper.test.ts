import { describe, expect, it } from 'vitest'
import { bad, ok } from '../../../../shared/base/result.ts'
import { AttemptId, RunId } from '../../../../shared/domain/ids.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import type { OutputEntry } from '../../../../main/data/protocol.ts'
import { createOutputKeeper } from '../../../../main/transfer/output-keeper.ts'

const run = RunId.parse('r0001-aaaaaa')
const attempt = AttemptId.parse('r0001-aaaaaa.copy.project.src-db.apply.1')

describe('createOutputKeeper', () => {
  it('hands everything over in its order, the first bytes marked, one call at a time', async () => {
    const calls: (readonly OutputEntry[])[] = []
    let underWay = 0
    const keeper = createOutputKeeper({
      async keepOutput(entries) {
        underWay += 1
        expect(underWay).toBe(1)
        await Promise.resolve()
        calls.push(entries)
        underWay -= 1
        return ok(undefined)
      },
    })
    const writer = keeper.open(run, attempt)
    for (let i = 0; i < 5; i += 1) writer.write('stdout', Buffer.alloc(300_000, i))
    writer.write('stderr', Buffer.from('e'))
    writer.end()
    await keeper.flush()
    const all = calls.flat()
    expect(calls.length).toBeGreaterThan(1)
    expect(
      all.map((e) => (e.kind === 'bytes' ? `${e.stream} ${e.bytes[0]} ${e.first}` : e.kind)),
    ).toEqual([
      'stdout 0 true',
      'stdout 1 false',
      'stdout 2 false',
      'stdout 3 false',
      'stdout 4 false',
      'stderr 101 false',
      'end',
    ])
  })

  it('keeps nothing for a command that printed nothing', async () => {
    const keeper = createOutputKeeper({
      keepOutput: () => Promise.reject(new Error('not to be called')),
    })
    keeper.open(run, attempt).end()
    await expect(keeper.flush()).resolves.toBeUndefined()
  })

  it('counts as lost what was refused, and goes on', async () => {
    const calls: (readonly OutputEntry[])[] = []
    const keeper = createOutputKeeper({
      async keepOutput(entries) {
        calls.push(entries)
        return calls.length === 1 ? bad(problem('disk-full', 'The disk is full.')) : ok(undefined)
      },
    })
    const writer = keeper.open(run, attempt)
    writer.write('stdout', Buffer.from('abc'))
    writer.end()
    await keeper.flush()
    expect(calls[1]).toEqual([
      { kind: 'lost', attempt, run, bytes: 3 },
      { kind: 'end', attempt, run },
    ])
  })
})
