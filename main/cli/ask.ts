import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { fail } from '../../shared/domain/problems.ts'
import { harmlessText } from '../../shared/base/visible-text.ts'

export type Terminal = {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  /** What Ctrl-C does. Default: what it does everywhere else, the signal. */
  readonly interrupt: () => void
  /** Takes the question back. */
  readonly left?: AbortSignal
}

export const ownTerminal: Terminal = {
  input: process.stdin,
  output: process.stderr,
  interrupt: () => process.kill(process.pid, 'SIGINT'),
}

/** Hosts that are connected side by side ask at the same time, and there is one keyboard. */
let before: Promise<unknown> = Promise.resolve()

/**
 * A line that a person types, one question after the other. A hidden one is not shown, but may be mended like any other: the terminal is in raw mode then, so
 * Backspace and Ctrl-C mean what they do only because readline reads them. Throws `auth-failed` when no line comes.
 */
export function ask(
  prompt: string,
  hidden: boolean,
  terminal: Partial<Terminal> = {},
): Promise<string> {
  const asked = before.then(() =>
    askNow(harmlessText(prompt), hidden, { ...ownTerminal, ...terminal }),
  )
  before = asked.catch(() => undefined)
  return asked
}

async function askNow(
  prompt: string,
  hidden: boolean,
  { input, output, interrupt, left: taken }: Terminal,
): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({
    input,
    output: hidden ? nowhere : output,
    terminal: true,
    historySize: 0,
  })
  const closed = new AbortController()
  terminal.once('close', () => closed.abort())
  const left = AbortSignal.any([closed.signal, ...(taken === undefined ? [] : [taken])])
  terminal.once('SIGINT', () => {
    terminal.close()
    interrupt()
  })
  if (hidden) output.write(prompt)
  try {
    return await terminal.question(hidden ? '' : prompt, { signal: left })
  } catch (error) {
    if (!left.aborted) throw error
    return fail('auth-failed', `nothing was typed: ${prompt.trim()}`, { safe: 'nothing was sent' })
  } finally {
    if (hidden) output.write('\n')
    terminal.close()
  }
}
