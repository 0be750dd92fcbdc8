/** RFC 4253, 4.2: the identification is at most 255 bytes; lines may come before it. */
const most = 4096
/** What OpenSSH writes instead of its identification when it has no place for one more: it may have one soon. */
const busy = /^(Exceeded MaxStartups|Not allowed at this time)/

/** Listens to the first bytes of a connection: the host's identification, or what stands there instead of SSH. */
export class Greeting {
  readonly #onVersion: (line: string) => void
  #text: string | undefined = ''

  constructor(onVersion: (line: string) => void) {
    this.#onVersion = onVersion
  }

  /** The first line of something that is no SSH service; undefined while it may still be one. */
  get stranger(): string | undefined {
    const first = this.#text?.trimStart() ?? ''
    return first === '' || busy.test(first) ? undefined : first.split(/\r?\n/)[0]?.slice(0, 100)
  }

  hear(chunk: Buffer): void {
    if (this.#text === undefined) return
    this.#text += chunk.toString('latin1').slice(0, most)
    const line = /^SSH-[^\r\n]{0,251}(?=\r?\n)/m.exec(this.#text)?.[0]
    if (line !== undefined) {
      this.#text = undefined
      // Printable ASCII is all that an identification may hold.
      this.#onVersion(line.replace(/[^\x20-\x7e]/g, '?'))
    } else if (this.#text.length > most) this.#text = this.#text.slice(0, most)
  }
}
