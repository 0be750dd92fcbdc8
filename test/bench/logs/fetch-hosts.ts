import ssh2 from 'ssh2'
import { createLabTime } from '../../../main/lab/clock.ts'
import { createFaultBook } from '../../../main/lab/faults.ts'
import { Home } from '../../../main/lab/hosts/home.ts'
import { startSshHost } from '../../../main/lab/hosts/ssh-host.ts'
import { fileNames } from '../../../main/lab/logs/formats.ts'
import type { HostLogs } from '../../../main/lab/logs/host-logs.ts'
import { logOperations } from '../../../main/lab/logs/log-operations.ts'
import type { StoredFile } from '../../../main/lab/logs/log-file.ts'
import { newSshKey } from '../../../main/lab/ssh-key.ts'
import { createWorld } from '../../../main/lab/world/state.ts'
import { Host } from '../../../shared/domain/project.ts'
import { labSpec } from '../../helpers/lab.ts'
import { kinds, textOf } from './fetch-texts.ts'

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
}

async function serve({ count, mib, clientKey }: FetchHostsOrder): Promise<FetchHosts> {
  const key = ssh2.utils.parseKey(clientKey)
  if (key instanceof Error) throw key
  const texts = kinds.map((kind) => textOf(kind, Math.floor((mib * 2 ** 20) / kinds.length)))
  const time = createLabTime(Date.now(), 1)
  const faults = createFaultBook(() => time.now())
  const world = createWorld({ spec: labSpec, customers: [], seed: 'bench', startAt: time.now() })
  const hosts = []
  for (let number = 0; number < count; number += 1) {
    const name = `host${number}`
    const files = kinds.map((kind, i): StoredFile => {
      const data = texts[i] ?? Buffer.alloc(0)
      const path = `/porta_var/${name}/log/${fileNames[kind]}`
      return { path, inode: String(number * 10 + i), data, size: data.length, mtimeMs: 1000 }
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
      },
      user: 'switchyard',
      clientKey: key,
      hostKey,
      otherKey: hostKey,
    })
    hosts.push({ name, port: listener.port, key: hostKey.public.trim() })
  }
  return { hosts }
}

process.once('message', (order) => {
  // The parent sends nothing else.
  void serve(order as FetchHostsOrder).then((hosts) => process.send?.(hosts))
})
process.once('disconnect', () => process.exit(0))
