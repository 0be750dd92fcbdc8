import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../../shared/base/canonical-json.ts'
import { PlanEdit, PlanningSettings } from '../../../../shared/domain/planning.ts'
import { ProjectSpec } from '../../../../shared/domain/project.ts'
import type { CustomerState } from '../../../../shared/domain/states.ts'
import { instant } from '../../../../shared/domain/time.ts'
import { editPlan } from '../../../../shared/planner/edit.ts'
import { publicHolidays } from '../../../../shared/planner/holidays.ts'
import { describePlan, proposePlan } from '../../../../shared/planner/propose.ts'
import type { PlanInput } from '../../../../shared/planner/propose.ts'
import type { Plan } from '../../../../shared/planner/types.ts'
import { planCustomers, planFacts } from '../../../helpers/planner-world.ts'
import type { PlannerWorld } from '../../../helpers/planner-world.ts'

/** What is planned from: as in `planFacts`, with environments in zones of their own. */
function inputOf(
  world: PlannerWorld,
  change: (spec: Record<string, unknown>[]) => object = () => ({}),
): PlanInput {
  const { settings: ignored, ...rest } = world
  const { spec, customers, now, progress } = planFacts(rest)
  const environments = spec.environments.map((e) => ({ ...e }))
  const changed = change(environments)
  return {
    spec: ProjectSpec.parse({ ...spec, environments, ...changed }),
    settings: PlanningSettings.parse(ignored ?? {}),
    customers,
    now,
    holidays: publicHolidays,
    progress,
  }
}

const planned = (input: PlanInput): Plan => {
  const plan = proposePlan(input)
  if (!plan.ok) throw new Error(plan.problem.message)
  return plan.value
}

const startsOf = (plan: Plan): ReadonlyMap<string, number> =>
  new Map(
    plan.batches.flatMap((b) =>
      b.windows.map((w) => [`${b.id} ${w.environment}`, w.from] as const),
    ),
  )

const twoZones = (environments: Record<string, unknown>[]): object => {
  Object.assign(environments[0] ?? {}, { zone: 'America/New_York' })
  Object.assign(environments[1] ?? {}, { zone: 'Europe/London', offPeak: '23:00-04:00' })
  return {}
}

const anyProject = (maxCustomers: number): fc.Arbitrary<PlanInput> =>
  fc
    .record({
      count: fc.integer({ min: 1, max: maxCustomers }),
      seed: fc.nat({ max: 10_000 }),
      batchSize: fc.integer({ min: 20, max: 120 }),
      coolDownDays: fc.nat({ max: 3 }),
      pilotDays: fc.nat({ max: 5 }),
      teams: fc.boolean(),
    })
    .map(({ count, seed, batchSize, coolDownDays, pilotDays, teams }) =>
      inputOf(
        {
          environments: ['us', 'uk'],
          customers: planCustomers(count, (i) => ({
            environment: (i * 7 + seed) % 5 < 3 ? 'us' : 'uk',
            accounts: ((i * 31 + seed) % 97) * ((i + seed) % 11 === 0 ? 8 : 1),
          })),
          transfer: { batchSize, maxBatchSize: batchSize + 50, width: 8 },
          settings: {
            coolDownDays,
            pilotDays,
            ...(teams
              ? {
                  teams: [
                    { id: 'us', title: 'US', environments: ['us'] },
                    { id: 'uk', title: 'UK', environments: ['uk'] },
                  ],
                }
              : {}),
          },
        },
        twoZones,
      ),
    )

describe('any project', () => {
  it('has every customer in exactly one batch with a window, and the same input gives the same bytes', () => {
    fc.assert(
      fc.property(anyProject(5000), (input) => {
        const plan = planned(input)
        const members = plan.batches.flatMap((b) => b.members)
        expect(new Set(members).size).toBe(members.length)
        expect(members.length).toBe(input.customers.length)
        expect(plan.unplaced).toEqual([])
        expect(plan.findings.filter((f) => f.severity === 'error')).toEqual([])
        expect(canonicalJson(planned({ ...input, customers: [...input.customers] }))).toBe(
          canonicalJson(plan),
        )
      }),
      { numRuns: 12 },
    )
  })

  it('never begins a batch earlier because of a blackout, and composes it the same', () => {
    fc.assert(
      fc.property(
        anyProject(900),
        fc.nat({ max: 80 }),
        fc.nat({ max: 12 }),
        fc.boolean(),
        (input, after, length, both) => {
          const before = planned(input)
          const day = (days: number): string =>
            new Date(input.now + days * 86_400_000).toISOString().slice(0, 10)
          const settings = PlanningSettings.parse({
            ...input.settings,
            blackouts: [
              {
                from: day(after),
                to: day(after + length),
                reason: 'change freeze',
                ...(both ? {} : { environments: ['uk'] }),
              },
            ],
          })
          const later = planned({ ...input, settings })
          expect(later.batches.map((b) => b.members)).toEqual(before.batches.map((b) => b.members))
          const earlier = startsOf(before)
          for (const [window, from] of startsOf(later))
            expect(from).toBeGreaterThanOrEqual(earlier.get(window) ?? Infinity)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('moves nothing but what is edited: one customer left out, one batch in another window', () => {
    fc.assert(
      fc.property(anyProject(900), fc.nat(), (input, pick) => {
        const plan = planned(input)
        const settled = { ...input, settings: plan.settings }
        const member = plan.batches.flatMap((b) => b.members)[pick % input.customers.length]
        if (member === undefined) return
        const without = editPlan(
          settled,
          plan,
          PlanEdit.parse({ kind: 'exclude', customers: [member], reason: 'leaves the company' }),
        )
        expect(without.ok).toBe(true)
        if (!without.ok) return
        const starts = startsOf(plan)
        for (const [window, from] of startsOf(without.value)) expect(from).toBe(starts.get(window))
        expect(without.value.batches.flatMap((b) => b.members)).not.toContain(member)
        expect(without.value.excluded.map((e) => e.customer)).toEqual([member])
      }),
      { numRuns: 20 },
    )
  })

  it('gives other windows only to batches that a new blackout touches', () => {
    fc.assert(
      fc.property(anyProject(900), fc.nat(), (input, pick) => {
        const plan = planned(input)
        // Not the pilot: nothing may come before its services are confirmed, so a later pilot moves what follows.
        const others = plan.batches.filter((b) => !b.pilot)
        const target = others[pick % Math.max(1, others.length)]?.windows.at(-1)
        if (target === undefined) return
        const date = new Date(target.to - 1).toISOString().slice(0, 10)
        const day = 86_400_000
        const near = (w: { from: number }): boolean =>
          Math.abs(w.from - Date.parse(date)) <= 2 * day
        const [pilot] = plan.batches
        if (pilot?.windows.some(near) !== false) return
        const blackout = { from: date, to: date, reason: 'trade fair' }
        const settings = PlanningSettings.parse({ ...plan.settings, blackouts: [blackout] })
        const settled = { ...input, settings: plan.settings }
        const changed = editPlan(settled, plan, PlanEdit.parse({ kind: 'settings', settings }))
        expect(changed.ok).toBe(true)
        if (!changed.ok) return
        expect(changed.value.unplaced).toEqual([])
        const after = startsOf(changed.value)
        for (const batch of plan.batches)
          for (const w of batch.windows)
            if (!near(w)) expect(after.get(`${batch.id} ${w.environment}`)).toBe(w.from)
        const moved = changed.value.batches
          .flatMap((b) => b.windows)
          .filter((w) => w.from === target.from)
        expect(moved).toEqual([])
      }),
      { numRuns: 25 },
    )
  })

  it('looks the same when it is read back: nothing is placed anew', () => {
    fc.assert(
      fc.property(anyProject(400), (input) => {
        const plan = planned(input)
        const again = describePlan({ ...input, settings: plan.settings }, plan.batches)
        expect(again.ok).toBe(true)
        if (again.ok) expect(startsOf(again.value)).toEqual(startsOf(plan))
      }),
      { numRuns: 20 },
    )
  })
})

describe('the first plan', () => {
  it('fixes the day on which the analysis begins, so that a later look moves nothing', () => {
    const input = inputOf({ customers: planCustomers(60) })
    const plan = planned(input)
    expect(plan.settings.start).toBe('2026-03-02')
    const tomorrow = describePlan(
      { ...input, settings: plan.settings, now: (input.now + 86_400_000) as typeof input.now },
      plan.batches,
    )
    expect(tomorrow.ok && startsOf(tomorrow.value)).toEqual(startsOf(plan))
  })
})

describe('catching up', () => {
  it('gives a batch of which every customer came back a window that is still to come', () => {
    const input = inputOf({ customers: planCustomers(180) })
    const plan = planned(input)
    const back = plan.batches.find((b) => !b.pilot)
    const [window] = back?.windows ?? []
    if (back === undefined || window === undefined) throw new Error('the plan has a first batch')
    const stateOf = (id: string): CustomerState =>
      back.members.some((m) => m === id)
        ? 'returned'
        : plan.batches[0]?.members.some((m) => m === id) === true
          ? 'accepted'
          : 'scheduled'
    const now = instant(window.to + 3_600_000)
    const later: PlanInput = {
      ...input,
      settings: plan.settings,
      now,
      customers: plan.batches.flatMap(({ id, members }) =>
        input.customers
          .filter((c) => members.includes(c.id))
          .map((c) => ({ ...c, batch: id, state: stateOf(c.id) })),
      ),
      progress: {
        ...input.progress,
        batches: plan.batches.slice(0, 2).map((b) => ({
          batch: b.id,
          beganAt: b.windows[0]?.from ?? now,
          endedAt: b.windows[0]?.to ?? now,
        })),
      },
    }
    const caughtUp = editPlan(later, plan, PlanEdit.parse({ kind: 'catch-up' }))
    if (!caughtUp.ok) throw new Error(caughtUp.problem.message)
    const again = caughtUp.value.batches.find((b) => b.id === back.id)
    expect(again?.windows.map((w) => w.from > now)).toEqual([true])
    // A later look at it finds the new window, too.
    const looked = describePlan(
      { ...later, settings: caughtUp.value.settings },
      caughtUp.value.batches,
    )
    expect(looked.ok && startsOf(looked.value)).toEqual(startsOf(caughtUp.value))
  })
})

/** What is wrong, and a piece of the sentence that says what to change. */
const refused: readonly (readonly [string, () => PlanInput, RegExp])[] = [
  [
    'a zone that does not exist',
    () =>
      inputOf({ customers: planCustomers(3) }, (e) => {
        Object.assign(e[0] ?? {}, { zone: 'Europe/Lodnon' })
        return {}
      }),
    /Europe\/Lodnon.*Europe\/London/s,
  ],
  [
    'holidays of an unknown country',
    () =>
      inputOf({
        customers: planCustomers(3),
        settings: { calendars: { us: { holidays: { country: 'XX' } } } },
      }),
    /XX/,
  ],
  [
    'a window of zero length',
    () =>
      inputOf({ customers: planCustomers(3) }, (e) => {
        Object.assign(e[0] ?? {}, { offPeak: '01:00-01:00' })
        return {}
      }),
    /01:00-01:00/,
  ],
  [
    'a start with a slip in the year',
    () => inputOf({ customers: planCustomers(3), settings: { start: '0226-11-02' } }),
    /0226-11-02.*1971 to 2099/,
  ],
  [
    'two teams of one name',
    () =>
      inputOf({
        customers: planCustomers(3),
        settings: {
          teams: [
            { id: 'night', title: 'US', environments: ['us'] },
            { id: 'night', title: 'UK' },
          ],
        },
      }),
    /two teams.*night/,
  ],
  [
    'a team of an environment that is not there',
    () =>
      inputOf({
        customers: planCustomers(3),
        settings: {
          teams: [
            { id: 'a', title: 'A' },
            { id: 'b', title: 'B', environments: ['ukk'] },
          ],
        },
      }),
    /team.*b.*ukk.*us/,
  ],
  [
    'a window for a batch that is not there',
    () =>
      inputOf({
        customers: planCustomers(60),
        settings: { fixedWindows: [{ batch: 'batch-1', environment: 'us', from: 1 }] },
      }),
    /window is fixed for batch-1, .*pilot and batch-01/s,
  ],
  [
    'a window of an environment that the batch has nobody of',
    () =>
      inputOf({
        environments: ['us', 'uk'],
        customers: planCustomers(60),
        settings: { fixedWindows: [{ batch: 'batch-01', environment: 'uk', from: 1 }] },
      }),
    /batch-01 has no customers of uk/,
  ],
  [
    'contradicting pins',
    () =>
      inputOf({
        customers: planCustomers(200, (i) => (i === 1 || i === 2 ? { ivr: '5550100' } : {})),
        settings: {
          pins: [
            { customer: 'c1', batch: 'batch-01' },
            { customer: 'c2', batch: 'batch-02' },
          ],
        },
      }),
    /c1.*c2|c2.*c1/s,
  ],
  [
    'a pin of an excluded customer',
    () =>
      inputOf({
        customers: planCustomers(200),
        settings: {
          pins: [{ customer: 'c1', batch: 'batch-01' }],
          excluded: [{ customer: 'c1', reason: 'leaves' }],
        },
      }),
    /c1/,
  ],
]

const reported: readonly (readonly [string, () => PlanInput, 'error' | 'warning', RegExp])[] = [
  [
    'a customer larger than any window',
    () => inputOf({ customers: planCustomers(40, (i) => ({ accounts: i === 7 ? 90_000 : 1 })) }),
    'error',
    /^c7 takes 10 h 0 min in us/,
  ],
  [
    'a reseller subtree larger than a batch',
    () =>
      inputOf({
        customers: planCustomers(260, (i) => (i > 0 && i < 200 ? { parent: 'c0' } : {})),
      }),
    'warning',
    /200/,
  ],
  [
    'an environment without customers',
    () => inputOf({ environments: ['us', 'uk'], customers: planCustomers(40) }),
    'warning',
    /uk/,
  ],
]

describe('input that cannot be planned', () => {
  it.each(refused)('is refused with what to change: %s', (_, input, sentence) => {
    const plan = proposePlan(input())
    expect(plan.ok).toBe(false)
    if (plan.ok) return
    expect(`${plan.problem.message} ${plan.problem.next ?? ''}`).toMatch(sentence)
    expect(plan.problem.next ?? '').not.toBe('')
  })

  it.each(reported)('is named and the rest is planned: %s', (_, input, severity, sentence) => {
    const plan = planned(input())
    const found = plan.findings.filter((f) => f.severity === severity && sentence.test(f.message))
    expect(found).not.toEqual([])
    expect(found.every((f) => (f.next ?? f.message).length > 0)).toBe(true)
    const members = new Set(plan.batches.flatMap((b) => b.members))
    expect(members.size).toBe(input().customers.length)
  })
})
