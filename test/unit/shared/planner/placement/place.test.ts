import { describe, expect, it } from 'vitest'
import type { BatchId } from '../../../../../shared/domain/ids.ts'
import { nextFreeSlot } from '../../../../../shared/planner/placement/next-free.ts'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import type { Placement } from '../../../../../shared/planner/types.ts'
import { at, batchId, env, placementWorld } from '../../../../helpers/placement-world.ts'
import type { WorldOptions } from '../../../../helpers/placement-world.ts'

const nights = ({ batches }: Placement): Record<string, string[]> =>
  Object.fromEntries(
    batches.map((b) => [
      b.id,
      b.windows.map((w) => `${w.environment} ${new Date(w.from).toISOString().slice(0, 16)}`),
    ]),
  )

const ids = (...names: string[]): ReadonlySet<BatchId> => new Set(names.map(batchId))

/** Monday 2026-11-30, noon; the first night is Tuesday's. */
const placed = (
  options: WorldOptions = {},
): { placement: Placement } & ReturnType<typeof placementWorld> => {
  const world = placementWorld(options)
  return { ...world, placement: placeBatches(world.facts, world.batches, world.facts.now) }
}

const quiet = { calendars: { uk: { billingCloseDays: [] } } }

describe('placing a whole plan', () => {
  it('leaves the pilot its days, and every batch the cool-down', () => {
    expect(nights(placed({ settings: quiet }).placement)).toEqual({
      pilot: ['uk 2026-12-01T01:00'],
      'batch-01': ['uk 2026-12-07T01:00'],
      'batch-02': ['uk 2026-12-09T01:00'],
    })
  })

  it('says of every slot that it passed over why', () => {
    const { placement } = placed({ settings: quiet })
    const reasons = placement.batches.map((b) => b.refused.map((r) => r.reason))
    expect(reasons[0]).toEqual([])
    expect(reasons[1]).toHaveLength(5)
    expect(reasons[1]?.[0]).toBe(
      'the pilot is watched for 4 working days after 2026-12-01: no other batch before 2026-12-07',
    )
    expect(reasons[1]?.[4]).toContain('Sunday')
    expect(reasons[2]).toEqual([
      'team operators keeps 2 working days from Batch 1 (2026-12-07) to its next batch: not before 2026-12-09',
    ])
  })

  it('gives the pilot one window for each environment, in the same night where a team can', () => {
    const { placement } = placed({
      environments: [
        { id: 'us', zone: 'America/New_York', offPeak: '01:00-05:00' },
        { id: 'uk', zone: 'Europe/London', offPeak: '01:00-05:00' },
      ],
      batches: [{ us: 10, uk: 10 }, { us: 100 }, { uk: 100 }],
      settings: { calendars: { uk: { billingCloseDays: [] }, us: { billingCloseDays: [] } } },
    })
    expect(nights(placement)).toEqual({
      pilot: ['uk 2026-12-01T01:00', 'us 2026-12-01T06:00'],
      'batch-01': ['us 2026-12-07T06:00'],
      'batch-02': ['uk 2026-12-09T01:00'],
    })
  })

  it('deals batches to teams that may work in the same night', () => {
    const teams = ['a', 'b'].map((id) => ({ id, title: id }))
    const { placement } = placed({
      batches: [{ uk: 20 }, { uk: 100 }, { uk: 100 }, { uk: 100 }],
      settings: { ...quiet, teams },
    })
    expect(placement.batches.map((b) => b.windows.map((w) => [w.team, w.from]))).toEqual([
      [['a', at('2026-12-01T01:00Z')]],
      [['b', at('2026-12-07T01:00Z')]],
      [['a', at('2026-12-07T01:00Z')]],
      [['b', at('2026-12-09T01:00Z')]],
    ])
  })

  it('refuses a night that summer time makes too short, with its figures', () => {
    const { placement } = placed({
      now: '2027-03-26T12:00:00Z',
      width: 1,
      batches: [{ uk: 20 }, { uk: 400 }],
      accounts: 3,
      settings: {
        pilotDays: 0,
        coolDownDays: 0,
        calendars: {
          uk: {
            workingWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
            offPeak: [{ window: '00:00-03:15' }],
          },
        },
      },
    })
    // 400 customers take 154 min, and the night of the 28th has 135.
    const [pilot, batch] = placement.batches
    expect([pilot?.windows, batch?.windows].map((w) => w?.[0]?.from)).toEqual([
      at('2027-03-27T00:00Z'),
      at('2027-03-28T23:00Z'),
    ])
    expect(batch?.refused.map((r) => r.reason)).toEqual([
      'the window of 2027-03-28 is 2 h 15 min long, of which 30 min are kept for checks and returns; the work takes about 2 h 34 min',
    ])
  })

  it('names work that no window can hold, and plans around it', () => {
    const { placement } = placed({
      width: 1,
      batches: [{ uk: 20 }, { uk: 900 }, { uk: 100 }],
      settings: quiet,
    })
    expect(nights(placement)).toEqual({
      pilot: ['uk 2026-12-01T01:00'],
      'batch-01': [],
      'batch-02': ['uk 2026-12-07T01:00'],
    })
    expect(placement.unplaced).toMatchObject([
      {
        batch: 'batch-01',
        environment: 'uk',
        message:
          'Batch 1 in uk takes about 5 h 48 min, and the longest off-peak window is 4 h 0 min long, of which 30 min are kept. Widen the off-peak window, raise transfer.width, or divide the batch.',
        nextFree: { from: at('2026-12-07T01:00Z') },
      },
    ])
  })

  it('names a batch whose environment no team serves', () => {
    const { placement } = placed({
      environments: [
        { id: 'uk', zone: 'Europe/London', offPeak: '01:00-05:00' },
        { id: 'us', zone: 'America/New_York', offPeak: '01:00-05:00' },
      ],
      batches: [{ uk: 20 }, { us: 10 }],
      settings: { teams: [{ id: 'a', title: 'A', environments: ['uk'] }] },
    })
    expect(placement.unplaced.map((u) => u.message)).toEqual([
      'Batch 1 in us has nobody to move it: no team serves this environment. Add it to a team.',
    ])
  })
})

describe('a window that a person fixed', () => {
  const fixed = (from: string): Record<string, unknown> => ({
    ...quiet,
    fixedWindows: [{ batch: 'batch-01', environment: 'uk', from: at(from) }],
  })

  it('is taken, and the others go around it', () => {
    expect(nights(placed({ settings: fixed('2026-12-09T01:00Z') }).placement)).toEqual({
      pilot: ['uk 2026-12-01T01:00'],
      'batch-01': ['uk 2026-12-09T01:00'],
      'batch-02': ['uk 2026-12-07T01:00'],
    })
  })

  it.each([
    ['2026-12-06T01:00Z', 'Sunday'],
    ['2026-12-03T01:00Z', 'the pilot is watched for 4 working days'],
    ['2026-12-09T02:00Z', 'no off-peak window of uk opens then'],
  ])('at %s is refused: %s', (from, why) => {
    const { placement } = placed({ settings: fixed(from) })
    expect(placement.unplaced).toHaveLength(1)
    expect(placement.unplaced[0]?.message).toContain(why)
    expect(placement.unplaced[0]?.message).toContain('Europe/London (UTC')
    expect(placement.unplaced[0]?.nextFree?.from).toBe(at('2026-12-07T01:00Z'))
  })
})

describe('placing again', () => {
  const long = { settings: quiet, batches: Array.from({ length: 7 }, () => ({ uk: 30 })) }

  it('moves nothing that is legal', () => {
    const { facts, placement } = placed(long)
    const again = placeBatches(facts, placement.batches, facts.now, ids('batch-03'))
    expect(again).toEqual(placement)
  })

  it('puts a batch into the first gap that keeps the cool-down on both sides', () => {
    const { facts, placement } = placed(long)
    // Two batches leave; the one in the middle of the hole that they leave has both neighbours at a distance.
    const without = placement.batches.filter((b) => b.id !== 'batch-02' && b.id !== 'batch-03')
    const last = without.at(-1)
    const bare = without.map((b) => (b === last ? { ...b, windows: [] } : b))
    const again = placeBatches(facts, bare, facts.now, ids('batch-06'))
    expect(nights(again)).toEqual({
      ...Object.fromEntries(
        Object.entries(nights(placement)).filter(([id]) => without.some((b) => b.id === id)),
      ),
      'batch-06': nights(placement)['batch-02'],
    })
  })

  it('moves a batch out of a new blackout and leaves the rest', () => {
    const { facts, placement } = placed(long)
    const before = nights(placement)
    const [day = ''] = (before['batch-03']?.[0] ?? '').slice(3).split('T')
    const { facts: after } = placementWorld({
      ...long,
      settings: { ...quiet, blackouts: [{ from: day, to: day, reason: 'fair' }] },
    })
    const again = placeBatches(after, placement.batches, facts.now, ids('pilot'))
    const moved = Object.entries(nights(again)).filter(([id, w]) => w[0] !== before[id]?.[0])
    expect(moved.map(([id]) => id)).toEqual(['batch-03'])
    expect(again.batches[3]?.refused.map((r) => r.reason).join()).toContain('fair')
  })

  it('with nothing to place names what became illegal and leaves it standing', () => {
    const { placement } = placed(long)
    const day = nights(placement)['batch-03']?.[0]?.slice(3, 13) ?? ''
    const { facts } = placementWorld({
      ...long,
      settings: { ...quiet, blackouts: [{ from: day, to: day, reason: 'fair' }] },
    })
    const seen = placeBatches(facts, placement.batches, facts.now, new Set())
    expect(nights(seen)).toEqual(nights(placement))
    expect(seen.unplaced.map((u) => u.batch)).toEqual(['batch-03'])
    expect(seen.unplaced[0]?.message).toMatch(
      /^Batch 3 in uk is planned for 2026-12-\d\d 01:00 Europe\/London \(UTC\), and that may not be any more: .*fair/,
    )
  })

  it('never moves what has begun, and gives a missed window anew only when asked', () => {
    const { placement } = placed(long)
    const { facts } = placementWorld({
      ...long,
      now: '2026-12-08T12:00:00Z',
      progress: { batches: [{ batch: batchId('pilot'), beganAt: at('2026-12-01T01:05:00Z') }] },
    })
    const asked = (...names: string[]): Record<string, string[]> =>
      nights(placeBatches(facts, placement.batches, at('2026-11-30T12:00:00Z'), ids(...names)))
    expect(asked('batch-06')).toEqual(nights(placement))
    expect(asked('pilot', 'batch-01')).toEqual({
      ...nights(placement),
      'batch-01': ['uk 2026-12-23T01:00'],
    })
  })
})

describe('the next free slot', () => {
  it('comes with the reason for each one before it', () => {
    const { facts, placement } = placed({ settings: quiet })
    const found = nextFreeSlot(facts, placement, batchId('batch-02'), env('uk'), facts.now)
    expect(found.slot?.from).toBe(at('2026-12-09T01:00Z'))
    expect(found.refused.map((r) => r.reason).slice(-2)).toEqual([
      'team operators moves Batch 1 of uk at that time',
      'team operators keeps 2 working days from Batch 1 (2026-12-07) to its next batch: not before 2026-12-09',
    ])
  })
})
