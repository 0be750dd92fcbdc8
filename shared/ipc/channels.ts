/**
 * Every channel the window may call, as `area/verb-noun`, one list an area. Kept apart from the contract's schemas, so that the
 * preload stays small: it needs the names only.
 */
export const appChannels = [
  'app/get-start',
  'app/get-about',
  'app/report-ready',
  'app/set-preferences',
  'app/answer-secret',
  'app/forget-secrets',
] as const

export const projectChannels = [
  'project/choose-and-open',
  'project/choose-and-import',
  'project/open-recent',
  'project/open-dropped',
  'project/open-sample',
  'project/close-project',
  'project/get-overview',
  'project/get-desk',
  'sample/skip-time',
] as const

export const planChannels = [
  'batch/plan-batches',
  'plan/get-plan',
  'plan/get-forecast',
  'plan/list-versions',
  'plan/compare-versions',
  'plan/sign-baseline',
  'plan/set-task',
  'plan/preview-change',
  'plan/apply-change',
  'plan/list-slots',
  'plan/find-next',
] as const

export const customerChannels = [
  'batch/accept-checked',
  'batch/list-tasks',
  'customer/get-page',
  'customer/get-changes',
  'customer/get-detail',
  'customer/look-now',
  'customer/preview-return',
  'customer/return-customer',
  'customer/test-scenario',
  'customer/add-note',
  'customer/list-companions',
] as const

export const runChannels = [
  'run/try-procedure',
  'run/start-procedure',
  'run/pause-run',
  'run/resume-run',
  'run/stop-run',
  'run/undo-run',
  'run/take-out-member',
  'run/answer-question',
  'run/take-up-interrupted',
] as const

export const recordChannels = [
  'run/get-record',
  'run/list-attempts',
  'run/get-evidence',
  'output/get-lines',
  'output/find-lines',
  'output/copy-lines',
  'output/save-lines',
] as const

export const downtimeChannels = [
  'downtime/get-book',
  'downtime/get-trace',
  'downtime/save-table',
] as const

export const logChannels = [
  'logs/get-state',
  'logs/get-check',
  'logs/get-group',
  'logs/get-trouble',
  'logs/get-hosts',
  'logs/get-context',
  'logs/get-evidence',
  'logs/fetch-now',
  'logs/check-now',
  'logs/sign-review',
  'logs/note-noise',
  'logs/end-noise',
] as const

export const reportChannels = [
  'report/get-preview',
  'report/save-report',
  'report/save-pdf',
  'report/save-table',
  'report/save-plan',
  'report/save-picture',
] as const

export const analysisChannels = [
  'analysis/get-state',
  'analysis/get-facts',
  'analysis/start-survey',
  'analysis/stop-survey',
  'analysis/read-file',
  'analysis/decide-finding',
  'analysis/put-entry',
  'analysis/remove-entry',
  'analysis/sign-results',
  'analysis/waive-results',
  'analysis/look-at-catalog',
  'analysis/get-diagram',
  'analysis/save-diagram',
  'analysis/save-picture',
  'analysis/save-report',
  'analysis/save-table',
] as const

export const hostChannels = [
  'host/list-hosts',
  'host/diagnose-host',
  'host/accept-key',
  'host/close-session',
  'host/open-terminal',
  'host/write-terminal',
  'host/resize-terminal',
  'host/confirm-output',
  'host/close-terminal',
  'host/run-preflight',
] as const

export const channelNames = [
  ...appChannels,
  ...projectChannels,
  ...planChannels,
  ...customerChannels,
  ...runChannels,
  ...recordChannels,
  ...downtimeChannels,
  ...logChannels,
  ...hostChannels,
  ...reportChannels,
  ...analysisChannels,
] as const
export type ChannelName = (typeof channelNames)[number]

/** What main tells the window by itself. */
export const eventNames = [
  'run/did-change',
  'project/did-change',
  'data/did-crash',
  'app/did-ask-secret',
  'app/did-withdraw-secret',
  'app/did-find-problem',
  'report/did-progress',
  'analysis/did-progress',
  'app/did-run-preflight',
  'app/did-resume',
  'host/did-output',
  'host/did-end-terminal',
] as const
export type EventName = (typeof eventNames)[number]

/** Called by the preload itself and by nobody else: the path comes from a file that a person dropped on the window. */
export const droppedChannel = 'project/open-dropped' satisfies ChannelName

const pageChannels: ReadonlySet<unknown> = new Set(
  channelNames.filter((name) => name !== droppedChannel),
)
const knownEvents: ReadonlySet<unknown> = new Set(eventNames)

/** A channel that the page may name. */
export type PageChannel = Exclude<ChannelName, typeof droppedChannel>
export const isPageChannel = (name: unknown): name is PageChannel => pageChannels.has(name)

export const isEventName = (name: unknown): name is EventName => knownEvents.has(name)
