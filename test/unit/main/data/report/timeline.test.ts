import { describe, expect, it } from 'vitest'
import type { ReportFacts } from '../../../../../main/data/report/facts.ts'
import { render } from '../../../../../main/data/report/markup.ts'
import { batchesSection } from '../../../../../main/data/report/sections/schedule.ts'
import { timelineSection } from '../../../../../main/data/report/sections/timeline.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { proposePlan } from '../../../../../shared/planner/propose.ts'
import type { Plan } from '../../../../../shared/planner/types.ts'
import { labCustomers, labSpec } from '../../../../helpers/lab.ts'
import { noProgress } from '../../../../helpers/progress.ts'

const at = instant(Date.UTC(2027, 0, 11, 12))
const customers = labCustomers(12).map((c) => ({ ...c, state: 'planned' as const, returns: 0 }))

function plan(): Plan {
  const proposed = proposePlan({
    spec: labSpec,
    settings: labSpec.planning,
    customers,
    now: at,
    holidays: () => [],
    progress: noProgress,
  })
  if (!proposed.ok) throw new Error(proposed.problem.message)
  return proposed.value
}

const nothing = {
  at,
  spec: labSpec,
  head: { seq: 1, hash: 'x' },
  customers,
  batches: [],
  runs: [],
  downtime: [],
  logs: [],
  gaps: [],
  logCheck: { checks: [], ledger: [] },
  attempts: [],
  openAttempts: [],
  failedAttempts: [],
  setbacks: [],
  approvals: [],
  checks: [],
  missed: [],
  skipped: [],
  merges: new Map(),
  decommissioned: [],
} satisfies ReportFacts

function planned(): ReportFacts {
  const today = plan()
  const schedule = today.schedule.tasks.map(({ id, from, to }) => ({ id, from, to }))
  return {
    ...nothing,
    batches: today.batches.map((b) => ({ ...b, state: 'planned' as const })),
    plan: {
      stored: {
        version: 1,
        at,
        by: 'Ana',
        reason: 'first plan',
        edit: { kind: 'propose' },
        settings: today.settings,
        schedule,
        findings: [],
      },
      planned: new Map(schedule.map((dates) => [dates.id, dates])),
      today: { plan: today },
    },
  }
}

/** The text of a section, as a reader sees it. */
const textOf = (section: Parameters<typeof render>[0]): string =>
  render(section)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

describe('the timeline of the report', () => {
  it('names version, milestones, downtime windows in their zones, the freeze and the critical path', () => {
    const text = textOf(timelineSection(planned()))
    expect(text).toContain('Plan version 1 by Ana: first plan.')
    expect(text).toMatch(/Catalog freeze enforced 20\d\d-\d\d-\d\d \d\d:\d\d America\/New_York/)
    expect(text).toMatch(/uk-sip over to the DSBC 3 min 00 s \d{4}-\d\d-\d\d 01:00 Europe\/London/)
    expect(text).toContain('Shaded: catalog freeze.')
    expect(text).toContain('◆')
    expect(text).toContain('10 business days')
  })

  it('shows what the planner has to say, with what to change', () => {
    expect(textOf(timelineSection(planned()))).toMatch(/warning.*releases/)
  })

  it('says before the first plan that there is none', () => {
    expect(textOf(timelineSection(nothing))).toContain('No plan was made yet.')
  })
})

describe('the batches of the report', () => {
  it('stand in the zone of each environment and in UTC', () => {
    const text = textOf(batchesSection(planned()))
    expect(text).toMatch(/uk: \w{3} \d{4}-\d\d-\d\d 01:00–05:00 Europe\/London \(UTC\)/)
    expect(text).toMatch(/us: .*\(UTC-05:00\) \d{4}-\d\d-\d\d 06:00 – 10:00 UTC/)
  })
})
