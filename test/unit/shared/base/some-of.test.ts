import { expect, it } from 'vitest'
import { someOf } from '../../../../shared/base/some-of.ts'

it('names so many, and counts the rest', () => {
  expect(someOf([])).toBe('')
  expect(someOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e')
  expect(someOf(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, e and 1 more')
  expect(someOf(['a', 'b', 'c'], 1)).toBe('a and 2 more')
})
