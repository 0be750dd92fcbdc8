import type { ApiExposure } from '../domain/analysis/api-exposure.ts'
import type { CatalogDrift } from '../domain/analysis/catalog-drift.ts'
import type { Fact, SurveySource } from '../domain/analysis/facts.ts'
import type { FindingRow } from '../domain/analysis/findings.ts'
import type { AnalysisGate } from '../domain/analysis/gate.ts'
import type { RealityRow } from '../domain/analysis/reality-check.ts'
import type { Registers } from '../domain/analysis/registers.ts'
import type { SizingRow } from '../domain/analysis/sizing.ts'
import type { Problem } from '../domain/problems.ts'
import type { Instant } from '../domain/time.ts'

/** A survey that goes on in this window. */
export type SurveyProgress = {
  /** What was read last. */
  readonly sentence: string
  /** Sources that have been read or have failed. */
  readonly done: number
  readonly of: number
  /** Epoch ms of this computer. */
  readonly startedAt: number
}

export type SurveyHead = {
  readonly id: string
  readonly by: string
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly facts: number
  readonly gaps: number
  readonly sources: readonly SurveySource[]
}

/** The results of the analysis as the window shows them, without the facts. */
export type AnalysisView = {
  readonly at: Instant
  readonly survey?: SurveyHead
  readonly surveys: number
  /** Id of a survey that was broken off. */
  readonly unfinished?: string
  /** The survey that goes on now. */
  readonly running?: SurveyProgress
  readonly findings: readonly FindingRow[]
  readonly registers: Registers
  readonly reality: readonly RealityRow[]
  readonly exposure: readonly ApiExposure[]
  readonly sizing: readonly SizingRow[]
  readonly drifts: readonly CatalogDrift[]
  readonly baseline?: { readonly from: 'copy' | 'freeze'; readonly at: Instant }
  readonly gate: AnalysisGate
  readonly results: string
}

/** What is known of the source, as it was read. */
export type FactsView = {
  readonly facts: readonly Fact[]
  /** More than fit into one answer. */
  readonly left: number
  readonly unread: readonly Problem[]
}

export type DiagramView = {
  readonly title: string
  readonly svg: string
  readonly width: number
  readonly height: number
}
