import type { ServerChannel } from 'ssh2'
import { Refusal } from '../refusal.ts'
import type { Job } from './job.ts'
import type { Machine } from './machine.ts'
import { prepare } from './start.ts'
import { splitWords } from './words.ts'

/**
 * A login shell on a terminal: a line editor (backspace, Ctrl-U, Ctrl-C, Ctrl-D) and the programs that the host knows, one simple
 * command a line. It says itself that it is no more than that.
 */
export function serveTerminal(machine: Machine, user: string, channel: ServerChannel): void {
  const { host, home } = machine
  const show = (text: string): void => void channel.write(text.replaceAll('\n', '\r\n'))
  const prompt = (): void => show(`${user}@${host.name}:~$ `)
  let line = ''
  let job: Job | undefined
  /** Typed while a command ran. */
  let waiting = ''

  const leave = (code: number): void => {
    channel.exit(code)
    channel.end()
  }

  const finish = (ended: Job): void => {
    job = undefined
    prompt()
    const typed = waiting
    waiting = ''
    if (ended.ending !== undefined) take(typed)
  }

  const run = (text: string): void => {
    if (text === '') return prompt()
    if (/^(exit|logout)$/.test(text)) return leave(0)
    let words: string[]
    try {
      words = splitWords(text, home.root)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      show(`${error.message}\n`)
      return prompt()
    }
    const started = prepare(machine, words, undefined).start([])
    job = started
    const copy = copier(started, show)
    const changed = (): void => {
      copy()
      if (started.ending !== undefined) finish(started)
    }
    if (started.ending === undefined) started.onChange(changed)
    changed()
  }

  const key = (c: string): void => {
    if (c === '\u0003') {
      show('^C\n')
      line = ''
      if (job === undefined) prompt()
      else job.kill({ kind: 'signalled', signal: 2 })
    } else if (job !== undefined) waiting += c
    else if (c === '\r' || c === '\n') {
      const text = line.trim()
      line = ''
      show('\n')
      run(text)
    } else if (c === '\u0004') {
      if (line === '') {
        show('logout\n')
        leave(0)
      }
    } else if (c === '\u007f' || c === '\b') {
      if (line === '') return
      line = line.slice(0, -1)
      show('\b \b')
    } else if (c === '\u0015') {
      show('\b \b'.repeat(line.length))
      line = ''
    } else if (c >= ' ' && line.length < 4096) {
      line += c
      show(c)
    }
  }

  const take = (text: string): void => {
    // Cursor keys and the like are whole sequences; the editor has no use for them.
    // oxlint-disable-next-line no-control-regex -- the escape character begins them
    for (const c of text.replaceAll(/\u001b(\[[0-9;?]*[A-Za-z~]|O[A-Z])/g, '')) key(c)
  }

  channel.on('data', (chunk: Buffer) => take(chunk.toString('utf8')))
  channel.once('close', () => job?.kill({ kind: 'signalled', signal: 1 }))
  show(
    `Training lab host ${host.name}: a small shell with one simple command a line.\nTry: hostname, uname -a, df -Pk ., date +%s.%N, exit\n`,
  )
  prompt()
}

/** Shows what a job has printed since the last call, both streams. */
function copier(job: Job, show: (text: string) => void): () => void {
  let out = 0
  let err = 0
  return () => {
    for (; out < job.out.chunks.length; out++) show(job.out.chunks[out]?.toString('utf8') ?? '')
    for (; err < job.err.chunks.length; err++) show(job.err.chunks[err]?.toString('utf8') ?? '')
  }
}
