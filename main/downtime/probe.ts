import type { Verdict } from '../../shared/domain/downtime.ts'
import { fail } from '../../shared/domain/problems.ts'
import { ServiceAddress } from '../../shared/domain/project.ts'

export type ProbeAnswer = {
  readonly verdict: Verdict
  /** What was seen, in a few words, e.g. `200`, `ECONNREFUSED`; shown beside the dial. */
  readonly seen: string
}

/** One way to ask one service whether it is there. Probes know no time: the prober gives them up when it is over. */
export interface Probe {
  /** Asks once; `done` is called at most once. Answers how to give up, after which `done` is not called. */
  send(done: (answer: ProbeAnswer) => void): () => void
  close(): void
}

/**
 * Errors of this computer or of the network next to it: such a probe says nothing about the service. All others mean that
 * the service could not be reached (a host that does not answer ARP gives EHOSTUNREACH: that is what a lost address looks like).
 */
const ownFailures: ReadonlySet<string> = new Set([
  'EACCES',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENOTFOUND',
  'EPERM',
])

export function failedProbe(error: NodeJS.ErrnoException): ProbeAnswer {
  const seen = error.code ?? error.name
  return { verdict: ownFailures.has(seen) ? 'unknown' : 'bad', seen }
}

export type Target = { readonly host: string; readonly port: number; readonly ipv6: boolean }

/** Reads `address:port`, with an IPv6 address in brackets. Throws a problem for anything else. */
export function parseTarget(address: string): Target {
  const checked = ServiceAddress.safeParse(address)
  const colon = address.lastIndexOf(':')
  const port = Number(address.slice(colon + 1))
  if (!checked.success || port < 1 || port > 65_535)
    return fail('bad-input', `"${address}" is no address that can be probed`, {
      safe: 'nothing was sent',
      next: 'write address:port, e.g. 192.0.2.10:5060, in project.yaml',
    })
  const host = address.slice(0, colon)
  const ipv6 = host.startsWith('[')
  return { host: ipv6 ? host.slice(1, -1) : host, port, ipv6 }
}
