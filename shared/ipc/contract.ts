import { z } from 'zod'
import type { DryRunReport, LiveRun } from '../domain/live-run.ts'
import { BatchId, CustomerId, ProcedureId, RunId, StepId } from '../domain/ids.ts'
import { Instant } from '../domain/time.ts'
import type { ChannelName, EventName } from './channels.ts'
import type { MemberView, Overview, StartInfo } from './overview.ts'
import { PreferencesPatch } from './preferences.ts'
import type { Preferences } from './preferences.ts'

/**
 * The whole border between window and main: channel → schema of the request and type of the answer. The preload, the client in
 * the window and the handlers in main all derive from this map; a channel that is not here does not compile anywhere.
 */
export type Channel<S extends z.ZodType, A> = {
  readonly request: S
  /** Carries the answer's type only; never set. */
  readonly answer?: A
}

const answers =
  <A>() =>
  <S extends z.ZodType>(request: S): Channel<S, A> => ({ request })

const nothing = z.undefined()
/** Free text that a person types: limited, so that no window can fill the journal. */
const text = z.string().trim().min(1).max(500)
const member = z.string().min(1).max(200)

const RunAsk = z.strictObject({
  procedure: ProcedureId,
  batch: BatchId.optional(),
  members: z.array(member).max(10_000).optional(),
})

export const contract = {
  'app/get-start': answers<StartInfo>()(nothing),
  /** The window listens now: queued events follow. */
  'app/report-ready': answers<null>()(nothing),
  'app/set-preferences': answers<Preferences>()(PreferencesPatch),
  /** Null: the user has none; the login is then tried without. Never stored unless `remember`, and then only in the keychain. */
  'app/answer-secret': answers<null>()(
    z.strictObject({
      id: z.string().max(100),
      secret: z.string().max(10_000).nullable(),
      remember: z.boolean(),
    }),
  ),
  /** Forgets every password that is stored or was typed in this session. */
  'app/forget-secrets': answers<null>()(nothing),
  /** Opens the project that is chosen in main's own dialog; false when it was cancelled. No path comes from the window. */
  'project/choose-and-open': answers<boolean>()(nothing),
  'project/choose-and-import': answers<boolean>()(nothing),
  /** Only a path that main itself has in its list of recent files. */
  'project/open-recent': answers<boolean>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'project/open-sample': answers<boolean>()(nothing),
  'project/close-project': answers<boolean>()(nothing),
  /** Moves the training lab's clock forward, at most 60 days; refused outside of the sample: real time cannot be skipped. */
  'sample/skip-time': answers<null>()(z.strictObject({ to: Instant })),
  /** Null when no project is open. */
  'project/get-overview': answers<Overview | null>()(nothing),
  /** Answers the number of batches. */
  'batch/plan-batches': answers<number>()(nothing),
  'batch/list-members': answers<readonly MemberView[]>()(z.strictObject({ batch: BatchId })),
  /** Answers how many customers were marked as accepted. */
  'batch/accept-checked': answers<number>()(z.strictObject({ batch: BatchId })),
  'customer/find-customers': answers<readonly MemberView[]>()(
    z.strictObject({ text: z.string().max(200), limit: z.number().int().min(1).max(500) }),
  ),
  'customer/return-customer': answers<{ readonly run: string }>()(
    z.strictObject({ customer: CustomerId, reason: text }),
  ),
  /** The dry run: probes on the live hosts, writes nothing. */
  'run/try-procedure': answers<DryRunReport>()(RunAsk),
  'run/start-procedure': answers<{ readonly run: string }>()(
    RunAsk.extend({
      reason: text.optional(),
      approvals: z
        .array(z.strictObject({ id: StepId, by: text, typed: z.string().max(200) }))
        .max(10)
        .optional(),
    }),
  ),
  'run/pause-run': answers<null>()(z.strictObject({ run: RunId })),
  'run/resume-run': answers<null>()(z.strictObject({ run: RunId })),
  'run/stop-run': answers<null>()(z.strictObject({ run: RunId, reason: text })),
  /** Takes a run that is over back, last step first. Refused past a point of no return. */
  'run/undo-run': answers<{ readonly run: string }>()(z.strictObject({ run: RunId })),
  'run/take-out-member': answers<null>()(z.strictObject({ run: RunId, member, reason: text })),
  'run/answer-question': answers<null>()(
    z.strictObject({ run: RunId, question: member, choice: member, reason: text }),
  ),
  /** Takes up every run that a crash or a restart has interrupted; answers how many. */
  'run/take-up-interrupted': answers<number>()(nothing),
  /** Asks where to in main's own dialog; null when cancelled. */
  'report/save-report': answers<{ readonly path: string; readonly bytes: number } | null>()(
    nothing,
  ),
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
  readonly 'data/did-crash': { readonly message: string; readonly restarted: boolean }
  readonly 'app/did-ask-secret': SecretQuestion
}
export type EventOf<E extends EventName> = Events[E]
