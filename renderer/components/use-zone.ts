import { useStore } from 'zustand'
import { projectStore } from '../stores/project-store.ts'
import { sessionStore } from '../stores/session-store.ts'
import { shownZone } from './format-time.ts'

/** The zone that all times of the window are shown in, by the user's preference. */
export function useZone(): string {
  const preference = useStore(sessionStore, ({ start }) => start?.preferences.zone ?? 'utc')
  const operator = useStore(sessionStore, ({ start }) => start?.zone ?? 'UTC')
  const environment = useStore(
    projectStore,
    ({ overview }) => overview?.project.environments[0]?.zone,
  )
  return shownZone({ preference, operator, environment })
}
