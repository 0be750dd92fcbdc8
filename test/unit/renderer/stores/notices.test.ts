import { expect, it } from 'vitest'
import { awakeningNotice, preflightNotice } from '../../../../renderer/stores/notices.ts'
import { instant } from '../../../../shared/domain/time.ts'

const base = {
  at: instant(0),
  window: { title: 'Pilot (us)', from: instant(1), to: instant(2), approvals: 1 },
}

it('a pre-flight that ran by itself tells the worst first, and how much more there is', () => {
  expect(
    preflightNotice({
      ...base,
      answer: 'block',
      items: [
        { check: 'sleep', answer: 'warn', sentence: 'It may sleep.', next: 'Leave the lid open.' },
        { check: 'hosts', answer: 'block', sentence: 'db1 does not answer.', next: 'Test it.' },
        { check: 'power', answer: 'ok', sentence: 'On mains.' },
      ],
    }),
  ).toEqual({
    tone: 'warning',
    text: 'Pre-flight for Pilot (us), stands in the way: db1 does not answer. Test it. 1 more under Hosts.',
  })
  expect(preflightNotice({ ...base, answer: 'ok', items: [] }).tone).toBe('info')
})

it('a waking tells what was lost, what is followed, and which start was missed', () => {
  expect(
    awakeningNotice({
      sleptMs: 3_600_000,
      alive: 1,
      lost: ['db1'],
      following: 2,
      asking: [{ run: 'r1', title: 'Pilot' }],
    }),
  ).toEqual({
    tone: 'warning',
    text: 'This computer slept for 1 h 0 min. 1 session live. Lost and made anew when needed: db1. 2 steps on hosts followed again. The planned start of Pilot was missed: decide under Run.',
  })
  expect(awakeningNotice({ alive: 0, lost: [], following: 0, asking: [] })).toEqual({
    tone: 'info',
    text: 'This computer woke up.',
  })
})
