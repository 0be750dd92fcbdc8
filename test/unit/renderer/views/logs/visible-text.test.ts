import { describe, expect, it } from 'vitest'
import { visibleText } from '../../../../../renderer/views/logs/visible-text.ts'

describe('text from a host', () => {
  it.each([
    ['colours of a terminal', '\u001b[31mred\u001b[0m', '␛[31mred␛[0m'],
    ['a carriage return that would hide what stands before it', 'real\rfake', 'real␍fake'],
    ['a mark that turns the direction of writing', 'a\u202eb', 'a<U+202E>b'],
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
