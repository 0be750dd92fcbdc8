import { expect, it } from 'vitest'
import { clockSentences } from '../../../../shared/log-rules/clocks.ts'

it('names clocks that are clearly off, and those nobody measured; the others are not worth a word', () => {
  expect(
    clockSentences([
      { host: 'a', skewMs: 90_000, uncertaintyMs: 4 },
      { host: 'b', skewMs: -700, uncertaintyMs: 2 },
      { host: 'c', skewMs: 1400, uncertaintyMs: 500 },
      { host: 'd' },
      { host: 'e' },
    ]),
  ).toEqual([
    'a is 90.0 s ahead, ±4 ms; times here are corrected by it',
    'not measured, times as they were written: d, e',
  ])
  expect(clockSentences([])).toEqual([])
})
