import type { Client, ClientChannel, SFTPWrapper } from 'ssh2'
import { problem, type Problem } from '../../shared/domain/problems.ts'
import type { Sleep } from './abortable.ts'
import { Completion } from './completion.ts'
import { channelEnd, lostProblem, type ChannelEnd, type Sink } from './outcome.ts'
import { closedShell, shellChannel, type ShellChannel, type ShellSize } from './shell-channel.ts'
import { Slots } from './slots.ts'

export type SessionLimits = {
  /** Channels at a time, below OpenSSH's MaxSessions of 10. */
  readonly channels: number
  /**
   * How often a refused channel is asked for again, after 5, 20, 80… ms. The first refusals are normal: sshd counts a
   * closed session until its next turn, so eight quick ones after eight others can be more than ten.
   */
  readonly channelRetries: number
}

type Request<Channel> = {
  readonly send: (callback: (error: Error | undefined, channel: Channel) => void) => void
  /** For a channel that came after nobody waited for it any more. */
  readonly discard: (channel: Channel) => void
}

/** One living SSH connection to one host: commands on channels, each with an end that is told apart from the link's. */
export class Session {
  readonly host: string
  readonly client: Client
  readonly #limits: SessionLimits
  readonly #sleep: Sleep
  readonly #slots: Slots
  readonly #closed = new Completion()
  #down: string | undefined
  #heardMs = performance.now()

  constructor(host: string, client: Client, limits: SessionLimits, sleep: Sleep) {
    this.host = host
    this.client = client
    this.#limits = limits
    this.#sleep = sleep
    this.#slots = new Slots(limits.channels)
    client.on('error', (error: Error) => {
      this.#down ??= error.message
    })
    const onEnd = (): void => {
      this.#down ??= 'the host or the network closed it'
    }
    // ssh2 fails what is open at `end`, a tick before `close`: from then on a failure is the link's, not the host's.
    client.once('end', onEnd)
    client.once('close', () => {
      onEnd()
      this.#closed.done()
    })
  }

  get isDown(): boolean {
    return this.#down !== undefined
  }

  get channels(): number {
    return this.#slots.taken
  }

  /** Milliseconds since the host was last heard. */
  get idleMs(): number {
    return performance.now() - this.#heardMs
  }

  get lost(): Problem {
    return lostProblem(this.host, this.#down ?? 'a channel was closed without an exit code')
  }

  /** Calls once, at once if it is down already. Answers the function that takes the listener back. */
  onDown(listener: () => void): () => void {
    return this.#closed.after(listener)
  }

  close(): void {
    this.#down ??= 'closed by this program'
    this.client.end()
    this.client.destroy()
  }

  /**
   * One round trip without a channel: cancelling a forward that was never asked for is answered by every server with
   * a refusal, and that is all we want to hear.
   */
  async isAlive(timeoutMs: number): Promise<boolean> {
    if (this.isDown) return false
    const answered = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs)
      const answer = (heard: boolean): void => {
        clearTimeout(timer)
        forget()
        resolve(heard)
      }
      const forget = this.onDown(() => answer(false))
      try {
        this.client.unforwardIn('127.0.0.1', 1, () => answer(!this.isDown))
      } catch {
        answer(false) // ssh2 throws "Not connected" when the socket has just gone
      }
    })
    if (answered) this.#heardMs = performance.now()
    else {
      this.#down ??= 'no answer to a liveness check'
      this.close()
    }
    return answered
  }

  /** Runs one shell line. Resolves at once on abort; the channel is closed and its slot freed when the host agrees. */
  async run(line: string, sink: Sink, signal?: AbortSignal): Promise<ChannelEnd> {
    let exit: { code: number | null; signal?: string | undefined } | undefined
    let over = false
    let isCut = false
    const closed = new Completion()
    const take = (put: (chunk: Buffer) => void) => (chunk: Buffer) => {
      this.#heardMs = performance.now()
      if (!over) put(chunk)
    }
    // Listens inside the callback of ssh2: output and exit may be in the very packet that confirms the start.
    const listen = (channel: ClientChannel): void => {
      channel.on('data', take(sink.stdout))
      channel.stderr.on('data', take(sink.stderr))
      channel.on('error', () => undefined) // followed by close, which decides
      channel.on('exit', (code: number | null, name?: string) => {
        this.#heardMs = performance.now()
        exit = { code, signal: name }
      })
      channel.once('close', () => {
        isCut = this.isDown
        closed.done()
      })
    }
    const opened = await this.#open<ClientChannel>(
      {
        send: (callback) =>
          this.client.exec(line, (error, channel) => {
            if (error === undefined || error === null) listen(channel)
            callback(error, channel)
          }),
        discard: (channel) => channel.close(),
      },
      signal,
    )
    if (opened.kind !== 'open') {
      over = true
      return opened
    }
    const { channel, release } = opened
    const forget = this.onDown(release)
    closed.after(() => {
      forget()
      release()
    })
    const aborted = new Completion()
    const onAbort = (): void => aborted.done()
    if (signal?.aborted === true) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
    await new Promise<void>((resolve) => {
      closed.after(resolve)
      aborted.after(resolve)
    })
    signal?.removeEventListener('abort', onAbort)
    over = true
    // A server may tell the exit code before the last output. When the link went in between, nobody knows what is missing.
    if (closed.isDone) return channelEnd(isCut ? undefined : exit, () => this.lost)
    channel.signal('TERM')
    channel.close()
    return { kind: 'aborted' }
  }

  /** A login shell on a terminal of this size. It holds a channel until `close`, or until the host or the link ends it. */
  async shell(
    size: ShellSize,
  ): Promise<
    | { readonly kind: 'open'; readonly shell: ShellChannel }
    | Exclude<ChannelEnd, { kind: 'exited' }>
  > {
    const heard = (): void => {
      this.#heardMs = performance.now()
    }
    const opened = await this.#open<ShellChannel>(
      {
        send: (callback) =>
          this.client.shell({ ...size, term: 'xterm-256color' }, (error, channel) =>
            error === undefined || error === null
              ? callback(undefined, shellChannel(channel, heard))
              : callback(error, closedShell),
          ),
        discard: (shell) => shell.close(),
      },
      undefined,
    )
    if (opened.kind !== 'open') return opened
    const { channel: shell, release } = opened
    const forget = this.onDown(release)
    shell.onEnd(() => {
      forget()
      release()
    })
    return { kind: 'open', shell }
  }

  /** For SFTP; the caller calls `end`. Fails with the end of the channel. */
  async sftp(): Promise<
    | { readonly kind: 'open'; readonly sftp: SFTPWrapper; readonly end: () => void }
    | Exclude<ChannelEnd, { kind: 'exited' }>
  > {
    const opened = await this.#open<SFTPWrapper>(
      { send: (callback) => this.client.sftp(callback), discard: (sftp) => sftp.end() },
      undefined,
    )
    if (opened.kind !== 'open') return opened
    const { channel, release } = opened
    const forget = this.onDown(release)
    const end = (): void => {
      channel.end()
      forget()
      release() // not at `close`: some servers never confirm the end of a subsystem
    }
    return { kind: 'open', sftp: channel, end }
  }

  async #open<Channel>(
    request: Request<Channel>,
    signal: AbortSignal | undefined,
  ): Promise<
    | { readonly kind: 'open'; readonly channel: Channel; readonly release: () => void }
    | Exclude<ChannelEnd, { kind: 'exited' }>
  > {
    const release = await this.#slots.take(signal)
    if (release === undefined) return { kind: 'aborted' }
    for (let tries = 0; ; tries += 1) {
      const opened = await this.#request(request, signal)
      if (opened instanceof Error) {
        const refusal = 'reason' in opened // only a refused channel open has an SSH reason code
        if (refusal && tries < this.#limits.channelRetries && !this.isDown) {
          await this.#sleep(5 * 4 ** tries, signal)
          if (signal?.aborted !== true) continue
        }
        release()
        if (this.isDown) return { kind: 'lost', problem: this.lost }
        if (signal?.aborted === true) return { kind: 'aborted' }
        return { kind: 'not-started', problem: this.#refused(opened, refusal) }
      }
      if (opened === 'aborted') {
        release()
        return { kind: 'aborted' }
      }
      return { kind: 'open', channel: opened, release }
    }
  }

  #request<Channel>(
    request: Request<Channel>,
    signal: AbortSignal | undefined,
  ): Promise<Channel | Error | 'aborted'> {
    return new Promise((resolve) => {
      let abandoned = false
      let forget = (): void => undefined // called at once when the connection is closed already
      const give = (result: Channel | Error | 'aborted'): void => {
        signal?.removeEventListener('abort', onAbort)
        forget()
        resolve(result)
      }
      const onAbort = (): void => {
        abandoned = true
        give('aborted')
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      forget = this.onDown(() => give(new Error('connection closed')))
      try {
        request.send((error, channel) => {
          this.#heardMs = performance.now()
          if (error !== undefined && error !== null) give(error)
          else if (abandoned) request.discard(channel)
          else give(channel)
        })
      } catch (error) {
        // ssh2 throws "Not connected" when the socket went between two events.
        give(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  #refused(error: Error, isChannel: boolean): Problem {
    const what = isChannel ? 'refused a further channel' : 'refused to run the command'
    return problem('host-unreachable', `${this.host} ${what}: ${error.message}`, {
      where: { host: this.host },
      safe: 'the command was not started',
      next: 'the SSH service limits sessions (MaxSessions) or commands (ForceCommand); raise the limit or try again',
    })
  }
}
