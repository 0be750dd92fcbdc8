import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordView } from '../../../../../main/data/analysis/records.ts'
import { accessTimeBytes, readAccessHead } from '../../../../../main/data/analysis/scan-access.ts'
import { plainFormat } from '../../../../../shared/log-rules/format.ts'
import { readHeader } from '../../../../../shared/log-rules/header.ts'
import { timeAtStart } from '../../../../../shared/log-rules/time.ts'

const plain = '203.0.113.7 - - [01/Nov/2026:00:00:04 +0000] "GET /x HTTP/1.1" 503 71 "-" "curl"'

function read(line: string) {
  const view = new RecordView()
  const bytes = Buffer.from(line, 'latin1')
  const time = readAccessHead(view, bytes, 0, bytes.length)
  if (time < 0) return undefined
  const face = timeAtStart(line.slice(time, time + accessTimeBytes))?.face
  return { face, level: view.level, rule: view.rule, end: view.textFrom, to: view.textTo }
}

describe('headers of access logs on bytes', () => {
  it('reads time, status and the place of the request', () => {
    const { face, ...rest } = read(plain) ?? {}
    expect(face).toMatchObject({ year: 2026, month: 11, day: 1, second: 4, offset: 0 })
    expect(rest).toEqual({ level: 'error', rule: 'place', end: 45, to: plain.length })
  })

  it.each([
    ['colours', plain.replace('/x', '/\u001b[31mx')],
    ['a name with bytes of another alphabet', plain.replace('7 - -', '7 \u00e9 -')],
    ['a request without an end', plain.replace('1.1"', '1.1')],
    ['no status', plain.replace('503', '50x')],
    ['a month that is none', plain.replace('Nov', '11_')],
    ['a line that ends early', plain.slice(0, 60)],
  ])('leaves %s to the expressions', (_, line) => {
    expect(read(line)).toBeUndefined()
  })

  it('says what the expressions say, or leaves it to them', () => {
    const format = { ...plainFormat, id: 'access' as const }
    const change = fc.record({
      at: fc.nat(plain.length),
      cut: fc.nat(3),
      put: fc.constantFrom(
        '',
        '"',
        '\\\\',
        '\\"',
        '[',
        ']',
        ' ',
        '5',
        'x',
        '\u00a0',
        '-',
        '/',
        '\u001b[0m',
      ),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const line = changes.reduce(
          (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
          plain,
        )
        const found = read(line)
        if (found === undefined) return
        const { face, level, rule, end } = readHeader(line, format)
        expect(found).toEqual({ face, level, rule, end, to: line.length })
      }),
      { numRuns: 3000 },
    )
  })
})
