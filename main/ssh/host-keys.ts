import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ServerHostKeyAlgorithm } from 'ssh2'
import { assertNever } from '../../shared/base/assert.ts'
import { fail, problem, type Problem } from '../../shared/domain/problems.ts'
import {
  entriesOf,
  fingerprint,
  judgeKey,
  keyTypeOf,
  knownHostsLine,
  knownKeyTypes,
  knownName,
  parseKnownHosts,
  type KeyVerdict,
  type KnownHost,
} from './known-hosts.ts'
import type { SshTarget } from './target.ts'

/** Asked when nothing is known of a host. True: the key is written to the first known_hosts file of the target. */
export type AskUnknownKey = (question: {
  readonly host: string
  readonly address: string
  readonly keyType: string
  readonly fingerprint: string
}) => Promise<boolean>

/** Files are read at each connect: a key accepted elsewhere counts at once. A missing file is an empty one. */
export const readKnownHosts = (target: SshTarget): KnownHost[] =>
  target.knownHostsFiles.flatMap((file) => parseKnownHosts(readIfThere(file), file))

/** In lower case, as OpenSSH writes and looks up an alias too: another case would make a changed key an unknown one. */
export const nameInKnownHosts = (target: SshTarget): string =>
  target.hostKeyAlias?.toLowerCase() ?? knownName(target.address, target.port)

export const knownKeysOf = (target: SshTarget, entries: readonly KnownHost[]): KnownHost[] =>
  entriesOf(entries, nameInKnownHosts(target))

export const judgeHostKey = (
  target: SshTarget,
  entries: readonly KnownHost[],
  key: Buffer,
): KeyVerdict => judgeKey(entries, nameInKnownHosts(target), key)

/** Undefined: the key is the right one. */
export function refuseKey(
  target: SshTarget,
  verdict: KeyVerdict,
  key: Buffer,
): Problem | undefined {
  const seen = `${keyTypeOf(key)} ${fingerprint(key)}`
  const where = { host: target.name }
  switch (verdict.kind) {
    case 'known':
      return undefined
    case 'unknown':
      return problem('host-key-unknown', `${target.name} is not known yet; its key is ${seen}`, {
        where,
        safe: 'nothing was sent to the host, not even a user name',
        next: `compare the fingerprint with the one from the host's console (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then accept it`,
      })
    case 'changed': {
      const { entry } = verdict
      return problem(
        'host-key-changed',
        `${target.name} shows another key than before: ${seen} instead of ${entry.keyType} ${fingerprint(entry.key)}`,
        {
          where: { ...where, file: entry.file, line: entry.line },
          safe: 'the connection was refused before anything was sent; running steps on the host go on by themselves',
          next: 'find out why (new installation, moved address, or somebody in between). Only if it is explained, remove the line named here and connect again',
        },
      )
    }
    case 'revoked':
      return problem('host-key-changed', `${target.name} shows a revoked key: ${seen}`, {
        where: { ...where, file: verdict.entry.file, line: verdict.entry.line },
        safe: 'the connection was refused before anything was sent',
        next: 'treat the host as compromised until its owner has replaced the key',
      })
    default:
      return assertNever(verdict)
  }
}

/** Adds an accepted key; never replaces a line. A problem when it cannot be kept: it would be asked about at every connect. */
export function rememberKey(target: SshTarget, key: Buffer): Problem | undefined {
  const file = target.knownHostsFiles[0]
  if (file === undefined) return undefined
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const text = readIfThere(file)
    const gap = text === '' || text.endsWith('\n') ? '' : '\n'
    appendFileSync(file, gap + knownHostsLine(nameInKnownHosts(target), key), { mode: 0o600 })
    return judgeHostKey(target, readKnownHosts(target), key).kind === 'known'
      ? undefined
      : unkept(target, file, 'it keeps nothing')
  } catch (error) {
    return unkept(target, file, String(error))
  }
}

const unkept = (target: SshTarget, file: string, why: string): Problem =>
  problem(
    'host-key-unknown',
    `the accepted key of ${target.name} cannot be kept in ${file}: ${why}`,
    {
      where: { host: target.name, file },
      safe: 'nothing was sent to the host, not even a user name',
      next: 'make room or give rights there, or name another file (UserKnownHostsFile), then connect again',
    },
  )

const modern: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

const typeOfAlgorithm = (algorithm: string): string =>
  algorithm.startsWith('rsa-sha2') ? 'ssh-rsa' : algorithm

/** Known types first, as OpenSSH does: else a host with two keys would look like one whose key changed. */
export function hostKeyAlgorithms(
  target: SshTarget,
  entries: readonly KnownHost[],
): ServerHostKeyAlgorithm[] {
  const all: ServerHostKeyAlgorithm[] = target.legacyAlgorithms
    ? [...modern, 'ssh-rsa', 'ssh-dss']
    : [...modern]
  const known = new Set(knownKeyTypes(entries, nameInKnownHosts(target)))
  const isKnown = (algorithm: string): boolean => known.has(typeOfAlgorithm(algorithm))
  return [...all.filter(isKnown), ...all.filter((algorithm) => !isKnown(algorithm))]
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    // What it says of a host may be that its key is revoked.
    return fail('bad-input', `the known hosts in ${file} cannot be read: ${String(error)}`, {
      where: { file },
      safe: 'nothing was connected',
      next: 'give rights to read it, or name another file (UserKnownHostsFile)',
    })
  }
}
