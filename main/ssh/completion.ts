/** Something that happens once. Synchronous, unlike a promise: listeners run inside the event that made it happen. */
export class Completion {
  readonly #listeners = new Set<() => void>()
  #isDone = false

  get isDone(): boolean {
    return this.#isDone
  }

  done(): void {
    this.#isDone = true
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener()
  }

  /** Who comes later is called at once. Answers the function that takes the listener back. */
  after(listener: () => void): () => void {
    if (this.#isDone) {
      listener()
      return () => undefined
    }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
