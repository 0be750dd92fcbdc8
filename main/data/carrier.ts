import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'

/** How a data process ended: an exit code, a signal, or an error that kept it from starting. */
export type CarrierExit = {
  readonly code: number | null
  readonly signal?: string
  readonly error?: string
}

/**
 * A started data process and the way to it. Made here over `child_process.fork`; the desktop passes one over Electron's
 * `utilityProcess`, which must be forked after `app.whenReady()` (before it, Electron dies of a segmentation fault).
 */
export interface DataCarrier {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, also when the process could not be started. */
  onExit(listener: (exit: CarrierExit) => void): void
  /** Asks the process to end; over a fork it does so when its way to us is cut. */
  end(): void
  /** Ends the process at once. */
  kill(): void
  readonly pid: number | undefined
  /** The Node that runs it, to find out afterwards what was wrong with it; undefined for Electron's own. */
  readonly node: string | undefined
}

export type ForkOptions = {
  /** Path of a Node; default: the one that runs this. */
  readonly node?: string
  /** Entry module of the data process. */
  readonly entry: string
  readonly env?: NodeJS.ProcessEnv
}

/**
 * A small young generation and a heap that grows slowly: the process mostly passes rows through, and its memory is promised to stay
 * small. One function is optimized at a time: several large ones together, as in the layout of the diagrams, show in the peakRssMiB of
 * `demo --json`.
 */
export const dataProcessFlags = [
  '--max-semi-space-size=2',
  '--heap-growing-percent=20',
  '--no-concurrent-recompilation',
  '--expose-gc',
]

export function forkCarrier({
  node = process.execPath,
  entry,
  env = process.env,
}: ForkOptions): DataCarrier {
  const child = fork(entry, [], {
    execPath: node,
    execArgv: dataProcessFlags,
    env: leanly(env, entry),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exit = exitOf(child)
  return {
    pid: child.pid,
    node,
    // A send to a process that is gone fails here and in its exit; the exit says more.
    post: (message) => {
      if (child.connected) child.send(toSendable(message), () => undefined)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exit.then(listener),
    end: () => {
      if (child.connected) child.disconnect()
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/**
 * From source, Node strips types with a WebAssembly module that costs memory and time in each process; compiled code
 * that was kept from an earlier start needs neither. Kept in the project, where no other user of the machine can write.
 */
function leanly(given: NodeJS.ProcessEnv, entry: string): NodeJS.ProcessEnv {
  // One arena of glibc's allocator is enough for one busy thread and takes less memory (peakRssMiB of `demo --json`).
  const env = { MALLOC_ARENA_MAX: '1', ...given }
  if (!entry.endsWith('.ts')) return env
  const folder = join(dirname(entry), '..', '..', 'node_modules', '.cache', 'node')
  return { NODE_COMPILE_CACHE: folder, ...env }
}

/** A Node path that does not exist gives 'error' and never 'exit'; without a listener it would end this process. */
const exitOf = (child: ChildProcess): Promise<CarrierExit> =>
  new Promise((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, error: error.message })
    })
    child.once('exit', (code, signal) => resolve({ code, ...(signal === null ? {} : { signal }) }))
  })

/** `send` wants a type that it never looks at: with 'advanced' serialization anything that can be cloned may go. */
const toSendable = (message: unknown): object => message as object // birpc sends objects only
