import type { AnalysisState } from '../domain/analysis/analysis-state.ts'
import type { Fact } from '../domain/analysis/facts.ts'
import type { Problem } from '../domain/problems.ts'

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

/** The results of the analysis as the window shows them, without the facts. */
export type AnalysisView = AnalysisState & {
  /** Id of a survey that was broken off. */
  readonly unfinished?: string
  /** The survey that goes on now. */
  readonly running?: SurveyProgress
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
