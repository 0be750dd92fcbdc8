import type { Place } from '../../shared/domain/problems.ts'

/** Everything needed to reach one host, after inventory and `ssh_config` have been merged. */
export type SshTarget = {
  /** Name in the inventory, or `Host` alias of the configuration file. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly user: string
  /** Hosts to go through, nearest first. Each one is a name that is resolved like any other host. */
  readonly jump: readonly string[]
  /** Where the configuration says that a program makes the connection: there is no other way to this host. */
  readonly proxyCommand: Place | undefined
  readonly identityFiles: readonly string[]
  readonly agentSocket: string | undefined
  /** Name to look up in known_hosts instead of address and port. */
  readonly hostKeyAlias: string | undefined
  /** The first one is where an accepted key is written. */
  readonly knownHostsFiles: readonly string[]
  /** Allows SHA-1 signatures and key exchange, CBC ciphers and DSA for this host only. Default false. */
  readonly legacyAlgorithms: boolean
}

/** What the inventory of a project says; it wins over the configuration file. */
export type TargetOverrides = Partial<Omit<SshTarget, 'name'>>

export type TargetResolver = (name: string) => TargetOverrides | undefined

export const formatTarget = (target: SshTarget): string => {
  const port = target.port === 22 ? '' : `:${target.port}`
  const via = target.jump.length === 0 ? '' : ` via ${target.jump.join(', ')}`
  return `${target.user}@${target.address}${port}${via}`
}
