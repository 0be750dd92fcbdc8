import { randomBytes } from 'node:crypto'
import type { Probe, ProbeAnswer, Target } from './probe.ts'
import { openUdpEndpoint } from './udp-endpoint.ts'

/**
 * SIP OPTIONS over UDP (RFC 3261, 11). 200 is good; any other final answer is bad, because a phone would get no service
 * there either. With a user the question is about that account: its customer's lock-out is seen, not only the cluster's.
 */
export type SipEndpoint = {
  probe(user: string | undefined): Probe
  close(): void
}

export async function openSipEndpoint(target: Target): Promise<SipEndpoint> {
  const endpoint = await openUdpEndpoint(target, readAnswer)
  const origin = randomBytes(8).toString('hex')
  const host = target.ipv6 ? `[${target.host}]` : target.host
  let asked = 0
  return {
    probe(user) {
      const to = `sip:${user === undefined ? '' : `${encodeURIComponent(user)}@`}${host}:${target.port}`
      return {
        send(done) {
          asked += 1
          const id = `${origin}-${asked}`
          return endpoint.ask(id, message(to, id, endpoint.localPort()), done)
        },
        // The socket is shared; whoever opened the endpoint closes it.
        close: () => undefined,
      }
    },
    close: () => endpoint.close(),
  }
}

const branchStart = 'z9hG4bK-'

function message(to: string, id: string, port: number): Buffer {
  return Buffer.from(
    [
      `OPTIONS ${to} SIP/2.0`,
      // The name is never looked up: rport (RFC 3581) has the answer sent to where the question came from.
      `Via: SIP/2.0/UDP switchyard.invalid:${port};branch=${branchStart}${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:probe@switchyard.invalid>;tag=${id}`,
      `To: <${to}>`,
      `Call-ID: ${id}@switchyard.invalid`,
      'CSeq: 1 OPTIONS',
      'Accept: application/sdp',
      'User-Agent: Switchyard',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )
}

/** Matches branch and Call-ID: a late or foreign answer must not pass for one of ours. */
function readAnswer(packet: Uint8Array): { key: string; answer: ProbeAnswer } | undefined {
  const text = Buffer.from(packet).toString('latin1')
  const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1]
  const branch = /^(?:Via|v)\s*:[^\r\n]*;\s*branch=z9hG4bK-([^\s;,]+)/im.exec(text)?.[1]
  const callId = /^(?:Call-ID|i)\s*:\s*([^@\s]+)@/im.exec(text)?.[1]
  if (status === undefined || branch === undefined || branch !== callId) return undefined
  // Provisional: the answer is still to come.
  if (status.startsWith('1')) return undefined
  return { key: branch, answer: { verdict: status === '200' ? 'good' : 'bad', seen: status } }
}
