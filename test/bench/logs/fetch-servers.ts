import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newSshKey } from '../../../main/lab/ssh-key.ts'
import type { FetchHosts, FetchHostsCall, FetchHostsOrder } from './fetch-hosts.ts'
import { startSshdHosts } from './fetch-sshd.ts'

/** Hosts with logs, one server each on loopback, and the SSH configuration that leads to them. */

export type FetchOrder = Omit<FetchHostsOrder, 'clientKey'>

export type FetchServers = {
  readonly names: readonly string[]
  program(host: string, operation: string): readonly string[]
  /** Of the lab, with a night: the rest of the logs is there when this resolves. */
  readonly grow?: () => Promise<void>
  stop(): Promise<void>
}

type Entry = { readonly name: string; readonly port: number; readonly knownHost: string }

/** ssh2 servers in one other process. */
export async function labHosts(folder: string, order: FetchOrder): Promise<FetchServers> {
  const key = newSshKey()
  const identity = join(folder, 'id')
  writeFileSync(identity, key.private, { mode: 0o600 })
  const server = fork(fileURLToPath(new URL('fetch-hosts.ts', import.meta.url)))
  server.send({ ...order, clientKey: key.public } satisfies FetchHostsOrder)
  const [{ hosts }] = (await once(server, 'message')) as [FetchHosts] // fetch-hosts.ts sends nothing else
  const entries = hosts.map(({ name, port, key }) => ({
    name,
    port,
    knownHost: `[127.0.0.1]:${port} ${key}\n`,
  }))
  writeConfig(folder, entries, { user: 'switchyard', identity })
  return {
    names: hosts.map(({ name }) => name),
    program: (_, operation) => [`.switchyard/operations/${operation}`],
    async grow() {
      server.send('grow' satisfies FetchHostsCall)
      await once(server, 'message')
    },
    stop: async () => server.disconnect(),
  }
}

/** Debian's sshd and the shell programs of the host tools. */
export async function sshdHosts(folder: string, { count, mib }: FetchOrder): Promise<FetchServers> {
  const { servers, identity, stop } = await startSshdHosts(folder, count, mib)
  const entries = servers.map(({ port, hostKeyLine }, i) => ({
    name: `host${i}`,
    port,
    knownHost: hostKeyLine,
  }))
  writeConfig(folder, entries, { user: userInfo().username, identity })
  const homes = new Map(servers.map(({ home }, i) => [`host${i}`, home]))
  return {
    names: entries.map(({ name }) => name),
    program: (host, operation) => [
      'sh',
      join(homes.get(host) ?? '', '.switchyard', 'operations', operation),
    ],
    stop,
  }
}

function writeConfig(
  folder: string,
  entries: readonly Entry[],
  { user, identity }: { readonly user: string; readonly identity: string },
): void {
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, entries.map(({ knownHost }) => knownHost).join(''))
  writeFileSync(
    join(folder, 'ssh_config'),
    [
      ...entries.flatMap(({ name, port }) => [`Host ${name}`, `  Port ${port}`]),
      'Host *',
      '  HostName 127.0.0.1',
      `  User ${user}`,
      `  IdentityFile ${identity}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${knownHosts}`,
    ].join('\n'),
  )
}
