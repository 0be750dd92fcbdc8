import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputFileOf } from '../../../main/data/output/output-file.ts'
import type { DataApi, OutputEntry, OutputStream } from '../../../main/data/protocol.ts'
import { makeDataService } from '../../../main/data/service.ts'
import { AttemptId, RunId } from '../../../shared/domain/ids.ts'
import { must, openPanda } from './panda-history.ts'

const run = RunId.parse('r0001-aaaaaa')
const attempt = AttemptId.parse('r0001-aaaaaa.copy.project.src-db.apply.1')

const bytes = (text: string, stream: OutputStream = 'stdout', first = false): OutputEntry => ({
  kind: 'bytes',
  attempt,
  run,
  stream,
  bytes: Buffer.from(text),
  first,
})
const end: OutputEntry = { kind: 'end', attempt, run }

const search = (text: string, from = 0) => ({ text, matchCase: false, from, most: 100 })

/** Every line that matches, over as many stretches as it takes. */
async function find(api: DataApi, text: string): Promise<{ hits: number[]; count: number }> {
  const hits: number[] = []
  let count = 0
  for (let from: number | undefined = 0; from !== undefined;) {
    const part = await api.findInOutput(attempt, search(text, from))
    hits.push(...part.hits)
    count += part.count
    from = part.next
  }
  return { hits, count }
}

describe('output of attempts', () => {
  it('can be read while it grows, by whole lines, with the stream of each', async () => {
    const { api } = await openPanda()
    must(await api.keepOutput([bytes('one\ntwo\nthr', 'stdout', true), bytes('oh\n', 'stderr')]))
    expect(await api.outputLines(attempt, 0, 10)).toMatchObject({
      lines: 3,
      ended: false,
      text: ['one', 'two', 'oh'],
      streams: [0, 0, 1],
    })
    must(await api.keepOutput([bytes('ee\n'), bytes('last'), end]))
    expect(await api.outputLines(attempt, 2, 10)).toMatchObject({
      from: 2,
      lines: 5,
      bytes: 21,
      lost: 0,
      ended: true,
      text: ['oh', 'three', 'last'],
    })
    expect(await api.outputs(run)).toHaveLength(1)
    await api.close()
  })

  it('is beside the project file, without a secret, and survives a restart', async () => {
    const { api, path } = await openPanda()
    must(await api.keepOutput([bytes('login root passw', 'stdout', true), bytes('ord=hunter2\n')]))
    must(await api.keepOutput([end]))
    await api.close()
    const db = new Database(outputFileOf(path), { readonly: true })
    expect(db.prepare('SELECT text FROM pieces').pluck().all()).toEqual([
      'login root password=***\n',
    ])
    db.close()
    expect(readFileSync(outputFileOf(path)).includes('hunter2')).toBe(false)
    const reader = makeDataService({ onAppended: () => undefined })
    must(await reader.open(path, 'read'))
    expect((await reader.outputLines(attempt, 0, 5))?.text).toEqual(['login root password=***'])
    expect((await reader.keepOutput([end])).ok).toBe(false)
    await reader.close()
  })

  it('is replaced when the attempt is followed again from its beginning', async () => {
    const { api } = await openPanda()
    must(await api.keepOutput([bytes('one\ntwo\n', 'stdout', true)]))
    must(await api.keepOutput([bytes('one\n', 'stdout', true), bytes('two\nthree\n'), end]))
    expect((await api.outputLines(attempt, 0, 10))?.text).toEqual(['one', 'two', 'three'])
    await api.close()
  })

  it('answers any line, and any search, as a plain list of lines would', async () => {
    const { api } = await openPanda()
    const line = fc.oneof(
      fc.constantFrom('', 'ok', 'ERROR 7', 'error again', 'x'.repeat(40_000)),
      fc.string({ maxLength: 20, unit: 'grapheme' }).map((t) => t.replaceAll(/[\n:=]/g, '')),
    )
    const parts = fc.array(fc.tuple(fc.boolean(), fc.array(line, { minLength: 1, maxLength: 40 })))
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(300), async (given, at) => {
        const entries = given.map(([isError, lines], i) =>
          bytes(`${lines.join('\n')}\n`, isError ? 'stderr' : 'stdout', i === 0),
        )
        must(await api.keepOutput([bytes('', 'stdout', true), ...entries.slice(0, 1)]))
        must(await api.keepOutput([...entries.slice(1), end]))
        const all = given.flatMap(([, lines]) => lines)
        const from = Math.min(at, all.length)
        const read = await api.outputLines(attempt, from, 50)
        expect(read?.lines).toBe(all.length)
        expect(read?.text).toEqual(all.slice(from, from + 50).map((l) => l.slice(0, 20_000)))
        const hits = all.flatMap((l, i) => (l.toLowerCase().includes('error') ? [i] : []))
        expect(await find(api, 'error')).toEqual({ hits, count: hits.length })
      }),
      { numRuns: 60 },
    )
    await api.close()
  })

  it('has no size at which it is cut off: 1,000,000 lines, any of them at once', async () => {
    const { api } = await openPanda()
    const total = 1_000_000
    const perCall = 10_000
    for (let from = 0; from < total; from += perCall) {
      const lines = Array.from({ length: perCall }, (_, i) => `row ${from + i} of the copy: ok`)
      must(await api.keepOutput([bytes(`${lines.join('\n')}\n`, 'stdout', from === 0)]))
    }
    must(await api.keepOutput([end]))
    expect((await api.outputLines(attempt, 0, 1))?.lines).toBe(total)
    for (const line of [0, 499_999, 999_999])
      expect((await api.outputLines(attempt, line, 1))?.text).toEqual([
        `row ${line} of the copy: ok`,
      ])
    expect((await find(api, 'row 77777')).count).toBe(11)
    await api.close()
  }, 60_000)
})
