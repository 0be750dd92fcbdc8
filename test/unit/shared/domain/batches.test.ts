import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitIntoBatches } from '../../../../shared/domain/batches.ts'
import { movingGroups } from '../../../../shared/domain/moving-groups.ts'
import { Customer } from '../../../../shared/domain/project.ts'

type Ties = { parent?: string; mainOffice?: string; ivr?: string; accounts?: number }

const customer = (id: string, ties: Ties = {}): Customer =>
  Customer.parse({
    id,
    name: `Customer ${id}`,
    environment: 'us',
    kind: ties.parent === undefined ? 'retail' : 'subcustomer',
    accounts: 1,
    product: 'Trunk 30',
    monthlyMinutes: 100,
    handWork: [],
    ...ties,
  })

const range = (count: number, ties: (i: number) => Ties = () => ({})): Customer[] =>
  Array.from({ length: count }, (_, i) => customer(`c${i}`, ties(i)))

const sizes = { pilotSize: 20, batchSize: 100, maxBatchSize: 150 }

describe('batch split', () => {
  it('makes a pilot of 20 and batches of about 100 of customers without ties', () => {
    const { batches, notes } = splitIntoBatches(range(1200), sizes)
    expect(notes).toEqual([])
    expect(batches.map((b) => b.id).slice(0, 3)).toEqual(['pilot', 'batch-01', 'batch-02'])
    expect(batches.map((b) => b.members.length)).toEqual([
      20, 99, 99, 99, 99, 98, 98, 98, 98, 98, 98, 98, 98,
    ])
  })

  it('takes small customers without ties for the pilot', () => {
    const ties = (i: number): Ties => (i < 5 ? { ivr: '15551234' } : { accounts: i < 30 ? 1 : 500 })
    const { batches } = splitIntoBatches(range(60, ties), sizes)
    expect(batches[0]?.members).toEqual(Array.from({ length: 20 }, (_, i) => `c${i + 5}`))
  })

  it('fills the pilot up with whole groups to exactly its size', () => {
    // 3 without ties; groups of 4, 6, 7: 3 + 7 = 10 is the only sum with all three, 4 + 6 would need none of them.
    const ties = (i: number): Ties =>
      i < 3 ? {} : i < 7 ? { ivr: 'a' } : i < 13 ? { ivr: 'b' } : { ivr: 'c' }
    const { batches, notes } = splitIntoBatches(range(20, ties), { ...sizes, pilotSize: 10 })
    expect(notes).toEqual([])
    expect(batches[0]?.members).toEqual([0, 1, 2, 13, 14, 15, 16, 17, 18, 19].map((i) => `c${i}`))
  })

  it('says so when no choice of whole groups gives the pilot its size', () => {
    const { batches, notes } = splitIntoBatches(
      range(12, (i) => ({ ivr: i < 6 ? 'a' : 'b' })),
      { ...sizes, pilotSize: 10 },
    )
    expect(batches[0]?.members).toHaveLength(6)
    expect(notes).toEqual([
      'the pilot has 6 customers instead of 10: no choice of whole groups gives more',
    ])
  })

  it('keeps a group that is larger than a batch whole and says so', () => {
    const { batches, notes } = splitIntoBatches(
      range(400, (i) => (i > 0 && i < 180 ? { parent: 'c0' } : {})),
      sizes,
    )
    expect(batches.at(-1)?.members).toHaveLength(180)
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^batch-03 has 180 customers, more than 150/)
  })

  it('puts the largest customers into different batches', () => {
    const { batches } = splitIntoBatches(
      range(320, (i) => (i % 100 === 50 ? { accounts: 900 + i } : {})),
      sizes,
    )
    const holders = ['c50', 'c150', 'c250'].map(
      (id) => batches.find((b) => b.members.some((m) => m === id))?.id,
    )
    expect(new Set(holders).size).toBe(3)
    expect(holders).not.toContain('pilot')
  })

  it('gives equal access numbers of two environments no tie', () => {
    const uk = {
      ...customer('c2', { ivr: '123' }),
      environment: Customer.shape.environment.parse('uk'),
    }
    expect(movingGroups([customer('c1', { ivr: '123' }), uk])).toHaveLength(2)
  })

  it('has no batches for no customers', () => {
    expect(splitIntoBatches([], sizes)).toEqual({ batches: [], notes: [] })
  })

  const anyCustomers = fc
    .array(
      fc.record({
        parent: fc.option(fc.nat({ max: 120 }), { nil: undefined, freq: 4 }),
        office: fc.option(fc.nat({ max: 120 }), { nil: undefined, freq: 9 }),
        ivr: fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined, freq: 9 }),
        accounts: fc.nat({ max: 400 }),
      }),
      { maxLength: 120 },
    )
    .map((list) =>
      list.map((c, i) =>
        customer(`c${i}`, {
          accounts: c.accounts,
          ...(c.parent === undefined || c.parent >= i ? {} : { parent: `c${c.parent}` }),
          ...(c.office === undefined || c.office >= i ? {} : { mainOffice: `c${c.office}` }),
          ...(c.ivr === undefined ? {} : { ivr: c.ivr }),
        }),
      ),
    )
  const anySizes = fc
    .record({
      pilotSize: fc.integer({ min: 1, max: 15 }),
      batchSize: fc.integer({ min: 1, max: 30 }),
    })
    .chain((s) =>
      fc.integer({ min: s.batchSize, max: 45 }).map((maxBatchSize) => ({ ...s, maxBatchSize })),
    )

  it('has every customer exactly once, groups whole, sizes kept, and always the same answer', () => {
    fc.assert(
      fc.property(anyCustomers, anySizes, (customers, sizes) => {
        const split = splitIntoBatches(customers, sizes)
        const all = split.batches.flatMap((b) => b.members)
        expect(all.toSorted()).toEqual(customers.map((c) => c.id).toSorted())
        const batchOf = new Map(split.batches.flatMap((b) => b.members.map((m) => [m, b] as const)))
        for (const group of movingGroups(customers)) {
          const homes = new Set(group.members.map((m) => batchOf.get(m)))
          expect(homes.size).toBe(1)
          const [home] = homes
          if (home !== undefined && !home.pilot && home.members.length > sizes.maxBatchSize)
            expect(home.members).toHaveLength(group.members.length)
        }
        expect(splitIntoBatches(customers, sizes)).toEqual(split)
      }),
    )
  })
})
