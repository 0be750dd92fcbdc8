import { randomUUID } from 'node:crypto'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { formatMs } from '../../shared/domain/time.ts'
import type { ShellChannel, ShellSize } from '../ssh/shell-channel.ts'

/** Of the eight channels of a connection: runs must find some. */
const mostOnOneHost = 2
const most = 8
/** What the reader has not confirmed: beyond it the host has to wait, below the second it may go on. */
const pauseAtBytes = 512 * 1024
const resumeAtBytes = 128 * 1024

export type TerminalEvents = {
  onOutput(terminal: string, bytes: Uint8Array): void
  onEnd(terminal: string, why: string): void
}

export type TerminalParts = {
  shell(host: string, size: ShellSize): Promise<Result<ShellChannel, Problem>>
  /** The project's journal; a terminal that cannot be noted is not opened. */
  note(event: Extract<JournalEvent, { kind: 'note' }>): Promise<Result<unknown, Problem>>
  /** Undefined when a terminal may be opened. */
  refuse(host: string): Promise<Problem | undefined>
  nowMs(): number
}

export type Terminals = {
  open(
    host: string,
    size: ShellSize,
    by: string,
    events: TerminalEvents,
  ): Promise<Result<string, Problem>>
  write(terminal: string, text: string): void
  resize(terminal: string, size: ShellSize): void
  /** The reader has shown so many bytes more. */
  confirm(terminal: string, bytes: number): void
  close(terminal: string): void
  /** Resolves when the end of each is journaled. */
  closeAll(): Promise<void>
}

type Open = {
  readonly host: string
  readonly by: string
  readonly events: TerminalEvents
  readonly sinceMs: number
  readonly flush: () => void
  readonly shell: ShellChannel
  unconfirmed: number
  paused: boolean
}

/** Terminals on hosts, each by an id that is made here when a person opens it. */
export function createTerminals(parts: TerminalParts): Terminals {
  const open = new Map<string, Open>()
  /** Being opened, by host: they count as open. */
  const opening: string[] = []
  /** How often all were closed: what was begun before and comes up after has no view any more. */
  let closings = 0

  const crowded = (host: string): Problem | undefined => {
    const onHost =
      [...open.values()].filter((other) => other.host === host).length +
      opening.filter((other) => other === host).length
    if (onHost >= mostOnOneHost)
      return tooMany(`${mostOnOneHost} terminals are open on ${host}`, host)
    return open.size + opening.length >= most
      ? tooMany(`${most} terminals are open`, host)
      : undefined
  }

  /** Once for each: whoever ends it first says why. */
  const end = async (id: string, why: string): Promise<void> => {
    const terminal = open.get(id)
    if (!open.delete(id) || terminal === undefined) return
    terminal.flush()
    terminal.shell.close()
    terminal.events.onEnd(id, why)
    const ms = parts.nowMs() - terminal.sinceMs
    const text = `terminal on ${terminal.host} closed after ${formatMs(ms)}: ${why}`
    await parts.note({ kind: 'note', by: terminal.by, text })
  }
  /** The data process may be gone, and with it the shell's reason to end: there is nobody left to tell. */
  const endUnheard = (id: string, why: string): Promise<void> => end(id, why).catch(() => undefined)

  const follow = (id: string, terminal: Omit<Open, 'flush'>): void => {
    const { shell, events } = terminal
    const output = gathered((bytes) => {
      const shown = open.get(id)
      if (shown !== undefined) {
        shown.unconfirmed += bytes.length
        if (!shown.paused && shown.unconfirmed > pauseAtBytes) {
          shown.paused = true
          shell.pause()
        }
      }
      events.onOutput(id, bytes)
    })
    open.set(id, { ...terminal, flush: () => output.flush() })
    shell.onOutput((chunk) => output.add(chunk))
    shell.onEnd((why) => void endUnheard(id, why))
  }

  return {
    async open(host, size, by, events) {
      const full = crowded(host)
      if (full !== undefined) return bad(full)
      opening.push(host)
      const begun = closings
      try {
        const refused = await parts.refuse(host)
        if (refused !== undefined) return bad(refused)
        const noted = await parts.note({ kind: 'note', by, text: `opens a terminal on ${host}` })
        if (!noted.ok) return noted
        const shell = await parts.shell(host, size)
        if (!shell.ok) {
          await parts.note({
            kind: 'note',
            by,
            text: `the terminal on ${host} could not be opened: ${shell.problem.message}`,
          })
          return shell
        }
        const id = randomUUID()
        follow(id, {
          host,
          by,
          events,
          shell: shell.value,
          sinceMs: parts.nowMs(),
          unconfirmed: 0,
          paused: false,
        })
        if (begun === closings) return ok(id)
        await endUnheard(id, 'closed with its view')
        return bad(viewGone(host))
      } finally {
        opening.splice(opening.indexOf(host), 1)
      }
    },
    write: (id, text) => open.get(id)?.shell.write(text),
    resize: (id, size) => open.get(id)?.shell.resize(size),
    confirm(id, bytes) {
      const terminal = open.get(id)
      if (terminal === undefined) return
      terminal.unconfirmed = Math.max(0, terminal.unconfirmed - bytes)
      if (!terminal.paused || terminal.unconfirmed > resumeAtBytes) return
      terminal.paused = false
      terminal.shell.resume()
    },
    close: (id) => void endUnheard(id, 'closed here'),
    async closeAll() {
      closings += 1
      await Promise.all([...open.keys()].map((id) => endUnheard(id, 'closed with its view')))
    },
  }
}

/** Chunks that come in one turn of the event loop go out as one: a busy command would else be thousands of messages. */
function gathered(send: (bytes: Uint8Array) => void) {
  let chunks: Buffer[] = []
  const flush = (): void => {
    if (chunks.length === 0) return
    const bytes = Buffer.concat(chunks)
    chunks = []
    send(bytes)
  }
  return {
    add(chunk: Buffer): void {
      if (chunks.length === 0) setImmediate(flush)
      chunks.push(chunk)
    },
    flush,
  }
}

const viewGone = (host: string): Problem =>
  problem('not-allowed', `The terminal on ${host} came up after its view was closed.`, {
    where: { host },
    safe: 'nothing was typed there, and it is closed again',
    next: 'Open it again.',
  })

const tooMany = (message: string, host: string): Problem =>
  problem('not-allowed', `${message}: a run may need the connection too.`, {
    where: { host },
    next: 'Close one of them first.',
  })
