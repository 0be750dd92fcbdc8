import { describe, expect, it } from 'vitest'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import type { DraftBatch, PlanFacts, PlanFinding } from '../../../../../shared/planner/types.ts'
import { planCustomer, planCustomers, planFacts } from '../../../../helpers/planner-world.ts'
import type { CustomerOptions } from '../../../../helpers/planner-world.ts'

function draft(facts: PlanFacts): {
  batches: readonly DraftBatch[]
  findings: readonly PlanFinding[]
} {
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  return drafted.value
}

const refusal = (facts: PlanFacts): string => {
  const drafted = draftBatches(facts)
  return drafted.ok ? 'drafted' : drafted.problem.message
}

const sizes = (batches: readonly DraftBatch[]): number[] => batches.map((b) => b.members.length)
const holder = (batches: readonly DraftBatch[], id: string): string | undefined =>
  batches.find((b) => b.members.some((m) => m === id))?.id

describe('drafted batches', () => {
  it('are a pilot of 20, then 100, then as few even ones as 150 a batch allow', () => {
    const { batches, findings } = draft(planFacts({ customers: planCustomers(1200) }))
    expect(sizes(batches)).toEqual([20, 100, 135, 135, 135, 135, 135, 135, 135, 135])
    expect(batches.map((b) => b.id).slice(0, 3)).toEqual(['pilot', 'batch-01', 'batch-02'])
    expect(batches.map((b) => b.ordinal)).toEqual(batches.map((_, i) => i))
    expect(findings).toEqual([])
  })

  it('have one environment each, one environment after the other', () => {
    const customers = planCustomers(600, (i) => ({ environment: i % 3 === 0 ? 'uk' : 'us' }))
    const { batches } = draft(planFacts({ environments: ['us', 'uk'], customers }))
    const environments = batches
      .slice(1)
      .map((b) =>
        [...new Set(b.members.map((id) => (Number(id.slice(1)) % 3 === 0 ? 'uk' : 'us')))].join(),
      )
    expect(environments).toEqual(['us', 'us', 'us', 'uk', 'uk'])
  })

  it('come from the environments in turn when told so', () => {
    const customers = planCustomers(600, (i) => ({ environment: i % 2 === 0 ? 'uk' : 'us' }))
    const settings = { environmentOrder: 'in-turn' }
    const { batches } = draft(planFacts({ environments: ['us', 'uk'], customers, settings }))
    const firsts = batches
      .slice(1, 5)
      .map((b) => customers.find((c) => c.id === b.members[0])?.environment)
    expect(firsts).toEqual(['us', 'uk', 'us', 'uk'])
  })

  it('put the largest customers into different batches, none into the pilot', () => {
    const large = [50, 150, 250, 350]
    const customers = planCustomers(420, (i) => (large.includes(i) ? { accounts: 200 + i } : {}))
    const { batches } = draft(planFacts({ customers }))
    const homes = large.map((i) => holder(batches, `c${i}`))
    expect(batches).toHaveLength(4)
    expect(new Set(homes.slice(1)).size).toBe(3)
    expect(homes).not.toContain('pilot')
  })

  it('spread work evenly', () => {
    const customers = planCustomers(920, (i) => ({ accounts: 1 + ((i * 7919) % 60) }))
    const { batches } = draft(planFacts({ customers }))
    const accounts = batches
      .slice(2)
      .map((b) =>
        b.members.reduce((sum, id) => sum + (customers.find((c) => c.id === id)?.accounts ?? 0), 0),
      )
    const mean = accounts.reduce((a, b) => a + b, 0) / accounts.length
    for (const sum of accounts) expect(Math.abs(sum - mean) / mean).toBeLessThan(0.03)
  })

  it('keep groups whole, and a group that is larger than a batch as one of its own, with a warning', () => {
    const customers = planCustomers(400, (i) => (i > 0 && i < 180 ? { parent: 'c0' } : {}))
    const { batches, findings } = draft(planFacts({ customers }))
    expect(sizes(batches)).toEqual([20, 100, 100, 180])
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      where: { batch: 'batch-03' },
      message:
        'batch-03 has 180 customers, more than 150: they move together (reseller, linked office or IVR)',
    })
    expect(findings[0]?.next).toContain('transfer.maxBatchSize')
  })

  it('name a customer that is larger than any window, and what to change', () => {
    const customers = planCustomers(30, (i) => (i === 7 ? { accounts: 40_000 } : {}))
    const { batches, findings } = draft(planFacts({ customers }))
    const home = batches.find((b) => b.members.some((m) => m === 'c7'))
    expect(home?.members).toEqual(['c7'])
    expect(findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'error',
        'c7 takes 4 h 27 min in us, and the longest window leaves 3 h 30 min behind the reserve',
      ],
    ])
    expect(findings[0]?.next).toContain('lengthen the off-peak window')
  })

  it('are no longer than the shortest window, less the reserve', () => {
    const customers = planCustomers(320, () => ({ accounts: 100 }))
    const hours = planFacts({ customers, offPeak: '01:00-02:00', transfer: { width: 1 } })
    const { batches, findings } = draft(hours)
    // 62 s each, one after the other, in 30 minutes.
    expect(Math.max(...sizes(batches))).toBe(29)
    expect(findings.filter((f) => f.severity === 'error')).toEqual([])
  })

  it('are none when the reserve takes a whole window: every customer would be a batch that never moves', () => {
    const drafted = draftBatches(
      planFacts({
        customers: planCustomers(30),
        offPeak: '01:00-02:00',
        settings: { reserveMinutes: 60 },
      }),
    )
    expect(drafted).toMatchObject({
      ok: false,
      problem: {
        code: 'bad-input',
        message:
          'the shortest off-peak window of us is 1 h 0 min long, and 60 min of each window are kept for checks and returns: nothing could move in it',
      },
    })
  })

  it.each([
    [
      'product',
      (i: number): CustomerOptions => ({ product: `P${i % 4}` }),
      (c: { product: string }) => c.product,
    ],
    [
      'tag',
      (i: number): CustomerOptions => ({ tags: [`t${i % 4}`] }),
      (c: { tags?: readonly string[] | undefined }) => c.tags?.[0],
    ],
  ] as const)('hold what is alike together when composed by %s', (composeBy, options, word) => {
    const customers = planCustomers(620, options)
    const { batches } = draft(planFacts({ customers, settings: { composeBy } }))
    const words = batches.slice(2).map((b) => {
      const own = b.members.map((id) => customers.find((c) => c.id === id))
      return new Set(own.map((c) => (c === undefined ? '' : word(c))))
    })
    expect(sizes(batches)).toEqual([20, 100, 125, 125, 125, 125])
    for (const own of words) expect(own.size).toBeLessThan(4)
  })

  it('leave out excluded customers', () => {
    const settings = { excluded: [{ customer: 'c3', reason: 'leaves in May' }] }
    const { batches } = draft(planFacts({ customers: planCustomers(30), settings }))
    expect(batches.flatMap((b) => b.members)).toHaveLength(29)
    expect(holder(batches, 'c3')).toBeUndefined()
  })

  it('honour pins, of customers and so of their groups', () => {
    const customers = planCustomers(500, (i) => (i === 401 ? { mainOffice: 'c400' } : {}))
    const settings = {
      pins: [
        { customer: 'c400', batch: 'batch-02' },
        { customer: 'c5', batch: 'pilot' },
      ],
    }
    const { batches, findings } = draft(planFacts({ customers, settings }))
    expect(['c400', 'c401', 'c5'].map((id) => holder(batches, id))).toEqual([
      'batch-02',
      'batch-02',
      'pilot',
    ])
    expect(batches[0]?.members).toHaveLength(20)
    expect(findings.filter((f) => f.severity === 'error')).toEqual([])
  })

  it('leave what has begun as it is, and draft only the rest', () => {
    const customers = planCustomers(300, (i) =>
      i < 20
        ? { state: 'accepted', batch: 'pilot' }
        : i < 50
          ? { state: 'locked', batch: 'batch-01' }
          : {},
    )
    const { batches } = draft(planFacts({ customers }))
    expect(batches.map((b) => [b.id, b.members.length])).toEqual([
      ['pilot', 20],
      ['batch-01', 30],
      ['batch-02', 125],
      ['batch-03', 125],
    ])
  })

  it('are none for no customers, and an environment without any is a warning', () => {
    const { batches, findings } = draft(
      planFacts({ environments: ['us', 'uk'], customers: planCustomers(5) }),
    )
    expect(sizes(batches)).toEqual([5])
    expect(findings.map((f) => f.message)).toEqual([
      'environment uk has no customers: it gets no batch, and its vendor xDRs can be synchronised at once',
    ])
    expect(draft(planFacts()).batches).toEqual([])
  })
})

describe('the pilot', () => {
  it('shows every environment, product and risky service', () => {
    const customers = planCustomers(400, (i) => ({
      environment: i < 200 ? 'us' : 'uk',
      product: `P${i % 7}`,
      handWork: i === 90 ? ['smpp'] : i === 310 ? ['mail', 'webmail'] : [],
      ...(i === 120 ? { kind: 'reseller' } : {}),
      ...(i > 120 && i < 125 ? { parent: 'c120' } : {}),
      ...(i === 300 || i === 301 ? { ivr: '555' } : {}),
      ...(i === 130 ? { mainOffice: 'c131' } : {}),
    }))
    const { batches, findings } = draft(planFacts({ environments: ['us', 'uk'], customers }))
    expect(batches[0]?.members).toHaveLength(20)
    expect(findings).toEqual([])
    const why = batches[0]?.why.join('\n') ?? ''
    for (const word of [
      'SMPP',
      'external mail clients',
      'webmail',
      'reseller',
      'IVR',
      'linked office',
      'P6',
    ])
      expect(why).toContain(word)
  })

  it('says what it does not cover and who could', () => {
    const customers = planCustomers(200, (i) =>
      i === 100 ? { kind: 'reseller' } : i > 100 && i < 130 ? { parent: 'c100' } : {},
    )
    const { findings } = draft(planFacts({ customers }))
    expect(findings).toMatchObject([
      {
        severity: 'warning',
        message:
          'the pilot does not cover reseller (1 customer): the smallest choice is c100 with 29 more that move with it, 1 account',
        next: 'watch it closely when its batch moves, or raise transfer.pilotSize to 30 or more',
      },
    ])
  })

  it('takes small customers with accounts, those that are measured first', () => {
    const customers = planCustomers(60, (i) =>
      i < 5 ? { accounts: 0 } : i < 40 ? { accounts: 3 } : { probeAccount: `p${i}`, accounts: 3 },
    )
    const { batches } = draft(planFacts({ customers }))
    expect(batches[0]?.members).toEqual(Array.from({ length: 20 }, (_, i) => `c${i + 40}`))
  })

  it('fills up with whole groups to exactly its size', () => {
    // 3 without ties; groups of 4, 6, 7: 3 + 7 = 10 is the only sum with all three, 4 + 6 would need none of them.
    const ties = (i: number): CustomerOptions =>
      i < 3 ? {} : i < 7 ? { ivr: 'a' } : i < 13 ? { ivr: 'b' } : { ivr: 'c' }
    const { batches } = draft(
      planFacts({
        customers: planCustomers(20, (i) => ({ ...ties(i), handWork: ['ivr'] })),
        transfer: { pilotSize: 10 },
      }),
    )
    expect(batches[0]?.members).toHaveLength(10)
  })

  it('is the smallest group where even that is larger, and says so', () => {
    const customers = planCustomers(70, (i) => ({ ivr: i < 30 ? 'a' : 'b' }))
    const { batches, findings } = draft(planFacts({ customers }))
    expect(sizes(batches)).toEqual([30, 40])
    expect(findings.map((f) => f.message)).toEqual([
      'the pilot has 30 customers instead of 20: the smallest group that moves together is larger',
    ])
  })

  it('is never drafted twice', () => {
    const customers = planCustomers(100, (i) =>
      i === 0 ? { state: 'checked', batch: 'pilot' } : {},
    )
    const { batches } = draft(planFacts({ customers }))
    expect(batches.map((b) => [b.id, b.pilot])).toEqual([
      ['pilot', true],
      ['batch-01', false],
    ])
  })
})

describe('contradictions', () => {
  const customers = [
    planCustomer('r', { kind: 'reseller' }),
    planCustomer('s1', { parent: 'r' }),
    planCustomer('s2', { parent: 'r' }),
    ...planCustomers(400, (i) => ({ environment: i < 200 ? 'us' : 'uk' })),
  ]
  const facts = (settings: object): PlanFacts =>
    planFacts({ environments: ['us', 'uk'], customers, settings })

  it.each([
    [
      {
        pins: [
          { customer: 's1', batch: 'batch-01' },
          { customer: 's2', batch: 'batch-02' },
        ],
      },
      's1 is pinned to batch-01 and s2 to batch-02, but they move together (one reseller, office or access number)',
    ],
    [
      {
        pins: [
          { customer: 'c1', batch: 'batch-01' },
          { customer: 'c1', batch: 'batch-02' },
        ],
      },
      'c1 is pinned to batch-01 and to batch-02',
    ],
    [
      { pins: [{ customer: 'c300', batch: 'batch-01' }] },
      'c300 of uk is pinned to batch-01, which is of us',
    ],
    [
      {
        pins: [
          { customer: 'c1', batch: 'batch-01' },
          { customer: 'c300', batch: 'batch-01' },
        ],
      },
      'c1, c300 are pinned to batch-01, but are of different environments',
    ],
    [
      { pins: [{ customer: 'c1', batch: 'batch-40' }] },
      'c1 is pinned to batch-40, and the plan has batch-01 to batch-04',
    ],
    [
      { pins: planCustomers(151).map((c) => ({ customer: c.id, batch: 'batch-02' })) },
      '151 customers are pinned to batch-02, with those that move with them, and a batch has 150 at most',
    ],
    [
      {
        pins: [{ customer: 'c1', batch: 'batch-01' }],
        excluded: [{ customer: 'c1', reason: 'leaves' }],
      },
      'c1 is pinned to batch-01 and excluded',
    ],
    [
      { excluded: [{ customer: 'r', reason: 'leaves' }] },
      'the exclusion leaves a part of a group behind: r is the reseller of s1 and s2: name them too',
    ],
    [
      { excluded: [{ customer: 'nobody', reason: 'x' }] },
      'nobody: excluded, but not in the project',
    ],
    [{ pins: [{ customer: 'nobody', batch: 'pilot' }] }, 'nobody: pinned, but not in the project'],
  ])('of settings are named: %j', (settings, message) => {
    expect(refusal(facts(settings))).toBe(message)
  })

  it('of customers are named', () => {
    const strange = [planCustomer('a', { environment: 'fr' })]
    expect(refusal(planFacts({ customers: strange }))).toBe(
      'a is of environment fr, which the project does not have',
    )
    const mixed = [planCustomer('a'), planCustomer('b', { environment: 'uk', parent: 'a' })]
    expect(refusal(planFacts({ environments: ['us', 'uk'], customers: mixed }))).toBe(
      'a of us and b of uk move together, but a group lies in one environment',
    )
  })
})
