import { counted } from '../base/counted.ts'
import { canonicalJson } from '../base/canonical-json.ts'
import type { CustomerId } from '../domain/ids.ts'
import { formatInstant } from '../domain/time.ts'
import { byImportance } from './compare.ts'
import { blindness } from './blindness.ts'
import { applyLedger } from './ledger.ts'
import type { LedgerEntry, LedgerMoment } from './ledger.ts'
import { defaultPolicy } from './policy.ts'
import type { JudgePolicy } from './policy.ts'
import type { Exposure } from './rates.ts'
import type { Signature } from './signatures.ts'
import { rule } from './rulings.ts'
import type { OpenTrouble, Rules, Ruling } from './rulings.ts'
import type {
  CustomerVerdict,
  GroupFinding,
  HostClock,
  LogCheckResult,
  Side,
  Verdict,
} from './types.ts'

export type JudgeInput = {
  /** Of compareSides, with signatures put on (signFindings). */
  readonly findings: readonly GroupFinding[]
  /** Customers of the batch: each gets a verdict. */
  readonly moved: readonly CustomerId[]
  /** Customers who stand on the target since an earlier batch: nobody else asks about them any more. */
  readonly movedBefore?: readonly CustomerId[]
  readonly figures: LogCheckResult['figures']
  readonly exposure: Exposure
  /** Host → lines, where reading of it is known apart from what it wrote. */
  readonly lines?: Readonly<Record<Side, Readonly<Record<string, number>>>> | undefined
  /** Sentences about what was not seen: gaps in logs, hosts not reached, clocks off, limits reached. */
  readonly gaps: readonly string[]
  /** Hosts that should have been read. One without any log since the batch is a gap. */
  readonly hosts?: readonly string[]
  /** Passed on: what was left out without a doubt about the verdict, and the clocks that times are corrected by. */
  readonly notes?: readonly string[]
  readonly clocks?: readonly HostClock[]
  readonly signatures?: readonly Signature[]
  readonly open?: OpenTrouble
  readonly ledger?: readonly LedgerEntry[]
  readonly moment: LedgerMoment
  readonly policy?: JudgePolicy
}

/** Facts in, verdict out. Same input, in any order, same bytes (resultBytes). */
export function judge(input: JudgeInput): LogCheckResult {
  const policy = input.policy ?? defaultPolicy
  const severity = new Map((input.signatures ?? []).map((s) => [s.id, s.severity]))
  const stops = new Set([...severity].filter(([, s]) => s === 'stop').map(([id]) => id))
  const { findings, uses } = applyLedger(
    [...input.findings].sort(byImportance),
    input.ledger ?? [],
    input.moment,
    stops,
  )
  const rules: Rules = {
    policy,
    severity,
    exposure: input.exposure,
    moved: new Set(input.moved),
    movedBefore: new Set(input.movedBefore),
    open: input.open ?? new Map(),
  }
  const rulings = findings.map((finding) => rule(finding, rules))
  const unseen = [...new Set([...input.gaps, ...blindness(input, policy)])].sort()
  const died = uses
    .filter((use) => use.state === 'expired' && use.groups.length > 0)
    .map(
      (use) =>
        `the ledger entry "${use.entry}" has ended: it had hidden ${counted(use.groups.length, 'group')} with ${counted(use.lines, 'line')}`,
    )
  const stopped = rulings.filter((r) => r.weight === 'stop')
  const looks = rulings.filter((r) => r.weight === 'look')
  const reasonsOf = (list: readonly Ruling[]): readonly string[] =>
    list.flatMap((r) => (r.reason === undefined ? [] : [r.reason]))
  const reasons = [
    ...reasonsOf(stopped),
    ...reasonsOf(looks),
    ...unseen.map((gap) => `not seen: ${gap}`),
    ...died,
  ]
  const verdict: Verdict =
    stopped.length > 0 ? 'fail' : looks.length > 0 || unseen.length > 0 ? 'inconclusive' : 'pass'
  return {
    verdict,
    reasons: reasons.length > 0 ? reasons : [passReason(input)],
    groups: rulings.map((r) => ({ ...r.finding, weight: r.weight })),
    customers: [...new Set(input.moved)]
      .sort()
      .map((customer) => customerVerdict(customer, rulings, unseen)),
    figures: input.figures,
    gaps: unseen,
    ...(input.clocks === undefined ? {} : { clocks: input.clocks }),
    ...(input.notes === undefined || input.notes.length === 0 ? {} : { notes: input.notes }),
    ...(uses.length === 0 ? {} : { ledger: uses }),
  }
}

/** What is hashed, signed and compared. */
export const resultBytes = (result: LogCheckResult): string => canonicalJson(result)

function customerVerdict(
  customer: CustomerId,
  rulings: readonly Ruling[],
  unseen: readonly string[],
): CustomerVerdict {
  const mine = rulings.flatMap((r) =>
    r.customers
      .filter((c) => c.customer === customer)
      .map((c) => ({ ...c, group: r.finding.template.id })),
  )
  // Trouble of the platform is everybody's; trouble of others is not.
  const platform = rulings.filter(
    (r) => r.weight !== 'note' && r.finding.customers.length === 0 && r.reason !== undefined,
  )
  const failed = mine.some((c) => c.outcome === 'fail')
  const open =
    mine.some((c) => c.outcome === 'inconclusive') || platform.length > 0 || unseen.length > 0
  const platformFails = platform.some((r) => r.weight === 'stop')
  const reasons = [
    ...mine.filter((c) => c.outcome !== 'note').map((c) => c.reason),
    ...platform.map((r) => `of the whole platform: ${r.reason ?? ''}`),
    ...unseen.map((gap) => `not seen: ${gap}`),
  ]
  return {
    customer,
    verdict: failed || platformFails ? 'fail' : open ? 'inconclusive' : 'pass',
    reasons:
      reasons.length > 0 ? reasons : ['no new trouble in the logs that speaks of this customer'],
    groups: [
      ...new Set([...mine.map((c) => c.group), ...platform.map((r) => r.finding.template.id)]),
    ].sort(),
  }
}

function passReason({ findings, figures, moment }: JudgeInput): string {
  return `${counted(figures.after.lines, 'line')} since the batch against ${counted(figures.before.lines, 'line')} of the baseline: ${counted(findings.length, 'group')}, none of them new trouble (judged ${formatInstant(moment.at)})`
}
