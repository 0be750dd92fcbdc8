import type { ClientChannel } from 'ssh2'
import { Completion } from './completion.ts'

export type ShellSize = { readonly cols: number; readonly rows: number }

/** One interactive shell on a host. */
export type ShellChannel = {
  /** Calls back with what the terminal shows, stderr included. Call once: what came before is kept for it. */
  onOutput(listener: (chunk: Buffer) => void): void
  /** Calls once, with why in words; at once when it has ended. */
  onEnd(listener: (why: string) => void): void
  write(text: string): void
  resize(size: ShellSize): void
  /** No more output until `resume`: the host is slowed down by the window of the channel. */
  pause(): void
  resume(): void
  close(): void
}

/** Call inside ssh2's callback: the end may be in the packet that confirms the start. `heard`: the host gave a sign of life. */
export function shellChannel(channel: ClientChannel, heard: () => void): ShellChannel {
  let why = 'the connection was lost'
  const closed = new Completion()
  channel.on('error', () => undefined) // followed by close, which decides
  channel.on('exit', (code: number | null, signal?: string) => {
    why = code === null ? `the shell was ended by ${signal ?? 'a signal'}` : `exit code ${code}`
  })
  channel.once('close', () => closed.done())
  return {
    onOutput(listener) {
      const take = (chunk: Buffer): void => {
        heard()
        listener(chunk)
      }
      // The stream stands still until somebody listens: nothing is lost before.
      channel.on('data', take)
      channel.stderr.on('data', take)
    },
    onEnd: (listener) => void closed.after(() => listener(why)),
    write: (text) => void (channel.writable && channel.write(text)),
    resize: ({ cols, rows }) => channel.setWindow(rows, cols, 0, 0),
    pause: () => void channel.pause(),
    resume: () => void channel.resume(),
    close: () => channel.close(),
  }
}

/** Stands where there is none: a refused request answers an error, and this. */
export const closedShell: ShellChannel = {
  onOutput: () => undefined,
  onEnd: (listener) => listener('it was never opened'),
  write: () => undefined,
  resize: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
  close: () => undefined,
}
