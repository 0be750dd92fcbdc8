import { spawn, spawnSync } from 'node:child_process'

/** Runs a program and answers what it printed. Throws with the program's own words when it fails. */
export function run(program: string, args: readonly string[], input?: string): string {
  const ended = spawnSync(program, args, {
    encoding: 'utf8',
    input: input ?? '',
    maxBuffer: 2 ** 28,
  })
  if (ended.error !== undefined) throw new Error(`${program}: ${ended.error.message}`)
  if (ended.status !== 0)
    throw new Error(
      `${program} ${args.join(' ')} ended with ${ended.status ?? ended.signal}: ${ended.stderr.trim()}`,
    )
  return ended.stdout
}

/** The same without stopping this process meanwhile; `code` 255 stands for a program that could not be started. */
export type Ended = { readonly code: number; readonly out: string; readonly err: string }

export const tryRun = (
  program: string,
  args: readonly string[],
  options: {
    readonly input?: string
    readonly env?: NodeJS.ProcessEnv
    readonly cwd?: string
  } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.on('error', (error) => resolve({ code: 255, out, err: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 255, out, err }))
  })

/** Asks again until the condition holds. Throws after `seconds`, saying what it waited for. */
export async function waitFor(
  what: string,
  seconds: number,
  holds: () => boolean | Promise<boolean>,
  everyMs = 50,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`)
    await pause(everyMs)
  }
}

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
