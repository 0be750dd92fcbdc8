import { batchName } from '../../../../shared/domain/batch-name.ts'
import { localSpan } from '../../../../shared/domain/local-time.ts'
import type { BatchWindow } from '../../../../shared/domain/planning.ts'
import type { ProjectSpec } from '../../../../shared/domain/project.ts'
import type { ScheduledTask } from '../../../../shared/planner/types.ts'
import { capped } from '../capped-table.ts'
import { spanChart } from '../charts/span-chart.ts'
import type { SpanRow } from '../charts/span-chart.ts'
import type { ReportFacts } from '../facts.ts'
import { badge, markup, table } from '../markup.ts'
import type { Content, Markup } from '../markup.ts'
import { customerTone, intervalText, span, union } from '../words.ts'
import { actualOf, freezeOf, planOf } from './timeline.ts'

/** Batches in their windows, planned, baseline and actual, and the hand work of each. */
export function batchesSection(facts: ReportFacts): Markup {
  const { batches, runs, customers, spec, at } = facts
  if (batches.length === 0)
    return markup`<section>
      <h2>Batches</h2>
      <p class="soft">No batch was made yet.</p>
    </section>`
  const plan = planOf(facts)
  const taskOf = new Map<string, ScheduledTask>(
    plan?.schedule.tasks.flatMap((t) => (t.batch === undefined ? [] : [[t.batch, t] as const])),
  )
  const accountsOf = new Map<string, number>(customers.map((c) => [c.id, c.accounts]))
  const lines = batches.map((batch) => {
    const own = runs.filter((r) => r.batch === batch.id)
    const task = taskOf.get(batch.id)
    return {
      batch,
      task,
      name: batchName(batch.id),
      planned: union(batch.windows),
      actual: actualOf(own, at),
    }
  })
  const chart = lines.map(({ batch, task, planned, actual, name }): SpanRow => ({
    label: name,
    note: batch.state,
    tone: customerTone(batch.state),
    critical: task?.critical ?? false,
    ...(planned === undefined ? {} : { planned }),
    ...(task?.baseline === undefined ? {} : { baseline: task.baseline }),
    ...(actual === undefined ? {} : { actual }),
  }))
  return markup`<section>
    <h2>Batches</h2>
    ${spanChart('Batches', chart, freezeOf(plan))}
    ${table(
      'Batch schedule; each window in the zone of its environment, then in UTC',
      ['Batch', 'Customers', 'Accounts', 'Window', 'Baseline', 'Actual', 'State'],
      lines.map(({ batch, task, actual, name }) => [
        name,
        batch.members.length,
        batch.members.reduce((sum, id) => sum + (accountsOf.get(id) ?? 0), 0),
        windowsText(spec, batch.windows),
        intervalText(task?.baseline),
        intervalText(actual),
        badge(customerTone(batch.state), batch.state),
      ]),
    )}
    ${
      plan === undefined
        ? ''
        : capped(
            'Hand work of the batches',
            ['Task', 'Batch', 'Customers', 'Owner', 'Due', 'State'],
            plan.handWork.map((t) => [
              t.title,
              batchName(t.batch),
              t.customers.length,
              t.owner,
              t.due,
              badge(t.state === 'done' ? 'ok' : 'calm', t.state),
            ]),
            'No batch needs hand work.',
          )
    }
  </section>`
}

const windowsText = ({ environments }: ProjectSpec, windows: readonly BatchWindow[]): Content =>
  windows.length === 0
    ? badge('bad', 'no window')
    : windows.map((w, i) => {
        const zone = environments.find((e) => e.id === w.environment)?.zone ?? 'UTC'
        return markup`${i === 0 ? '' : markup`<br />`}${w.environment}:
          ${localSpan(w.from, w.to, zone)}<br /><span class="soft">${span(w.from, w.to)}</span>`
      })
