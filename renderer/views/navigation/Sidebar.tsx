import { useStore } from 'zustand'
import { projectStore } from '../../stores/project-store.ts'
import { isProblem, messageStore } from '../../stores/message-store.ts'
import { goTo, navigationStore } from '../../stores/navigation-store.ts'
import type { ViewId } from '../../stores/navigation-store.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { badges } from './view-model.ts'

type Entry = { readonly id: ViewId; readonly title: string; readonly shortcut: string }

/** The way to every view; what needs somebody carries a mark. Below them, everything that the window has said. */
export function Sidebar({
  views,
  onMessages,
}: {
  readonly views: readonly Entry[]
  readonly onMessages: () => void
}) {
  const current = useStore(navigationStore, ({ place }) => place.view)
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  // News go by themselves; what stays is what somebody should answer.
  const waiting = useStore(
    messageStore,
    ({ open }) => open.filter((one) => isProblem(one.said) || one.said.tone === 'warning').length,
  )
  const marks =
    overview === undefined || overview === null ? {} : badges(overview, [...live.values()])
  return (
    <div className="sidebar">
      <nav aria-label="Views">
        <ul>
          {views.map(({ id, title, shortcut }) => {
            const mark = marks[id]
            return (
              <li key={id}>
                <button
                  type="button"
                  aria-current={current === id ? 'page' : undefined}
                  aria-keyshortcuts={shortcut}
                  onClick={() => goTo(id)}
                >
                  <span>{title}</span>
                  {mark === undefined ? null : <StateMark tone={mark.tone}>{mark.text}</StateMark>}
                </button>
              </li>
            )
          })}
        </ul>
      </nav>
      <button type="button" aria-haspopup="dialog" onClick={onMessages}>
        <span>Messages</span>
        {waiting === 0 ? null : <StateMark tone="warn">{waiting}</StateMark>}
      </button>
    </div>
  )
}
