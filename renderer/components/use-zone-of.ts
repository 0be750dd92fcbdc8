import { useStore } from 'zustand'
import { projectStore } from '../stores/project-store.ts'

/** The IANA zone of an environment of the open project, by its id. */
export function useZoneOf(): (environment: string) => string {
  const environments = useStore(projectStore, ({ overview }) => overview?.project.environments)
  return (id) => environments?.find((one) => one.id === id)?.zone ?? 'UTC'
}
