import { onTestFinished } from 'vitest'
import type { SessionPool } from '../../main/runner/ports.ts'
import type { TargetResolver } from '../../main/ssh/target.ts'
import type { PoolOptions } from '../../main/ssh/pool-options.ts'
import { createSessionPool, type SshSessionPool } from '../../main/ssh/session-pool.ts'
import { startServer, stepToolBytes, type ServerOptions, type TestServer } from './ssh-server.ts'

/** What a test started is put away when it is over, the newest first. */
export const atEnd = (work: () => Promise<void> | void): void => {
  onTestFinished(async () => {
    await work()
  })
}

export async function server(options: ServerOptions = {}): Promise<TestServer> {
  const started = await startServer(options)
  atEnd(() => started.stop())
  return started
}

/** The servers by the names `h0`, `h1` … */
export const targetsOf =
  (servers: readonly TestServer[], jump: (name: string) => string[] = () => []): TargetResolver =>
  (name) => {
    const host = servers[Number(name.slice(1))]
    if (host === undefined) return undefined
    return {
      address: '127.0.0.1',
      port: host.port,
      user: 'operator',
      identityFiles: [host.identityFile],
      knownHostsFiles: [host.knownHostsFile],
      jump: jump(name),
    }
  }

/** A pool that knows the servers by these names. */
export function poolFor(servers: readonly TestServer[], options: PoolOptions = {}): SshSessionPool {
  const pool = createSessionPool({
    targets: targetsOf(servers),
    stepTool: stepToolBytes(),
    ...options,
  })
  pool satisfies SessionPool
  atEnd(() => pool.close())
  return pool
}

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
/** Offset of the first difference, -1 when equal: a failing test does not print megabytes. */
export const firstDifference = (a: string, b: string): number => {
  if (a === b) return -1
  let at = 0
  while (a[at] === b[at]) at += 1
  return at
}
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
