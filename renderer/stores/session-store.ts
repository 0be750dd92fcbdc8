import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../shared/domain/problems.ts'
import type { SecretQuestion } from '../../shared/ipc/contract.ts'
import type { StartInfo } from '../../shared/ipc/overview.ts'

export type Notice = { readonly tone: 'info' | 'warning'; readonly text: string }

export type SessionState = {
  readonly start: StartInfo | undefined
  /** What the window waits for, as a sentence; undefined when it waits for nothing. */
  readonly busy: string | undefined
  /** The last problem that belongs to no dialog; shown until it is dismissed. */
  readonly problem: Problem | undefined
  readonly notice: Notice | undefined
  /** Questions for passwords, asked one after another. */
  readonly secrets: readonly SecretQuestion[]
}

export const sessionStore = createStore<SessionState>(() => ({
  start: undefined,
  busy: undefined,
  problem: undefined,
  notice: undefined,
  secrets: [],
}))
