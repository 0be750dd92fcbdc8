import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScanner } from '../../../../../main/data/analysis/scan.ts'
import { createTally } from '../../../../../main/data/analysis/tally.ts'
import { createDirectory } from '../../../../../shared/log-rules/directory.ts'
import { CustomerId } from '../../../../../shared/domain/ids.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { LogRecord, Side } from '../../../../../shared/log-rules/types.ts'

const at = (minute: number) => instant(Date.UTC(2026, 5, 14, 12, minute))
const record = (text: string, more: Partial<LogRecord> = {}): LogRecord => ({
  host: 'sip-1',
  file: 'app.log',
  at: at(0),
  level: 'error',
  rule: 'word',
  text,
  more: [],
  times: 1,
  ...more,
})

describe('the tally', () => {
  it('counts by masked text, side, host, minute and value', () => {
    const tally = createTally()
    tally.add(record('user 7 lost after 30 ms'), 'before')
    tally.add(record('user 8 lost after 40 ms', { host: 'sip-2', at: at(3), times: 2 }), 'after')
    tally.add(record('user 8 lost after 40 ms', { at: at(1) }), 'after')
    const [shape, ...others] = tally.shapes()
    expect(others).toEqual([])
    expect(shape).toMatchObject({
      shape: 'user \u0001 lost after \u0001',
      level: 'error',
      suspect: false,
      before: {
        count: 1,
        values: [
          { seen: { '7': 1 }, more: 0 },
          { seen: { '30 ms': 1 }, more: 0 },
        ],
      },
      after: {
        count: 3,
        hosts: { 'sip-1': 1, 'sip-2': 2 },
        first: at(1),
        last: at(3),
        values: [
          { seen: { '8': 3 }, more: 0 },
          { seen: { '40 ms': 3 }, more: 0 },
        ],
      },
    })
  })

  it('tells apart what follows the same first line: exception and own frame', () => {
    const tally = createTally()
    const trace = (name: string) => [
      `x.${name}: gone`,
      '\tat java.util.A.b(A.java:1)',
      '\tat org.acme.C.d(C.java:9)',
    ]
    tally.add(record('request 1 ended', { more: trace('FooException') }), 'after')
    tally.add(record('request 2 ended', { more: trace('BarException') }), 'after')
    expect(tally.shapes().map(({ shape }) => shape)).toEqual([
      'request \u0001 ended\nx.BarException at \u0001',
      'request \u0001 ended\nx.FooException at \u0001',
    ])
  })

  it('says whom records speak of, also of those that only have the id of a call', () => {
    const customer = CustomerId.parse('10001')
    const directory = createDirectory([{ id: customer, name: 'x', accounts: [{ id: '44201234' }] }])
    const callId = 'a84b4c76e66710@pc33.example.org'
    const parts = [0, 1].map(() => createTally({ directory }))
    parts[0]?.add(record(`no route, Call-ID: ${callId}`, { times: 3 }), 'after')
    parts[1]?.add(record(`account 44201234 called, Call-ID: ${callId}`), 'after')
    const all = createTally({ directory })
    for (const part of parts) all.merge(part)
    expect(all.shapes().map(({ shape, after }) => [shape.slice(0, 8), after?.customers])).toEqual([
      ['account ', [{ customer, by: 'account', unsure: false, count: 1 }]],
      ['no route', [{ customer, by: 'call-id', unsure: false, count: 3 }]],
    ])
  })

  it('says whom a line of nginx concerns by the parameters that are no part of its text', () => {
    const customer = CustomerId.parse('10001')
    const directory = createDirectory([
      { id: customer, name: 'x', trunkAddresses: ['198.51.100.7'] },
    ])
    const tally = createTally({ directory })
    const scanner = createScanner({
      host: 'web-1',
      file: 'error.log',
      referenceAt: Date.UTC(2026, 5, 15),
      onRecord: (view) => tally.add(view, 'after'),
    })
    scanner.push(
      Buffer.from(
        [8, 9]
          .map(
            (n) =>
              `2026/06/14 12:00:0${n} [error] 30708#0: *${n} upstream timed out, client: 198.51.100.7, server: api\n`,
          )
          .join(''),
      ),
    )
    scanner.end(true)
    expect(tally.shapes()).toMatchObject([
      {
        shape: 'upstream timed out',
        after: { count: 2, customers: [{ customer, by: 'trunk-address', count: 2 }] },
      },
    ])
  })

  it('keeps apart what differs in a code only', () => {
    const tally = createTally()
    for (const code of [16, 16, 38, 16]) tally.add(record(`call 7 ended, cause ${code}`), 'after')
    expect(tally.shapes().map(({ codes, after }) => [codes, after?.count])).toEqual([
      ['cause 16', 3],
      ['cause 38', 1],
    ])
  })

  it('keeps at most sixteen values, counted exactly, and says how many records had others', () => {
    const tally = createTally()
    for (let i = 0; i < 100; i += 1)
      for (let n = 0; n <= i % 3; n += 1) tally.add(record(`user ${i} lost`), 'after')
    const values = tally.shapes()[0]?.after?.values[0]
    expect(Object.keys(values?.seen ?? {})).toHaveLength(16)
    for (const [user, count] of Object.entries(values?.seen ?? {}))
      expect(count).toBe((Number(user) % 3) + 1)
    const kept = Object.values(values?.seen ?? {}).reduce((a, b) => a + b, 0)
    expect(kept + (values?.more ?? 0)).toBe(199)
  })

  it('counts the values of each side, level, code and trace by themselves, in any order', () => {
    const kinds: readonly (readonly [Partial<LogRecord>, Side])[] = [
      [{}, 'before'],
      [{}, 'after'],
      [{ level: 'warning' }, 'after'],
      [{ more: ['\tat org.acme.C.d(C.java:9)'] }, 'after'],
    ]
    const used = fc.array(fc.tuple(fc.nat(3), fc.nat(60), fc.constantFrom('16', '404', 'x16')), {
      minLength: 200,
      maxLength: 600,
    })
    fc.assert(
      fc.property(used, (all) => {
        const records = all.map(([kind, value, code]) => {
          const [more, side] = kinds[kind] ?? [{}, 'after']
          return [record(`cause ${code} for user ${1000 + value}`, more), side] as const
        })
        const mixed = createTally()
        for (const [one, side] of records) mixed.add(one, side)
        const apart = createTally()
        for (const code of ['16', '404', 'x16'])
          for (const [more, side] of kinds)
            for (const [one, its] of records)
              if (its === side && one.text.startsWith(`cause ${code} `) && sameKind(one, more))
                apart.add(one, side)
        expect(mixed.shapes()).toEqual(apart.shapes())
      }),
      { numRuns: 50 },
    )
  })

  it('begins anew with the values when it was cleared', () => {
    const tally = createTally()
    const fill = (first: number): unknown => {
      for (let i = 0; i < 200; i += 1) tally.add(record(`user ${first + (i % 100)} lost`), 'after')
      const shapes = tally.shapes()
      tally.clear(undefined)
      return shapes
    }
    expect(fill(1000)).toEqual(fill(1000))
  })

  it('holds a bounded number of texts and counts what came later under one that says so', () => {
    const tally = createTally({ shapes: 50 })
    const word = (n: number): string =>
      String(n).replaceAll(/\d/g, (d) => 'abcdefghij'[Number(d)] ?? '')
    for (let i = 0; i < 1000; i += 1) tally.add(record(`text ${word(i)}`), 'after')
    expect(tally.figures).toEqual({ records: 1000, shapes: 51, overflow: 950 })
    expect(tally.shapes().map(({ shape }) => shape)).toContain(
      '\u0001 (one of more than 50 different texts)',
    )
  })

  it('takes a record from the scanner as it takes a kept one', () => {
    const direct = createTally()
    const kept = createTally()
    const scanner = createScanner({
      host: 'sip-1',
      file: 'app.log',
      referenceAt: Date.UTC(2026, 5, 15),
      onRecord(view) {
        direct.add(view, 'after')
        kept.add(
          {
            ...record(view.text),
            at: view.at,
            level: view.level,
            rule: view.rule,
            more: view.more,
          },
          'after',
        )
      },
    })
    scanner.push(
      Buffer.from(
        'Jun 14 12:00:00 h a[1]: ERROR: é 5 of 6\nx.FooException: 3\nJun 14 12:00:01 h a[1]: it failed 7 times\n',
      ),
    )
    scanner.end(true)
    expect(direct.shapes()).toEqual(kept.shapes())
    expect(direct.shapes()).toHaveLength(2)
  })

  it('answers the same for every order and every split into tallies', () => {
    const one = fc.record({
      text: fc.constantFrom('a 1 b', 'a 2 b', 'a 3 b', 'c', 'd x=5', 'd x=y'),
      host: fc.constantFrom('h1', 'h2'),
      minute: fc.nat(50),
      side: fc.constantFrom<Side>('before', 'after'),
      level: fc.constantFrom('error' as const, 'warning' as const),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.nat(), (items, seed) => {
        const forth = createTally({ limits: { minutes: 10 } })
        const parts = [0, 1, 2].map(() => createTally({ limits: { minutes: 10 } }))
        const add = (
          tally: typeof forth,
          { text, host, minute, side, level }: (typeof items)[number],
        ) => tally.add(record(text, { host, at: at(minute), level }), side)
        for (const item of items) add(forth, item)
        for (const [i, item] of items.toReversed().entries())
          add(parts[(i + seed) % 3] ?? forth, item)
        const merged = createTally({ limits: { minutes: 10 } })
        for (const part of parts) merged.merge(part)
        expect(merged.shapes()).toEqual(forth.shapes())
        expect(merged.figures.records).toBe(items.length)
      }),
    )
  })
})

function sameKind(one: LogRecord, more: Partial<LogRecord>): boolean {
  return one.level === (more.level ?? 'error') && one.more.length === (more.more ?? []).length
}
