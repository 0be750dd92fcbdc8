import { randomUUID } from 'node:crypto'
import type { SecretQuestion } from '../../shared/ipc/contract.ts'
import type { SecretStore } from '../settings/secrets.ts'

export type SecretDesk = {
  /** From this session, from the keychain, or from the user, in that order; undefined when the user has none. */
  readonly get: (name: string, prompt: string) => Promise<string | undefined>
  /** Asks in any case and keeps nothing: for what can be used once. */
  readonly ask: (prompt: string) => Promise<string | undefined>
  readonly answer: (id: string, secret: string | undefined, remember: boolean) => void
  /** It was not the right one: asked for again the next time, unless it was typed anew meanwhile. */
  readonly refused: (name: string, secret: string) => void
  /** While this is done nobody is asked for anything, and who was is taken to have none: what is left must not wait for a person. */
  readonly askingNobody: (work: () => Promise<void>) => Promise<void>
  /** Asks everything once more that nobody has answered: a page that was loaded anew knows of no question. */
  readonly askAgain: () => void
  readonly forget: () => void
}

type Waiting = {
  readonly name: string | undefined
  readonly question: SecretQuestion
  readonly resolve: (secret: string | undefined) => void
}

/** Asks the user for secrets that no keychain holds. Hosts that ask for the same one at the same time share one question. */
export function createSecretDesk({
  store,
  ask,
  withdraw,
}: {
  readonly store: SecretStore
  readonly ask: (question: SecretQuestion) => void
  /** A question that needs no answer any more. */
  readonly withdraw: (id: string) => void
}): SecretDesk {
  const typed = new Map<string, string>()
  const wrong = new Set<string>()
  const waiting = new Map<string, Waiting>()
  const asked = new Map<string, Promise<string | undefined>>()
  let leaving = 0

  const knownOf = (name: string): string | undefined => typed.get(name) ?? store.get(name)
  const question = (name: string | undefined, prompt: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      if (leaving > 0) return resolve(undefined)
      const id = randomUUID()
      const mayRemember = name !== undefined && store.missing() === undefined
      const asking: SecretQuestion = { id, prompt, mayRemember }
      waiting.set(id, { name, question: asking, resolve })
      ask(asking)
    })

  return {
    async get(name, prompt) {
      const known = knownOf(name)
      if (known !== undefined && !wrong.has(name)) return known
      if (leaving > 0) return undefined
      const sharing = asked.get(name) ?? question(name, prompt)
      asked.set(name, sharing)
      return sharing
    },
    ask: (prompt) => question(undefined, prompt),
    answer(id, secret, remember) {
      const answered = waiting.get(id)
      if (answered === undefined) return
      waiting.delete(id)
      const { name, resolve } = answered
      // First: a keychain that fails below must not leave a connection waiting.
      resolve(secret)
      if (name === undefined) return
      asked.delete(name)
      if (secret === undefined) return
      typed.set(name, secret)
      wrong.delete(name)
      // Without a keychain it stays in memory only; the window has said so beside the box.
      if (remember && store.missing() === undefined) store.set(name, secret)
    },
    async askingNobody(work) {
      leaving += 1
      for (const [id, { name, resolve }] of waiting) {
        resolve(undefined)
        if (name !== undefined) asked.delete(name)
        withdraw(id)
      }
      waiting.clear()
      try {
        await work()
      } finally {
        leaving -= 1
      }
    },
    refused(name, secret) {
      if (knownOf(name) === secret) wrong.add(name)
    },
    askAgain() {
      for (const open of waiting.values()) ask(open.question)
    },
    forget() {
      wrong.clear()
      typed.clear()
      store.removeAll()
    },
  }
}
