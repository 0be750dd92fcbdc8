import type { Instant } from '../time.ts'
import type { ApiExposure } from './api-exposure.ts'
import type { CatalogDrift } from './catalog-drift.ts'
import type { SurveySource } from './facts.ts'
import type { FindingRow } from './findings.ts'
import type { AnalysisGate } from './gate.ts'
import type { RealityRow } from './reality-check.ts'
import type { Registers } from './registers.ts'
import type { SizingRow } from './sizing.ts'
import type { ScriptCheck } from './sql-scripts.ts'

/** A survey without its material, or a file that was read as one. */
export type SurveyRow = {
  readonly id: string
  readonly startedAt: Instant
  /** Absent while it runs, and after it was broken off. */
  readonly endedAt?: Instant
  readonly by: string
  /** No system was looked at: what was read is a file of this name that somebody brought. */
  readonly file?: string
  readonly sources: readonly SurveySource[]
  readonly facts: number
  readonly gaps: number
}

/** The last survey of the systems where it was broken off: it would go on. Oldest first. */
export function unfinishedSurvey(rows: readonly SurveyRow[]): SurveyRow | undefined {
  const last = rows.findLast(({ file }) => file === undefined)
  return last?.endedAt === undefined ? last : undefined
}

/** Everything that the results say, of one moment. */
export type AnalysisState = {
  readonly at: Instant
  /** The newest survey of the systems that is over. */
  readonly survey?: SurveyRow
  /** How many surveys of the systems there are; files are none. */
  readonly surveys: number
  /** Gravest first. */
  readonly findings: readonly FindingRow[]
  /** With the lines of the dossier where nobody has put another. */
  readonly registers: Registers
  readonly reality: readonly RealityRow[]
  readonly exposure: readonly ApiExposure[]
  readonly sizing: readonly SizingRow[]
  readonly scripts: readonly ScriptCheck[]
  readonly drifts: readonly CatalogDrift[]
  /** What later fingerprints of the catalog are compared with: those of the copy, or before it of the freeze. */
  readonly baseline?: { readonly from: 'copy' | 'freeze'; readonly at: Instant }
  readonly gate: AnalysisGate
  /** SHA-256 of what a signature agrees to: survey, registers, findings with their decisions, version of the plan. */
  readonly results: string
}
