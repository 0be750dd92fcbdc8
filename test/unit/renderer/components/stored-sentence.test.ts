import { expect, it } from 'vitest'
import { shownSentence } from '../../../../renderer/components/stored-sentence.ts'

it.each([
  [
    '120345 lines since the batch against 2400000 lines of the baseline: 1200 groups, none of them new trouble (judged 2026-01-01T02:03:04Z)',
    '120,345 lines since the batch against 2,400,000 lines of the baseline: 1,200 groups, none of them new trouble (judged 31 Dec 21:03:04)',
  ],
  [
    'no such line in 36 host-hours of the baseline; 1 line since on dsbc1, first 2026-07-01T02:03:04Z',
    'no such line in 36 host-hours of the baseline; 1 line since on dsbc1, first 30 Jun 22:03:04',
  ],
  [
    'no such line in 1680 host-hours of the baseline; the window is open until 2026-07-01T02:03:04Z',
    'no such line in 1,680 host-hours of the baseline; the window is open until 30 Jun 22:03:04',
  ],
  [
    'the baseline has 7 d 0 h; 4028 new lines from 10 hosts',
    'the baseline has 7 d 0 h; 4,028 new lines from 10 hosts',
  ],
  [
    '12 lines per host-hour before (12345 in 36 h), 40 since (1440 in 36 h)',
    '12 lines per host-hour before (12,345 in 36 h), 40 since (1,440 in 36 h)',
  ],
])(
  'a stored sentence has its times in the zone of the window, and its counts grouped',
  (stored, shown) => {
    expect(shownSentence(stored, 'America/New_York')).toBe(shown)
  },
)

it('what the hosts wrote, ids of customers and words of people stay as they are', () => {
  for (const text of [
    'new: "2026-01-01T02:03:04Z took 12345 lines" on dsbc1 (3 lines)',
    'customer 10001: 3 lines before, 9 since (3 times)',
    'for 2 customers of the batch (10001, 10002)',
    'until batch 4',
  ])
    expect(shownSentence(text, 'America/New_York')).toBe(text)
})
