import { useStore } from 'zustand'
import { messageStore } from '../stores/message-store.ts'
import { Dialog } from './Dialog.tsx'
import { clockTime, dayOnly } from './format-time.ts'
import { MessageText } from './MessageText.tsx'
import { Empty } from './Panel.tsx'
import { useZone } from './use-zone.ts'

/** Everything that the window has said since it was opened, the newest first. */
export function MessagesSheet({ onClose }: { readonly onClose: () => void }) {
  const open = useStore(messageStore, (state) => state.open)
  const past = useStore(messageStore, (state) => state.past)
  const zone = useZone()
  const all = [...open, ...past].toSorted((a, b) => b.at - a.at || b.id - a.id)
  return (
    <Dialog title="Messages of this window" size="lg" onClose={onClose}>
      {all.length === 0 ? (
        <Empty>
          Nothing was said yet. What comes later at the foot of the window can be read again here.
        </Empty>
      ) : (
        <ol className="message-list" aria-label="Messages">
          {all.map((message) => (
            <li key={message.id}>
              <span className="muted">
                {message.times > 1 ? `${message.times} times, last ` : ''}
                {dayOnly(message.at, zone)} {clockTime(message.at, zone)} {zone}
              </span>
              <MessageText said={message.said} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}
