import { problem, type Problem } from '../../shared/domain/problems.ts'
import { formatTarget, type SshTarget } from './target.ts'

/** Where in the way to a host it went wrong; decides what a bare `ECONNRESET` means. */
export type Stage = 'tcp' | 'greeting' | 'handshake' | 'auth' | 'forward'

export type ConnectFailure = {
  readonly problem: Problem
  /** A busy or restarting server: worth a second try at once, without telling anybody. */
  readonly transient: boolean
}

const safe = 'nothing was started on the host'

/** One sentence a person can act on for each way in which a host cannot be reached. */
export function connectFailure(target: SshTarget, stage: Stage, error: Error): ConnectFailure {
  const at = formatTarget(target)
  const make = (
    code: Parameters<typeof problem>[0],
    message: string,
    next: string,
    transient = false,
  ): ConnectFailure => ({
    problem: problem(code, message, { where: { host: target.name }, safe, next }),
    transient,
  })
  const text = error.message
  if (stage === 'forward')
    return make(
      'host-unreachable',
      `${target.jump.at(-1) ?? 'the jump host'} cannot reach ${target.address}:${target.port}: ${text}`,
      'check on the jump host that the address is right and that it may forward (AllowTcpForwarding)',
    )
  if (stage === 'greeting')
    return make(
      'host-unreachable',
      `something answers at ${target.address}:${target.port}, but it does not speak SSH: ${JSON.stringify(text)}`,
      'check the port; a web server, a proxy or a captive portal may stand there',
    )
  if (stage === 'auth')
    return make(
      'auth-failed',
      `${at} refused every way to log in${text === '' ? '' : ` (${text})`}`,
      'check the user name, load the key into the agent, or store the right password or passphrase',
    )
  switch (codeOf(error)) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return make(
        'host-unreachable',
        `the name ${target.address} of ${target.name} cannot be resolved`,
        'check the address in the inventory, and whether the VPN and its name server are up',
      )
    case 'ECONNREFUSED':
      return make(
        'host-unreachable',
        `nothing listens for SSH at ${target.address}:${target.port} (connection refused)`,
        'check the port, and that the SSH service of the host runs',
      )
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return make(
        'host-unreachable',
        `${target.address}:${target.port} does not answer (${codeOf(error) === 'ETIMEDOUT' ? 'timeout' : 'no route'})`,
        'check the VPN, the firewall and the address',
      )
  }
  if (/no matching|unsupported algorithm/i.test(text))
    return make(
      'host-unreachable',
      `${at} and this program share no modern algorithm: ${text}`,
      target.legacyAlgorithms
        ? 'update the SSH service of the host'
        : 'update the SSH service of the host, or mark this one host for legacy algorithms',
    )
  if (/timed? ?out/i.test(text))
    return make(
      'timeout',
      `${at} accepted the connection but did not finish the SSH handshake (timeout)`,
      'the host is overloaded or a middlebox interferes; try again, then look at the load of the host',
      true,
    )
  return make(
    'host-unreachable',
    `${at} broke off while connecting: ${text}`,
    'the SSH service refuses or restarts (MaxStartups, hosts.deny, fail2ban); look at its log on the host',
    /ECONNRESET|EPIPE|before handshake|closed|socket/i.test(`${codeOf(error)} ${text}`),
  )
}

/** Node gives one AggregateError when several addresses were tried; its code is that of the last one. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) {
    const last: unknown = error.errors.at(-1)
    if (last instanceof Error) return codeOf(last)
  }
  return ''
}

/** Connecting again cannot help before a person has done something. */
export const isHardStop = (p: Problem): boolean =>
  p.code === 'host-key-changed' || p.code === 'host-key-unknown' || p.code === 'auth-failed'
