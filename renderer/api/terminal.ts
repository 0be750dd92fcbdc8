import type { Problem } from '../../shared/domain/problems.ts'
import type { TerminalSize } from '../../shared/ipc/host-views.ts'
import { invoke, listen } from './client.ts'
import { hostNameOf } from './ids.ts'

export type TerminalScreen = {
  opened(): void
  /** Calls `shown` when the bytes are on the screen. */
  show(bytes: Uint8Array, shown: () => void): void
  end(why: string): void
  refuse(problem: Problem): void
}

export type TerminalWire = {
  type(text: string): void
  resize(size: TerminalSize): void
  close(): void
}

/** As the contract has it. */
const longestText = 65_536

/** Opens a terminal and connects it with a screen. What is typed before it is open is kept. */
export function connectTerminal(
  host: string,
  size: TerminalSize,
  screen: TerminalScreen,
): TerminalWire {
  let id: string | undefined
  let closed = false
  let typed = ''
  let wanted = size
  /** Output, and the end, may come before the answer that names its terminal. */
  const early: { readonly terminal: string; readonly bytes: Uint8Array }[] = []
  const earlyEnds = new Map<string, string>()

  const show = (bytes: Uint8Array): void =>
    screen.show(bytes, () => {
      if (id !== undefined && !closed)
        void invoke('host/confirm-output', { terminal: id, bytes: bytes.length })
    })
  const type = (text: string): void => {
    if (id === undefined) typed += text
    else
      for (let at = 0; at < text.length; at += longestText)
        void invoke('host/write-terminal', {
          terminal: id,
          text: text.slice(at, at + longestText),
        })
  }
  const stops = [
    listen('host/did-output', (output) => {
      if (id === undefined) early.push(output)
      else if (output.terminal === id) show(output.bytes)
    }),
    listen('host/did-end-terminal', ({ terminal, why }) => {
      if (id === undefined) earlyEnds.set(terminal, why)
      else if (terminal === id) screen.end(why)
    }),
  ]

  async function open(): Promise<void> {
    const opened = await invoke('host/open-terminal', { host: hostNameOf(host), ...size })
    if (!opened.ok) {
      if (!closed) screen.refuse(opened.problem)
      return
    }
    id = opened.value.terminal
    screen.opened()
    if (closed) {
      void invoke('host/close-terminal', { terminal: id })
      return
    }
    for (const { terminal, bytes } of early.splice(0)) if (terminal === id) show(bytes)
    const ended = earlyEnds.get(id)
    if (ended !== undefined) screen.end(ended)
    if (wanted !== size) void invoke('host/resize-terminal', { terminal: id, ...wanted })
    const before = typed
    typed = ''
    if (before !== '') type(before)
  }
  void open()

  return {
    type,
    resize({ cols, rows }) {
      wanted = { cols, rows }
      if (id !== undefined) void invoke('host/resize-terminal', { terminal: id, cols, rows })
    },
    close() {
      closed = true
      for (const stop of stops) stop()
      if (id !== undefined) void invoke('host/close-terminal', { terminal: id })
    },
  }
}
