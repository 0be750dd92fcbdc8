import { array, assert, asyncProperty, constantFrom, nat, oneof, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPieceScanner, scanWaiting } from '../../../../../main/data/analysis/keep-scan.ts'
import type { ScanOrder, Scanned } from '../../../../../main/data/analysis/keep-scan.ts'
import { maxLineBytes } from '../../../../../main/data/analysis/scan.ts'
import type { FileState } from '../../../../../main/data/store/log-tallies.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { createDirectory } from '../../../../../shared/log-rules/directory.ts'

const scanPiece = createPieceScanner()
const base: Omit<ScanOrder, 'bytes' | 'state' | 'period' | 'final'> = {
  host: 'h1',
  file: 'app.log',
  from: 0,
  referenceAt: Date.UTC(2026, 4, 2),
  directory: createDirectory([]),
}
const line = (second: number, text: string): string =>
  `2026-05-01 10:00:${String(second).padStart(2, '0')} ${text}\n`
const trace = `${line(2, 'ERROR app[7] request failed')}\tat com.acme.Pay.run(Pay.java:7)\n\tat com.acme.Main.main(Main.java:9)\n`
const text = [
  ...Array.from({ length: 12 }, (_, i) => line(i, `INFO app[7] request ${i} done`)),
  line(20, 'ERROR app[7] no route to 10'),
  trace,
  line(40, 'WARN app[7] slow answer of 12 ms'),
  line(50, 'INFO app[7] request 99 done'),
].join('')

const read = (bytes: string, state?: FileState, period = 1, final = false): Promise<Scanned> =>
  scanPiece({ ...base, bytes: Buffer.from(bytes), state, period, final })

/** Counts by text over several pieces; period in front. */
function counts(parts: readonly Scanned[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const { shapes } of parts)
    for (const [period, list] of shapes)
      for (const { shape, tally } of list) {
        const key = `${period} ${shape.replaceAll('\u0001', '<*>')}`
        all[key] = (all[key] ?? 0) + tally.count
      }
  return all
}

const whole = counts([await read(text, undefined, 1, true)])

describe('a file that is read in pieces', () => {
  it('gives the same records wherever it is cut, though nothing is kept in memory between them', async () => {
    expect(Object.values(whole)).toEqual([1, 13, 1, 1])
    for (let cut = 1; cut < text.length; cut += 7) {
      const first = await read(text.slice(0, cut))
      const second = await read(text.slice(cut), first.state, 1, true)
      expect(counts([first, second]), `cut at ${cut}`).toEqual(whole)
      expect(first.figures.lines + second.figures.lines, `cut at ${cut}`).toBe(18)
    }
  })

  it.each([
    ['with a header', line(1, 'INFO app[7] done')],
    ['without one', 'something went on\n'],
  ])('counts every line once, of a log %s', async (_, one) => {
    const first = await read(one.repeat(30).slice(0, 300))
    const second = await read(one.repeat(30).slice(300, 500), first.state)
    const third = await read(one.repeat(30).slice(500), second.state, 1, true)
    const lines = [first, second, third].map(({ figures }) => figures.lines)
    expect(lines.reduce((a, b) => a + b)).toBe(30)
  })

  it('keeps the format that few lines had when a longer piece is nearly all dump', async () => {
    const first = await read(line(1, 'INFO app[7] a').repeat(30))
    const dump = `${line(2, 'ERROR app[7] b')}${'no header\n'.repeat(300)}`
    const second = await read(dump, first.state, 1, true)
    expect(second.figures).toEqual({ lines: 302, records: 2, continuations: 300, refused: 0 })
    const third = await read(line(3, 'INFO app[7] c').repeat(200), second.state, 1, true)
    expect(third.figures.records).toBe(200)
  })

  it('counts a record that is open at a cut to the period in which it began', async () => {
    const cut = text.indexOf('\tat com.acme.Main')
    const first = await read(text.slice(0, cut), undefined, 1)
    const second = await read(text.slice(cut), first.state, 2, true)
    const all = counts([first, second])
    expect(Object.keys(all).filter((key) => key.startsWith('1 '))).toHaveLength(3)
    expect(Object.entries(all).find(([key]) => key.includes('request failed'))).toEqual([
      expect.stringMatching(/^1 /),
      1,
    ])
    expect(Object.entries(all).find(([key]) => key.includes('slow answer'))?.[0]).toMatch(/^2 /)
  })

  it('counts a new record after a cut to the new period, though it follows an open one that does not count', async () => {
    const first = await read(line(1, 'INFO app[7] all well'), undefined, 1)
    const second = await read(line(2, 'ERROR app[7] out of order'), first.state, 2, true)
    expect(Object.keys(counts([first, second]))).toEqual([
      '1 app[<*>] all well',
      '2 app[<*>] out of order',
    ])
  })

  it('shows what is still open when nothing more comes', async () => {
    const { state } = await read(line(1, 'ERROR app[7] last words'))
    const { shapes: waiting } = scanWaiting({ ...base, state, period: 1 })
    expect(waiting.map(({ shape, tally }) => [shape, tally.count])).toEqual([
      ['app[\u0001] last words', 1],
    ])
  })

  it('leaves out of every figure what is older than any baseline: it is compared with nothing', async () => {
    const notBefore = Date.UTC(2026, 4, 1, 10, 0, 30)
    const order = { ...base, bytes: Buffer.from(text), state: undefined, period: 1, final: true }
    const scanned = await scanPiece({ ...order, notBefore })
    expect(counts([scanned])).toEqual({
      '1 app[<*>] request <*> done': 1,
      '1 app[<*>] slow answer of <*>': 1,
    })
    const { lines, records, continuations, refused } = scanned.figures
    expect([records, lines]).toEqual([2, records + continuations + refused])
    const { error, warning, info } = scanned.levels
    expect(error + warning + info).toBe(2)
  })

  it('counts values whatever they are called', async () => {
    const names = ['constructor', '__proto__', 'toString']
    const lines = [...names, ...names].map((name, i) => line(i, `ERROR app[7] method=${name}`))
    const { shapes } = await read(lines.join(''), undefined, 1, true)
    const values = shapes.get(1)?.[0]?.tally.values.at(-1)
    expect(new Map(Object.entries(values?.seen ?? {}))).toEqual(
      new Map(names.map((name) => [name, 2])),
    )
  })

  it('keeps no secret, neither of what waits nor of what is counted', async () => {
    const first = await read(
      `${line(1, 'ERROR app[7] login password=hunter2andmore failed')}${line(2, 'ERROR app[7] open')}2026-05-01 10:00:03 WARN pwd=half`,
    )
    const second = await read('andmore\n', first.state, 1, true)
    const kept = JSON.stringify([
      [...first.shapes.values(), ...second.shapes.values()],
      first.state.pending.toString(),
    ])
    expect(kept).not.toMatch(/hunter2|half|andmore/)
    expect(kept).toContain('***')
  })

  it('counts the same whatever other files were read before, of few texts or of thousands', async () => {
    const word = (n: number): string =>
      String(n).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))
    const many = Array.from({ length: 5000 }, (_, i) => line(i % 60, `ERROR app[7] no ${word(i)}`))
    const others = [text, trace, many.join(''), text.replaceAll('request', 'answer'), many.join('')]
    for (const bytes of [...others, text].map((other) => Buffer.from(other))) {
      const order = { ...base, bytes, state: undefined, period: 1, final: true }
      expect(await scanPiece(order)).toEqual(await createPieceScanner()(order))
    }
  })

  it('counts for the customers of the project that is asked for', async () => {
    const order = { ...base, bytes: Buffer.from(line(1, 'ERROR app[7] no route for 15550009100')) }
    const first = { id: CustomerId.parse('10009'), name: 'A', accounts: [{ id: '15550009100' }] }
    for (const id of ['10009', '10010']) {
      const directory = createDirectory([{ ...first, id: CustomerId.parse(id) }])
      const scanned = await scanPiece({
        ...order,
        directory,
        state: undefined,
        period: 1,
        final: true,
      })
      const named = scanned.shapes
        .get(1)
        ?.flatMap(({ tally }) => tally.customers.map((c) => c.customer))
      expect(named).toEqual([id])
    }
  })

  it('counts pieces that come at once each for itself, and lets others have a turn between', async () => {
    const long = Array.from({ length: 12_000 }, (_, i) =>
      line(i % 60, `ERROR app[7] no ${i % 7} ok`),
    )
    const orders = [long.join(''), text, long.join('').replaceAll('ok', 'left')].map((bytes) => ({
      ...base,
      bytes: Buffer.from(bytes),
      state: undefined,
      period: 1,
      final: true,
    }))
    let turns = 0
    const others = setImmediate(() => (turns += 1))
    const together = await Promise.all(orders.map((order) => scanPiece(order)))
    clearImmediate(others)
    expect(turns).toBe(1)
    for (const [i, order] of orders.entries())
      expect(together[i]).toEqual(await createPieceScanner()(order))
  })
})

describe('lines and records that are too long', () => {
  const sum = (parts: readonly Scanned[], of: 'figures' | 'levels'): Record<string, number> => {
    const all: Record<string, number> = {}
    for (const part of parts)
      for (const [key, count] of Object.entries(part[of])) all[key] = (all[key] ?? 0) + count
    return all
  }
  const counted = (parts: readonly Scanned[]) => ({
    shapes: counts(parts),
    figures: sum(parts, 'figures'),
    levels: sum(parts, 'levels'),
  })
  /** No text of a key: that is masked while it waits. */
  const long = (begin: string, size: number): string =>
    `${begin}${'no end '.repeat(size / 7 + 1)}`.slice(0, size)
  const more = '\tat x.Y.z(Y.java:1)\n'
  const inPieces = async (all: string, cuts: readonly number[]): Promise<Scanned[]> => {
    const parts: Scanned[] = []
    for (const [i, to] of [...cuts, all.length].entries())
      parts.push(
        await read(all.slice(cuts[i - 1] ?? 0, to), parts.at(-1)?.state, 1, i === cuts.length),
      )
    return parts
  }

  it.each([
    ['a line', long(line(3, 'ERROR app[7] long').trimEnd(), 3 * maxLineBytes)],
    ['a line without a header', long('more', 2 * maxLineBytes)],
  ])('are the rest of %s in the next piece too', async (_, refused) => {
    const all = `${line(1, 'INFO app[7] a')}${refused}\n${more}${line(9, 'INFO app[7] b')}`
    const cuts = [refused.length - maxLineBytes / 2, refused.length - 9]
    const parts = await inPieces(all, cuts)
    expect(sum(parts, 'figures')).toEqual({ lines: 4, records: 2, continuations: 0, refused: 2 })
    expect(counted(parts)).toEqual(counted(await inPieces(all, [])))
  })

  it('are the rest of a record in the next piece too', async () => {
    const all = `${line(1, 'ERROR app[7] a')}${more.repeat(1500)}${line(9, 'INFO app[7] b')}`
    const parts = await inPieces(all, [all.length - 4000, all.length - 3000])
    expect(sum(parts, 'figures')).toEqual({
      lines: 1502,
      records: 2,
      continuations: 1000,
      refused: 500,
    })
    expect(counted(parts)).toEqual(counted(await inPieces(all, [])))
  })

  it('are open at a cut between two periods, and are counted to neither', async () => {
    const first = await read(`${line(1, 'INFO app[7] a')}${long('x ', maxLineBytes + 1)}`)
    const second = await read(`the end\n${more}half`, first.state, 2)
    expect(scanWaiting({ ...base, state: second.state, period: 2 }).shapes).toEqual([])
    const third = await read(` more\n${line(9, 'INFO app[7] b')}`, second.state, 3, true)
    expect(Object.keys(counts([first, second, third]))).toEqual(['1 app[<*>] a', '3 app[<*>] b'])
  })

  it('lose nothing and add nothing wherever the bytes are cut', async () => {
    const parts = array(
      oneof(
        {
          weight: 4,
          arbitrary: constantFrom(line(1, 'ERROR a'), line(2, 'INFO b'), more, 'c d\n'),
        },
        { weight: 1, arbitrary: constantFrom({ more: 700 }, { more: 1100 }) },
        {
          weight: 2,
          arbitrary: record({
            begin: constantFrom('', '\t', '2026-05-01 10:00:03 ERROR app[7] '),
            over: constantFrom(-1, 0, 1, 2, maxLineBytes / 2),
            end: constantFrom('\n', '\r\n'),
          }),
        },
      ),
      { maxLength: 8 },
    )
    const written = (of: typeof parts extends Arbitrary<(infer T)[]> ? T : never): string => {
      if (typeof of === 'string') return of
      return 'more' in of ? more.repeat(of.more) : long(of.begin, maxLineBytes + of.over) + of.end
    }
    await assert(
      asyncProperty(parts, array(nat(1_000_000), { maxLength: 5 }), async (chosen, places) => {
        const all = [line(0, 'INFO first').repeat(25), ...chosen.map(written)].join('')
        const cuts = places.map((place) => Math.floor((place * all.length) / 1_000_000))
        const cut = await inPieces(
          all,
          cuts.toSorted((a, b) => a - b),
        )
        expect(counted(cut)).toEqual(counted(await inPieces(all, [])))
        const { lines, records, continuations, refused } = sum(cut, 'figures')
        expect([lines, lines]).toEqual([
          all.split('\n').length - 1,
          (records ?? 0) + (continuations ?? 0) + (refused ?? 0),
        ])
      }),
      { numRuns: Number(process.env['LOG_RUNS'] ?? 40) },
    )
  }, 60_000)
})

describe('lines by level', () => {
  const levelsOf = (parts: readonly Scanned[]): Scanned['levels'] => {
    const sum = { error: 0, warning: 0, info: 0, other: 0 }
    for (const { levels } of parts)
      for (const level of ['error', 'warning', 'info', 'other'] as const)
        sum[level] += levels[level]
    return sum
  }

  it('are those of the records that they begin, with LF and CRLF', async () => {
    const lines = `${line(1, 'ERROR a\r')}${line(2, 'WARN b')}${line(3, 'INFO c')}\n\tat x.Y.z(Y.java:1)\n`
    expect((await read(lines)).levels).toEqual({ error: 1, warning: 1, info: 1, other: 2 })
  })

  it('count the last record at once, whatever may follow it, and no half line', async () => {
    const first = await read(`${line(1, 'INFO a')}${line(2, 'ERROR b')}2026-05-01 10:00:03 WARN c`)
    const second = await read('\n', first.state)
    const none = await read('', second.state)
    const third = await read(
      '\tat x.Y.z(Y.java:1)\n2026-05-01 10:00:04 ERROR d',
      second.state,
      2,
      true,
    )
    expect([first, second, none, third].map(({ levels }) => levels)).toEqual([
      { error: 1, warning: 0, info: 1, other: 0 },
      { error: 0, warning: 1, info: 0, other: 0 },
      { error: 0, warning: 0, info: 0, other: 0 },
      { error: 1, warning: 0, info: 0, other: 1 },
    ])
  })

  it('are the same wherever the bytes are cut', async () => {
    const chosen = constantFrom(
      line(1, 'ERROR a'),
      line(2, 'WARN b\r'),
      line(3, 'INFO c'),
      '\tat x.Y.z(Y.java:1)\n',
      '\n',
      '\0\0\n',
      line(4, 'INFO [4] d \u00ff\u0080'),
    )
    await assert(
      asyncProperty(
        array(chosen, { maxLength: 20 }),
        array(nat(600), { maxLength: 6 }),
        async (lines, cuts) => {
          const all = [...lines, line(9, 'INFO end')].join('')
          const parts: Scanned[] = []
          const edges = [...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b)]
          for (const [i, to] of [...edges, all.length].entries())
            parts.push(
              await read(
                all.slice(edges[i - 1] ?? 0, to),
                parts.at(-1)?.state,
                1,
                i === edges.length,
              ),
            )
          expect(levelsOf(parts)).toEqual((await read(all, undefined, 1, true)).levels)
          const counted = Object.values(levelsOf(parts)).reduce((a, b) => a + b)
          expect(counted).toBe(all.split('\n').length - 1)
        },
      ),
    )
  })
})
