import type { z } from 'zod'
import type { LiveRun } from '../domain/live-run.ts'
import type { PreflightReport } from '../domain/preflight.ts'
import type { Problem } from '../domain/problems.ts'
import type { SurveyProgress } from './analysis-views.ts'
import { analysisContract } from './areas/analysis.ts'
import { appContract } from './areas/app.ts'
import { hostContract } from './areas/host.ts'
import { customerContract } from './areas/customer.ts'
import { downtimeContract } from './areas/downtime.ts'
import { logContract } from './areas/logs.ts'
import { planContract } from './areas/plan.ts'
import { projectContract } from './areas/project.ts'
import { recordContract } from './areas/record.ts'
import { reportContract } from './areas/report.ts'
import { runContract } from './areas/run.ts'
import type { Channel } from './channel.ts'
import type { DataProcessState } from './overview.ts'
import type { Awakening } from './host-views.ts'
import type { ChannelName, EventName } from './channels.ts'
import type { ExportProgress } from './report-views.ts'

/**
 * The whole border between window and main: channel → schema of the request and type of the answer. The preload, the client in
 * the window and the handlers in main all derive from this map; a channel that is not here does not compile anywhere.
 */
export const contract = {
  ...appContract,
  ...projectContract,
  ...planContract,
  ...customerContract,
  ...runContract,
  ...recordContract,
  ...downtimeContract,
  ...logContract,
  ...hostContract,
  ...reportContract,
  ...analysisContract,
} as const satisfies Record<ChannelName, Channel<z.ZodType, unknown>>

type Contract = typeof contract
/** What the window passes. */
export type RequestOf<C extends ChannelName> = z.input<Contract[C]['request']>
/** What the handler gets: parsed, with brands and defaults. */
export type ParsedOf<C extends ChannelName> = z.output<Contract[C]['request']>
export type AnswerOf<C extends ChannelName> = Exclude<Contract[C]['answer'], undefined>

export type SecretQuestion = {
  readonly id: string
  /** What it is for: `password of root@db1`, in main's words. */
  readonly prompt: string
  /** False where there is no keychain: it can only be used for this session. */
  readonly mayRemember: boolean
}

export type Events = {
  readonly 'run/did-change': LiveRun
  /** Something durable changed: read the overview again. */
  readonly 'project/did-change': { readonly seq: number }
  /** The data process has ended, was started again, or could not be. */
  readonly 'data/did-crash': {
    readonly message: string
    readonly state: DataProcessState['state']
  }
  readonly 'app/did-ask-secret': SecretQuestion
  /** The project that it was asked for is closed. */
  readonly 'app/did-withdraw-secret': { readonly id: string }
  /** Something that nobody in the window asked for went wrong: a file that was double-clicked could not be opened. */
  readonly 'app/did-find-problem': Problem
  /** What a long export is doing. */
  readonly 'report/did-progress': ExportProgress
  /** What a survey is reading; null when it is over. */
  readonly 'analysis/did-progress': { readonly progress: SurveyProgress | null }
  /** The pre-flight of a window that opens soon, which nobody asked for. */
  readonly 'app/did-run-preflight': PreflightReport
  /** The computer woke up. */
  readonly 'app/did-resume': Awakening
  readonly 'host/did-output': { readonly terminal: string; readonly bytes: Uint8Array }
  readonly 'host/did-end-terminal': { readonly terminal: string; readonly why: string }
}
export type EventOf<E extends EventName> = Events[E]
