import type { Result } from '../../shared/base/result.ts'
import type { AnalysisState } from '../../shared/domain/analysis/analysis-state.ts'
import type { CatalogLook } from '../../shared/domain/analysis/analysis-events.ts'
import type { Diagram, DiagramPhase } from '../../shared/domain/analysis/diagram.ts'
import type { Decision } from '../../shared/domain/analysis/findings.ts'
import type { AnalysisTable } from '../../shared/domain/analysis/tables.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'

/** The calls of the results of the analysis; `protocol.ts` joins them with the others. */

/** Fingerprints that later ones are compared with: of the copy, or before it of the freeze. */
export type CatalogBaseline = {
  readonly from: 'copy' | 'freeze'
  readonly at: Instant
  readonly looks: readonly CatalogLook[]
}

export type DiagramPicture = {
  readonly diagram: Diagram
  /** A file of its own. */
  readonly svg: string
  readonly width: number
  readonly height: number
}

export type ResultsApi = {
  /** Derives everything anew from what is stored. */
  analysis(at: Instant): Promise<AnalysisState>
  catalogBaseline(): Promise<CatalogBaseline | undefined>
  /** What people decided on findings, oldest first. */
  findingDecisions(): Promise<readonly Decision[]>
  diagram(phase: DiagramPhase, at: Instant): Promise<DiagramPicture>
  /** The results as one HTML document; answers its size in bytes. */
  analysisReport(out: string, at: Instant): Promise<Result<{ bytes: number }, Problem>>
  /** The same as text. */
  analysisPage(at: Instant): Promise<string>
  /** Writes one table of the results as CSV or JSON, by the end of the file's name. */
  analysisTable(
    table: AnalysisTable,
    out: string,
    at: Instant,
  ): Promise<Result<{ bytes: number; rows: number }, Problem>>
}
