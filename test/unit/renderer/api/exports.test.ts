import { describe, expect, it } from 'vitest'
import { savedText } from '../../../../renderer/api/exports.ts'

describe('a file that was written', () => {
  it.each([
    [{ path: '/a/r.html', bytes: 87_000 }, '/a/r.html (85 KiB)'],
    [{ path: '/a/c.csv', bytes: 10, rows: 1 }, '/a/c.csv (1 KiB, 1 row)'],
    [{ path: '/a/r.pdf', bytes: 3_000_000, pages: 14 }, '/a/r.pdf (2.9 MiB, 14 pages)'],
    [{ path: '/a/r.pdf', bytes: 3000, pages: 0 }, '/a/r.pdf (3 KiB)'],
  ])('%j is told as %s', (saved, text) => {
    expect(savedText(saved)).toBe(text)
  })
})
