import { formatInstant } from '../../../../shared/domain/time.ts'
import type { Instant } from '../../../../shared/domain/time.ts'
import { isTrouble } from '../../../../shared/log-rules/comparison.ts'
import { clockSentences } from '../../../../shared/log-rules/clocks.ts'
import type { GroupFinding, LogCheckResult, Side } from '../../../../shared/log-rules/types.ts'

/** Groups of one kind that the terminal shows; the rest is counted. */
const mostGroups = 40
/** A batch writes of itself: of lines that ask for nothing a few will do. */
const mostCalm = 8
const exampleLength = 400

/** A result for eyes: verdict and reasons, what is new first, what stopped, what shifted, customers, what was not seen, figures. */
export function checkText(result: LogCheckResult): string {
  const asking = result.groups.filter(({ weight }) => weight === 'stop' || weight === 'look')
  const noted = result.groups.filter(
    ({ weight, verdict }) => weight !== 'stop' && weight !== 'look' && verdict !== 'unchanged',
  )
  const calm = noted.filter((group) => !isTrouble(group))
  const of = (verdict: GroupFinding['verdict']) => asking.filter((g) => g.verdict === verdict)
  return [
    `Verdict: ${result.verdict}`,
    ...result.reasons.map((reason) => `  - ${reason}`),
    ...groupList('New', of('new')),
    ...groupList('Stopped', of('gone')),
    ...groupList('More frequent than before', of('shifted')),
    ...groupList('Known, and for the first time for a customer of the batch', of('unchanged')),
    ...customerList(result),
    ...section('Only listed', noted.filter(isTrouble).map(notedLine)),
    ...section('Information that changed', calm.map(notedLine), mostCalm),
    ...section(
      'Noise ledger',
      (result.ledger ?? []).map(
        ({ entry, state, lines, groups }) =>
          `${entry}: ${state === 'working' ? 'hid' : 'has ended, and would have hidden'} ${lines} lines in ${groups.length} groups`,
      ),
    ),
    ...section('Not seen', result.gaps),
    ...section('Clocks', clockSentences(result.clocks ?? [])),
    ...section('Left out', result.notes ?? []),
    '',
    'Figures',
    `  before: ${figuresOf(result, 'before')}`,
    `  after:  ${figuresOf(result, 'after')}`,
    `  groups: ${groupCounts(result)}`,
  ].join('\n')
}

const notedLine = (group: GroupFinding): string =>
  `${group.verdict}: ${countsOf(group)}  ${titleOf(group)}`

function section(title: string, lines: readonly string[], most = mostGroups): readonly string[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, most).map((line) => `  ${line}`)
  const rest = lines.length - shown.length
  return ['', title, ...shown, ...(rest > 0 ? [`  and ${rest} more (all with --json)`] : [])]
}

function groupList(title: string, groups: readonly GroupFinding[]): readonly string[] {
  if (groups.length === 0) return []
  const rest = groups.length - mostGroups
  return [
    '',
    `${title} (${groups.length})`,
    ...groups.slice(0, mostGroups).flatMap(groupLines),
    ...(rest > 0 ? [`  and ${rest} more (all with --json)`] : []),
  ]
}

function groupLines(group: GroupFinding): readonly string[] {
  const { hosts, why, first, last, signature, examples } = group
  const [example] = examples
  return [
    `  ${group.weight === 'stop' ? 'STOP' : 'look'} ${group.level}${group.suspect ? ' (by its words)' : ''}  ${titleOf(group)}`,
    `       id ${group.template.id}; ${countsOf(group)}; ${spanOf(first, last)}`,
    `       hosts: ${some(hosts)}`,
    ...customerLines(group),
    ...(signature === undefined
      ? []
      : [
          `       known as ${signature.id}: ${signature.meaning}`,
          `       advice: ${signature.advice}`,
        ]),
    `       why: ${why}`,
    ...(example === undefined
      ? []
      : [`       e.g. ${example.host} ${example.file}: ${oneLine(example.text)}`]),
  ]
}

/** Customers of the batch stand apart from the rest. */
function customerLines({ customers, moved }: GroupFinding): readonly string[] {
  if (customers.length === 0) return []
  const isMoved = new Set(moved)
  const words = (list: GroupFinding['customers']): string =>
    some(list.map((c) => `${c.customer}${c.unsure ? '?' : ''} (${c.count}, by ${c.by})`))
  const own = customers.filter((c) => isMoved.has(c.customer))
  const others = customers.filter((c) => !isMoved.has(c.customer))
  return [
    ...(own.length === 0 ? [] : [`       moved customers: ${words(own)}`]),
    ...(others.length === 0 ? [] : [`       other customers: ${words(others)}`]),
  ]
}

function customerList({ customers }: LogCheckResult): readonly string[] {
  const troubled = customers.filter(({ verdict }) => verdict === 'fail')
  const open = customers.filter(({ verdict }) => verdict === 'inconclusive').length
  const passed = customers.filter(({ verdict }) => verdict === 'pass').length
  return customers.length === 0
    ? []
    : [
        '',
        `Moved customers: ${passed} pass, ${troubled.length} fail, ${open} inconclusive`,
        ...troubled
          .slice(0, mostGroups)
          .map(({ customer, reasons }) => `  fail ${customer}: ${reasons[0] ?? ''}`),
      ]
}

const titleOf = ({ template: { text } }: GroupFinding): string =>
  oneLine(text.length > 200 ? `${text.slice(0, 197)}...` : text)

const oneLine = (text: string): string =>
  text
    .slice(0, exampleLength)
    .split('\n')
    .map((line) => line.trim())
    .join(' ⏎ ')

const countsOf = ({ before, after }: GroupFinding): string =>
  `${before.count} before (${rate(before.perHour)}/h a host), ${after.count} after (${rate(after.perHour)}/h)`

const rate = (value: number): string => String(Number(value.toPrecision(3)))

const spanOf = (first: Instant | undefined, last: Instant | undefined): string =>
  first === undefined
    ? 'no time in its lines'
    : last === undefined || last === first
      ? `at ${formatInstant(first)}`
      : `${formatInstant(first)} to ${formatInstant(last)}`

const some = (items: readonly string[], most = 8): string =>
  items.length <= most
    ? items.join(', ')
    : `${items.slice(0, most).join(', ')} and ${items.length - most} more`

/** Lines in are lines out. */
function figuresOf({ figures }: LogCheckResult, side: Side): string {
  const { lines, records, continuations, refused, bytes } = figures[side]
  return `${lines} lines = ${records} records + ${continuations} continuations + ${refused} refused (${(bytes / 2 ** 20).toFixed(1)} MiB)`
}

function groupCounts({ groups }: LogCheckResult): string {
  const kinds = ['new', 'shifted', 'gone', 'unchanged'] as const
  return kinds
    .map((kind) => `${groups.filter(({ verdict }) => verdict === kind).length} ${kind}`)
    .join(', ')
}
