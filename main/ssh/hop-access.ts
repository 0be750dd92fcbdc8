import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { knownKeysOf, nameInKnownHosts, readKnownHosts } from './host-keys.ts'
import { fingerprint } from './known-hosts.ts'
import type { SshTarget } from './target.ts'

/** A line of a known_hosts file that speaks of a host. */
export type KnownKey = {
  readonly type: string
  readonly fingerprint: string
  readonly file: string
  readonly line: number
  readonly revoked: boolean
}

/** How one machine on the way to a host is reached. */
export type HopAccess = {
  readonly name: string
  readonly user: string
  readonly address: string
  readonly port: number
  readonly knownAs: string
  readonly knownKeys: readonly KnownKey[]
  /** Ways to log in that will be tried, in their order; each only when the server takes it. */
  readonly methods: readonly string[]
  readonly legacyAlgorithms: boolean
}

export const hopAccess = (target: SshTarget): HopAccess => ({
  name: target.name,
  user: target.user,
  address: target.address,
  port: target.port,
  knownAs: nameInKnownHosts(target),
  knownKeys: knownKeysOf(target, readKnownHosts(target)).map((entry) => ({
    type: entry.keyType,
    fingerprint: fingerprint(entry.key),
    file: entry.file,
    line: entry.line,
    revoked: entry.marker === 'revoked',
  })),
  methods: [
    ...(target.agentSocket === undefined || target.agentSocket === '' ? [] : ['agent']),
    ...target.identityFiles.map((file) => `key ${file}${whyNoKey(file)}`),
    'keyboard-interactive',
    'password',
  ],
  legacyAlgorithms: target.legacyAlgorithms,
})

function whyNoKey(file: string): string {
  if (!existsSync(file)) return ' (no such file)'
  try {
    accessSync(file, constants.R_OK)
    return statSync(file).isFile() ? '' : ' (no file)'
  } catch (error) {
    return ` (cannot be read: ${error instanceof Error ? error.message : String(error)})`
  }
}
