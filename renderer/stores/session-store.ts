import { createStore } from 'zustand/vanilla'
import type { SecretQuestion } from '../../shared/ipc/contract.ts'
import type { StartInfo } from '../../shared/ipc/overview.ts'

export type SessionState = {
  readonly start: StartInfo | undefined
  /** What the window waits for, as a sentence; undefined when it waits for nothing. */
  readonly busy: string | undefined
  /** Questions for passwords, asked one after another. */
  readonly secrets: readonly SecretQuestion[]
}

export const sessionStore = createStore<SessionState>(() => ({
  start: undefined,
  busy: undefined,
  secrets: [],
}))
