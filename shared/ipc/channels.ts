/**
 * Every channel the window may call, as `area/verb-noun`, one list an area. Kept apart from the contract's schemas, so that the
 * preload stays small: it needs the names only.
 */
export const appChannels = [
  'app/get-start',
  'app/report-ready',
  'app/set-preferences',
  'app/answer-secret',
  'app/forget-secrets',
] as const

export const projectChannels = [
  'project/choose-and-open',
  'project/choose-and-import',
  'project/open-recent',
  'project/open-sample',
  'project/close-project',
  'project/get-overview',
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
  'batch/list-members',
  'batch/accept-checked',
  'customer/find-customers',
  'customer/return-customer',
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

export const reportChannels = ['report/save-report'] as const

export const channelNames = [
  ...appChannels,
  ...projectChannels,
  ...planChannels,
  ...customerChannels,
  ...runChannels,
  ...reportChannels,
] as const
export type ChannelName = (typeof channelNames)[number]

/** What main tells the window by itself. */
export const eventNames = [
  'run/did-change',
  'project/did-change',
  'data/did-crash',
  'app/did-ask-secret',
] as const
export type EventName = (typeof eventNames)[number]

const knownChannels: ReadonlySet<unknown> = new Set(channelNames)
const knownEvents: ReadonlySet<unknown> = new Set(eventNames)

export const isChannelName = (name: unknown): name is ChannelName => knownChannels.has(name)

export const isEventName = (name: unknown): name is EventName => knownEvents.has(name)
