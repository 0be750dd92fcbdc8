import { useStore } from 'zustand'
import { projectStore } from '../../stores/project-store.ts'
import { goTo, navigationStore } from '../../stores/navigation-store.ts'
import type { ViewId } from '../../stores/navigation-store.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { badges } from './view-model.ts'

type Entry = { readonly id: ViewId; readonly title: string; readonly shortcut: string }

/** The way to every view; what needs somebody carries a mark. */
export function Sidebar({ views }: { readonly views: readonly Entry[] }) {
  const current = useStore(navigationStore, ({ place }) => place.view)
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  const marks =
    overview === undefined || overview === null ? {} : badges(overview, [...live.values()])
  return (
    <nav className="sidebar" aria-label="Views">
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
  )
}
