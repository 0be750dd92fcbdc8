import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draftBatches } from '../../../../../shared/planner/batches/draft.ts'
import { placeBatches } from '../../../../../shared/planner/placement/place.ts'
import { scheduleStages } from '../../../../../shared/planner/stages/schedule.ts'
import type { PlanFacts, StageSchedule } from '../../../../../shared/planner/types.ts'
import {
  datesOf,
  pandaFacts,
  placed,
  setupDays,
  stagesFacts,
  taskOf,
  utc,
  window,
} from './stages-world.ts'

const twoZones = { us: { zone: 'America/New_York' }, uk: { zone: 'Europe/London' } }

const wholePlan = (facts: PlanFacts): StageSchedule => {
  const drafted = draftBatches(facts)
  if (!drafted.ok) throw new Error(drafted.problem.message)
  const ready = scheduleStages(facts, undefined).end
  return scheduleStages(facts, placeBatches(facts, drafted.value.batches, ready))
}

const inOrder = (schedule: StageSchedule): readonly string[] =>
  schedule.tasks.flatMap((task) =>
    task.after
      .map((id) => taskOf(schedule, id))
      // What accompanies others begins with the first of them; batches of an environment end with its own windows.
      .filter((before) => before.to > task.from && !/^batches-|^last-customer-/.test(task.id))
      .map((before) => `${task.id} begins before ${before.id} is over`),
  )

describe('the plan of Panda Telecom', () => {
  const plan = wholePlan(pandaFacts('2027-01-04T14:00:00Z'))

  it('reads like the one in the method', () => {
    expect(plan.stages.map((s) => [s.stage, s.businessDays])).toEqual([
      ['analysis', 10],
      ['setup', 13],
      ['transfer', expect.any(Number)],
      ['decommission', expect.any(Number)],
    ])
    expect(plan.stages[2]?.businessDays).toBeLessThanOrEqual(25)
    expect(plan.findings.filter((f) => f.severity === 'error')).toEqual([])
  })

  it('takes the vendor four man-days of deployment and provisioning', () => {
    const ids = [
      'slots-agreed',
      'provisioning-coordination',
      'provisioning-prepared',
      'ids-split',
      'database-copy',
      'catalog-freeze-check',
      'switchover-prepared',
      'switchover-voice-us1',
      'switchover-voice-uk1',
      'switchover-radius',
      'switchover-api',
    ]
    expect(ids.reduce((sum, id) => sum + taskOf(plan, id).effortDays, 0)).toBe(4)
  })

  it('stops service for 1, 3 per cluster, 5, 5 and 3 minutes, a night each', () => {
    const windows = plan.tasks.filter((t) => t.kind === 'downtime')
    expect(windows.map((t) => (t.to - t.from) / 60_000)).toEqual([1, 3, 3, 5, 5, 3])
    for (const [i, task] of windows.entries())
      expect(task.from).toBeGreaterThan(windows[i - 1]?.to ?? 0)
  })

  it('soaks as long as the project says, two to four weeks, and closes in one off-peak window', () => {
    const { soakDays } = pandaFacts('2027-01-04T14:00:00Z').spec
    const last = Math.max(taskOf(plan, 'last-customer-us').to, taskOf(plan, 'last-customer-uk').to)
    expect((taskOf(plan, 'soak-end').to - last) / 86_400_000).toBe(soakDays)
    expect(soakDays).toBeGreaterThanOrEqual(14)
    expect(soakDays).toBeLessThanOrEqual(28)
    expect(taskOf(plan, 'decommission').from).toBeGreaterThan(taskOf(plan, 'soak-end').to)
    expect(taskOf(plan, 'decommission').why).toMatch(/01:00 E[DS]T .* in Panda US/)
  })

  it('warns that the UK is awake when the whole project stops at night in the US', () => {
    expect(plan.findings.filter((f) => f.severity === 'warning').map((f) => f.message)).toEqual([
      expect.stringMatching(
        /^No time is off-peak in every environment: it is 06:00 GMT in Panda UK when “Reconf/,
      ),
      expect.stringMatching(
        /^No time is off-peak in every environment: it is 06:00 BST in Panda UK when “Disconnect/,
      ),
    ])
  })

  it('takes 13 business days of setup on whatever day the analysis begins, blackouts aside', () => {
    const facts = pandaFacts('2027-01-04T14:00:00Z', { blackouts: [] })
    for (let day = 0; day < 365; day += 7)
      expect(
        setupDays({ ...facts, now: (facts.now + day * 86_400_000) as PlanFacts['now'] }),
        `day ${day}`,
      ).toBe(13)
  })
})

describe('a schedule', () => {
  it('gives day tasks whole working days of the office calendar', () => {
    const facts = stagesFacts({
      settings: {
        start: '2027-03-24',
        calendars: { uk: { holidays: { country: 'GB', state: 'ENG' } } },
      },
    })
    const schedule = scheduleStages(facts, undefined)
    // Survey on Wednesday, scope on Thursday and, behind Good Friday, Easter Monday and the beginning of summer time, on Tuesday.
    expect(datesOf(schedule, 'survey')).toEqual(['2027-03-24T00:00', '2027-03-25T00:00'])
    expect(datesOf(schedule, 'scope-network')).toEqual(['2027-03-25T00:00', '2027-03-30T23:00'])
  })

  it('puts downtime into the off-peak window of its environment, with reasons for the nights before', () => {
    const facts = stagesFacts({
      settings: {
        start: '2027-02-01',
        blackouts: [{ from: '2027-02-19', to: '2027-02-19', kind: 'event', reason: 'cup final' }],
      },
    })
    const split = taskOf(scheduleStages(facts, undefined), 'ids-split')
    expect(utc(split.from)).toBe('2027-02-22T01:00')
    expect(split.refused?.map((r) => [utc(r.from), r.reason])).toEqual([
      ['2027-02-19T01:00', expect.stringContaining('cup final')],
      ['2027-02-20T01:00', expect.stringContaining('Saturday')],
      ['2027-02-21T01:00', expect.stringContaining('Sunday')],
    ])
  })

  it('takes a moment that is off-peak everywhere for what concerns everybody', () => {
    const facts = stagesFacts({
      environments: {
        us: { zone: 'America/New_York', offPeak: '22:00-04:00' },
        uk: { zone: 'Europe/London', offPeak: '01:00-05:00' },
      },
      settings: { start: '2027-02-01' },
    })
    const schedule = scheduleStages(facts, undefined)
    // 22:00 in New York is 03:00 in London.
    expect(utc(taskOf(schedule, 'ids-split').from).slice(11)).toBe('03:00')
    expect(schedule.findings).toEqual([])
  })

  it('lets the environment with the most accounts decide where no moment is off-peak everywhere', () => {
    const facts = stagesFacts({
      environments: twoZones,
      settings: { start: '2027-02-01' },
    })
    const inUk = {
      ...facts,
      customers: facts.customers.map((c) => ({
        ...c,
        environment: facts.spec.environments[1]?.id ?? c.environment,
      })),
    }
    expect(utc(taskOf(scheduleStages(facts, undefined), 'ids-split').from).slice(11)).toBe('06:00')
    expect(utc(taskOf(scheduleStages(inUk, undefined), 'ids-split').from).slice(11)).toBe('01:00')
  })

  it('says that there is no window where every night is refused', () => {
    const facts = stagesFacts({
      settings: {
        start: '2027-02-01',
        blackouts: [{ from: '2027-01-01', to: '2037-01-01', reason: 'frozen for good' }],
      },
    })
    const errors = scheduleStages(facts, undefined).findings.filter((f) => f.severity === 'error')
    expect(errors[0]?.message).toBe(
      '“Reconfigure the source database so that ids stay unique” has no window: no off-peak window of UK may be used in the two years behind it.',
    )
  })

  it.each([
    [
      'shorter',
      {
        survey: { elapsedDays: 1 },
        'migration-matrix': { elapsedDays: 0 },
        'freeze-date': { elapsedDays: 0 },
      },
      /takes 7 business days; the method asks for at least 10/,
    ],
    [
      'longer',
      { survey: { elapsedDays: 12 } },
      /takes 21 business days; the method knows up to 20/,
    ],
  ])(
    'warns of an analysis that is %s than the method’s, and forbids nothing',
    (_how, tasks, sentence) => {
      const { findings } = scheduleStages(stagesFacts({ settings: { tasks } }), undefined)
      expect(findings).toEqual([
        expect.objectContaining({
          severity: 'warning',
          message: expect.stringMatching(sentence) as string,
        }),
      ])
    },
  )

  it('warns of a soak of less than two weeks', () => {
    const { findings } = scheduleStages(stagesFacts({ soakDays: 5 }), undefined)
    expect(findings.map((f) => [f.severity, f.message])).toEqual([
      ['warning', 'The soak takes 5 days; the method says 2 to 4 weeks.'],
    ])
  })

  it('ends an environment with the last of its windows, and synchronises its vendor xDRs behind it', () => {
    const facts = stagesFacts({ environments: twoZones, settings: { start: '2027-02-01' } })
    const schedule = scheduleStages(
      facts,
      placed(facts, [
        [
          window('2027-03-10T06:00Z', '2027-03-10T10:00Z', 'us'),
          window('2027-03-11T01:00Z', '2027-03-11T05:00Z', 'uk'),
        ],
        [window('2027-03-18T06:00Z', '2027-03-18T10:00Z', 'us')],
      ]),
    )
    expect(datesOf(schedule, 'first-customer')[0]).toBe('2027-03-10T06:00')
    expect(datesOf(schedule, 'last-customer-uk')[0]).toBe('2027-03-11T05:00')
    expect(datesOf(schedule, 'xdr-sync-uk')).toEqual(['2027-03-11T05:00', '2027-03-12T05:00'])
    expect(datesOf(schedule, 'last-customer-us')[0]).toBe('2027-03-18T10:00')
    expect(datesOf(schedule, 'freeze-lifted')[0]).toBe('2027-03-18T10:00')
  })

  it('synchronises at once where there is nobody to move', () => {
    const facts = stagesFacts({ environments: twoZones, settings: { start: '2027-02-01' } })
    const schedule = scheduleStages(
      facts,
      placed(facts, [[window('2027-03-10T06:00Z', '2027-03-10T10:00Z', 'us')]]),
    )
    expect(taskOf(schedule, 'last-customer-uk').from).toBe(taskOf(schedule, 'setup-complete').to)
    expect(taskOf(schedule, 'last-customer-uk').why).toBe('UK has no customers to move')
  })

  it('keeps the reasons of a batch apart', () => {
    const facts = stagesFacts({ environments: twoZones, settings: { start: '2027-02-01' } })
    const { batches, ...rest } = placed(facts, [
      [window('2027-03-10T06:00Z', '2027-03-10T10:00Z', 'us')],
    ])
    const why = ['a: covers IVR', 'b: covers mail']
    const schedule = scheduleStages(facts, {
      ...rest,
      batches: batches.map((batch) => ({ ...batch, why })),
    })
    expect(taskOf(schedule, 'transfer-pilot').why).toBe('a: covers IVR; b: covers mail')
  })

  it('leaves the end open when a batch has no window', () => {
    const facts = stagesFacts({ settings: { start: '2027-02-01' } })
    const placement = placed(facts, [[window('2027-03-10T01:00Z', '2027-03-10T05:00Z')], []])
    const [, second] = placement.batches
    const [environment] = facts.spec.environments
    if (second === undefined || environment === undefined) throw new Error('there are two batches')
    const schedule = scheduleStages(facts, {
      ...placement,
      unplaced: [
        { batch: second.id, environment: environment.id, message: 'too large', refused: [] },
      ],
    })
    expect(schedule.findings.map((f) => [f.severity, f.message])).toEqual([
      [
        'error',
        'Batch 1 has no window that may be used, so the end of the transfer and everything behind it is open; its dates are the earliest possible.',
      ],
    ])
    expect(taskOf(schedule, 'last-customer-uk').why).toMatch(/^earliest/)
  })

  it('names a window that opens before the setup is over', () => {
    const facts = stagesFacts({ settings: { start: '2027-02-01' } })
    const schedule = scheduleStages(
      facts,
      placed(facts, [[window('2027-02-10T01:00Z', '2027-02-10T05:00Z')]]),
    )
    expect(schedule.findings.map((f) => f.message)).toEqual([
      expect.stringMatching(
        /^The window of Pilot opens before “First customer moves” is over, on 2027-03-0\d/,
      ),
    ])
  })

  it('has a critical path that is connected from the first task to the last', () => {
    const plan = wholePlan(pandaFacts('2027-01-04T14:00:00Z'))
    expect([plan.criticalPath.at(0), plan.criticalPath.at(-1)]).toEqual([
      'analysis-start',
      'source-reusable',
    ])
    for (const [i, id] of plan.criticalPath.entries())
      if (i > 0) expect(taskOf(plan, id).after).toContain(plan.criticalPath[i - 1])
    expect(plan.tasks.filter((t) => t.critical).every((t) => t.slackDays === 0)).toBe(true)
  })

  it('keeps every task behind what it comes after, on whatever day it begins', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 800 }),
        fc.array(
          fc.tuple(
            fc.constantFrom(
              'survey',
              'target-hardware',
              'database-copy',
              'direct-database',
              'provisioning-coordination',
            ),
            fc.integer({ min: 0, max: 20 }),
          ),
        ),
        (day, changes) => {
          const facts = stagesFacts({
            environments: twoZones,
            radius: true,
            now: new Date(Date.parse('2026-01-01T17:00:00Z') + day * 86_400_000).toISOString(),
            settings: {
              tasks: Object.fromEntries(changes.map(([id, elapsedDays]) => [id, { elapsedDays }])),
            },
          })
          const schedule = scheduleStages(facts, undefined)
          expect(inOrder(schedule)).toEqual([])
          expect(Math.min(...schedule.tasks.map((t) => t.slackDays))).toBe(0)
          expect(schedule.tasks.filter((t) => t.late !== undefined)).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('may slip by the slack of a task, and not by a day more', () => {
    const tasks = [
      'survey',
      'target-hardware',
      'slots-agreed',
      'last-catalog-changes',
      'database-copy',
      'integrations-tested',
      'migration-plan',
    ]
    const settings = { start: '2027-02-01' }
    const plan = scheduleStages(stagesFacts({ settings }), undefined)
    for (const id of tasks) {
      const { slackDays, elapsedDays } = taskOf(plan, id)
      const endWith = (more: number) =>
        scheduleStages(
          stagesFacts({
            settings: { ...settings, tasks: { [id]: { elapsedDays: elapsedDays + more } } },
          }),
          undefined,
        ).end
      expect([id, endWith(slackDays) === plan.end, endWith(slackDays + 1) > plan.end]).toEqual([
        id,
        true,
        true,
      ])
    }
  })

  it.each([
    [
      'every night',
      [],
      { 'transfer-batch-02': 0, 'transfer-batch-01': 2, 'pilot-tests': 3, 'transfer-pilot': 3 },
    ],
    [
      'no night with a blackout',
      [{ from: '2027-03-18', to: '2027-03-18', reason: 'fair' }],
      { 'transfer-batch-02': 0, 'transfer-batch-01': 1, 'pilot-tests': 2, 'transfer-pilot': 2 },
    ],
  ])('lets batches slip, behind the cool-down, into %s', (_which, blackouts, slack) => {
    const facts = stagesFacts({ settings: { start: '2027-02-01', coolDownDays: 2, blackouts } })
    const nights = ['2027-03-09', '2027-03-16', '2027-03-22']
    const schedule = scheduleStages(
      facts,
      placed(
        facts,
        nights.map((day) => [window(`${day}T01:00Z`, `${day}T05:00Z`)]),
      ),
    )
    const found = Object.keys(slack).map((id) => [id, taskOf(schedule, id).slackDays])
    expect(Object.fromEntries(found)).toEqual(slack)
  })

  it('gives the same bytes for the same input', () => {
    const [a, b] = [
      wholePlan(pandaFacts('2027-01-04T14:00:00Z')),
      wholePlan(pandaFacts('2027-01-04T14:00:00Z')),
    ]
    expect(JSON.stringify(a)).toBe(JSON.stringify(b))
  })
})
