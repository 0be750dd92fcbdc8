import { batchName } from '../../../../shared/domain/batch-name.ts'
import { formatInstant } from '../../../../shared/domain/time.ts'
import { endOf } from '../../../../shared/log-rules/ledger.ts'
import { isOnlyCounted } from '../../../../shared/log-rules/looks.ts'
import type { GroupFinding, LogCheckResult } from '../../../../shared/log-rules/types.ts'
import type { LedgerRow, StoredLogCheck } from '../../protocol.ts'
import { capped, cut } from '../capped-table.ts'
import { troubleChart } from '../charts/trouble-chart.ts'
import type { ReportFacts } from '../facts.ts'
import { badge, groupDigits, markup } from '../markup.ts'
import type { Content, Markup, Tone } from '../markup.ts'
import { when } from '../words.ts'

/** Groups of one batch with examples; the rest is counted. A batch that went well has none. */
const mostGroups = 12
const mostReasons = 6

export function logCheckSection({ logCheck, batches }: ReportFacts): Markup {
  const { checks, ledger, trouble } = logCheck
  const ordinals = new Map<string, number>(batches.map(({ id, ordinal }) => [id, ordinal]))
  return markup`<section>
    <h2>Log check</h2>
    <p class="soft">
      What the hosts logged after each batch against the days before it. A verdict stands until
      somebody signs for it.
    </p>
    ${capped(
      'Verdict of each batch',
      ['Batch', 'Checked', 'Verdict', 'Why', 'Reviewed', 'Lines compared'],
      checks.map((check) => [
        `${batchName(check.batch)}${ordinals.has(check.batch) ? '' : ' (no longer planned)'}`,
        when(check.at),
        verdictBadge(check.result.verdict),
        reasonsOf(check.result),
        reviewsOf(check),
        check.result.figures.after.lines,
      ]),
      'No batch was checked yet.',
    )}
    ${trouble === undefined ? '' : troubleChart(trouble)} ${checks.map(groupsOf)}
    ${customersOf(checks)} ${ledgerOf(ledger, checks)}
  </section>`
}

const tones: Readonly<Record<LogCheckResult['verdict'], Tone>> = {
  pass: 'ok',
  fail: 'bad',
  inconclusive: 'warn',
}

const verdictBadge = (verdict: LogCheckResult['verdict']): Markup => badge(tones[verdict], verdict)

function reasonsOf({ reasons }: LogCheckResult): Content {
  const rest = reasons.length - mostReasons
  return [
    ...reasons.slice(0, mostReasons).map((reason) => markup`${cut(reason)}<br />`),
    rest > 0 ? `and ${rest} more` : '',
  ]
}

function reviewsOf({ reviews, settled, hash, result }: StoredLogCheck): Content {
  if (reviews.length === 0)
    return result.verdict === 'pass' ? 'not needed' : badge('warn', 'by nobody')
  const open = result.verdict === 'fail' && !settled
  return [
    ...reviews.map(
      ({ by, decision, customer, at, reason, result: seen }) =>
        markup`${decision} ${customer ?? 'the batch'} by ${by}, ${when(at)}: ${cut(reason)}${seen === hash ? '' : ' (of an earlier result)'}<br />`,
    ),
    open ? badge('bad', 'not all of it is answered for') : '',
  ]
}

const order: readonly GroupFinding['verdict'][] = ['new', 'gone', 'shifted', 'unchanged']

/** What asks for something, new first. */
function groupsOf({ batch, result }: StoredLogCheck): Content {
  const asking = result.groups
    .filter(({ weight }) => weight === 'stop' || weight === 'look')
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  if (asking.length === 0) return ''
  const rest = asking.length - mostGroups
  return markup`${capped(
    `${batchName(batch)}: groups that ask for something`,
    ['Group', 'Kind', 'Before', 'After', 'Hosts', 'Whom', 'Known as', 'Example'],
    asking
      .slice(0, mostGroups)
      .map((group) => [
        cut(group.template.text),
        markup`${badge(group.weight === 'stop' ? 'bad' : 'warn', kindOf(group))}`,
        group.before.count,
        group.after.count,
        some(group.hosts),
        whomOf(group),
        group.signature === undefined ? '' : `${group.signature.meaning} ${group.signature.advice}`,
        markup`<code>${cut(group.examples[0]?.text ?? '')}</code>`,
      ]),
    '',
  )}${rest > 0 ? markup`<p class="soft">And ${groupDigits(rest)} more groups; all of them are in the project file.</p>` : ''}`
}

const kindOf = ({ verdict, level, suspect }: GroupFinding): string =>
  verdict === 'gone'
    ? 'stopped'
    : `${verdict === 'new' ? 'new' : verdict === 'shifted' ? 'more frequent' : 'first for a customer'} ${suspect ? 'suspect line' : level}`

function whomOf(group: GroupFinding): string {
  const { customers, moved } = group
  const isMoved = new Set(moved)
  const own = customers.filter(({ customer }) => isMoved.has(customer))
  const others = customers.length - own.length
  const names = some(own.map(({ customer, unsure }) => `${customer}${unsure ? '?' : ''}`))
  if (customers.length === 0) return isOnlyCounted(group) ? 'only counted' : 'nobody named'
  if (own.length === 0) return `${others} outside the batch`
  return others === 0 ? names : `${names}; ${others} outside the batch`
}

const some = (items: readonly string[], most = 4): string =>
  items.length <= most
    ? items.join(', ')
    : `${items.slice(0, most).join(', ')} and ${items.length - most} more`

function customersOf(checks: readonly StoredLogCheck[]): Content {
  const rows = checks.flatMap(({ batch, result }) =>
    result.customers
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ customer, verdict, reasons, groups }) => [
        customer,
        batchName(batch),
        verdictBadge(verdict),
        groups.length,
        cut(reasons[0] ?? ''),
      ]),
  )
  const passed = checks.reduce(
    (n, { result }) => n + result.customers.filter((c) => c.verdict === 'pass').length,
    0,
  )
  const open = checks.reduce(
    (n, { result }) => n + result.customers.filter((c) => c.verdict === 'inconclusive').length,
    0,
  )
  if (checks.length === 0) return ''
  return markup`${capped(
    'Customers whose logs say that something broke',
    ['Customer', 'Batch', 'Verdict', 'Groups', 'First reason'],
    rows,
    'No customer has a verdict of fail.',
  )}
    <p class="soft">
      ${groupDigits(passed)} customers pass, ${groupDigits(open)} are inconclusive.
    </p>`
}

function ledgerOf(ledger: readonly LedgerRow[], checks: readonly StoredLogCheck[]): Content {
  if (ledger.length === 0) return ''
  const hits = (id: string): number =>
    checks.reduce(
      (n, { result }) =>
        n + (result.ledger ?? []).reduce((m, use) => (use.entry === id ? m + use.lines : m), 0),
      0,
    )
  return capped(
    'Noise ledger: what somebody answers for',
    ['Entry', 'Hides', 'Owner', 'Why', 'Until', 'Lines hidden'],
    ledger.map(({ entry, endedAt, endedBy }) => [
      entry.id,
      cut(entry.group ?? entry.signature ?? entry.phrase ?? ''),
      entry.owner,
      entry.reason,
      endedAt === undefined ? endOf(entry) : `ended ${formatInstant(endedAt)} by ${endedBy ?? ''}`,
      hits(entry.id),
    ]),
    '',
  )
}
