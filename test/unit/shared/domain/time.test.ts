import { expect, it } from 'vitest'
import { formatMs } from '../../../../shared/domain/time.ts'

it.each([
  [0, '0 ms'],
  [999.7, '1.0 s'],
  [12_340, '12.3 s'],
  [59_940, '59.9 s'],
  [59_970, '1 min 00 s'],
  [90_000, '1 min 30 s'],
  [119_700, '2 min 00 s'],
  [3_599_600, '1 h 0 min'],
  [47 * 3_600_000 + 59 * 60_000, '47 h 59 min'],
  [48 * 3_600_000, '2 d 0 h'],
])('%d ms are %s: no unit is filled up', (ms, text) => {
  expect(formatMs(ms)).toBe(text)
})
