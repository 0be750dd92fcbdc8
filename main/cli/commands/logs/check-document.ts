import type { CustomerId } from '../../../../shared/domain/ids.ts'
import type { GroupFinding, LogCheckResult, Template } from '../../../../shared/log-rules/types.ts'
import type { ReadFile } from '../../../data/analysis/check-files.ts'

/** Groups that are as they were: a document of a hundred thousand of them helps nobody, and their number stands in it. */
const mostUnchanged = 5000

export type Attributed = {
  readonly customer: CustomerId
  readonly moved: boolean
  /** Absent for those outside the batch. */
  readonly verdict?: LogCheckResult['verdict']
  /** Of groups that are not as they were. */
  readonly groups: readonly {
    readonly id: string
    readonly lines: number
    readonly unsure: boolean
    readonly by: string
  }[]
}

/** The JSON document of a check: the result, and the same by customer. Same result, same bytes. */
export function checkDocument(
  result: LogCheckResult,
  more: {
    readonly templates?: readonly Template[]
    readonly files?: readonly ReadFile[]
    readonly every?: boolean
  } = {},
): Record<string, unknown> {
  const { templates, files, every } = more
  const changed = result.groups.filter(({ verdict }) => verdict !== 'unchanged')
  const same = result.groups.filter(({ verdict }) => verdict === 'unchanged')
  return {
    verdict: result.verdict,
    reasons: result.reasons,
    groups: [...changed, ...same.slice(0, mostUnchanged)],
    unchangedLeftOut: Math.max(0, same.length - mostUnchanged),
    attribution: attributionOf(result),
    customers: result.customers,
    figures: result.figures,
    gaps: result.gaps,
    clocks: result.clocks ?? [],
    notes: result.notes ?? [],
    ledger: result.ledger ?? [],
    ...(every === undefined ? {} : { lines: every ? 'all' : 'trouble' }),
    ...(templates === undefined ? {} : { templates: templates.slice(0, 2 * mostUnchanged) }),
    ...(files === undefined ? {} : { files }),
  }
}

export function attributionOf({ groups, customers }: LogCheckResult): readonly Attributed[] {
  const verdicts = new Map(customers.map(({ customer, verdict }) => [customer, verdict]))
  const all = new Map<CustomerId, Attributed['groups'][number][]>()
  for (const group of groups) {
    if (group.verdict === 'unchanged' && !asks(group)) continue
    for (const { customer, count, unsure, by } of group.customers) {
      const list = all.get(customer) ?? []
      list.push({ id: group.template.id, lines: count, unsure, by })
      all.set(customer, list)
    }
  }
  return [...all]
    .map(([customer, list]) => {
      const verdict = verdicts.get(customer)
      return {
        customer,
        moved: verdict !== undefined,
        ...(verdict === undefined ? {} : { verdict }),
        groups: list,
      }
    })
    .sort((a, b) => Number(b.moved) - Number(a.moved) || (a.customer < b.customer ? -1 : 1))
}

const asks = ({ weight }: GroupFinding): boolean => weight === 'stop' || weight === 'look'
