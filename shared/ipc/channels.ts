/**
 * Every channel the window may call, as `area/verb-noun`. Kept apart from the contract's schemas, so that the preload stays
 * small: it needs the names only.
 */
export const channelNames = [
  'app/get-start',
  'app/report-ready',
  'app/set-preferences',
  'app/answer-secret',
  'app/forget-secrets',
  'project/choose-and-open',
  'project/choose-and-import',
  'project/open-recent',
  'project/open-sample',
  'project/close-project',
  'sample/skip-time',
  'project/get-overview',
  'batch/plan-batches',
  'batch/list-members',
  'batch/accept-checked',
  'customer/find-customers',
  'customer/return-customer',
  'run/try-procedure',
  'run/start-procedure',
  'run/pause-run',
  'run/resume-run',
  'run/stop-run',
  'run/undo-run',
  'run/take-out-member',
  'run/answer-question',
  'run/take-up-interrupted',
  'report/save-report',
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

export const isChannelName = (name: unknown): name is ChannelName =>
  channelNames.some((known) => known === name)

export const isEventName = (name: unknown): name is EventName =>
  eventNames.some((known) => known === name)
