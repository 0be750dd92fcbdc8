import type { AddressInfo, Server, Socket } from 'node:net'

/** A TCP server on loopback that can stop listening and come back on the same port, with its open sockets cut. */
export class Listener {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  port = 0
  #wanted: 'open' | 'closed' = 'open'
  #change: Promise<void> = Promise.resolve()

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  async open(): Promise<void> {
    await this.#listen()
    // A listening TCP server's address is never a pipe's name.
    this.port = (this.#server.address() as AddressInfo).port
  }

  /** Refuses new connections (or takes them again); changes follow one another in the order they were asked for. */
  refuse(refuse: boolean): void {
    const wanted = refuse ? 'closed' : 'open'
    if (wanted === this.#wanted) return
    this.#wanted = wanted
    if (refuse) this.cut()
    this.#change = this.#change.then(() => (refuse ? this.#stop() : this.#listen()))
  }

  /** Resolves when all changes asked for so far are in force. */
  settled(): Promise<void> {
    return this.#change
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.#wanted = 'closed'
    await this.#change
    this.cut()
    await this.#stop()
  }

  /** Coming back to a port that a passing connection has taken meanwhile is tried again for five seconds. */
  async #listen(triesLeft = 100): Promise<void> {
    const taken = await new Promise<boolean>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        if (error.code === 'EADDRINUSE' && triesLeft > 0) resolve(true)
        else reject(error)
      }
      this.#server.once('error', failed)
      this.#server.listen(this.port, '127.0.0.1', () => {
        this.#server.off('error', failed)
        resolve(false)
      })
    })
    if (!taken) return
    await new Promise((resolve) => setTimeout(resolve, 50))
    await this.#listen(triesLeft - 1)
  }

  #stop(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#server.listening) return resolve()
      this.#server.close(() => resolve())
      this.cut()
    })
  }
}
