import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { startUdp } from './sip.ts'
import type { UdpService } from './sip.ts'

/** RADIUS Status-Server (RFC 5997): the only request that asks a server how it is and changes nothing. */

const statusServer = 12
const accessAccept = 2
const messageAuthenticator = 80

export const startRadius = (secret: string, isUp: () => boolean): Promise<UdpService> =>
  startUdp((packet) => (isUp() ? radiusReply(packet, secret) : undefined))

/** Undefined: a request without a right Message-Authenticator is dropped in silence, as the RFC wants it. */
export function radiusReply(packet: Buffer, secret: string): Buffer | undefined {
  if (packet.length < 20 || packet.readUInt8(0) !== statusServer) return undefined
  const length = packet.readUInt16BE(2)
  if (length < 20 || length > packet.length) return undefined
  const request = packet.subarray(0, length)
  const at = authenticatorAt(request)
  if (at === undefined) return undefined
  const blank = Buffer.from(request)
  blank.fill(0, at, at + 16)
  const right = createHmac('md5', secret).update(blank).digest()
  if (!timingSafeEqual(right, request.subarray(at, at + 16))) return undefined
  return accept(request, secret)
}

/** Offset of the value of Message-Authenticator; undefined when it is missing or an attribute is broken. */
function authenticatorAt(request: Buffer): number | undefined {
  let found: number | undefined
  for (let i = 20; i < request.length;) {
    const size = i + 1 < request.length ? request.readUInt8(i + 1) : 0
    if (size < 2 || i + size > request.length) return undefined
    if (request.readUInt8(i) === messageAuthenticator && size === 18) found = i + 2
    i += size
  }
  return found
}

function accept(request: Buffer, secret: string): Buffer {
  const reply = Buffer.alloc(38)
  reply.writeUInt8(accessAccept, 0)
  reply.writeUInt8(request.readUInt8(1), 1)
  reply.writeUInt16BE(reply.length, 2)
  // Both digests are taken over the reply with the request's authenticator in place.
  request.copy(reply, 4, 4, 20)
  reply.writeUInt8(messageAuthenticator, 20)
  reply.writeUInt8(18, 21)
  createHmac('md5', secret).update(reply).digest().copy(reply, 22)
  createHash('md5').update(reply).update(secret).digest().copy(reply, 4)
  return reply
}
