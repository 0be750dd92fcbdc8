import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageIndex } from '../../../../../main/data/analysis/message-index.ts'
import { levelInText } from '../../../../../main/data/analysis/scan-level.ts'
import { maskText } from '../../../../../shared/log-rules/mask.ts'
import { suspectWord } from '../../../../../shared/log-rules/suspect.ts'

const hashesOf = (text: string, offset = 0): string => {
  const index = new MessageIndex()
  const bytes = Buffer.from(`${'#'.repeat(offset)}${text}5`)
  index.read(bytes, offset, bytes.length - 1)
  return `${index.a} ${index.b}`
}

describe('an index of messages', () => {
  it('takes texts for equal that differ in their digits', () => {
    expect(hashesOf('user 4711 lost after 30 ms')).toBe(hashesOf('user 1200 lost after 99 ms'))
  })

  it.each([
    ['a number has more digits', 'user 47', 'user 471'],
    ['a zero stands alone', '0 errors', '3 errors'],
    ['a zero stands alone behind four bytes', 'abc 0', 'abc 7'],
    ['a zero stands alone before four bytes', 'abc=0 x', 'abc=7 x'],
    ['a hexadecimal number begins', 'at 0x1f', 'at 9x1f'],
    ['a letter is another', 'user a', 'user b'],
    ['bytes are swapped', 'abcdefgh', 'efghabcd'],
    ['a text is longer by a NUL', 'abc', 'abc\u0000'],
  ])('tells texts apart where %s', (_, one, other) => {
    expect(hashesOf(one)).not.toBe(hashesOf(other))
  })

  it('takes a zero in a longer number for any digit', () => {
    for (const [one, other] of [
      ['10', '11'],
      ['01', '91'],
      ['abc10', 'abc19'],
      ['abcd00', 'abcd99'],
      ['xyz0000', 'xyz1111'],
    ] as const)
      expect(hashesOf(one)).toBe(hashesOf(other))
  })

  it('gives the same answer wherever the text lies', () => {
    for (const offset of [1, 2, 3, 4, 5])
      expect(hashesOf('abc 0 10 x7', offset)).toBe(hashesOf('abc 0 10 x7'))
  })

  it('reads memory of any size to its end', () => {
    const index = new MessageIndex()
    const hashes = ['abcde', 'abcdf', 'abcd'].map((text) => {
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      index.read(bytes, 0, bytes.length)
      return `${index.a} ${index.b}`
    })
    expect(hashes).toEqual(['abcde', 'abcdf', 'abcd'].map((text) => hashesOf(text)))
    expect(new Set(hashes).size).toBe(3)
  })

  it('remembers a text when it comes again, and no unique ones', () => {
    const index = new MessageIndex()
    expect([index.add(1, 2), index.find(1, 2), index.add(1, 2), index.find(1, 2)]).toEqual([
      -1, -1, 0, 0,
    ])
  })

  it('begins anew when it is full', () => {
    const index = new MessageIndex()
    const numbers = new Set<number>()
    for (let i = 0; i < 100_000; i += 1) for (let n = 0; n < 2; n += 1) numbers.add(index.add(i, i))
    expect(Math.max(...numbers)).toBe(32_767)
    expect(index.find(0, 0)).toBe(-1)
    expect(index.find(99_999, 99_999)).toBeGreaterThanOrEqual(0)
  })

  it('takes only such texts for equal whose level, trouble and mask are equal', () => {
    const piece = fc.oneof(
      fc.constantFrom('error', 'ERROR:', 'errors: ', '=', 'x', ' ', '0x', ':', '.', '-', 'ms', '['),
      fc.constantFrom(
        'user',
        'en',
        'Jun ',
        '/var/',
        'sip:',
        'a.b.c',
        '0',
        '00',
        'no ',
        '(',
        ' KB)',
      ),
      fc.nat(99_999).map(String),
    )
    const answers = (text: string) => ({
      level: levelInText(Buffer.from(text), 0, text.length),
      isSuspect: suspectWord(text) !== undefined,
      mask: maskText(text),
    })
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.infiniteStream(fc.nat(9)),
        (parts, digits) => {
          const text = parts.join('')
          const other = text.replaceAll(/\d/g, () => String(digits.next().value))
          fc.pre(hashesOf(text) === hashesOf(other))
          expect(answers(other)).toEqual(answers(text))
        },
      ),
      { numRuns: 3000 },
    )
  })
})
