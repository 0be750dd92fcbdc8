import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import {
  dismissMessage,
  dismissMessages,
  isProblem,
  messageStore,
} from '../stores/message-store.ts'
import type { Message } from '../stores/message-store.ts'
import { sessionStore } from '../stores/session-store.ts'
import { shortTime } from './format-time.ts'
import { MessageText } from './MessageText.tsx'
import { ProblemAlert } from './ProblemAlert.tsx'
import { useFocusBack } from './use-focus-back.ts'
import { useZone } from './use-zone.ts'

const id = 'messages'

/** To the first message, for whoever works by keyboard; nothing when there is none. */
export const goToMessages = (): void =>
  document.querySelector<HTMLElement>(`#${id} button`)?.focus()

/**
 * What the window waits for and what it has to say, at its foot: nothing that stands above it moves when something comes, and nothing is
 * covered. Problems and warnings stay until they are dismissed. A screen reader says each as it comes.
 */
export function Messages() {
  const busy = useStore(sessionStore, (state) => state.busy)
  const open = useStore(messageStore, (state) => state.open)
  return (
    <section id={id} className="messages" aria-label="Messages">
      <div role="status">
        {busy === undefined ? null : (
          <div className="alert" data-tone="active">
            <div className="row">
              <Loader size="xs" /> {busy}
            </div>
          </div>
        )}
      </div>
      {open.map((message) =>
        isProblem(message.said) ? (
          <ProblemAlert
            key={message.id}
            problem={message.said}
            aside={<Aside message={message} />}
          />
        ) : null,
      )}
      <div role="log" aria-label="News">
        <ul>
          {open.map((message) =>
            isProblem(message.said) ? null : (
              <li
                key={message.id}
                className="alert"
                data-tone={message.said.tone === 'warning' ? 'warn' : 'active'}
              >
                <MessageText said={message.said} />
                <Aside message={message} />
              </li>
            ),
          )}
        </ul>
      </div>
      {open.length < 3 ? null : (
        <button type="button" className="quiet" onClick={dismissMessages}>
          Dismiss all {open.length}
        </button>
      )}
    </section>
  )
}

/** How often, when, and the way to be rid of it: the focus goes on to the next message, and behind the last one back to where it was. */
function Aside({ message: { id: one, at, times } }: { readonly message: Message }): ReactNode {
  const zone = useZone()
  useFocusBack()
  return (
    <div className="message-aside">
      <span className="muted" title={zone}>
        {times > 1 ? `${times} times, last ` : ''}
        {shortTime(at, zone)}
      </span>
      <button
        type="button"
        className="quiet"
        onClick={({ currentTarget }) => {
          const all = [...document.querySelectorAll<HTMLElement>(`#${id} .message-aside button`)]
          const place = all.indexOf(currentTarget)
          ;(all[place + 1] ?? all[place - 1])?.focus()
          dismissMessage(one)
        }}
      >
        Dismiss
      </button>
    </div>
  )
}
