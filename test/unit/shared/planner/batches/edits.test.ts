import { describe, expect, it } from 'vitest'
import { BatchId } from '../../../../../shared/domain/ids.ts'
import { PlanEdit } from '../../../../../shared/domain/planning.ts'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { editBatches } from '../../../../../shared/planner/batches/edits.ts'
import { brokenRules } from '../../../../../shared/planner/batches/rules.ts'
import type { CustomerState } from '../../../../../shared/domain/states.ts'
import type { PlanCustomer, PlanFacts, PlannedBatch } from '../../../../../shared/planner/types.ts'
import {
  inWindows,
  planCustomer,
  planCustomers,
  planFacts,
} from '../../../../helpers/planner-world.ts'
import type { PlannerWorld } from '../../../../helpers/planner-world.ts'

/** 20 in the pilot, 100 in batch-01, 100 in batch-02; r with s1 and s2 among the last. */
const customers = [
  ...planCustomers(217),
  // A reseller in the pilot would be there for being one; this one is to be found among the others.
  planCustomer('r', { accounts: 5 }),
  planCustomer('s1', { parent: 'r', accounts: 5 }),
  planCustomer('s2', { parent: 'r', accounts: 5 }),
]

type World = { readonly facts: PlanFacts; readonly batches: readonly PlannedBatch[] }

function world(more: PlannerWorld = {}): World {
  const facts = planFacts({ customers, ...more })
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  return { facts, batches: inWindows(facts, drafted.value.batches) }
}

/** The same project later: customers of these batches are in this state. */
const later = (
  { facts, batches }: World,
  states: Readonly<Record<string, (i: number) => CustomerState>>,
  now = '2026-03-20T00:00:00Z',
): World => {
  const state = new Map<string, CustomerState>(
    batches.flatMap((b) =>
      b.members.map((id, i) => [id, (states[b.id] ?? (() => 'planned' as const))(i)] as const),
    ),
  )
  const withState = (c: PlanCustomer): PlanCustomer => ({
    ...c,
    state: state.get(c.id) ?? 'planned',
  })
  return {
    facts: {
      ...planFacts({ now }),
      settings: facts.settings,
      customers: facts.customers.map(withState),
    },
    batches,
  }
}

function edit(w: World, what: object) {
  const edited = editBatches(w.facts, w.batches, PlanEdit.parse(what))
  if (!edited.ok) throw new Error(edited.problem.message)
  const { batches, settings, place } = edited.value
  const errors = brokenRules({ ...w.facts, settings }, batches).filter(
    (f) => f.severity === 'error',
  )
  expect(errors).toEqual([])
  return { batches, settings, place, of: (id: string) => batches.find((b) => b.id === id) }
}

const refusal = (w: World, what: object): string => {
  const edited = editBatches(w.facts, w.batches, PlanEdit.parse(what))
  return edited.ok ? 'done' : edited.problem.message
}

const holder = (batches: readonly PlannedBatch[], id: string): string | undefined =>
  batches.find((b) => b.members.some((m) => m === id))?.id

const sizes = (batches: readonly PlannedBatch[]): Record<string, number> =>
  Object.fromEntries(batches.map((b) => [b.id, b.members.length]))

const start = world()
const first = start.batches[1]?.members[0] ?? ''
const tree = { customers: ['r', 's1', 's2'] }
const home = holder(start.batches, 'r') ?? ''
const other = home === 'batch-01' ? 'batch-02' : 'batch-01'

describe('moving customers', () => {
  it('takes whole groups, keeps windows that are still long enough, and leaves the other batches', () => {
    const { batches, place, of } = edit(start, { kind: 'move', ...tree, to: other })
    expect(holder(batches, 's2')).toBe(other)
    expect(place).toEqual([])
    expect(of(other)?.windows).toEqual(start.batches.find((b) => b.id === other)?.windows)
    expect(of('pilot')).toEqual(start.batches[0])
    expect(of(other)?.why.at(-1)).toBe('changed by hand')
  })

  it('is placed again where the window has become too short', () => {
    const tight = start.batches.map((b) => ({
      ...b,
      windows: b.windows.map((w) => ({ ...w, to: w.from })),
    }))
    const { place } = edit(
      { facts: start.facts, batches: tight },
      { kind: 'move', ...tree, to: other },
    )
    expect(place).toEqual(['batch-01', 'batch-02'])
  })

  it.each([
    [['r'], 'r is the reseller of s1 and s2: name them too'],
    [['s1', 'r'], 'r is the reseller of s2: name it too'],
    [['s1'], 'r is the reseller of s1, and s2 moves with them: name them too'],
    [['nobody'], 'no customer nobody in the project'],
  ])('refuses %j', (names, message) => {
    expect(refusal(start, { kind: 'move', customers: names, to: other })).toBe(message)
  })

  it('names the other users of an access number, and linked offices', () => {
    const w = world({
      customers: [
        ...planCustomers(60, (i) => (i > 56 ? { ivr: '555', accounts: 9 } : {})),
        planCustomer('main', { accounts: 9 }),
        planCustomer('branch', { mainOffice: 'main', accounts: 9 }),
      ],
      transfer: { pilotSize: 2 },
    })
    expect(refusal(w, { kind: 'move', customers: ['c58'], to: 'pilot' })).toBe(
      'c58 shares the access number 555 with c57 and c59: name them too',
    )
    expect(refusal(w, { kind: 'move', customers: ['main'], to: 'batch-01' })).toMatch(
      /^main is the main office of branch: name it too$/,
    )
  })

  it('refuses what would break sizes, environments, pins and what is known', () => {
    const uk = world({
      environments: ['us', 'uk'],
      customers: planCustomers(400, (i) => ({ environment: i < 200 ? 'us' : 'uk' })),
    })
    expect(refusal(uk, { kind: 'move', customers: ['c150'], to: 'batch-03' })).toBe(
      'batch-03 would hold customers of uk and us, and a batch has one environment',
    )
    const many = start.batches.find((b) => b.id === other)?.members.slice(0, 60)
    expect(refusal(start, { kind: 'move', customers: many, to: home })).toBe(
      `${home} would have 160 customers, and a batch has 150 at most`,
    )
    expect(refusal(start, { kind: 'move', customers: [first], to: 'batch-01' })).toBe(
      `${first}: in batch-01 already`,
    )
    expect(refusal(start, { kind: 'move', customers: [first], to: 'batch-09' })).toBe(
      'no batch batch-09 in the plan',
    )
    const pinned = edit(start, { kind: 'pin', customers: [first] })
    const w = { facts: { ...start.facts, settings: pinned.settings }, batches: pinned.batches }
    expect(refusal(w, { kind: 'move', customers: [first], to: 'batch-02' })).toBe(
      `${first}: pinned to batch-01`,
    )
  })

  it('drops a batch that it empties, with its fixed window', () => {
    const small = world({ customers: planCustomers(130) })
    const last = small.batches.at(-1)
    const settings = {
      ...small.facts.settings,
      fixedWindows: [
        {
          batch: BatchId.parse('batch-02'),
          environment: small.facts.spec.environments[0]?.id ?? '',
          from: small.facts.now,
        },
      ],
    }
    const w = {
      facts: { ...small.facts, settings: planFacts({ settings }).settings },
      batches: small.batches,
    }
    const after = edit(w, { kind: 'move', customers: last?.members, to: 'batch-01' })
    expect(sizes(after.batches)).toEqual({ pilot: 20, 'batch-01': 110 })
    expect(after.settings.fixedWindows).toEqual([])
  })

  it('is refused where a move has begun', () => {
    const w = later(start, {
      pilot: () => 'accepted',
      'batch-01': (i) => (i === 0 ? 'locked' : 'scheduled'),
    })
    expect(
      refusal(w, { kind: 'move', customers: [start.batches[1]?.members[5]], to: 'batch-02' }),
    ).toBe('batch-01 has begun: customers of it are on the move or on the target')
  })
})

describe('splitting and merging', () => {
  it('makes a new batch with the next free id directly behind', () => {
    const half = (start.batches[1]?.members ?? [])
      .slice(0, 30)
      .filter((id) => !tree.customers.includes(id))
    const { batches, place } = edit(start, { kind: 'split', batch: 'batch-01', customers: half })
    expect(batches.map((b) => [b.id, b.ordinal])).toEqual([
      ['pilot', 0],
      ['batch-01', 1],
      ['batch-03', 2],
      ['batch-02', 3],
    ])
    expect(place).toEqual(['batch-03'])
    const again = edit(
      { facts: start.facts, batches },
      { kind: 'merge', batch: 'batch-03', into: 'batch-01' },
    )
    expect(again.batches.map((b) => b.members)).toEqual(start.batches.map((b) => b.members))
    expect(again.place).toEqual([])
  })

  it('never gives the number of a batch that is gone again', () => {
    const gone = world({ progress: { highestBatch: 3 } })
    const part = (gone.batches[1]?.members ?? []).slice(0, 30)
    const customers = part.filter((id) => !tree.customers.includes(id))
    const { place } = edit(gone, { kind: 'split', batch: 'batch-01', customers })
    expect(place).toEqual(['batch-04'])
  })

  it('refuses a part of a group, everybody, strangers, too many and the pilot', () => {
    expect(refusal(start, { kind: 'split', batch: home, customers: ['r'] })).toMatch(
      /^r is the reseller/,
    )
    expect(
      refusal(start, { kind: 'split', batch: 'batch-01', customers: start.batches[1]?.members }),
    ).toBe('these are all customers of batch-01')
    expect(refusal(start, { kind: 'split', batch: 'pilot', customers: [first] })).toBe(
      `${first}: not in pilot`,
    )
    expect(refusal(start, { kind: 'merge', batch: 'batch-01', into: 'batch-02' })).toBe(
      'batch-02 would have 200 customers, and a batch has 150 at most',
    )
    expect(refusal(start, { kind: 'merge', batch: 'pilot', into: 'batch-02' })).toBe(
      'the pilot stays a batch of its own',
    )
    expect(refusal(start, { kind: 'merge', batch: 'batch-02', into: 'batch-02' })).toBe(
      'batch-02 cannot be merged into itself',
    )
  })
})

describe('excluding and including', () => {
  it('takes groups out with the reason, and back into the batch with the most room', () => {
    const out = edit(start, { kind: 'exclude', ...tree, reason: 'leaves in May' })
    expect(out.settings.excluded).toContainEqual({ customer: 's2', reason: 'leaves in May' })
    expect(holder(out.batches, 'r')).toBeUndefined()
    expect(out.place).toEqual([])
    const w = { facts: { ...start.facts, settings: out.settings }, batches: out.batches }
    expect(refusal(w, { kind: 'include', customers: ['r'] })).toBe(
      'r is the reseller of s1 and s2: name them too',
    )
    const back = edit(w, { kind: 'include', ...tree })
    expect(back.settings.excluded).toEqual([])
    expect(holder(back.batches, 's1')).toBe(home)
  })

  it('opens a new batch where none has room', () => {
    const full = world({
      customers: planCustomers(23),
      transfer: { pilotSize: 3, batchSize: 20, maxBatchSize: 20 },
      settings: { excluded: [] },
    })
    const facts = { ...full.facts, customers: [...full.facts.customers, planCustomer('new')] }
    const settings = planFacts({
      settings: { excluded: [{ customer: 'new', reason: 'late' }] },
    }).settings
    const { batches, place } = edit(
      { facts: { ...facts, settings }, batches: full.batches },
      { kind: 'include', customers: ['new'] },
    )
    expect(sizes(batches)).toEqual({ pilot: 3, 'batch-01': 20, 'batch-02': 1 })
    expect(place).toEqual(['batch-02'])
  })

  it('refuses a part of a group, those who moved, those who are out and those who are in', () => {
    expect(refusal(start, { kind: 'exclude', customers: ['s2'], reason: 'x' })).toMatch(
      /^r is the reseller of s2/,
    )
    expect(refusal(start, { kind: 'include', customers: [first] })).toBe(`${first}: not excluded`)
    const w = later(start, { 'batch-01': () => 'accepted' })
    expect(refusal(w, { kind: 'exclude', customers: [first], reason: 'x' })).toBe(
      `${first}: on the move or on the target`,
    )
  })
})

describe('excluding somebody who came back', () => {
  it('leaves the windows of a batch that has begun alone', () => {
    const w = later(start, { 'batch-01': (i) => (i === 0 ? 'returned' : 'accepted') })
    const { of, place } = edit(w, { kind: 'exclude', customers: [first], reason: 'stays' })
    expect(of('batch-01')?.members).not.toContain(first)
    expect(of('batch-01')?.windows).toEqual(start.batches[1]?.windows)
    expect(place).toEqual([])
  })
})

describe('pins and fixed windows', () => {
  it('are kept in the settings and taken back', () => {
    const pinned = edit(start, { kind: 'pin', ...tree })
    expect(pinned.settings.pins).toEqual(
      tree.customers.map((customer) => ({ customer, batch: home })),
    )
    expect(pinned.batches).toEqual(start.batches)
    const w = { facts: { ...start.facts, settings: pinned.settings }, batches: pinned.batches }
    expect(refusal(w, { kind: 'unpin', customers: ['s1'] })).toMatch(/^r is the reseller of s1/)
    expect(edit(w, { kind: 'unpin', ...tree }).settings.pins).toEqual([])
    expect(refusal(start, { kind: 'unpin', customers: [first] })).toBe(`${first}: not pinned`)
  })

  it('name the one batch that is placed again', () => {
    const from = start.facts.now + 3_600_000
    const fixed = edit(start, { kind: 'place', batch: 'batch-02', environment: 'us', from })
    expect(fixed.settings.fixedWindows).toEqual([{ batch: 'batch-02', environment: 'us', from }])
    expect(fixed.place).toEqual(['batch-02'])
    const w = { facts: { ...start.facts, settings: fixed.settings }, batches: fixed.batches }
    const free = edit(w, { kind: 'release', batch: 'batch-02' })
    expect([free.settings.fixedWindows, free.place]).toEqual([[], ['batch-02']])
    expect(refusal(start, { kind: 'release', batch: 'batch-02' })).toBe(
      'batch-02 has no fixed window',
    )
    expect(refusal(start, { kind: 'place', batch: 'batch-02', environment: 'uk', from })).toBe(
      'batch-02 has no customers of uk',
    )
  })
})

describe('settings', () => {
  it('change no batch but by what they say of single customers', () => {
    const settings = {
      ...start.facts.settings,
      coolDownDays: 1,
      excluded: [{ customer: first, reason: 'x' }],
    }
    const after = edit(start, { kind: 'settings', settings })
    expect(after.settings.coolDownDays).toBe(1)
    expect(sizes(after.batches)).toEqual({ pilot: 20, 'batch-01': 99, 'batch-02': 100 })
    const w = { facts: { ...start.facts, settings: after.settings }, batches: after.batches }
    const back = edit(w, { kind: 'settings', settings: start.facts.settings })
    expect(holder(back.batches, first)).toBe('batch-01')
  })

  it('are refused where they fix a window for nobody, unless that is no news', () => {
    const fixedWindows = [{ batch: 'batch-02', environment: 'uk', from: start.facts.now }]
    const settings = { ...start.facts.settings, fixedWindows }
    expect(refusal(start, { kind: 'settings', settings })).toBe(
      'a window is fixed in uk, and batch-02 has no customers of uk',
    )
    const parsed = PlanEdit.parse({ kind: 'settings', settings })
    if (parsed.kind !== 'settings') throw new Error('it is an edit of the settings')
    const known = { ...start, facts: { ...start.facts, settings: parsed.settings } }
    expect(refusal(known, { kind: 'settings', settings: { ...settings, pilotDays: 5 } })).toBe(
      'done',
    )
  })

  it('are refused where they pin somebody elsewhere', () => {
    const settings = { ...start.facts.settings, pins: [{ customer: first, batch: 'batch-02' }] }
    expect(refusal(start, { kind: 'settings', settings })).toBe(
      `${first}: pinned to batch-02 by the settings, and in batch-01`,
    )
  })
})

describe('catching up', () => {
  it('gives a missed batch new windows, and those who are left over a new batch', () => {
    const w = later(start, {
      pilot: () => 'accepted',
      'batch-01': (i) =>
        i < 5 ? 'returned' : i < 7 ? 'scheduled' : i === 7 ? 'failed' : 'accepted',
    })
    const leftOver = start.batches[1]?.members.slice(0, 7) ?? []
    const { batches, place, of } = edit(w, { kind: 'catch-up' })
    expect(place).toEqual(['batch-02', 'batch-03'])
    expect(of('batch-03')?.members).toEqual(leftOver)
    expect(of('batch-01')?.windows).toEqual(start.batches[1]?.windows)
    expect(of('batch-02')?.members).toEqual(start.batches[2]?.members)
    expect(batches.map((b) => b.ordinal)).toEqual([0, 1, 2, 3])
  })

  it('gives those who are left over no number of a batch that is gone', () => {
    const w = later(start, {
      pilot: () => 'accepted',
      'batch-01': (i) => (i < 5 ? 'returned' : 'accepted'),
    })
    const { place } = edit(
      { ...w, facts: { ...w.facts, progress: { ...w.facts.progress, highestBatch: 7 } } },
      { kind: 'catch-up' },
    )
    expect(place).toContain('batch-08')
  })

  it('places a batch of which all came back again as it is', () => {
    const w = later(start, {
      pilot: () => 'accepted',
      'batch-01': () => 'returned',
      'batch-02': () => 'accepted',
    })
    const { batches, place } = edit(w, { kind: 'catch-up' })
    expect(place).toEqual(['batch-01'])
    expect(batches.map((b) => b.members)).toEqual(start.batches.map((b) => b.members))
  })

  it('has nothing to do before a window was missed', () => {
    expect(refusal(start, { kind: 'catch-up' })).toBe(
      'nothing to catch up with: no window was missed and nobody is left over',
    )
  })
})

describe('planning the rest again', () => {
  it('keeps what has begun and what is fixed, and pinned customers in their batches', () => {
    const big = world({ customers: planCustomers(620) })
    expect(Object.keys(sizes(big.batches))).toHaveLength(6)
    const fixedWindows = [{ batch: 'batch-03', environment: 'us', from: big.facts.now }]
    const pin = big.batches[5]?.members[3] ?? ''
    const settings = planFacts({
      settings: { composeBy: 'size', fixedWindows, pins: [{ customer: pin, batch: 'batch-05' }] },
    }).settings
    const w = later(
      { facts: { ...big.facts, settings }, batches: big.batches },
      { pilot: () => 'accepted', 'batch-01': () => 'accepted' },
      '2026-03-04T00:00:00Z',
    )
    const { of, place, batches } = edit(w, { kind: 'replan' })
    expect(of('batch-01')).toEqual(big.batches[1])
    expect(of('batch-03')).toEqual(big.batches[3])
    expect(holder(batches, pin)).toBe('batch-05')
    expect(batches.map((b) => b.id)).toEqual([
      'pilot',
      'batch-01',
      'batch-03',
      'batch-04',
      'batch-05',
      'batch-06',
    ])
    expect(place).toEqual(['batch-04', 'batch-05', 'batch-06'])
  })

  it('proposes everything anew when asked', () => {
    const { batches, place } = edit(start, { kind: 'propose' })
    expect(batches.map((b) => b.members)).toEqual(start.batches.map((b) => b.members))
    expect(place).toEqual(start.batches.map((b) => b.id))
  })
})

describe('an edit of ten thousand customers', () => {
  it('is done in a few milliseconds once groups are known', () => {
    const w = world({ customers: planCustomers(10_000) })
    const move = { kind: 'move', customers: w.batches[5]?.members.slice(0, 3), to: 'pilot' }
    edit(w, move)
    const began = performance.now()
    editBatches(w.facts, w.batches, PlanEdit.parse(move))
    // The bound of the whole edit is 50 ms (bench); ten times that here, for machines that are busy.
    expect(performance.now() - began).toBeLessThan(500)
  })
})
