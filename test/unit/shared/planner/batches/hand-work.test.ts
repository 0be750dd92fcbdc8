import { describe, expect, it } from 'vitest'
import { BatchId, CustomerId } from '../../../../../shared/domain/ids.ts'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { handWorkTasks } from '../../../../../shared/planner/batches/hand-work.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import type { HandWorkTask, PlanFacts } from '../../../../../shared/planner/types.ts'
import { inWindows, planCustomers, planFacts } from '../../../../helpers/planner-world.ts'
import type { PlannerWorld } from '../../../../helpers/planner-world.ts'

const work: Readonly<Record<number, readonly string[]>> = {
  0: ['smpp', 'mail'],
  1: ['mail'],
  2: ['signup', 'webmail', 'callback'],
}

const factsWith = (world: PlannerWorld = {}): PlanFacts =>
  planFacts({
    customers: planCustomers(5, (i) => ({
      handWork: work[i] ?? [],
      ...(i === 3 ? { ivr: '1' } : {}),
    })),
    ...world,
  })

/** Tasks of the pilot, whose window opens on this date at 01:00. */
function tasks(facts: PlanFacts, date: string): readonly HandWorkTask[] {
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  const at = (time: string) => instant(Date.parse(`${date}T${time}Z`))
  const batches = inWindows(facts, drafted.value.batches).map((b) => ({
    ...b,
    windows: b.windows.map((w) => ({ ...w, from: at('01:00'), to: at('05:00') })),
  }))
  return handWorkTasks(facts, batches)
}

describe('hand work', () => {
  it('is one task for each kind, with its customers, before the window or on its test day', () => {
    // A Wednesday.
    const found = tasks(factsWith(), '2026-03-11')
    expect(found.map((t) => [t.id, t.customers.join(), t.due])).toEqual([
      ['handwork:pilot:smpp', 'c0', '2026-03-10'],
      ['handwork:pilot:signup', 'c2', '2026-03-10'],
      ['handwork:pilot:mail', 'c0,c1', '2026-03-11'],
      ['handwork:pilot:webmail', 'c2', '2026-03-11'],
      ['handwork:pilot:callback', 'c2', '2026-03-11'],
      ['handwork:pilot:ivr', 'c3', '2026-03-11'],
    ])
    expect(new Set(found.map((t) => t.owner))).toEqual(new Set(["operator's team"]))
    expect(found.every((t) => t.state === 'open' && t.doc.endsWith('.'))).toBe(true)
  })

  it('that has to be ready before a Monday is due on Friday', () => {
    expect(tasks(factsWith(), '2026-03-09')[0]?.due).toBe('2026-03-06')
  })

  it('has the owner of the settings, and the state, owner, date and note that people gave it', () => {
    const progress = {
      tasks: [
        {
          task: 'handwork:pilot:mail',
          state: 'done' as const,
          owner: 'Ann',
          due: '2026-03-13',
          note: 'by phone',
        },
      ],
    }
    const facts = factsWith({ settings: { handWorkOwners: { smpp: 'SMS desk' } }, progress })
    const found = tasks(facts, '2026-03-11')
    expect(found.slice(0, 3).map((t) => [t.owner, t.state, t.due, t.note])).toEqual([
      ['SMS desk', 'open', '2026-03-10', undefined],
      ["operator's team", 'open', '2026-03-10', undefined],
      ['Ann', 'done', '2026-03-13', 'by phone'],
    ])
  })

  it('is what the review of a log check asks for too, due on that day where nobody says another', () => {
    const review = { batch: BatchId.parse('pilot'), at: instant(Date.UTC(2026, 2, 12, 12)) }
    const customer = CustomerId.parse('c1')
    const progress = {
      tasks: [
        { task: 'logs-pilot-1', state: 'open' as const, review, note: 'asks why' },
        {
          task: 'logs-pilot-2',
          state: 'started' as const,
          review: { ...review, customer },
          owner: 'Ann',
          due: '2026-03-20',
        },
        { task: 'freeze', state: 'done' as const },
      ],
    }
    const facts = factsWith({ progress })
    const found = tasks(facts, '2026-03-11').filter(({ kind }) => kind === 'logs')
    expect(found.map((t) => [t.id, t.title, t.owner, t.due, t.state, t.note])).toEqual([
      [
        'logs-pilot-1',
        'Look into the logs of Pilot',
        "operator's team",
        '2026-03-12',
        'open',
        'asks why',
      ],
      [
        'logs-pilot-2',
        'Look into the logs of customer c1 (Pilot)',
        'Ann',
        '2026-03-20',
        'started',
        undefined,
      ],
    ])
    expect(found.map((t) => t.customers)).toEqual([facts.customers.map((c) => c.id), [customer]])
  })

  it('has no date without a window, and is not listed then', () => {
    const facts = factsWith()
    const none = handWorkTasks(facts, [
      {
        id: BatchId.parse('pilot'),
        ordinal: 0,
        pilot: true,
        members: facts.customers.map((c) => c.id),
        why: [],
        windows: [],
        refused: [],
      },
    ])
    expect(none).toEqual([])
  })
})
