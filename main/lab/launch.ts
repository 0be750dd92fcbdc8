import { fork } from 'node:child_process'
import { openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectLab } from './client.ts'
import type { LabClient } from './client.ts'
import type { LabOptions } from './options.ts'
import type { LabOrder, LabReport } from './process.ts'

export type LaunchOptions = {
  /** Program file of the lab's process. Default: `process.ts` beside this file; a bundle names its own. */
  readonly entry?: string
  /** Node to run it with. Default: the program that runs this. */
  readonly execPath?: string
  /** The lab stays when this process ends. Default false. */
  readonly daemon?: boolean
}

/** Compiled code of an earlier start, which spares the lab's process the stripping of types. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))

/** Starts a lab in a process of its own and connects to it. Throws when it cannot start, with its own words. */
export async function launchLab(
  options: Omit<LabOptions, 'onStop'>,
  { entry, execPath, daemon = false }: LaunchOptions = {},
): Promise<LabClient> {
  const child = fork(entry ?? fileURLToPath(new URL('./process.ts', import.meta.url)), [], {
    detached: daemon,
    // Small heaps at the same speed (peakRssMiB of `demo --json`).
    execArgv: [
      '--max-semi-space-size=2',
      '--max-old-space-size=128',
      '--heap-growing-percent=30',
      '--no-warnings',
    ],
    env: {
      // Kept in the project, where no other user of the machine can write; a bundle needs none.
      ...(entry === undefined ? { NODE_COMPILE_CACHE: compileCache } : {}),
      // One arena of glibc's allocator is enough for one busy thread; other systems ignore it.
      MALLOC_ARENA_MAX: '1',
      ...process.env,
    },
    // A daemon must not hold the terminal or the pipe of the one who started it.
    stdio: ['ignore', 'ignore', daemon ? await daemonLog(options.dir) : 'inherit', 'ipc'],
    ...(execPath === undefined ? {} : { execPath }),
  })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`the lab's process ended at its start (code ${code ?? 'none'})`)),
    )
    child.once('message', (report: LabReport) => {
      if (report.kind === 'ready') resolve()
      else reject(new Error(`the lab could not start: ${report.message}`))
    })
    const order: LabOrder = { kind: 'start', options, daemon }
    child.send(order)
  })
  child.removeAllListeners()
  // The lab does not keep this process alive; when this one ends, the lab notices and ends too.
  child.unref()
  child.channel?.unref()
  return connectLab(options.dir)
}

/** File descriptor of `daemon.log` in the lab's folder. */
async function daemonLog(dir: string): Promise<number> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  return openSync(join(dir, 'daemon.log'), 'a', 0o600)
}
