import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepRecord } from '../../../../../main/data/analysis/records.ts'
import { createScanner, maxLineBytes } from '../../../../../main/data/analysis/scan.ts'
import type { ScanOptions } from '../../../../../main/data/analysis/scan.ts'
import { sampledLines } from '../../../../../shared/log-rules/format.ts'
import type { LineFigures, LogRecord } from '../../../../../shared/log-rules/types.ts'

const referenceAt = Date.parse('2026-06-15T00:00:00Z')

type Scanned = { records: LogRecord[]; figures: LineFigures }

function scan(
  input: string | Uint8Array,
  options: Partial<ScanOptions> = {},
  cuts: readonly number[] = [],
): Scanned {
  const records: LogRecord[] = []
  const scanner = createScanner({
    host: 'h',
    file: 'f',
    referenceAt,
    onRecord: (r) => records.push(keepRecord(r)),
    ...options,
  })
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]
  for (const [i, from] of places.slice(0, -1).entries())
    scanner.push(bytes.subarray(from, places[i + 1]))
  return { records, figures: scanner.end(true) }
}

const head = (tag: string, second = 0): string =>
  `Jun 14 12:00:${String(second).padStart(2, '0')} h ${tag}: `
/** Enough to know the format of what comes. */
const sample = `${head('app[1]')}ok\n`.repeat(sampledLines)
const short = ({ level, rule, text, more, times }: LogRecord) => ({
  level,
  rule,
  text,
  more,
  times,
})

describe('the scanner', () => {
  it('gives errors, warnings and suspect records, and says which rule decided', () => {
    const { records, figures } = scan(
      [
        `${head('app[1]')}ERROR: one`,
        `${head('app[1]')}all is well`,
        `${head('app[1]')}WARN two`,
        `${head('app[1]')}INFO it failed`,
        `${head('app[1]')}connection refused`,
        `${head('app[1]')}0 errors`,
        `${head('app[1]')}[error] three`,
        '',
      ].join('\n'),
    )
    expect(records.map(({ level, rule, text }) => [level, rule, text])).toEqual([
      ['error', 'word', 'ERROR: one'],
      ['warning', 'word', 'WARN two'],
      ['other', 'suspect', 'connection refused'],
      ['error', 'place', '[error] three'],
    ])
    expect(figures).toEqual({ lines: 7, records: 7, continuations: 0, refused: 0 })
  })

  it('reads time, tag and pid, in the zone of the host and less its skew', () => {
    const { records } = scan(`${head('app[17]')}ERROR: x\n`, {
      zone: 'Europe/Berlin',
      skewMs: 90_000,
    })
    expect(records).toMatchObject([
      { at: Date.parse('2026-06-14T09:58:30Z'), tag: 'app', pid: '17', host: 'h', file: 'f' },
    ])
  })

  it('joins lines without a header to the record before them', () => {
    const { records, figures } = scan(
      `${head('app[1]')}ERROR: boom\njava.lang.X: y\n\tat a.b.C(D.java:1)\n${head('app[1]')}ok\nmore\n`,
    )
    expect(records.map(short)).toEqual([
      {
        level: 'error',
        rule: 'word',
        text: 'ERROR: boom',
        more: ['java.lang.X: y', '\tat a.b.C(D.java:1)'],
        times: 1,
      },
    ])
    expect(figures).toEqual({ lines: 5, records: 2, continuations: 3, refused: 0 })
  })

  it('joins lines with a header while tag and pid stay, and not over another process', () => {
    const { records } = scan(
      `${head('app[1]')}ERROR: boom\n${head('app[1]')}\tat a.b.C(D.java:1)\n${head('app[2]')}\tat e.f.G(H.java:1) failed\n`,
    )
    expect(records.map(({ text, more }) => [text, more.length])).toEqual([
      ['ERROR: boom', 1],
      ['\tat e.f.G(H.java:1) failed', 0],
    ])
  })

  it.each([true, false])(
    'ends a dump where it closes, addresses in brackets aside (every record: %s)',
    (every) => {
      const { records, figures } = scan(
        [
          `${head('kamailio[77]')}ERROR: sanity: missing, message=<INVITE sip:1@x SIP/2.0`,
          'From: <sip:442@c.example>;tag=1',
          'To: <sip:echo@x>',
          'CSeq: 1 INVITE',
          '>',
          `${head('kamailio[77]')}INFO: next`,
          `${head('kamailio[77]')}ERROR: other`,
          '',
        ].join('\n'),
        { every },
      )
      expect(records.map(({ text, more }) => [text.slice(0, 14), more.length])).toEqual([
        ['ERROR: sanity:', 4],
        ...(every ? [['INFO: next', 0]] : []),
        ['ERROR: other', 0],
      ])
      expect(figures).toEqual({ lines: 7, records: 3, continuations: 4, refused: 0 })
    },
  )

  it('ends a dump that syslog sent line by line, at its bracket or at the next message with a level', () => {
    const sip = head('kamailio[77]')
    const dump = `${sip}ERROR: bad, message=<INFO sip:1@x SIP/2.0\n${sip}To: <sip:echo@x>\n`
    const { records } = scan(
      `${dump}${sip}>\n${sip}ERROR: after\n${dump}${sip}ERROR: cut before, message=<x <1>>\n${sip}it failed\n`,
    )
    expect(records.map(({ text, more }) => [text.slice(0, 18), more.length])).toEqual([
      ['ERROR: bad, messag', 2],
      ['ERROR: after', 0],
      ['ERROR: bad, messag', 1],
      ['ERROR: cut before,', 0],
      ['it failed', 0],
    ])
  })

  it('makes a record suspect that an exception follows', () => {
    const { records } = scan(
      `${head('app[1]')}request done\njava.lang.IllegalStateException: 42\n${head('app[1]')}ok\n`,
    )
    expect(records.map(short)).toEqual([
      {
        level: 'other',
        rule: 'suspect',
        text: 'request done',
        more: ['java.lang.IllegalStateException: 42'],
        times: 1,
      },
    ])
  })

  it('counts a repeated message as often as it was repeated', () => {
    const { records } = scan(
      `${head('app[1]')}message repeated 5 times: [ ERROR: x]\n${head('app[1]')}ERROR: y\n${head('app[1]')}last message repeated 3 times\n`,
    )
    expect(records.map(({ text, times }) => [text, times])).toEqual([
      ['ERROR: x', 5],
      ['ERROR: y', 4],
    ])
  })

  it.each([
    ['syslog, which names no program', 'Jun 14 03:12:46 h last message repeated 3 times', 4],
    ['macOS, which names no host', 'Jun 14 03:12:46 --- last message repeated 3 times ---', 4],
    ['another host', 'Jun 14 03:12:46 h2 last message repeated 3 times', 1],
  ])('counts repeats as by %s', (_by, line, times) => {
    for (const every of [false, true])
      expect(
        scan(`Jun 14 03:12:45 h app[1]: ERROR: y\n${line}\n`, { every }).records[0],
      ).toMatchObject({
        text: 'ERROR: y',
        times,
      })
  })

  it('finds the format behind a hole at the beginning, as a truncated file has whose writer goes on at its old place', () => {
    const hole = Buffer.alloc(3 * maxLineBytes)
    const bytes = Buffer.concat([hole, Buffer.from(`${head('app[1]')}ERROR: one\n`.repeat(3))])
    for (const cuts of [[], [1, 70_000, hole.length - 1, hole.length + 5]]) {
      const { records, figures } = scan(bytes, {}, cuts)
      expect(records.map(({ text }) => text)).toEqual(['ERROR: one', 'ERROR: one', 'ERROR: one'])
      expect(figures).toMatchObject({ lines: 3, refused: 0 })
    }
  })

  it.each([
    ['as they are', '\u001b[31mERROR\u001b[0m boom'],
    ['behind other words', 'thread 7 \u001b[1;31mERROR\u001b[0m boom'],
    ['as rsyslog writes them to disk', '#033[31mERROR#033[0m boom'],
    ['in brackets', '[\u001b[31mERROR\u001b[0m] boom'],
  ])('finds the level of a message of syslog under colours %s', (_, text) => {
    for (const every of [true, false])
      expect(scan(`${sample}${head('app[1]')}${text}\n`, { every }).records.at(-1)).toMatchObject({
        level: 'error',
        rule: text.startsWith('[') ? 'place' : 'word',
      })
  })

  it('takes colours off a message in JSON, where they are written as escapes', () => {
    const { records } = scan('{"level":"info","msg":"\\u001b[31mERROR\\u001b[0m: boom"}\n', {
      every: true,
    })
    expect(records.map(({ text }) => text)).toEqual(['ERROR: boom'])
  })

  it('lets a repeated message keep the level that its header states', () => {
    const { records } = scan(
      '<11>Jun 14 03:12:45 h app[1]: gone\n<11>Jun 14 03:12:46 h app[1]: message repeated 5 times: [ gone]\n',
    )
    expect(records.map(({ level, times }) => [level, times])).toEqual([
      ['error', 1],
      ['error', 5],
    ])
  })

  it('reads lines with CRLF, colours, runs of NUL and bytes that are no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${head('app[1]')}ERROR: crlf\r\n\u0000\u0000${head('app[1]')}ERROR: nul\n`),
      Buffer.from(
        `\u001b[31m${head('app[1]')}\u001b[1mERROR\u001b[0m: colour\n${head('app[1]')}ERROR: é `,
      ),
      Buffer.from([0xff, 0xfe, 0x0a]),
    ])
    expect(scan(bytes).records.map(({ text }) => text)).toEqual([
      'ERROR: crlf',
      'ERROR: nul',
      'ERROR: colour',
      'ERROR: é \ufffd\ufffd',
    ])
  })

  it('gives every record its own time, whatever the lines around it are', () => {
    const text = fc.constantFrom('all is well', 'ERROR: x', 'it failed', 'y')
    const lead = fc.constantFrom('', '', '', '\u0000', '\u0000\u0000', '\u001b[31m')
    const line = fc.tuple(lead, fc.constantFrom(0, 1, 2, 11), text)
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, every) => {
        const input = lines.map(
          ([nuls, second, said]) => `${nuls}${head('app[1]', second)}${said}\n`,
        )
        const { records } = scan(`${sample}${input.join('')}`, { every }, [sample.length])
        const wanted = lines.filter(([, , said]) => every || /ERROR|failed/.test(said))
        expect(records.slice(every ? sampledLines : 0).map(({ at }) => at)).toEqual(
          wanted.map(([, second]) => Date.UTC(2026, 5, 14, 12, 0, second)),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('takes a line of a MiB by its beginning, and refuses a longer one and says so', () => {
    const long = (size: number): string => `${head('app[1]')}ERROR: `.padEnd(size, 'x')
    const { records, figures } = scan(
      `${long(maxLineBytes)}\n${long(maxLineBytes + 1)}\n${head('app[1]')}ERROR: end\n`,
    )
    expect(records.map(({ text }) => text.length)).toEqual([8192, 10])
    expect(figures).toEqual({ lines: 3, records: 2, continuations: 0, refused: 1 })
  })

  it('cuts a record after a thousand lines and counts the rest as refused', () => {
    const { records, figures } = scan(
      `${head('app[1]')}ERROR: x\n${'\tmore\n'.repeat(1500)}${head('app[1]')}ok\n`,
    )
    expect(records.map(({ more }) => more.length)).toEqual([1000])
    expect(figures).toEqual({ lines: 1502, records: 2, continuations: 1000, refused: 500 })
  })

  it('does not count a half last line before the end, and gives it back with the open record', () => {
    const all = `${head('app[1]')}ERROR: x\n\tmore\n${head('app[1]')}ERR`
    const first = createScanner({ host: 'h', file: 'f', referenceAt, onRecord: () => {} })
    first.push(Buffer.from(all))
    expect(first.end(false)).toEqual({ lines: 0, records: 0, continuations: 0, refused: 0 })
    const rest = Buffer.concat([first.pending(), Buffer.from('OR: y\n')])
    expect(scan(rest, { format: first.format() }).records.map(short)).toEqual(
      scan(`${all}OR: y\n`).records.map(short),
    )
  })

  it('gives every record when asked for every one', () => {
    const { records } = scan(`${head('app[1]')}one\n${head('app[1]')}INFO two\n`, { every: true })
    expect(records.map(({ level, rule }) => [level, rule])).toEqual([
      ['other', 'none'],
      ['info', 'word'],
    ])
  })

  it('reads numeric levels of JSON lines, which no word shows', () => {
    const { records } = scan(
      '{"level":50,"msg":"boom"}\n{"level":30,"msg":"failed"}\n{"level":40,"msg":"slow"}\n',
    )
    expect(records.map(({ level, rule, text }) => [level, rule, text])).toEqual([
      ['error', 'structured', 'boom'],
      ['warning', 'structured', 'slow'],
    ])
  })
})

const lines = fc.array(
  fc.oneof(
    fc.constantFrom(
      `${head('app[1]')}ERROR: boom`,
      `${head('app[1]')}all well`,
      `${head('b')}it failed`,
      `${head('app[1]')}\tat a.b.C(D.java:1)`,
      '\tat a.b.C(D.java:1)',
      'java.lang.FooException: 7',
      'Caused by: x',
      '',
      '\u0000\u0000',
      '\u001b[31mERROR\u001b[0m',
      `${head('app[1]')}last message repeated 3 times`,
      'Jun 14 03:12:45 h last message repeated 3 times',
      'Jun 14 03:12:45 --- last message repeated 3 times ---',
      '2026-06-14T12:00:00.123456Z h app[1]: WARN x',
      `${head('app[1]')}ERROR: x message=<INVITE sip:1@x SIP/2.0`,
      'To: <sip:1@x>',
      `${head('app[1]')}>`,
      '>',
      '{"level":"error","msg":"x"}',
    ),
    fc.string({ maxLength: 40 }),
  ),
  { maxLength: 40 },
)
const ends = fc.constantFrom('\n', '\r\n')

describe('the scanner, whatever comes', () => {
  it('loses no line of random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, every) => {
        const { figures } = scan(bytes, { every })
        const whole = bytes.filter((byte) => byte === 0x0a).length
        const half = bytes.length > 0 && bytes.at(-1) !== 0x0a ? 1 : 0
        expect(figures.lines).toBe(whole + half)
        expect(figures.records + figures.continuations + figures.refused).toBe(figures.lines)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the same records wherever the input is cut', () => {
    fc.assert(
      fc.property(
        lines,
        ends,
        fc.array(fc.nat(), { maxLength: 6 }),
        fc.boolean(),
        (parts, end, cuts, every) => {
          const text = parts.join(end) + end
          expect(scan(text, { every }, cuts)).toEqual(scan(text, { every }))
          // Behind these it is known how records begin, but only where a new block is read.
          const whole = sample + text
          const known = cuts.map((cut) => sample.length + (cut % (text.length + 1)))
          expect(scan(whole, { every }, [sample.length, ...known])).toEqual(scan(whole, { every }))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('knows an answer that failed, whatever stood in its place where the text was read first', () => {
    const line = (status: number) => `${head('uwsgi[1]')}GET /orders (HTTP/1.1 ${status}) 12 ms\n`
    const { records } = scan(line(999).repeat(3) + line(503), { every: true })
    expect(records.map((r) => r.level)).toEqual(['other', 'other', 'other', 'error'])
  })

  it('finds the same errors and warnings when every record is read', () => {
    fc.assert(
      fc.property(lines, (parts) => {
        const text = `${parts.map((line) => (line.startsWith('Jun') ? line : `${head('x[9]')}${line.trim()}`)).join('\n')}\n`
        const serious = ({ level }: LogRecord) => level === 'error' || level === 'warning'
        const kinds = (every: boolean) =>
          scan(text, { every })
            .records.filter(serious)
            .map((r) => r.text)
        expect(kinds(false)).toEqual(kinds(true))
      }),
    )
  })
})
