import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../shared/domain/problems.ts'

export type Notice = { readonly tone: 'info' | 'warning'; readonly text: string }

/** Something that the window says outside of a dialog: news, or a problem that belongs to no dialog. */
export type Message = {
  readonly id: number
  /** The last time that it was said, in the project's time. */
  readonly at: number
  /** How often the same was said while it stood there. */
  readonly times: number
  /** What it is about: the next message about the same takes its place. */
  readonly about: string | undefined
  readonly said: Notice | Problem
}

export type MessageState = {
  /** Those that stand in the window, in the order in which they came. */
  readonly open: readonly Message[]
  /** Those that went, dismissed or not, in the order in which they came. */
  readonly past: readonly Message[]
}

/** News that stand in the window at a time; warnings and problems stay until somebody dismisses them, or they hold no more. */
const mostNews = 3
const mostPast = 300

const none: MessageState = { open: [], past: [] }
export const messageStore = createStore<MessageState>(() => none)

export const isProblem = (said: Message['said']): said is Problem => 'code' in said

let last = 0

/** Says something. Nothing that was said before is lost by it: what it replaces is among the past ones. */
export function addMessage(said: Message['said'], at: number, about?: string): void {
  const { open } = messageStore.getState()
  const same = open.find((one) => JSON.stringify(one.said) === JSON.stringify(said))
  const outdated = open.find((one) => about !== undefined && one.about === about && one !== same)
  last += 1
  const message = { id: same?.id ?? last, at, times: (same?.times ?? 0) + 1, about, said }
  const next = [...open.filter((one) => one !== same), message]
  const news = next.filter((one) => !isProblem(one.said) && one.said.tone === 'info')
  const gone = [...(outdated === undefined ? [] : [outdated]), ...news.slice(0, -mostNews)]
  messageStore.setState({ open: next })
  close((one) => gone.includes(one))
}

export const dismissMessage = (id: number): void => close((one) => one.id === id)

export const dismissMessages = (): void => close(() => true)

/** What was said about this holds no more. */
export const settleMessages = (about: string): void => close((one) => one.about === about)

function close(gone: (message: Message) => boolean): void {
  messageStore.setState(({ open, past }) => ({
    open: open.filter((one) => !gone(one)),
    past: [...past, ...open.filter(gone)].toSorted((a, b) => a.id - b.id).slice(-mostPast),
  }))
}

/** For tests. */
export const forgetMessages = (): void => messageStore.setState(none)
