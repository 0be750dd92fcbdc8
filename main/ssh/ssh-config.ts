import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { parse } from 'ssh-config'
import { fail, type Place } from '../../shared/domain/problems.ts'
import { globFiles } from './glob-files.ts'
import { localUser } from './local-user.ts'
import type { SshTarget, TargetOverrides } from './target.ts'

export type ConfigOptions = {
  /** Default none: then only inventory and defaults count. */
  readonly configFile?: string | undefined
  /** Where `~` points to; default the user's home. */
  readonly homeDir?: string | undefined
  /** Looked up before the files of the configuration; the first one takes accepted keys. */
  readonly knownHostsFiles?: readonly string[] | undefined
  readonly agentSocket?: string | undefined
}

type Settings = Readonly<Record<string, string | string[]>>
/** A line of the configuration, and where it stands. */
type Line = { readonly text: string; readonly place: Place }

/**
 * Reads `Host` and `Match` blocks as OpenSSH does: the first value of a keyword wins. `Match exec` is never evaluated
 * and StrictHostKeyChecking is never read: an unknown key is always asked, a changed one always refused.
 */
export function resolveTarget(
  name: string,
  overrides: TargetOverrides | undefined,
  options: ConfigOptions,
): SshTarget {
  const home = options.homeDir ?? homedir()
  const spec = splitHop(name)
  const lines = options.configFile === undefined ? [] : readLines(options.configFile, home, 0)
  const settings = settingsOf(spec.host, lines, options.configFile ?? '')
  const address = one(settings, 'hostname')?.replaceAll('%h', spec.host) ?? spec.host
  const user = overrides?.user ?? spec.user ?? one(settings, 'user') ?? localUser()
  const expand = (path: string): string =>
    path
      .replace(/^~(?=\/|$)/, home)
      .replaceAll('%d', home)
      .replaceAll('%h', address)
      .replaceAll('%r', user)
      .replaceAll('%n', spec.host)
  const ssh = join(home, '.ssh')
  const identityFiles =
    overrides?.identityFiles ??
    many(settings, 'identityfile') ??
    ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((f) => join(ssh, f)).filter((f) => existsSync(f))
  // OpenSSH would still use the agent for these very keys; here their files are read, one prompt at most.
  const onlyFiles = /^yes$/i.test(one(settings, 'identitiesonly') ?? '') && identityFiles.length > 0
  const agent = onlyFiles ? 'none' : one(settings, 'identityagent')
  return {
    name,
    address: overrides?.address ?? address,
    port: overrides?.port ?? spec.port ?? Number(one(settings, 'port') ?? 22),
    user,
    jump: overrides?.jump ?? jumpOf(settings),
    proxyCommand: overrides?.jump === undefined ? proxyOf(settings, lines) : undefined,
    identityFiles: identityFiles.map(expand),
    agentSocket: overrides?.agentSocket ?? agentOf(agent, expand) ?? options.agentSocket,
    hostKeyAlias: overrides?.hostKeyAlias ?? one(settings, 'hostkeyalias'),
    knownHostsFiles: overrides?.knownHostsFiles ?? [
      ...(options.knownHostsFiles ?? []),
      ...(
        many(settings, 'userknownhostsfile') ?? [
          join(ssh, 'known_hosts'),
          join(ssh, 'known_hosts2'),
        ]
      ).map(expand),
      ...(many(settings, 'globalknownhostsfile') ?? ['/etc/ssh/ssh_known_hosts']),
    ],
    legacyAlgorithms: overrides?.legacyAlgorithms ?? false,
  }
}

/** A hop of ProxyJump may be written `user@host:port`. */
function splitHop(name: string): { host: string; user?: string; port?: number } {
  const match = /^(?:(?<user>[^@]+)@)?(?<host>\[[^\]]+\]|[^:]+)(?::(?<port>\d+))?$/.exec(name)
  const { host, user, port } = match?.groups ?? {}
  if (host === undefined) return { host: name }
  return {
    host: host.replace(/^\[|\]$/g, ''),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: Number(port) }),
  }
}

function settingsOf(host: string, lines: readonly Line[], file: string): Settings {
  const text = lines
    .map((line, at) => (proxyLine.test(line.text) ? `ProxyCommand ${at}` : line.text))
    .join('\n')
  try {
    return parse(text).compute({ Host: host }, { ignoreCase: true, matchExec: false })
  } catch (error) {
    return fail('bad-input', `${file} cannot be read as an SSH configuration: ${String(error)}`, {
      where: { file },
      next: 'correct the file, or choose another one in the settings',
    })
  }
}

/** A command is never run: its number among the lines takes its place, so that the one that holds is found again. */
const proxyLine = /^\s*proxycommand[\s=]+(?!none\s*$)/i

/** `Include` is followed (16 levels as in OpenSSH); CanonicalizeHostname is dropped, it would start a program. */
function readLines(file: string, home: string, depth: number): Line[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (depth > 0) return []
    return fail('not-found', `the SSH configuration ${file} cannot be read: ${String(error)}`, {
      where: { file },
      next: 'check path and permissions',
    })
  }
  // What an included file ends with does not reach over its end.
  let block = 'Host *'
  return text.split('\n').flatMap((line, index) => {
    const own = (words: string): Line => ({ text: words, place: { file, line: index + 1 } })
    if (/^\s*(host|match)[\s=]/i.test(line)) block = line
    if (/^\s*canonicalizehostname\b/i.test(line)) return []
    const include = /^\s*include[\s=]+(?<what>.+)$/i.exec(line)?.groups?.['what']
    if (include === undefined) return [own(line)]
    if (depth >= 16) return []
    const included = include
      .trim()
      .split(/\s+/)
      .map((pattern) => pattern.replaceAll('"', '').replace(/^~(?=\/)/, home))
      .map((pattern) => (isAbsolute(pattern) ? pattern : join(dirname(file), pattern)))
      .flatMap((pattern) => globFiles(pattern))
      .flatMap((found) => readLines(found, home, depth + 1))
    return [...included, own(block)]
  })
}

/** Of ProxyJump and ProxyCommand the one that comes first holds. */
const firstProxy = (settings: Settings): string | undefined =>
  Object.keys(settings).find((key) => key === 'proxyjump' || key === 'proxycommand')

function jumpOf(settings: Settings): string[] {
  const jump = firstProxy(settings) === 'proxyjump' ? one(settings, 'proxyjump') : undefined
  if (jump === undefined || jump.toLowerCase() === 'none') return []
  return jump.split(',').map((hop) => hop.trim().replace(/^ssh:\/\//, ''))
}

function proxyOf(settings: Settings, lines: readonly Line[]): Place | undefined {
  return firstProxy(settings) === 'proxycommand'
    ? lines[Number(one(settings, 'proxycommand'))]?.place
    : undefined
}

function agentOf(value: string | undefined, expand: (path: string) => string): string | undefined {
  if (value === undefined || value === 'SSH_AUTH_SOCK') return undefined
  return value === 'none' ? '' : expand(value)
}

const one = (settings: Settings, key: string): string | undefined => many(settings, key)?.[0]

const many = (settings: Settings, key: string): string[] | undefined => {
  const value = settings[key]
  return typeof value === 'string' ? [value] : value
}
