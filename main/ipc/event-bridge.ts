import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventOf } from '../../shared/ipc/contract.ts'

type Waiting = { readonly key: string; readonly event: EventName; readonly payload: unknown }

export type EventBridge = {
  readonly emit: <E extends EventName>(event: E, payload: EventOf<E>) => void
  /** The window listens: what waited is sent, in order. */
  readonly ready: () => void
  /** The page is gone or loads again: wait until it reports ready once more. */
  readonly notReady: () => void
}

/**
 * Sends events to the window, and keeps them while it does not listen yet. Of waiting news about the same thing only the last is kept:
 * the window shows states, not their history, and a window that never comes must not fill the memory.
 */
export function createEventBridge(send: (event: EventName, payload: unknown) => void): EventBridge {
  let listening = false
  let waiting: Waiting[] = []
  return {
    emit(event, payload) {
      if (listening) {
        send(event, payload)
        return
      }
      const key = `${event} ${subject(payload)}`
      waiting = [...waiting.filter((other) => other.key !== key), { key, event, payload }]
    },
    ready() {
      listening = true
      const due = waiting
      waiting = []
      for (const { event, payload } of due) send(event, payload)
    },
    notReady() {
      listening = false
    },
  }
}

/** What an event is about: the run or the question that it names, otherwise nothing further. */
const subject = (payload: EventOf<EventName>): string =>
  'run' in payload
    ? payload.run
    : 'id' in payload
      ? payload.id
      : 'terminal' in payload
        ? payload.terminal
        : ''
