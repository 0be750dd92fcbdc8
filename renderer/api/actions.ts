import type { Problem } from '../../shared/domain/problems.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'
import type { PreferencesPatch } from '../../shared/ipc/preferences.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import { deskStore } from '../stores/desk-store.ts'
import { projectStore, showDataProcess, showOverview, showRun } from '../stores/project-store.ts'
import { dismissMessages, settleMessages } from '../stores/message-store.ts'
import { sessionStore } from '../stores/session-store.ts'
import { hostStore } from '../stores/host-store.ts'
import { awakeningNotice, preflightNotice } from '../stores/notices.ts'
import { invoke, listen } from './client.ts'
import { notify, say, tell } from './tell.ts'

/** The value, or undefined after the problem was shown in the window. */
export async function orTell<T>(asking: Promise<Envelope<T>>): Promise<T | undefined> {
  const answer = await asking
  if (answer.ok) return answer.value
  tell(answer.problem)
  return undefined
}

const unread = 'reading the project'

/**
 * As `orTell`, for what the window reads by itself: such a problem goes when it can be read again, and of a data process that is being
 * started again the window knows already.
 */
async function orTellUnread<T>(asking: Promise<Envelope<T>>): Promise<T | undefined> {
  const answer = await asking
  if (answer.ok) {
    settleMessages(unread)
    return answer.value
  }
  const { dataProcess } = projectStore.getState().overview ?? {}
  if (answer.problem.code === 'data-process' && dataProcess?.state === 'restarting')
    return undefined
  tell(answer.problem, unread)
  return undefined
}

let reading = false
let readAgain = false

/** Reads the overview; calls that come while one is under way end in one more reading, not in a queue. */
export async function refresh(): Promise<void> {
  if (reading) {
    readAgain = true
    return
  }
  reading = true
  try {
    do {
      readAgain = false
      const overview = await orTellUnread(invoke('project/get-overview'))
      if (overview !== undefined) showOverview(overview, performance.now())
    } while (readAgain)
  } finally {
    reading = false
  }
}

let deskDue: ReturnType<typeof setTimeout> | undefined
let deskReadAt = -Infinity

/** The desk is worked out from the whole project: read when it is looked at, and at most once in so many ms while a run goes on. */
const deskMs = 3000

/** Reads the desk at once, while a run goes on only when the last reading is old enough: what a run has ended waits for nobody. */
export function refreshDesk(): void {
  const isRunning = [...projectStore.getState().live.values()].some(
    ({ state }) => !isRunOver(state),
  )
  const mayWait = isRunning && deskStore.getState().desk !== undefined
  clearTimeout(deskDue)
  deskDue = setTimeout(
    () => {
      deskReadAt = performance.now()
      void readDesk()
    },
    mayWait ? Math.max(0, deskReadAt + deskMs - performance.now()) : 0,
  )
}

const openPath = (): string | undefined => projectStore.getState().overview?.project.path

async function readDesk(): Promise<void> {
  const path = openPath()
  const desk = await orTellUnread(invoke('project/get-desk'))
  if (path !== openPath()) return
  deskStore.setState({ desk: desk ?? undefined })
}

async function readStart(): Promise<void> {
  const start = await orTell(invoke('app/get-start'))
  if (start !== undefined) sessionStore.setState({ start })
}

/** Listens to main, says that the window is ready, and reads what is there. */
export async function connect(): Promise<void> {
  listen('run/did-change', showRun)
  listen('project/did-change', () => void refresh())
  listen('data/did-crash', ({ message, state }) => {
    showDataProcess(state)
    notify({ tone: state === 'up' ? 'info' : 'warning', text: message }, 'data process')
  })
  listen('app/did-find-problem', (problem) => tell(problem))
  listen('app/did-run-preflight', (report) => {
    hostStore.setState({ preflight: report })
    notify(preflightNotice(report), 'pre-flight')
  })
  listen('app/did-resume', (awakening) => {
    notify(awakeningNotice(awakening))
    // The clock that the project's time is counted on with stands still while the computer sleeps.
    void refresh()
  })
  listen('app/did-ask-secret', (question) =>
    sessionStore.setState(({ secrets }) => ({ secrets: [...secrets, question] })),
  )
  listen('app/did-withdraw-secret', ({ id }) =>
    sessionStore.setState(({ secrets }) => ({ secrets: secrets.filter((one) => one.id !== id) })),
  )
  await orTell(invoke('app/report-ready'))
  await readStart()
  await refresh()
}

/** Opens something: `busy` is shown meanwhile, a problem afterwards, and the list of recent files is read again. */
export async function openWith(
  busy: string,
  asking: () => Promise<Envelope<boolean>>,
): Promise<void> {
  dismissMessages()
  sessionStore.setState({ busy })
  await orTell(asking())
  await readStart()
  await refresh()
  sessionStore.setState({ busy: undefined })
}

export async function setPreferences(patch: PreferencesPatch): Promise<void> {
  const preferences = await orTell(invoke('app/set-preferences', patch))
  sessionStore.setState(({ start }) =>
    start === undefined || preferences === undefined ? {} : { start: { ...start, preferences } },
  )
}

/** Answers the problem that kept it from being done. */
export async function forgetPasswords(): Promise<Problem | undefined> {
  const done = await invoke('app/forget-secrets')
  if (!done.ok) return done.problem
  say('All passwords are forgotten.')
  return undefined
}
