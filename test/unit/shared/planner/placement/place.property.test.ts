import * as fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { BatchId } from '../../../../../shared/domain/ids.ts'
import type { BatchWindow } from '../../../../../shared/domain/planning.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import type { Placement, PlanFacts, Slot } from '../../../../../shared/planner/types.ts'
import { batchId, placementWorld } from '../../../../helpers/placement-world.ts'
import type { WorldOptions } from '../../../../helpers/placement-world.ts'

// Hundreds of whole plans: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const zones = ['Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe']
const hour = fc.integer({ min: 0, max: 23 })
const clock = (h: number): string => `${String(h % 24).padStart(2, '0')}:00`
const day = fc
  .integer({ min: 0, max: 120 })
  .map((n) => new Date(Date.UTC(2027, 0, 1) + n * 86_400_000).toISOString().slice(0, 10))
const blackout = fc
  .record({ from: day, days: fc.nat(9), names: fc.constantFrom(undefined, ['e0'], ['e1']) })
  .map(({ from, days, names }) => ({
    from,
    to: new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10),
    reason: 'event',
    ...(names === undefined ? {} : { environments: names }),
  }))

const world: fc.Arbitrary<WorldOptions> = fc
  .record({
    zones: fc.tuple(fc.constantFrom(...zones), fc.constantFrom(...zones)),
    opens: fc.tuple(hour, hour),
    hours: fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })),
    counts: fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 16 }),
    teams: fc.constantFrom(['e0 e1'], ['e0', 'e0 e1'], ['e0 e1', 'e0 e1'], ['e0', 'e1']),
    coolDownDays: fc.nat(3),
    pilotDays: fc.nat(5),
    blackouts: fc.array(blackout, { maxLength: 4 }),
    fixed: fc.option(fc.record({ batch: fc.nat(15), night: fc.nat(60) }), { nil: undefined }),
    from: fc.integer({ min: 0, max: 40 * 24 }),
  })
  .map((w) => {
    const windows = [0, 1].map((i) => {
      const open = w.opens[i] ?? 0
      return `${clock(open)}-${clock(open + (w.hours[i] ?? 2))}`
    })
    const fixedDay = new Date(Date.UTC(2027, 0, 1 + (w.fixed?.night ?? 0)))
    return {
      environments: [0, 1].map((i) => ({
        id: `e${i}`,
        zone: w.zones[i] ?? 'UTC',
        offPeak: windows[i] ?? '',
      })),
      batches: [{ e0: 9, e1: 9 }, ...w.counts.map((n) => ({ [n % 3 === 0 ? 'e0' : 'e1']: n }))],
      now: new Date(Date.UTC(2027, 0, 1) + w.from * 3_600_000).toISOString(),
      settings: {
        coolDownDays: w.coolDownDays,
        pilotDays: w.pilotDays,
        blackouts: w.blackouts,
        teams: w.teams.map((list, i) => ({
          id: `t${i}`,
          title: `T${i}`,
          environments: list.split(' '),
        })),
        fixedWindows:
          w.fixed === undefined || w.fixed.batch >= w.counts.length
            ? []
            : [
                {
                  batch: `batch-${String(w.fixed.batch + 1).padStart(2, '0')}`,
                  environment: (w.counts[w.fixed.batch] ?? 0) % 3 === 0 ? 'e0' : 'e1',
                  from: fixedDay.getTime() + 3_600_000,
                },
              ],
      },
    }
  })

type Taken = BatchWindow & { readonly batch: BatchId; readonly pilot: boolean }

const windowsOf = ({ batches }: Placement): Taken[] =>
  batches
    .flatMap((b) => b.windows.map((w) => ({ ...w, batch: b.id, pilot: b.pilot })))
    .toSorted((a, b) => a.from - b.from)

const slotOf = (facts: PlanFacts, window: BatchWindow): Slot | undefined => {
  for (const slot of facts.calendars.of(window.environment).slots(window.from)) return slot
  return undefined
}

/** Every rule, written down once more and without looking at how placement keeps it. */
function faults(facts: PlanFacts, placement: Placement): string[] {
  const found: string[] = []
  const taken = windowsOf(placement)
  const testDay = (w: BatchWindow): string =>
    facts.calendars.of(w.environment).dateOf(instant(w.to - 1))
  const pilots = taken.filter((w) => w.pilot)
  for (const window of taken) {
    const slot = slotOf(facts, window)
    if (slot?.from !== window.from || slot.to !== window.to) found.push('no slot')
    if (slot?.refused !== undefined) found.push(`refused: ${slot.refused}`)
    const team = facts.settings.teams.find((t) => t.id === window.team)
    if (team?.environments?.includes(window.environment) === false) found.push('wrong team')
    if (window.pilot) continue
    const calendar = facts.calendars.of(window.environment)
    for (const pilot of pilots) {
      if (window.from < pilot.to) found.push(`${window.batch} before the pilot is over`)
      if (testDay(window) < calendar.addWorkingDays(testDay(pilot), facts.settings.pilotDays))
        found.push(`${window.batch} while the pilot is watched`)
    }
  }
  for (const { id } of facts.settings.teams) {
    const own = taken.filter((w) => w.team === id)
    for (const [i, window] of own.entries()) {
      const next = own[i + 1]
      if (next === undefined) continue
      if (next.from < window.to) found.push(`${window.batch} overlaps ${next.batch}`)
      if (next.batch === window.batch) continue
      const first = facts.calendars
        .of(next.environment)
        .addWorkingDays(testDay(window), facts.settings.coolDownDays)
      if (testDay(next) < first) found.push(`${next.batch} too soon after ${window.batch}`)
    }
  }
  return found
}

const placeAll = (options: WorldOptions): { facts: PlanFacts; placement: Placement } => {
  const { facts, batches } = placementWorld(options)
  return { facts, placement: placeBatches(facts, batches, facts.now) }
}

const runs = { numRuns: 150, seed: 7 }

it('keeps every rule, and names every batch that has no window', () => {
  fc.assert(
    fc.property(world, (options) => {
      const { facts, placement } = placeAll(options)
      expect(faults(facts, placement)).toEqual([])
      const missing = placement.batches.filter((b) => b.windows.length < (b.pilot ? 2 : 1))
      expect(new Set(placement.unplaced.map((u) => u.batch))).toEqual(
        new Set(missing.map((b) => b.id)),
      )
    }),
    runs,
  )
})

it('gives the same bytes for the same input', () => {
  fc.assert(
    fc.property(world, (options) => {
      const [a, b] = [placeAll(options), placeAll(options)]
      expect(JSON.stringify(a.placement)).toBe(JSON.stringify(b.placement))
    }),
    { ...runs, numRuns: 30 },
  )
})

it('never lets a batch begin earlier because of one more blackout', () => {
  fc.assert(
    fc.property(world, blackout, (options, added) => {
      const settings = options.settings ?? {}
      const blackouts = [
        added,
        ...(Array.isArray(settings['blackouts']) ? settings['blackouts'] : []),
      ]
      const before = placeAll(options).placement
      const after = placeAll({ ...options, settings: { ...settings, blackouts } }).placement
      for (const [i, batch] of after.batches.entries())
        for (const window of batch.windows) {
          const was = before.batches[i]?.windows.find((w) => w.environment === window.environment)
          expect(window.from).toBeGreaterThanOrEqual(was?.from ?? 0)
        }
    }),
    { ...runs, numRuns: 300 },
  )
})

it('moves only the batch that is placed again, and keeps every rule', () => {
  fc.assert(
    fc.property(world, fc.nat(15), (options, n) => {
      const { facts, placement } = placeAll(options)
      const id = batchId(`batch-${String(n + 1).padStart(2, '0')}`)
      const bare = placement.batches.map((b) => (b.id === id ? { ...b, windows: [] } : b))
      const again = placeBatches(facts, bare, facts.now, new Set([id]))
      const others = (p: Placement): unknown =>
        p.batches.flatMap((b) => (b.id === id || b.windows.length === 0 ? [] : [[b.id, b.windows]]))
      expect(faults(facts, again)).toEqual([])
      expect(others(again)).toEqual(others(placement))
      const twice = placeBatches(facts, again.batches, facts.now, new Set([id, batchId('pilot')]))
      expect(windowsOf(twice)).toEqual(windowsOf(again))
    }),
    runs,
  )
})

it('after a new blackout moves only what lay in it', () => {
  fc.assert(
    fc.property(world, blackout, (options, added) => {
      const { placement } = placeAll(options)
      const settings = options.settings ?? {}
      const blackouts = [
        added,
        ...(Array.isArray(settings['blackouts']) ? settings['blackouts'] : []),
      ]
      const { facts } = placementWorld({ ...options, settings: { ...settings, blackouts } })
      fc.pre(!windowsOf(placement).some((w) => w.pilot && slotOf(facts, w)?.refused !== undefined))
      const again = placeBatches(facts, placement.batches, facts.now, new Set([batchId('pilot')]))
      expect(faults(facts, again)).toEqual([])
      const kept = windowsOf(placement).filter((w) => slotOf(facts, w)?.refused === undefined)
      expect(windowsOf(again)).toEqual(expect.arrayContaining(kept))
    }),
    runs,
  )
})
