import { batchName } from '../domain/batch-name.ts'
import { counted } from '../base/counted.ts'
import type { CustomerId } from '../domain/ids.ts'
import type { JudgePolicy } from './policy.ts'
import type { Exposure } from './rates.ts'
import type { Signature } from './signatures.ts'
import type { GroupFinding, GroupWeight } from './types.ts'
import { someOf } from '../base/some-of.ts'

/** What one group means for the batch and for each customer, by the policy. */

export type Outcome = 'fail' | 'inconclusive' | 'note'
export type Ruling = {
  readonly finding: GroupFinding
  readonly weight: GroupWeight
  /** Of the batch. */
  readonly reason?: string
  readonly customers: readonly {
    readonly customer: CustomerId
    readonly outcome: Outcome
    readonly reason: string
  }[]
}

export type Rules = {
  readonly policy: JudgePolicy
  readonly severity: ReadonlyMap<string, Signature['severity']>
  readonly exposure: Exposure
  readonly moved: ReadonlySet<CustomerId>
  readonly movedBefore: ReadonlySet<CustomerId>
  readonly open: OpenTrouble
}

/** Ids of templates that asked for something for customers of an earlier batch, and nobody has accepted them since. */
export type OpenTrouble = ReadonlyMap<
  string,
  { readonly batch: string; readonly weight: Exclude<GroupWeight, 'note'> }
>

const note = (finding: GroupFinding): Ruling => ({ finding, weight: 'note', customers: [] })

export function rule(finding: GroupFinding, rules: Rules): Ruling {
  const severity = severityOf(finding, rules)
  if (finding.ledger !== undefined || severity === 'note') return note(finding)
  const { policy } = rules
  if (finding.verdict === 'unchanged')
    return (
      stillOpen(finding, rules, severity) ??
      (severity === 'stop' ? firstStop(finding, policy) : note(finding))
    )
  if (finding.verdict === 'gone') return general(finding, policy.gone)
  if (!isTrouble(finding, severity)) return note(finding)
  if (finding.moved.length > 0) return ofMoved(finding, rules, severity)
  if (finding.customers.length === 0) return ofNobody(finding, rules, severity)
  const heavy = finding.level === 'error' || severity === 'stop'
  const before = finding.customers.filter((c) => !c.unsure && rules.movedBefore.has(c.customer))
  if (finding.verdict === 'new' && before.length > 0) {
    const ids = before.map((c) => c.customer)
    const who = `for ${counted(ids.length, 'customer')} who moved before (${someOf(ids)})`
    return general(finding, heavy ? policy.othersNewError : 'inconclusive', who)
  }
  if (!heavy) return note(finding)
  return general(finding, finding.verdict === 'new' ? policy.othersNewError : policy.risenError)
}

/** The baseline has it only because an earlier batch brought it: for the customers of this one it is as bad as it was for those. */
function stillOpen(
  finding: GroupFinding,
  { policy, open }: Rules,
  severity: Signature['severity'] | undefined,
): Ruling | undefined {
  const known = open.get(finding.template.id)
  const moved = new Set(finding.moved)
  const concerned = finding.customers.filter((c) => moved.has(c.customer))
  if (known === undefined || concerned.length === 0 || !isTrouble(finding, severity))
    return undefined
  const sure: Outcome = known.weight === 'stop' ? 'fail' : 'inconclusive'
  const customers = concerned.map(({ customer, count: n, by, unsure }) => ({
    customer,
    outcome: unsure ? policy.unsure : sure,
    reason: `known from ${batchName(known.batch)}, and nobody has accepted it: ${title(finding)} (${counted(n, 'line')}, ${unsure ? 'perhaps theirs' : 'theirs'} by ${words(by)})`,
  }))
  return {
    finding,
    weight: weightOf(customers.map((c) => c.outcome)),
    customers,
    reason: `trouble of ${batchName(known.batch)} that nobody has accepted, for ${counted(customers.length, 'customer')} of the batch (${someOf(customers.map((c) => c.customer))}): ${title(finding)}`,
  }
}

/** The platform had it all along, and a customer of the batch for the first time: a scanner's noise must not hide them. */
function firstStop(finding: GroupFinding, policy: JudgePolicy): Ruling {
  const outcome = policy.firstStopOfMoved
  const first = new Set(finding.firstFor)
  if (first.size === 0 || outcome === 'note') return note(finding)
  const customers = finding.customers
    .filter((c) => first.has(c.customer))
    .map(({ customer, count: n, by }) => ({
      customer,
      outcome,
      reason: `for the first time: ${title(finding)} (${counted(n, 'line')}, theirs by ${words(by)})`,
    }))
  return {
    finding,
    weight: weightOf([outcome]),
    customers,
    reason: `a known failure, for the first time for ${counted(first.size, 'customer')} of the batch (${someOf([...first])}): ${title(finding)}`,
  }
}

/** What has no baseline may have been there all along. */
const capped = (
  outcome: Outcome,
  { verdict, hosts }: GroupFinding,
  { exposure }: Rules,
): Outcome =>
  outcome === 'fail' &&
  verdict === 'new' &&
  hosts.every((host) => (exposure.before[host] ?? 0) === 0)
    ? 'inconclusive'
    : outcome

const severityOf = (
  { signature }: GroupFinding,
  { severity }: Rules,
): Signature['severity'] | undefined =>
  signature === undefined ? undefined : severity.get(signature.id)

const isTrouble = (finding: GroupFinding, severity: Signature['severity'] | undefined): boolean =>
  finding.level === 'error' ||
  finding.level === 'warning' ||
  finding.suspect ||
  severity === 'stop' ||
  severity === 'look' ||
  finding.because === 'code'

function ofMoved(
  finding: GroupFinding,
  rules: Rules,
  severity: Signature['severity'] | undefined,
): Ruling {
  const { policy } = rules
  const heavy = severity === 'stop' || finding.level === 'error'
  const isNew = finding.verdict === 'new'
  const base: Outcome =
    severity === 'stop'
      ? 'fail'
      : isNew
        ? heavy
          ? policy.newErrorOfMoved
          : policy.newWarningOfMoved
        : heavy
          ? policy.risenErrorOfMoved
          : policy.risenWarningOfMoved
  const sure = capped(base, finding, rules)
  const moved = new Set(finding.moved)
  const customers = finding.customers
    .filter((c) => moved.has(c.customer))
    .map((c) => {
      const outcome: Outcome = c.unsure && sure !== 'note' ? policy.unsure : sure
      return {
        customer: c.customer,
        outcome,
        reason: `${what(finding)}: ${title(finding)} (${counted(c.count, 'line')}, ${c.unsure ? 'perhaps theirs' : 'theirs'} by ${words(c.by)})`,
      }
    })
  const weight = weightOf(customers.map((c) => c.outcome))
  const named = customers.map((c) => `${c.customer}${isUnsure(finding, c.customer) ? ' (?)' : ''}`)
  return {
    finding,
    weight,
    customers,
    reason: `${what(finding)} for ${counted(named.length, 'customer')} of the batch (${someOf(named)}): ${title(finding)}`,
  }
}

/** Trouble that names nobody: of the platform, and so of everybody, when there is much of it. */
function ofNobody(
  finding: GroupFinding,
  rules: Rules,
  severity: Signature['severity'] | undefined,
): Ruling {
  const { policy } = rules
  const isError = finding.level === 'error' || severity === 'stop'
  const wide =
    finding.after.count >= policy.platformErrorLines ||
    finding.hosts.length >= policy.platformErrorHosts
  if (finding.verdict === 'new' && isError && wide)
    return general(finding, capped('fail', finding, rules))
  return general(finding, 'inconclusive')
}

function general(
  finding: GroupFinding,
  outcome: Outcome,
  where = `on ${someOf(finding.hosts)} (${counted(finding.after.count, 'line')})`,
): Ruling {
  const weight = weightOf([outcome])
  return weight === 'note'
    ? note(finding)
    : {
        finding,
        weight,
        customers: [],
        reason: `${what(finding)} ${where}: ${title(finding)}`,
      }
}

const weightOf = (outcomes: readonly Outcome[]): GroupWeight =>
  outcomes.includes('fail') ? 'stop' : outcomes.includes('inconclusive') ? 'look' : 'note'

function what(finding: GroupFinding): string {
  const kind =
    finding.level === 'error'
      ? 'error'
      : finding.level === 'warning'
        ? 'warning'
        : finding.suspect
          ? 'suspect line'
          : 'line'
  if (finding.verdict === 'gone') return 'a regular line has stopped'
  return finding.verdict === 'new' ? `new ${kind}` : `${kind} more frequent than before`
}

function title({ signature, template }: GroupFinding): string {
  const text = template.text.length > 160 ? `${template.text.slice(0, 157)}...` : template.text
  return signature === undefined ? `"${text}"` : `"${text}" — ${signature.meaning}`
}

const isUnsure = (finding: GroupFinding, customer: CustomerId): boolean =>
  finding.customers.some((c) => c.customer === customer && c.unsure)

const words = (by: string): string => by.replaceAll('-', ' ')
