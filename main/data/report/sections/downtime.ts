import { unwatchedCustomers } from '../../../../shared/domain/downtime.ts'
import { formatMs } from '../../../../shared/domain/time.ts'
import type { DowntimeRow } from '../../protocol.ts'
import { capped } from '../capped-table.ts'
import { budgetChart } from '../charts/budget-chart.ts'
import { histogram } from '../charts/histogram.ts'
import { downtimeVerdict, isBreach, isLockout, percentile } from '../downtime-verdict.ts'
import type { ReportFacts } from '../facts.ts'
import { badge, groupDigits, markup, table } from '../markup.ts'
import type { Content, Markup } from '../markup.ts'
import { when } from '../words.ts'

export function downtimeSection({ downtime, customers }: ReportFacts): Markup {
  const windows = downtime.filter((d) => !isLockout(d))
  const lockouts = downtime.filter(isLockout)
  return markup`<section>
    <h2>Downtime against budget</h2>
    <h3>Windows</h3>
    ${budgetChart(windows)}${windows.length === 0 ? '' : windowTable(windows)}
    <h3>Lock-outs of moved customers</h3>
    ${lockoutPart(lockouts, unwatchedCustomers(customers, downtime).length)}
  </section>`
}

const windowTable = (rows: readonly DowntimeRow[]): Markup =>
  table(
    'Downtime windows',
    ['Window', 'Opened', 'Budget', 'Measured', 'Uncertainty', 'Left', 'Verdict'],
    rows.map((row) => [
      `${row.service} · ${row.scope}`,
      when(row.openedAt),
      formatMs(row.budgetMs),
      typeof row.measuredMs === 'number' ? formatMs(row.measuredMs) : '–',
      row.resolutionMs === undefined ? '–' : `± ${formatMs(row.resolutionMs)}`,
      typeof row.measuredMs === 'number'
        ? formatMs(Math.max(0, row.budgetMs - row.measuredMs))
        : '–',
      verdictBadge(row),
    ]),
  )

const verdictBadge = (row: DowntimeRow): Markup => {
  const { tone, text } = downtimeVerdict(row)
  return badge(tone, text)
}

function lockoutPart(rows: readonly DowntimeRow[], unwatched: number): Content {
  if (rows.length === 0)
    return unwatched === 0
      ? markup`<p class="soft">No customer was moved yet.</p>`
      : badge('warn', `None of ${groupDigits(unwatched)} moved customers was watched.`)
  const measured = rows.flatMap((r) => (typeof r.measuredMs === 'number' ? [r.measuredMs] : []))
  const breaches = rows.filter(isBreach)
  const budgets = [...new Set(rows.map((r) => r.budgetMs))].sort((a, b) => a - b)
  const figure = (share: number): string => {
    const value = percentile(measured, share)
    return value === undefined ? '–' : formatMs(value)
  }
  return markup`<p>
      ${groupDigits(rows.length)} lock-outs, ${groupDigits(measured.length)} of them measured. Half
      of them took at most ${figure(0.5)}, 95 of 100 at most ${figure(0.95)}, the longest
      ${figure(1)}. Budget: ${budgets.map(formatMs).join(', ')}.
    </p>
    ${histogram(measured, budgets[0] ?? 0)}
    ${breaches.length === 0 ? markup`<p>${promise(rows.length - measured.length + unwatched)}</p>` : breachTable(breaches)}`
}

/** Unknown is never inside. */
const promise = (unmeasured: number): Markup =>
  unmeasured === 0
    ? badge('ok', 'No customer was locked out for longer than the budget.')
    : badge(
        'warn',
        `No measured lock-out was longer than the budget; of ${groupDigits(unmeasured)} nobody knows it.`,
      )

const breachTable = (rows: readonly DowntimeRow[]): Markup =>
  capped(
    'Every breach',
    ['Customer', 'Opened', 'Budget', 'Measured', 'Verdict'],
    rows.map((row) => [
      row.member,
      when(row.openedAt),
      formatMs(row.budgetMs),
      formatMs(row.measuredMs ?? 0),
      verdictBadge(row),
    ]),
    'None.',
  )
