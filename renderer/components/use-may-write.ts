import { useStore } from 'zustand'
import { projectStore } from '../stores/project-store.ts'

/** Whether the open project may be changed here; what would change it is not offered otherwise. */
export const useMayWrite = (): boolean =>
  useStore(projectStore, ({ overview }) => overview?.project.mode === 'write')
