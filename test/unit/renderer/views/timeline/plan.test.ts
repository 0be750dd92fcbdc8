import { expect, it } from 'vitest'
import { timeline } from '../../../../../renderer/views/timeline/view-model.ts'
import { minutes, overview, tenPm, windowAt } from '../../../../helpers/overview.ts'

const plan = {
  version: 2,
  end: minutes(90_000),
  tasks: [
    { id: 'survey', title: 'Survey', from: minutes(600), to: minutes(1200), procedure: 'survey' },
    ...[3000, 4500].map((from, i) => ({
      id: `voice-${i}`,
      title: 'Voice',
      from: minutes(from),
      to: minutes(from + 3),
      procedure: 'voice',
    })),
  ],
}

it('procedures stand where the plan has them, from the first to the last of their windows', () => {
  const { rows, end, planned } = timeline(overview({ plan }), tenPm, 'all')
  const spans = Object.fromEntries(rows.map((row) => [row.id, row.planned]))
  expect(spans).toMatchObject({
    survey: [minutes(600), minutes(1200)],
    voice: [minutes(3000), minutes(4503)],
  })
  expect([end, planned]).toEqual([minutes(90_000), true])
})

it('a batch of two environments reaches from its first window into its last', () => {
  const batch = {
    id: 'pilot',
    ordinal: 0,
    pilot: true,
    state: 'planned' as const,
    members: 20,
    accounts: 20,
    counts: { planned: 20 },
    windows: [windowAt(480, 'uk'), windowAt(780)],
  }
  const { rows } = timeline(overview({ plan, batches: [batch] }), tenPm, 'all')
  // Three rounds of eight customers, a minute each.
  expect(rows.find(({ id }) => id === 'pilot')?.planned).toEqual([minutes(480), minutes(783)])
})
