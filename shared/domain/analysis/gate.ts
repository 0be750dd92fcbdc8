import type { Before, FindingRow } from './findings.ts'
import { isDecided, isSettled } from './findings.ts'
import type { Side } from './registers.ts'

/** When the setup may begin: the results are there, every blocker is decided, and both sides have signed (method.txt, PMA). */

export type Signature = {
  readonly side: Side
  readonly by: string
  readonly at: number
  readonly survey: string
  /** Hash of the results as they were seen. */
  readonly results: string
  readonly blockers: readonly { readonly finding: string; readonly basis: string }[]
  readonly note?: string
}

export type Waiver = { readonly by: string; readonly at: number; readonly reason: string }

export type SignatureRow = Signature & {
  /** False when there is a blocker now that was not there when it was signed. */
  readonly holds: boolean
}

export type AnalysisGate = {
  readonly open: boolean
  /** Why it is open, or what is missing: whole sentences. */
  readonly sentence: string
  readonly missing: readonly string[]
  readonly signatures: readonly SignatureRow[]
  readonly waiver?: Waiver
}

const sides: readonly Side[] = ['vendor', 'operator']
export const sideName: Readonly<Record<Side, string>> = {
  vendor: 'PortaOne',
  operator: 'the operator',
}

/** The last signature of each side counts. */
export function analysisGate(
  findings: readonly FindingRow[],
  signatures: readonly Signature[],
  waiver: Waiver | undefined,
): AnalysisGate {
  const rows = signatures.map((signature) => ({
    ...signature,
    holds: newSince(findings, signature).length === 0,
  }))
  const undecided = undecidedBlockers(findings)
  const missing = [
    ...(undecided.length === 0
      ? []
      : [
          `${undecided.length === 1 ? '1 blocker has' : `${undecided.length} blockers have`} no decision: ${undecided
            .slice(0, 3)
            .map(({ message }) => message)
            .join(' ')}${undecided.length > 3 ? ` and ${undecided.length - 3} more` : ''}`,
        ]),
    ...sides.flatMap((side) => {
      const last = rows.findLast((row) => row.side === side)
      if (last === undefined) return [`${sideName[side]} has not signed`]
      const [first, ...others] = newSince(findings, last)
      return first === undefined
        ? []
        : [
            `since ${last.by} signed for ${sideName[side]} there is: ${first.message}${others.length === 0 ? '' : ` and ${others.length} more`}`,
          ]
    }),
  ]
  const common = { missing, signatures: rows, ...(waiver === undefined ? {} : { waiver }) }
  if (missing.length === 0)
    return {
      ...common,
      open: true,
      sentence: 'the results of the analysis are signed by both sides',
    }
  if (waiver !== undefined)
    return {
      ...common,
      open: true,
      sentence: `the setup goes on without signed results: ${waiver.by} has answered for it (${waiver.reason})`,
    }
  return {
    ...common,
    open: false,
    sentence: `the analysis is not signed: ${missing.join('; ')}`,
  }
}

/** Blockers that keep the results from being signed; those of the transfer wait for its own gate. */
export const undecidedBlockers = (findings: readonly FindingRow[]): readonly FindingRow[] =>
  findings.filter(
    ({ severity, state, before }) =>
      severity === 'blocker' && !isDecided(state) && before !== 'transfer',
  )

/** Blockers that hold up somebody now, as a signature names them. */
export const blockersOf = (findings: readonly FindingRow[]): Signature['blockers'] =>
  findings
    .filter(
      ({ severity, state, before }) =>
        severity === 'blocker' && state !== 'gone' && before !== 'transfer',
    )
    .map(({ id, basis }) => ({ finding: id, basis }))

/** A signature holds for later results that have no other blocker than those that were seen. */
function newSince(findings: readonly FindingRow[], signature: Signature): readonly FindingRow[] {
  const known = new Set(signature.blockers.map(({ finding, basis }) => `${finding}\n${basis}`))
  const now = new Set(blockersOf(findings).map(({ finding, basis }) => `${finding}\n${basis}`))
  return findings.filter(({ id, basis }) => {
    const key = `${id}\n${basis}`
    return now.has(key) && !known.has(key)
  })
}

const order: readonly Before[] = ['setup', 'copy', 'switchover', 'transfer', 'decommission']

/** Blockers that have to be settled, not only planned, before this may begin. */
export const unsettledBefore = (
  findings: readonly FindingRow[],
  before: Before,
): readonly FindingRow[] =>
  findings.filter(
    (finding) =>
      finding.severity === 'blocker' &&
      finding.rule !== 'freeze-drift' && // holds customers one by one, not everybody
      order.indexOf(finding.before) <= order.indexOf(before) &&
      !isSettled(finding.state),
  )
