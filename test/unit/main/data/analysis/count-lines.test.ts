import { describe, expect, it } from 'vitest'
import { array, assert, constantFrom, nat, property } from 'fast-check'
import { countLines } from '../../../../../main/data/analysis/count-lines.ts'
import { levelOf } from '../../../../../shared/log-rules/level.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('countLines', () => {
  it('counts each line by its level, with LF and CRLF', () => {
    const text =
      '2026-01-01 00:00:00 ERROR a\r\n2026-01-01 00:00:00 WARN b\n2026-01-01 00:00:00 INFO c\n\ntext\n'
    expect(countLines(bytes(text), '', false)).toEqual({
      levels: { error: 1, warning: 1, info: 1, other: 2 },
      pending: '',
    })
  })

  it('carries a half last line, and counts it once when its end comes', () => {
    const first = countLines(
      bytes('2026-01-01 00:00:00 INFO a\n2026-01-01 00:00:00 ERR'),
      '',
      false,
    )
    const second = countLines(bytes('OR b\n'), first.pending, false)
    expect([first.levels.info, first.levels.error, second.levels]).toEqual([
      1,
      0,
      { error: 1, warning: 0, info: 0, other: 0 },
    ])
  })

  it('counts a half last line when the file is closed', () => {
    expect(countLines(bytes('2026-01-01 00:00:00 ERROR a'), '', true)).toEqual({
      levels: { error: 1, warning: 0, info: 0, other: 0 },
      pending: '',
    })
  })

  it('takes bytes that are no UTF-8 as they are', () => {
    const line = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
      bytes('2026-01-01 00:00:00 ERROR x\n'),
    ])
    expect(countLines(line, '', false).levels).toEqual({ error: 1, warning: 0, info: 0, other: 1 })
  })

  it('keeps at most 1 KiB of a half line and no secret of it', () => {
    const { pending } = countLines(
      bytes(`login password=hunter2 ${'A1b2'.repeat(20)} ${'x '.repeat(4000)}`),
      '',
      false,
    )
    expect(pending.length).toBeLessThanOrEqual(1024)
    expect(pending).not.toMatch(/hunter2|A1b2/)
  })

  it('gives the same counts however the bytes are cut into pieces', () => {
    const lines = [
      '2026-01-01 00:00:00 ERROR a',
      '2026-01-01 00:00:00 [WARN] b',
      'x',
      '',
      '<14>Jan  1 y\r',
    ]
    assert(
      property(
        array(constantFrom(...lines), { maxLength: 20 }),
        array(nat(300), { maxLength: 6 }),
        (chosen, cuts) => {
          const all = bytes(chosen.map((l) => `${l}\n`).join(''))
          const whole = countLines(all, '', true).levels
          const sum = { error: 0, warning: 0, info: 0, other: 0 }
          const edges = [
            0,
            ...cuts.map((c) => Math.min(c, all.length)).sort((a, b) => a - b),
            all.length,
          ]
          let pending = ''
          edges.slice(1).forEach((edge, i) => {
            const part = countLines(
              all.subarray(edges[i], edge),
              pending,
              edge === all.length && i === edges.length - 2,
            )
            pending = part.pending
            for (const level of ['error', 'warning', 'info', 'other'] as const)
              sum[level] += part.levels[level]
          })
          expect(sum).toEqual(whole)
        },
      ),
    )
  })

  it('says of each line what it says of the line alone, however many are like it', () => {
    const words =
      'ERROR:|WARN|[error]|INFO|error|x|1c70ab12|17|sshd[42]:|[|]|  |2026-01-01 00:00:00|Jan  1 00:00:00 host|<11>|{"level":"warn"}|12:00:00|:'
    const word = constantFrom(...words.split('|'))
    const line = array(word, { maxLength: 20 }).map((words) => words.join(' '))
    assert(
      property(array(line, { maxLength: 6 }), (lines) => {
        const all = [...lines, ...lines, ...lines.map((text) => text.replaceAll('1', '7'))]
        const sum = { error: 0, warning: 0, info: 0, other: 0 }
        for (const text of all) sum[levelOf(text).level] += 1
        expect(countLines(bytes(all.map((l) => `${l}\n`).join('')), '', true).levels).toEqual(sum)
      }),
      { numRuns: 3000 },
    )
  })

  it('looks at no byte of another line, however many there are', () => {
    for (const text of ['[', 'x'.repeat(60)]) {
      const lines = 100_000
      const { levels } = countLines(bytes(`${text}\n`.repeat(lines)), '', true)
      expect(levels.other).toBe(lines)
    }
  })
})
