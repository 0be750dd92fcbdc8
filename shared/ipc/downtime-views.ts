import type { ProbeTrace } from '../domain/probe-trace.ts'
import type { Instant } from '../domain/time.ts'

/** One downtime window that was opened. */
export type WindowRow = {
  readonly run: string
  readonly member: string
  readonly service: string
  readonly scope: string
  readonly environment?: string
  readonly batch?: string
  /** Of a moved customer. */
  readonly name?: string
  readonly accounts?: number
  readonly budgetMs: number
  readonly openedAt: Instant
  readonly closedAt?: Instant
  /** Absent while open; null could not be measured: unknown is never zero. */
  readonly measuredMs?: number | null
  readonly resolutionMs?: number
  readonly unknownSamples?: number
  /** What was expected of this customer before its run, from its accounts and what was measured until then. */
  readonly forecastMs?: number
}

/** A window of the method that this project has, opened or not. */
export type PlannedWindow = {
  readonly procedure: string
  readonly title: string
  readonly service: string
  /** Cluster, environment or `project`. */
  readonly member: string
  readonly budgetMs: number
  /** When the plan has it. */
  readonly plannedAt?: Instant
}

export type DowntimeBook = {
  readonly windows: readonly WindowRow[]
  /** In the order of the migration; moved customers are not listed singly. */
  readonly planned: readonly PlannedWindow[]
  /** Moved customers that no probe has watched: they have no window and no figure. */
  readonly unwatched: readonly { readonly id: string; readonly name: string }[]
  /** What each moved customer was promised, ms. */
  readonly promiseMs: number
  /** What the forecast of the next customer rests on, as a sentence. */
  readonly basis: string
}

export type TraceView = {
  readonly openedAt: Instant
  readonly closedAt: Instant
  readonly lastGood?: Instant
  readonly firstGood?: Instant
  readonly samples: number
  readonly unknownSamples: number
  readonly resolutionMs: number
  /** Empty for windows from before traces were kept. */
  readonly traces: readonly ProbeTrace[]
}
