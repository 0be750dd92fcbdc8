import { execFileSync } from 'node:child_process'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { quoteWord, shellLine } from '../../../../main/ssh/quote.ts'

const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      "'",
      '"',
      '\\',
      '$HOME',
      '`id`',
      '\n',
      ' ',
      '*',
      '-n',
      '~',
      '!',
      ';',
      '',
      "'\\''",
    ),
  ),
  { minLength: 1, maxLength: 6 },
)

test('a real shell gives back exactly the words that were quoted', () => {
  fc.assert(
    fc.property(words, (list) => {
      const sane = list.map((word) => word.replaceAll('\0', '').toWellFormed())
      const printed = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${shellLine(sane)}`])
      expect(printed.toString('utf8').split('\0').slice(0, -1)).toEqual(sane)
    }),
    { numRuns: 100, seed: 7 },
  )
})

test('a NUL in a word is refused, for no shell can carry it', () => {
  expect(() => quoteWord('a\0b')).toThrow('NUL')
})

test('an empty command is refused', () => {
  expect(() => shellLine([])).toThrow('at least one word')
})
