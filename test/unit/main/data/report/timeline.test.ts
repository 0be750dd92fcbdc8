import { describe, expect, it } from 'vitest'
import { render } from '../../../../../main/data/report/markup.ts'
import { batchesSection } from '../../../../../main/data/report/sections/schedule.ts'
import { timelineSection } from '../../../../../main/data/report/sections/timeline.ts'
import { plannedFacts, reportFacts } from '../../../../helpers/report-facts.ts'

/** The text of a section, as a reader sees it. */
const textOf = (section: Parameters<typeof render>[0]): string =>
  render(section)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

describe('the timeline of the report', () => {
  it('names version, milestones, downtime windows in their zones, the freeze and the critical path', () => {
    const text = textOf(timelineSection(plannedFacts()))
    expect(text).toContain('Plan version 1 by Ana: first plan.')
    expect(text).toMatch(/Catalog freeze enforced 20\d\d-\d\d-\d\d \d\d:\d\d America\/New_York/)
    expect(text).toMatch(/uk-sip over to the DSBC 3 min 00 s \d{4}-\d\d-\d\d 01:00 Europe\/London/)
    expect(text).toContain('Shaded: catalog freeze.')
    expect(text).toContain('◆')
    expect(text).toContain('10 business days')
  })

  it('says of a stage without runs how many of its tasks are done, and no length of none', () => {
    const facts = plannedFacts()
    const { plan } = facts
    if (plan === undefined || !('plan' in plan.today)) throw new Error('there is a plan')
    const { schedule } = plan.today.plan
    const tasks = schedule.tasks.map((task) =>
      task.stage === 'analysis' ? { ...task, state: 'done' as const } : task,
    )
    const stages = schedule.stages.map((one) =>
      one.stage === 'analysis' ? { ...one, businessDays: 0 } : one,
    )
    const today = {
      ...plan.today,
      plan: { ...plan.today.plan, schedule: { ...schedule, tasks, stages } },
    }
    const text = textOf(timelineSection({ ...facts, runs: [], plan: { ...plan, today } }))
    const count = tasks.filter(({ stage }) => stage === 'analysis').length
    expect(text).toContain(` ${count} of ${count} tasks done`)
    expect(text).not.toMatch(/\b0 business days|no runs yet/)
  })

  it('shows what the planner has to say, with what to change', () => {
    expect(textOf(timelineSection(plannedFacts()))).toMatch(/warning.*releases/)
  })

  it('says before the first plan that there is none', () => {
    expect(textOf(timelineSection(reportFacts([])))).toContain('No plan was made yet.')
  })
})

describe('the batches of the report', () => {
  it('stand in the zone of each environment and in UTC', () => {
    const text = textOf(batchesSection(plannedFacts()))
    expect(text).toMatch(/uk: \w{3} \d{4}-\d\d-\d\d 01:00–05:00 Europe\/London \(UTC\)/)
    expect(text).toMatch(/us: .*\(UTC-05:00\) \d{4}-\d\d-\d\d 06:00 – 10:00 UTC/)
  })
})
