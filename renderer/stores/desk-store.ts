import { createStore } from 'zustand/vanilla'
import type { Desk } from '../../shared/domain/desk.ts'

/** What main last said of the operator's desk; undefined before the first answer and while no project is open. */
export const deskStore = createStore<{ readonly desk: Desk | undefined }>(() => ({
  desk: undefined,
}))
