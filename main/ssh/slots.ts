/**
 * At most `limit` holders at a time, first come first served. Used for channels of a connection (OpenSSH allows 10
 * sessions by default) and for simultaneous handshakes with one server (default MaxStartups 10:30:100).
 */
export class Slots {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get taken(): number {
    return this.#taken
  }

  /** Resolves with the function that gives the slot back (once), or undefined when the signal aborts first. */
  async take(signal?: AbortSignal): Promise<(() => void) | undefined> {
    if (signal?.aborted === true) return undefined
    if (this.#taken < this.#limit) this.#taken += 1
    else if (!(await this.#turn(signal))) return undefined
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = this.#waiting.shift()
      if (next === undefined) this.#taken -= 1
      else next() // the slot goes over to the one who waits
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const onAbort = (): void => {
        const at = this.#waiting.indexOf(mine)
        if (at >= 0) this.#waiting.splice(at, 1)
        resolve(false)
      }
      const mine = (): void => {
        signal?.removeEventListener('abort', onAbort)
        resolve(true)
      }
      this.#waiting.push(mine)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  }
}
