import { expect, it } from 'vitest'
import { printable } from '../../../../main/cli/output.ts'

it.each([
  ['an escape sequence', 'a\u001b[2Jb', 'a�[2Jb'],
  ['one in a single byte', 'a\u009b2Jb', 'a�2Jb'],
  ['a bell and a null', '\u0007\u0000', '��'],
  ['a turn of the direction of writing', 'gpj.\u202eexe\u2066', 'gpj.�exe�'],
])('%s of a host does not reach the terminal', (_, text, shown) => {
  expect(printable(text)).toBe(shown)
})

it('lines, tabs and letters of all languages do', () => {
  expect(printable('a\tb\nпривет שלום 👍')).toBe('a\tb\nпривет שלום 👍')
})
