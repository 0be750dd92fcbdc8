import { createLabTime } from '../../../main/lab/clock.ts'
import { createFaultBook } from '../../../main/lab/faults.ts'
import { noBaton } from '../../../main/lab/hosts/baton.ts'
import { Home } from '../../../main/lab/hosts/home.ts'
import { startSshHost } from '../../../main/lab/hosts/ssh-host.ts'
import { fileNames } from '../../../main/lab/logs/formats.ts'
import type { HostLogs } from '../../../main/lab/logs/host-logs.ts'
import { logOperations } from '../../../main/lab/logs/log-operations.ts'
import type { StoredFile } from '../../../main/lab/logs/log-file.ts'
import { newSshKey } from '../../../main/lab/ssh-key.ts'
import { createWorld } from '../../../main/lab/world/state.ts'
import { ssh2 } from '../../../main/ssh/library.ts'
import { Host } from '../../../shared/domain/project.ts'
import { labSpec } from '../../helpers/lab.ts'
import { kinds, textBetween, textOf } from './fetch-texts.ts'

/**
 * Process of its own: hosts of the lab on loopback, each with logs of the asked size. It tells its parent the ports and goes
 * when the parent does.
 */
export type FetchHosts = {
  readonly hosts: readonly { readonly name: string; readonly port: number; readonly key: string }[]
}

export type FetchHostsOrder = {
  readonly count: number
  readonly mib: number
  /** Public half of the key that may log in. */
  readonly clientKey: string
  /** Logs of a week that end at `until`; the same again is written when the parent says `grow`, by then the clock is as much later. */
  readonly night?: {
    /** MiB of the week before; `mib` is what comes with `grow`. */
    readonly before: number
    readonly until: number
    readonly spanMs: number
    /** Written to the first log of the first host with the rest. */
    readonly fault: string
  }
}

/** From the parent after the hosts are up. */
export type FetchHostsCall = 'grow'

type Served = FetchHosts & { readonly grow: () => void }

async function serve({ count, mib, clientKey, night }: FetchHostsOrder): Promise<Served> {
  const key = ssh2.utils.parseKey(clientKey)
  if (key instanceof Error) throw key
  const bytes = (size: number): number => Math.floor((size * 2 ** 20) / kinds.length)
  const texts = kinds.map((kind) =>
    night === undefined
      ? textOf({ kind, bytes: bytes(mib) })
      : textBetween(kind, bytes(night.before), night.until - night.spanMs, night.until),
  )
  const rest = kinds.map((kind) =>
    night === undefined
      ? Buffer.alloc(0)
      : textBetween(kind, bytes(mib), night.until, night.until + night.spanMs),
  )
  const time = createLabTime(night?.until ?? Date.now(), 1)
  const growing: (() => void)[] = []
  const faults = createFaultBook(() => time.now())
  const world = createWorld({ spec: labSpec, customers: [], seed: 'bench', startAt: time.now() })
  const hosts = []
  for (let number = 0; number < count; number += 1) {
    const name = `host${number}`
    const files = kinds.map((kind, i): StoredFile => {
      const data = texts[i] ?? Buffer.alloc(0)
      const path = `/porta_var/${name}/log/${fileNames[kind]}`
      const file = { path, inode: String(number * 10 + i), data, size: data.length, mtimeMs: 1000 }
      growing.push(() => {
        const fault = number === 0 && i === 0 ? Buffer.from(night?.fault ?? '') : Buffer.alloc(0)
        file.data = Buffer.concat([data, rest[i] ?? Buffer.alloc(0), fault])
        file.size = file.data.length
        file.mtimeMs += 1000
      })
      return file
    })
    const logs: HostLogs = {
      list: () => files,
      find: (path) => files.find((file) => file.path === path),
      contents: () => undefined,
      rotate: () => false,
      journal: {
        read: () => ({ data: Buffer.alloc(0), cursorFound: true }),
        vacuum: () => undefined,
      },
    }
    const hostKey = newSshKey()
    const { listener } = await startSshHost({
      machine: {
        host: Host.parse({ name, system: 'source', roles: ['sip'] }),
        world,
        time,
        faults,
        logs,
        operations: logOperations(logs),
        home: new Home(
          '/home/switchyard',
          () => time.now(),
          () => false,
        ),
        attempts: new Map(),
        baton: noBaton(),
      },
      user: 'switchyard',
      clientKey: key,
      hostKey,
      otherKey: hostKey,
    })
    hosts.push({ name, port: listener.port, key: hostKey.public.trim() })
  }
  return {
    hosts,
    grow: () => {
      for (const one of growing) one()
      if (night !== undefined) time.advanceTo(night.until + night.spanMs)
    },
  }
}

async function answer(order: FetchHostsOrder): Promise<void> {
  const { hosts, grow } = await serve(order)
  process.on('message', () => {
    grow()
    process.send?.('grown')
  })
  process.send?.({ hosts } satisfies FetchHosts)
}

// The parent sends nothing else.
process.once('message', (order) => void answer(order as FetchHostsOrder))
process.once('disconnect', () => process.exit(0))
