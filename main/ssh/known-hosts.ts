import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export type KnownHost = {
  readonly marker: 'revoked' | 'cert-authority' | undefined
  /** Comma separated patterns, or `|1|salt|hash`. */
  readonly names: string
  readonly keyType: string
  readonly key: Buffer
  readonly file: string
  readonly line: number
}

export type KeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** The host is known by another key, of the same or of another type. */
  | { readonly kind: 'changed'; readonly entry: KnownHost }
  | { readonly kind: 'revoked'; readonly entry: KnownHost }

/** Lines that are not understood are skipped, as OpenSSH does: they can only make a host unknown, never known. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const words = line.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined
    const [names, keyType, key] = words
    if (names === undefined || names.startsWith('#') || keyType === undefined || key === undefined)
      return []
    if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return []
    const kind =
      marker === undefined ? undefined : marker === '@revoked' ? 'revoked' : 'cert-authority'
    const bytes = Buffer.from(key, 'base64')
    if (keyTypeOf(bytes) !== keyType) return []
    return [{ marker: kind, names, keyType, key: bytes, file, line: index + 1 } as const]
  })
}

/** How a host is called in known_hosts: `name` on port 22, `[name]:port` elsewhere. */
export const knownName = (address: string, port: number): string =>
  port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`

/**
 * Revoked beats known, known beats changed. Certificates are not supported by the SSH library, so a @cert-authority
 * entry neither proves nor contradicts a plain key.
 */
export function judgeKey(entries: readonly KnownHost[], name: string, key: Buffer): KeyVerdict {
  const mine = entries.filter((entry) => namesMatch(entry.names, name))
  const revoked = mine.find((entry) => entry.marker === 'revoked' && sameKey(entry.key, key))
  if (revoked !== undefined) return { kind: 'revoked', entry: revoked }
  const plain = mine.filter((entry) => entry.marker === undefined)
  if (plain.some((entry) => sameKey(entry.key, key))) return { kind: 'known' }
  const type = keyTypeOf(key)
  const other = plain.find((entry) => entry.keyType === type) ?? plain[0]
  return other === undefined ? { kind: 'unknown' } : { kind: 'changed', entry: other }
}

/** Every line that speaks of this host by its key; authorities are left out, they prove nothing here. */
export const entriesOf = (entries: readonly KnownHost[], name: string): KnownHost[] =>
  entries.filter((entry) => entry.marker !== 'cert-authority' && namesMatch(entry.names, name))

export const knownKeyTypes = (entries: readonly KnownHost[], name: string): string[] => [
  ...new Set(
    entries
      .filter((entry) => entry.marker === undefined && namesMatch(entry.names, name))
      .map((entry) => entry.keyType),
  ),
]

/** As shown by `ssh-keygen -l`. */
export const fingerprint = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** The type is the first field of the key itself. */
export function keyTypeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  return key.subarray(4, 4 + length).toString('latin1')
}

/** A line with a hashed name, so that the file does not list the operator's hosts. */
export function knownHostsLine(name: string, key: Buffer, salt: Buffer = randomBytes(20)): string {
  const names = `|1|${salt.toString('base64')}|${hashName(name, salt).toString('base64')}`
  return `${names} ${keyTypeOf(key)} ${key.toString('base64')}\n`
}

const hashName = (name: string, salt: Buffer): Buffer =>
  createHmac('sha1', salt).update(name).digest()

const sameKey = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

function namesMatch(names: string, name: string): boolean {
  const hashed = /^\|1\|(?<salt>[^|]+)\|(?<hash>.+)$/.exec(names)?.groups
  if (hashed !== undefined) {
    const wanted = Buffer.from(hashed['hash'] ?? '', 'base64')
    return sameKey(hashName(name, Buffer.from(hashed['salt'] ?? '', 'base64')), wanted)
  }
  const patterns = names.toLowerCase().split(',')
  const hit = (pattern: string): boolean => globMatch(pattern, name)
  if (patterns.some((p) => p.startsWith('!') && hit(p.slice(1)))) return false
  return patterns.some((p) => !p.startsWith('!') && hit(p))
}

function globMatch(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(name)
}
