import type { GroupLine, LogCheckView } from '../../shared/ipc/log-views.ts'
import type { GroupFinding } from '../../shared/log-rules/types.ts'
import type { StoredLogCheck } from '../data/protocol.ts'

/** Of one group, by name; the others are counted. */
export const mostCustomers = 500
const longestText = 300

/** A check as the window shows it: thousands of groups in one answer, without what only one of them needs. */
export function checkView({ result, ...check }: StoredLogCheck): LogCheckView {
  const { groups, ...rest } = result
  return {
    ...rest,
    ...check,
    failing: result.customers.filter((c) => c.verdict === 'fail').map((c) => c.customer),
    groups: groups.map(groupLine),
  }
}

export function groupLine(group: GroupFinding): GroupLine {
  const { template, customers, before, after, signature, ledger } = group
  const { verdict, because, level, suspect, weight, hosts, first, last, moved } = group
  const own = new Set(moved)
  return {
    id: template.id,
    text:
      template.text.length > longestText
        ? `${template.text.slice(0, longestText)}…`
        : template.text,
    verdict,
    level,
    suspect,
    hosts,
    moved,
    before: before.count,
    after: after.count,
    others: customers
      .filter(({ customer }) => !own.has(customer))
      .slice(0, mostCustomers)
      .map(({ customer }) => customer),
    unsure: customers.filter(({ unsure }) => unsure).length,
    noise: ledger !== undefined,
    ...(because === undefined ? {} : { because }),
    ...(weight === undefined ? {} : { weight }),
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(signature === undefined ? {} : { signature: signature.id }),
  }
}
