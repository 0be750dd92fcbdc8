import type { LiveRun } from '../../shared/domain/live-run.ts'

export type Leaving = 'quit' | 'close'

/** The question before live runs are left: staying is the first button, the default, and what Escape means. */
export function leaveQuestion(live: readonly LiveRun[], leaving: Leaving) {
  const names = live.map(
    ({ title, members }) =>
      `${title}: ${members.done} of ${members.total} done, ${members.running} in work`,
  )
  return {
    type: 'warning' as const,
    title: 'Switchyard',
    message: live.length === 1 ? 'A run is going on.' : `${live.length} runs are going on.`,
    detail: `${names.join('\n')}\n\nLeaving pauses ${live.length === 1 ? 'it' : 'them'}: no new step is started, steps that are on a host end there by themselves, and Take up continues from there.`,
    buttons: ['Stay', leaving === 'quit' ? 'Pause and quit' : 'Pause and close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
}

/** An unknown host key: refusing is the default, because a wrong yes gives every password away. */
export const hostKeyQuestion = (key: {
  readonly host: string
  readonly address: string
  readonly keyType: string
  readonly fingerprint: string
}) => ({
  type: 'question' as const,
  title: 'Switchyard',
  message: `The key of ${key.host} is not known yet.`,
  detail: `${key.address}\n${key.keyType}\n${key.fingerprint}\n\nCompare the fingerprint with the one that the host's administrator gave you. It is kept in known_hosts; if it ever changes, Switchyard stops.`,
  buttons: ['Refuse', 'It is the right key'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
})

/** The page crashed again and again; what it showed goes on without it. */
export const crashedQuestion = (crashFile: string) => ({
  type: 'error' as const,
  title: 'Switchyard',
  message: 'The window crashes as often as it is loaded.',
  detail: `What runs goes on, and every confirmed step is in the project file. Quitting asks before it pauses what runs; after the next start it is taken up from there.\n\nDetails: ${crashFile}`,
  buttons: ['Quit', 'Load it again'],
  defaultId: 1,
  cancelId: 1,
  noLink: true,
})

/** The system asks this itself, but not about a file whose ending was not typed. */
export const replaceQuestion = (file: string) => ({
  type: 'warning' as const,
  title: 'Switchyard',
  message: `${file} exists already.`,
  detail: 'Replacing it overwrites what it holds.',
  buttons: ['Keep it', 'Replace'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
})
