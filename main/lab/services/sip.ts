import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'

/** What the world says to a SIP request: no answer at all, or a status. */
export type SipStatus = 'silent' | { readonly code: number; readonly reason: string }

/** A SIP responder on loopback for OPTIONS over UDP: what an outside observer of a service address sees. */
export async function startSip(
  answer: (user: string | undefined) => SipStatus,
): Promise<UdpService> {
  return startUdp((packet) => {
    const reply = sipReply(packet.toString('utf8'), answer)
    return reply === undefined ? undefined : Buffer.from(reply)
  })
}

/** Undefined: nothing is sent. A packet that is no SIP request is ignored, as SIP says. */
export function sipReply(
  request: string,
  answer: (user: string | undefined) => SipStatus,
): string | undefined {
  const [first = '', ...lines] = request.split('\r\n')
  const start = /^(?<method>[A-Z]+) sips?:(?:(?<user>[^@\s;:]+)(?::[^@\s]*)?@)?\S+ SIP\/2\.0$/.exec(
    first,
  )
  if (start?.groups === undefined) return undefined
  const header = (name: string, short: string): string[] =>
    lines.filter((line) => new RegExp(`^(?:${name}|${short})\\s*:`, 'i').test(line))
  const [from] = header('From', 'f')
  const [to] = header('To', 't')
  const [callId] = header('Call-ID', 'i')
  const [cseq] = header('CSeq', 'cseq')
  if (from === undefined || to === undefined || callId === undefined || cseq === undefined)
    return undefined
  const { method, user } = start.groups
  const status = method === 'OPTIONS' ? answer(user) : { code: 405, reason: 'Method Not Allowed' }
  if (status === 'silent') return undefined
  return [
    `SIP/2.0 ${status.code} ${status.reason}`,
    ...header('Via', 'v'),
    from,
    /;\s*tag=/i.test(to) ? to : `${to};tag=lab`,
    callId,
    cseq,
    'Allow: OPTIONS, REGISTER, INVITE, ACK, BYE, CANCEL',
    'Server: PortaSIP (lab)',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

export type UdpService = { readonly port: number; close(): Promise<void> }

export async function startUdp(reply: (packet: Buffer) => Buffer | undefined): Promise<UdpService> {
  const socket: Socket = createSocket('udp4')
  socket.on('message', (packet, peer) => {
    const answer = reply(packet)
    if (answer !== undefined) socket.send(answer, peer.port, peer.address)
  })
  // Windows reports a peer that has closed its port as an error of this socket; there is nobody left to tell.
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
