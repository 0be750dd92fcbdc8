import { describe, expect, it } from 'vitest'
import { harmlessText, visibleText } from '../../../../shared/base/visible-text.ts'

describe('text from a host', () => {
  it.each([
    ['colours of a terminal', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a carriage return that would hide what stands before it', 'real\rfake', 'real␍fake'],
    ['a mark that turns the direction of writing', 'a\u202eb', 'a<U+202E>b'],
    ['the mark of Arabic letters', 'a\u061cb', 'a<U+061C>b'],
    ['characters without width', 'ad\u200bmin', 'ad<U+200B>min'],
    ['NUL and DEL', '\0\u007f', '␀␡'],
    ['an 8-bit control sequence', '\u009b31m', '<U+009B>31m'],
    ['HTML, which is only text', '<b onclick=x>&amp;', '<b onclick=x>&amp;'],
    ['tabs and newlines, which stay', 'a\tb\nc', 'a\tb\nc'],
    ['other scripts, which stay', 'Ünïcødé 漢字 😀', 'Ünïcødé 漢字 😀'],
  ])('shows %s', (_name, text, shown) => {
    expect(visibleText(text)).toBe(shown)
  })
})

it('for a terminal or a document loses what steers it, and keeps what names are written with', () => {
  expect(harmlessText('\u001b[31m\u202ea\rb\u2066')).toBe('�[31m�a�b�')
  expect(harmlessText('a\tb\r\nc می\u200cخواهم 👩\u200d💻')).toBe(
    'a\tb\r\nc می\u200cخواهم 👩\u200d💻',
  )
})

it.each([
  ['an escape sequence', 'a\u001b[2Jb', 'a�[2Jb'],
  ['one in a single byte', 'a\u009b2Jb', 'a�2Jb'],
  ['a bell and a null', '\u0007\u0000', '��'],
  ['a turn of the direction of writing', 'gpj.\u202eexe\u2066', 'gpj.�exe�'],
])('%s of a host does not reach the terminal', (_, text, shown) => {
  expect(harmlessText(text)).toBe(shown)
})

it('lines, tabs and letters of all languages do', () => {
  expect(harmlessText('a\tb\nпривет שלום 👍')).toBe('a\tb\nпривет שלום 👍')
})
