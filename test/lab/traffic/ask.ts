/** What came of one question. */
export type Outcome = {
  /** A status of the protocol (`200`, `480`, `accept`), or `timeout`, or an error's code. */
  readonly result: string
  /** The host that answered, where the protocol tells. */
  readonly node: string
  readonly account: string
  /** Of a posted xDR: its conference id. */
  readonly key: string
}

export type Ask = {
  ask(ordinal: number, account: string, done: (outcome: Outcome) => void): void
  close(): void
}

export type Asked = {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly posts: boolean
}

/** A question without an answer is given up after this. */
export const patienceMs = 1000
