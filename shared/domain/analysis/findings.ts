import type { DecisionKind } from './analysis-events.ts'

/** What the rules of the analysis have to say, and what people said to it. */

/** `blocker`: a stage may not begin over it. `warning`: a careful lead looks at it. `note`: to be known. */
export type Severity = 'blocker' | 'warning' | 'note'

/** What may not begin before it is settled. */
export type Before = 'setup' | 'copy' | 'switchover' | 'transfer' | 'decommission'

/** Who does it by the method (domain.md 2.9). */
export type Doer = 'vendor' | 'operator' | 'both'

export type Evidence = {
  readonly text: string
  /** `connections-seen on src-db`, `customers.csv`, `register integration-points`. */
  readonly source: string
  /** Epoch ms. */
  readonly at?: number
}

export type Finding = {
  /** `rule subject`: the same again in the next survey. */
  readonly id: string
  readonly rule: string
  readonly severity: Severity
  /** What it is about, for people. */
  readonly subject: string
  readonly message: string
  readonly meaning: string
  readonly advice: string
  readonly doer: Doer
  readonly before: Before
  /** What it rests on, in short: a decision holds while this stays the same. */
  readonly basis: string
  readonly evidence: readonly Evidence[]
}

export type Decision = {
  readonly finding: string
  readonly basis: string
  readonly message: string
  readonly decision: DecisionKind
  readonly by: string
  readonly at: number
  readonly reason: string
  readonly owner?: string
  readonly due?: string
  readonly evidence?: string
}

/**
 * `open`: nobody has decided, or it rests on something else since. `planned`: somebody will, by a date. `unseen`: it was found before,
 * and the newest survey could not look. `gone`: the newest survey looked and did not find it.
 */
export type FindingState =
  'open' | 'planned' | 'done' | 'accepted' | 'not-applicable' | 'unseen' | 'gone'

export type FindingRow = Finding & {
  readonly state: FindingState
  /** The last word on it, also one that does not hold any more. */
  readonly decision?: Decision
  readonly owner?: string
  readonly due?: string
  /** Why the state is what it is, where that needs a sentence. */
  readonly why?: string
}

const stateOf: Readonly<Record<DecisionKind, FindingState>> = {
  assign: 'open',
  plan: 'planned',
  done: 'done',
  accept: 'accepted',
  'not-applicable': 'not-applicable',
}

/** True where nothing is left to decide. */
export const isDecided = (state: FindingState): boolean => state !== 'open' && state !== 'unseen'

/** True where nothing is left to do. */
export const isSettled = (state: FindingState): boolean => isDecided(state) && state !== 'planned'

export type Found = {
  /** Of the newest survey and the registers as they are now. */
  readonly now: readonly Finding[]
  /** Of an older survey, under the registers as they are now. */
  readonly before: readonly { readonly survey: string; readonly finding: Finding }[]
  /** True where the newest survey has looked at what this finding is about. */
  readonly wasLookedAt: (finding: Finding) => boolean
  /** Name of the newest survey. */
  readonly survey?: string
}

const severities: readonly Severity[] = ['blocker', 'warning', 'note']

/** Findings with what was decided; nothing leaves the list without a decision or evidence. Gravest first. */
export function withDecisions(found: Found, decisions: readonly Decision[]): readonly FindingRow[] {
  const last = new Map(decisions.map((decision) => [decision.finding, decision]))
  const rows = new Map<string, FindingRow>()
  for (const finding of found.now) rows.set(finding.id, decided(finding, last.get(finding.id)))
  for (const { survey, finding } of found.before)
    if (!rows.has(finding.id)) rows.set(finding.id, older(found, survey, finding, last))
  for (const decision of last.values())
    if (!rows.has(decision.finding)) rows.set(decision.finding, onlyDecided(decision))
  return [...rows.values()].toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      Number(isDecided(a.state)) - Number(isDecided(b.state)) ||
      (a.id < b.id ? -1 : 1),
  )
}

function decided(finding: Finding, decision: Decision | undefined): FindingRow {
  if (decision === undefined) return { ...finding, state: 'open' }
  const common = {
    ...finding,
    decision,
    ...(decision.owner === undefined ? {} : { owner: decision.owner }),
    ...(decision.due === undefined ? {} : { due: decision.due }),
  }
  return decision.basis === finding.basis
    ? { ...common, state: stateOf[decision.decision] }
    : {
        ...common,
        state: 'open',
        why: `it was decided when it rested on “${decision.basis}”; now it rests on “${finding.basis}”`,
      }
}

function older(
  { wasLookedAt, survey: newest }: Found,
  survey: string,
  finding: Finding,
  last: ReadonlyMap<string, Decision>,
): FindingRow {
  const row = decided(finding, last.get(finding.id))
  if (wasLookedAt(finding))
    return { ...row, state: 'gone', why: `survey ${newest ?? ''} looked and did not find it` }
  return row.state === 'open'
    ? { ...row, state: 'unseen', why: `found by survey ${survey}; the newest one could not look` }
    : row
}

/** What is found no more and was decided once: kept, with its sentence of then. */
const onlyDecided = (decision: Decision): FindingRow => {
  const [rule = '', ...subject] = decision.finding.split(' ')
  return {
    id: decision.finding,
    rule,
    severity: 'note',
    subject: subject.join(' '),
    message: decision.message,
    meaning: '',
    advice: '',
    doer: 'both',
    before: 'setup',
    basis: decision.basis,
    evidence: [],
    state: 'gone',
    decision,
    why: 'what it rested on is not there any more',
  }
}
