import { mayTellAnswer } from '../../../../../shared/log-rules/answer.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  KnownTexts,
  MessageIndex,
  messageIndex,
} from '../../../../../main/data/analysis/message-index.ts'
import { levelInText } from '../../../../../main/data/analysis/scan-level.ts'
import { maskText } from '../../../../../shared/log-rules/mask.ts'
import { Masker } from '../../../../../shared/log-rules/masker.ts'
import { suspectWord } from '../../../../../shared/log-rules/suspect.ts'

const hashesOf = (text: string, offset = 0): string => {
  const index = new MessageIndex()
  const bytes = Buffer.from(`${'#'.repeat(offset)}${text}5`, 'latin1')
  index.read(bytes, offset, bytes.length - 1)
  return `${index.a} ${index.b}`
}

describe('what is known of texts', () => {
  it('is kept while their numbers stand, and never taken for that of another text', () => {
    const known = new KnownTexts<string>()
    const index = messageIndex()
    const numberOf = (i: number): number => {
      index.add(i, i)
      return index.add(i, i)
    }
    const old = numberOf(1)
    known.set(old, 'old')
    expect(known.get(old)).toBe('old')
    const { first } = index
    for (let i = 2; index.first === first; i += 1) numberOf(i)
    const next = numberOf(1_000_000)
    known.set(next, 'next')
    known.set(old, 'too late')
    expect([known.get(old), known.get(next)]).toEqual([undefined, 'next'])
  })
})

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

  it('takes no other byte for a digit', () => {
    const alike = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).filter(
      (character) => hashesOf(`a${character}b`) === hashesOf('a5b'),
    )
    expect(alike.join('')).toBe('123456789')
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

  it('takes texts for equal that are the same but for digits that are no lone zeros, and no others', () => {
    const text = fc.stringMatching(/^[ab0-3.]{0,40}$/)
    const plain = (of: string): string =>
      of.replaceAll(/\d+/g, (number) => (number === '0' ? 'z' : '7'.repeat(number.length)))
    fc.assert(
      fc.property(text, text, fc.nat(40), fc.boolean(), (one, other, offset, isAlike) => {
        const second = isAlike ? one.replaceAll(/[1-3]/g, '9') : other
        expect(hashesOf(one) === hashesOf(second, offset)).toBe(plain(one) === plain(second))
      }),
      { numRuns: 2000 },
    )
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

  it('begins anew when it is full, and gives no number twice', () => {
    const index = new MessageIndex()
    const numbers = new Set<number>()
    for (let i = 1; i <= 100_000; i += 1)
      for (let n = 0; n < 2; n += 1) numbers.add(index.add(i, i))
    expect(numbers.size).toBe(100_001)
    expect(index.first).toBe(3 * 32_768)
    expect(index.find(1, 1)).toBe(-1)
    expect(index.find(100_000, 100_000)).toBe(99_999)
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

  it.each([
    ['Call-IDs', 'call 1c704ddf ended', 'call 390f3b2e ended'],
    ['two groups', "h323-conf-id = 'f3a93662 c39fbf74'", "h323-conf-id = 'bb0c7d8e a1b2c3d4'"],
    ['ids with addresses', '7d2fea45@198.51.100.30: INVITE', '5ef01b2c@192.00.199.11: INVITE'],
  ])('knows a text again by %s in hexadecimal digits', (_, one, other) => {
    const index = new MessageIndex()
    expect([lookFor(index, one), lookFor(index, one), lookFor(index, other)]).toEqual([-1, -1, 0])
  })

  it.each([
    ['an id is longer', 'call 1c704ddf', 'call 1c704ddf0a'],
    ['an id begins with a letter', 'error/1b12 x', 'error/b112 x'],
    ['an id begins with a zero', 'error=0b12 x', 'error=1b12 x'],
    ['a zero has a digit behind it', 'error=0b12 x', 'error=01b2 x'],
    ['a name has a number', 'dead12 x', 'de1d12 x'],
    ['a word is one of letters', 'call deadbeef', 'call dead1eef'],
    ['a number has no letters', 'call 12345678', 'call 1234567f'],
    ['the word goes on', 'call 1c704ddg', 'call 1a704ddg'],
    ['bytes stand for an id', 'call 1c70', 'call \u0001\u0001\u0001\u0001'],
  ])('tells texts apart where %s', (_, one, other) => {
    const index = new MessageIndex()
    for (let i = 0; i < 2; i += 1) lookFor(index, one)
    expect(lookFor(index, other)).toBe(-1)
  })

  it('knows every text again in which only ids are others', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{1,12}$/)
    const piece = fc.oneof(hex, hex, fc.constantFrom(' ', '-', '@', '_', ':', 'x', 'G', 'é', '0'))
    const isId = (word: string): boolean =>
      /^(?=.*\d)(?=.*[a-f])[0-9a-f]{4,}$/.test(word) && !/^[a-f]{2,}\d{1,3}$/.test(word)
    const like = (word: string): string => {
      if (/^[a-f]/.test(word)) return `f${'0'.repeat(word.length - 1)}`
      const second = word.startsWith('0') ? word.charAt(1) : 'a'
      return `${word.charAt(0)}${/\d/.test(second) ? `1${'c'.repeat(word.length - 2)}` : 'c'.repeat(word.length - 1)}`
    }
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const other = text.replaceAll(/[0-9A-Za-z]+/g, (word) => (isId(word) ? like(word) : word))
        const index = new MessageIndex()
        for (let i = 0; i < 2; i += 1) lookFor(index, text)
        expect([text, other, lookFor(index, other)]).toEqual([text, other, 0])
      }),
      { numRuns: 3000 },
    )
  })

  it('takes only such texts for equal by their ids whose level, trouble, mask and values are equal', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{1,12}$/)
    const piece = fc.oneof(
      hex,
      hex,
      fc.constantFrom('error', 'ERROR: ', 'errors: ', '=', ' ', ' ', '-', '@', '_', ':', '.', '/'),
      fc.constantFrom('0x', '[', '(', ' KB)', '0', 'Dec ', 'x', 'sip:', "'", '%', ' ms', ',', 'é'),
      fc.constantFrom('HTTP/1.1" ', '503', '1/2/3/4/5 ', '999'),
    )
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat(15)),
        (parts, digits) => {
          const text = parts.join('')
          const other = text.replaceAll(/[0-9a-f]/g, (old) => {
            const next = digits.next().value ?? 0
            return next < 4 ? old : next.toString(16)
          })
          const index = new MessageIndex()
          for (let i = 0; i < 2; i += 1) lookFor(index, text)
          fc.pre(lookFor(index, other) >= 0)
          expect(answers(other)).toEqual(answers(text))
        },
      ),
      { numRuns: 3000, maxSkipsPerRun: 10_000 },
    )
  })
})

function lookFor(index: MessageIndex, text: string): number {
  const bytes = Buffer.from(text)
  const found = index.look(bytes, 0, bytes.length)
  if (found < 0) index.add(index.a, index.b)
  return found
}

const masker = new Masker()

function answers(text: string) {
  const bytes = Buffer.from(text)
  masker.mask(bytes, 0, bytes.length)
  return {
    level: levelInText(bytes, 0, bytes.length),
    isSuspect: suspectWord(text) !== undefined,
    mayTellAnswer: mayTellAnswer(text),
    mask: maskText(text),
    from: [...masker.valueFrom.subarray(0, masker.places)],
    to: [...masker.valueTo.subarray(0, masker.places)],
  }
}
