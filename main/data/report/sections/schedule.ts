import { Stage } from '../../../../shared/domain/states.ts'
import { instant } from '../../../../shared/domain/time.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import type { BatchRow } from '../../protocol.ts'
import { spanChart } from '../charts/span-chart.ts'
import type { Interval, SpanRow } from '../charts/span-chart.ts'
import type { ReportFacts, ReportRun } from '../facts.ts'
import { badge, markup, table } from '../markup.ts'
import type { Markup } from '../markup.ts'
import { customerTone, span, stageTitles } from '../words.ts'

/** First start to last end; a run that is not over reaches to now. */
function actualOf(runs: readonly ReportRun[], now: Instant): Interval | undefined {
  const started = runs.flatMap((r) =>
    r.startedAt === undefined ? [] : [{ from: r.startedAt, to: r.endedAt ?? now }],
  )
  return union(started)
}

function union(intervals: readonly Interval[]): Interval | undefined {
  if (intervals.length === 0) return undefined
  return {
    from: Math.min(...intervals.map((i) => i.from)),
    to: Math.max(...intervals.map((i) => i.to)),
  }
}

export function stagesSection({ runs, batches, at }: ReportFacts): Markup {
  const rows = Stage.options.map((stage): SpanRow => {
    const own = runs.filter((r) => r.stage === stage)
    const plans = own.flatMap((r) =>
      r.startAt === undefined ? [] : [{ from: r.startAt, to: r.startAt }],
    )
    const windows = stage === 'transfer' ? batches.flatMap((b) => b.window ?? []) : []
    const planned = union([...plans, ...windows])
    const actual = actualOf(own, at)
    return {
      label: stageTitles[stage],
      note: stageNote(own),
      ...(planned === undefined ? {} : { planned }),
      ...(actual === undefined ? {} : { actual }),
    }
  })
  return markup`<section>
    <h2>Stages</h2>
    ${spanChart('Stages of the migration', rows)}${stageTable(rows)}
  </section>`
}

function stageNote(runs: readonly ReportRun[]): string {
  if (runs.length === 0) return 'no runs yet'
  const done = runs.filter((r) => r.state === 'succeeded').length
  return `${done} of ${runs.length} runs succeeded`
}

const stageTable = (rows: readonly SpanRow[]): Markup =>
  table(
    'Stages, planned and actual',
    ['Stage', 'Planned', 'Actual', 'Result'],
    rows.map((row) => [row.label, intervalText(row.planned), intervalText(row.actual), row.note]),
  )

const intervalText = (interval: Interval | undefined): string =>
  interval === undefined ? '–' : span(instant(interval.from), instant(interval.to))

export function batchesSection({ batches, runs, customers, at }: ReportFacts): Markup {
  if (batches.length === 0)
    return markup`<section>
      <h2>Batches</h2>
      <p class="soft">No batch was made yet.</p>
    </section>`
  const accountsOf = new Map<string, number>(customers.map((c) => [c.id, c.accounts]))
  const lines = batches.map((batch) => {
    const actual = actualOf(
      runs.filter((r) => r.batch === batch.id),
      at,
    )
    return { batch, actual, name: nameOf(batch) }
  })
  const chart = lines.map(({ batch, actual, name }): SpanRow => ({
    label: name,
    note: batch.state,
    tone: customerTone(batch.state),
    ...(batch.window === undefined ? {} : { planned: batch.window }),
    ...(actual === undefined ? {} : { actual }),
  }))
  return markup`<section>
    <h2>Batches</h2>
    ${spanChart('Batches', chart)}
    ${table(
      'Batch schedule',
      ['Batch', 'Customers', 'Accounts', 'Window', 'Actual', 'State'],
      lines.map(({ batch, actual, name }) => [
        name,
        batch.members.length,
        batch.members.reduce((sum, id) => sum + (accountsOf.get(id) ?? 0), 0),
        intervalText(batch.window),
        intervalText(actual),
        badge(customerTone(batch.state), batch.state),
      ]),
    )}
  </section>`
}

const nameOf = (batch: BatchRow): string =>
  batch.pilot && !batch.id.includes('pilot') ? `${batch.id} (pilot)` : batch.id
