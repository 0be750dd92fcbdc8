import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogOffset } from '../../main/data/protocol.ts'
import { createLogCollector } from '../../main/logs/collector.ts'
import type { HostLogSettings, LogCollector } from '../../main/logs/collector.ts'
import { createSessionPool } from '../../main/ssh/session-pool.ts'
import { ok } from '../../shared/base/result.ts'
import { HostName } from '../../shared/domain/ids.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Figure } from './figure.ts'
import { labHosts, sshdHosts } from './logs/fetch-servers.ts'

export type LogsFetchOptions = {
  /** Default 20. */
  readonly hosts?: number
  /** Log bytes of each host, in MiB, in four files. Default 20. */
  readonly mib?: number
  /** Default auto: packed where that is measured to be faster. */
  readonly compress?: HostLogSettings['compress']
  /** `lab` (default): ssh2 servers in one other process. `sshd`: Debian's sshd and the shell programs of the host tools. */
  readonly server?: 'lab' | 'sshd'
  readonly progress?: (text: string) => void
}

/**
 * Wall time from the start of a fetch to the last byte handed over, logins and clock questions included: the first look at
 * hosts over loopback SSH, a second one with nothing new, and one by a program that has been started again and knows the
 * stored places only. Bytes are counted and not analysed.
 */
export async function benchLogsFetch(options: LogsFetchOptions = {}): Promise<Figure[]> {
  const { hosts: count = 20, mib = 20, compress = 'auto', progress = () => undefined } = options
  const { server = 'lab' } = options
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-fetch-'))
  const hosts = await (server === 'lab' ? labHosts : sshdHosts)(folder, { count, mib })
  try {
    const names = hosts.names.map((name) => HostName.parse(name))
    const pool = createSessionPool({ configFile: join(folder, 'ssh_config') })
    try {
      const sink = createSink()
      const start = (): LogCollector =>
        createLogCollector({
          pool,
          clock: {
            now: () => instant(Date.now()),
            monotonicMs: () => performance.now(),
          },
          settings: () => ({ compress }),
          commands: (host, operation, phase, args) => [
            ...hosts.program(host, operation),
            phase,
            ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
          ],
          data: sink,
        })
      const collector = start()
      const wall = await timed(() => look(collector, names))
      const { bytes } = sink
      if (bytes < count * mib * 2 ** 20 * 0.99)
        throw new Error(`only ${bytes} bytes of ${count} hosts with ${mib} MiB came`)
      const second = await timed(() => look(collector, names))
      const restarted = await timed(() => look(start(), names))
      if (sink.bytes !== bytes) throw new Error('bytes were read twice')
      const conditions = `${count} hosts x ${mib} MiB, ${server}, compress ${compress}, without analysis`
      progress(
        `${conditions}: ${(bytes / 1e3 / wall).toFixed(0)} MB/s of log, largest resident memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
      )
      const figure = (name: string, value: number): Figure => ({
        name,
        value,
        unit: 'ms',
        peer: null,
        peerValue: null,
        ratio: null,
      })
      return [
        figure('logs.fetch.wall', wall),
        figure('logs.fetch.second', second),
        figure('logs.fetch.restarted', restarted),
      ]
    } finally {
      pool.close()
    }
  } finally {
    await hosts.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Keeps places and counts bytes. */
function createSink() {
  const offsets = new Map<string, LogOffset>()
  const sink = {
    bytes: 0,
    logOffsets: async (host: HostName) =>
      [...offsets.values()].filter((offset) => offset.host === host),
    async ingestLog({ next, bytes }: { next: LogOffset; bytes: Uint8Array }) {
      offsets.set(`${next.host} ${next.file}`, next)
      sink.bytes += bytes.length
      return ok({ lines: 0, errors: 0, warnings: 0 })
    },
    append: async () => ok({ seq: 1, hash: '' }),
  }
  return sink
}

async function look(collector: LogCollector, hosts: readonly HostName[]): Promise<void> {
  for (const { host, result } of await collector.collect({ hosts })) {
    if (!result.ok) throw new Error(`${host}: ${result.problem.message}`)
    if (result.value.gaps > 0) throw new Error(`${host}: ${result.value.notes.join('; ')}`)
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}
