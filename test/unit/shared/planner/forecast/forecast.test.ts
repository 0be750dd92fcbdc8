import { describe, expect, it } from 'vitest'
import { instant } from '../../../../../shared/domain/time.ts'
import { forecastPlan } from '../../../../../shared/planner/forecast/forecast.ts'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import type {
  Forecast,
  Plan,
  PlanCustomer,
  PlanFacts,
} from '../../../../../shared/planner/types.ts'
import { at, batchId, placementWorld } from '../../../../helpers/placement-world.ts'
import type { WorldOptions } from '../../../../helpers/placement-world.ts'

const certain = { windowLost: 0, returned: 0, dayLost: 0 }
const quiet = { calendars: { uk: { billingCloseDays: [] } } }
const behindMs = 21 * 86_400_000

const planOf = (options: WorldOptions): { facts: PlanFacts; plan: Plan } => {
  const { facts, batches } = placementWorld(options)
  const placement = placeBatches(facts, batches, facts.now)
  const last = Math.max(...placement.batches.flatMap((b) => b.windows.map((w) => w.to)))
  return {
    facts,
    plan: {
      ...placement,
      settings: facts.settings,
      excluded: [],
      jump: {
        from: 'MR85',
        to: 'MR100',
        releases: 15,
        traditional: [],
        freezeEnforced: true,
        findings: [],
      },
      schedule: {
        stages: [],
        tasks: [],
        criticalPath: [],
        findings: [],
        end: instant(last + behindMs),
      },
      handWork: [],
      findings: [],
    },
  }
}

const forecast = (
  options: WorldOptions,
  how: Parameters<typeof forecastPlan>[2] = {},
): Forecast => {
  const { facts, plan } = planOf(options)
  return forecastPlan(facts, plan, how)
}

const days = (a: number, b: number): number => (b - a) / 86_400_000

const eleven = [{ uk: 20 }, ...Array.from({ length: 11 }, () => ({ uk: 110 }))]

describe('the forecast', () => {
  it('is the plan where nothing is left to chance', () => {
    const { facts, plan } = planOf({ batches: eleven, settings: { ...quiet, chances: certain } })
    const { batches, transferEnd, end } = forecastPlan(facts, plan)
    for (const [i, { p50, p90 }] of batches.entries()) {
      const [window] = plan.batches[i]?.windows ?? []
      expect(p50).toBeGreaterThan(window?.from ?? 0)
      expect(p90).toBeLessThan(window?.to ?? 0)
    }
    expect(transferEnd.p90).toBe(batches.at(-1)?.p90)
    expect(days(plan.schedule.end, end.p50)).toBeCloseTo(0, 1)
  })

  it('gives the same bytes for the same seed, and others for another', () => {
    const options = { batches: eleven }
    const [a, b, c] = [1, 1, 2].map((seed) =>
      JSON.stringify(forecast(options, { seed, runs: 200 })),
    )
    expect(a).toBe(b)
    expect(a).not.toBe(c)
  })

  it('reckons with lost windows, lost days and returns, each of which makes it later', () => {
    const endWith = (chances: Partial<typeof certain>): number =>
      forecast({ batches: eleven, settings: { ...quiet, chances: { ...certain, ...chances } } })
        .transferEnd.p50
    const asPlanned = endWith({})
    expect(days(asPlanned, endWith({ windowLost: 0.3 }))).toBeGreaterThan(2)
    expect(days(asPlanned, endWith({ dayLost: 0.2 }))).toBeGreaterThan(2)
    // Somebody of the last batch comes back, rests the cool-down, and is moved again.
    expect(days(asPlanned, endWith({ returned: 0.1 }))).toBeGreaterThan(1.9)
  })

  it('goes on in the next window with what does not get done', () => {
    const { facts, plan } = planOf({
      width: 2,
      batches: [{ uk: 20 }, { uk: 120 }],
      accounts: 350,
      settings: {
        ...quiet,
        chances: certain,
        calendars: { uk: { billingCloseDays: [], offPeak: [{ window: '00:00-05:00' }] } },
      },
    })
    // Twice as slow as was reckoned with when the window was chosen.
    const slow = {
      ...facts,
      lockOut: { ...facts.lockOut, ms: (n: number) => 2 * facts.lockOut.ms(n), uncertainty: 0.01 },
    }
    const [pilot, batch] = forecastPlan(slow, plan).batches
    expect(pilot?.p90).toBeLessThan(plan.batches[0]?.windows[0]?.to ?? 0)
    expect(new Date(batch?.p50 ?? 0).toISOString().slice(0, 10)).toBe('2026-12-08')
  })

  it('keeps the end of batches that are over, and learns from them', () => {
    const { facts, plan } = planOf({ batches: eleven, settings: quiet })
    const ended = at('2026-12-01T02:00:00Z')
    const pilot = new Set<string>(plan.batches[0]?.members)
    const later: PlanFacts = {
      ...facts,
      now: at('2026-12-01T12:00:00Z'),
      customers: facts.customers.map((c): PlanCustomer =>
        pilot.has(c.id) ? { ...c, state: 'accepted', batch: batchId('pilot') } : c,
      ),
      progress: {
        ...facts.progress,
        batches: [{ batch: batchId('pilot'), beganAt: at('2026-12-01T01:00:00Z'), endedAt: ended }],
        missedWindows: 3,
      },
    }
    const before = forecastPlan(facts, plan)
    const after = forecastPlan(later, plan)
    expect(after.batches[0]).toEqual({ batch: 'pilot', p50: ended, p90: ended })
    expect(after.basis).toContain(
      '17 % of planned windows are lost (3 of 4 windows so far, beside the assumed 5 % that counts as 20 windows)',
    )
    expect(after.transferEnd.p90).toBeGreaterThan(before.transferEnd.p90)
  })

  it('has nothing but the facts when everything is over', () => {
    const { facts, plan } = planOf({ batches: [{ uk: 20 }], settings: quiet })
    const ended = at('2026-12-01T02:00:00Z')
    const over: PlanFacts = {
      ...facts,
      now: at('2026-12-02T12:00:00Z'),
      customers: facts.customers.map((c): PlanCustomer => ({ ...c, state: 'accepted' })),
      progress: {
        ...facts.progress,
        batches: [{ batch: batchId('pilot'), beganAt: ended, endedAt: ended }],
      },
    }
    const { transferEnd, end, addedWindow } = forecastPlan(over, plan)
    expect(transferEnd).toEqual({ p50: ended, p90: ended })
    expect(end).toEqual({ p50: plan.schedule.end, p90: plan.schedule.end })
    expect(addedWindow).toBeUndefined()
  })

  it('says that a batch without a window is not reckoned with', () => {
    const { basis, batches } = forecast({
      width: 1,
      batches: [{ uk: 20 }, { uk: 900 }],
      settings: quiet,
    })
    expect(batches.map((b) => b.batch)).toEqual(['pilot'])
    expect(basis.at(-1)).toBe('1 of the batches have no window and are not reckoned with')
  })
})

describe('the added window that gains most', () => {
  it('lies in the blackout that stands in the way', () => {
    const { addedWindow } = forecast({
      batches: eleven,
      settings: {
        ...quiet,
        blackouts: [{ from: '2026-12-12', to: '2027-01-03', reason: 'Christmas' }],
      },
    })
    expect(addedWindow?.refused).toContain('Christmas')
    expect(addedWindow?.gainP90Days).toBeGreaterThanOrEqual(1)
    expect(addedWindow?.from).toBeGreaterThanOrEqual(at('2026-12-12T00:00Z'))
    expect(addedWindow?.to).toBeLessThan(at('2027-01-04T00:00Z'))
  })

  it('can be a night of rest', () => {
    const { addedWindow } = forecast({
      batches: eleven,
      settings: {
        coolDownDays: 4,
        chances: certain,
        calendars: {
          uk: {
            billingCloseDays: [],
            workingWeek: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
          },
        },
      },
    })
    expect(addedWindow?.refused).toBe(
      'kept free as cool-down: 4 working days from one batch of a team to its next',
    )
    expect(addedWindow?.gainP90Days).toBe(3)
  })

  it('is none where everything is done in one night', () => {
    const { addedWindow } = forecast({
      batches: [{ uk: 20 }],
      settings: { ...quiet, chances: certain },
    })
    expect(addedWindow).toBeUndefined()
  })
})
