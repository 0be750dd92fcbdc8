import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Probe, ProbeAnswer, Target } from './probe.ts'
import { openUdpEndpoint } from './udp-endpoint.ts'

/**
 * RADIUS Status-Server (RFC 5997): asks whether the server is there without touching a user. Every authentic answer is
 * good. An answer that was not made with the shared secret is not counted at all, so a wrong secret looks like no answer.
 */
const statusServer = 12
const messageAuthenticator = 80
const nasIdentifier = 32
const headerLength = 20

export type RadiusEndpoint = { probe(): Probe; close(): void }

type Asked = { readonly authenticator: Buffer }

export async function openRadiusEndpoint(target: Target, secret: string): Promise<RadiusEndpoint> {
  const questions = new Map<number, Asked>()
  const endpoint = await openUdpEndpoint(target, (packet) => {
    const bytes = Buffer.from(packet)
    const id = bytes[1]
    const asked = id === undefined ? undefined : questions.get(id)
    if (id === undefined || asked === undefined || !isAuthentic(bytes, asked.authenticator, secret))
      return undefined
    const answer: ProbeAnswer = { verdict: 'good', seen: `code ${bytes[0] ?? 0}` }
    return { key: id, answer }
  })
  let last = randomBytes(1)[0] ?? 0
  return {
    probe: () => ({
      send(done) {
        last = (last + 1) % 256
        if (endpoint.isAsked(last)) {
          // 256 questions are open on this socket: one more could not be told from the first.
          done({ verdict: 'unknown', seen: 'all 256 identifiers in use' })
          return () => undefined
        }
        const authenticator = randomBytes(16)
        questions.set(last, { authenticator })
        return endpoint.ask(last, statusRequest(last, authenticator, secret), done)
      },
      close: () => undefined,
    }),
    close: () => endpoint.close(),
  }
}

const attribute = (type: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([type, value.length + 2]), value])

/** Exported for the tests of servers that answer it. */
export function statusRequest(id: number, authenticator: Uint8Array, secret: string): Buffer {
  // Message-Authenticator stands first: newer servers want it so (CVE-2024-3596).
  const attributes = Buffer.concat([
    attribute(messageAuthenticator, Buffer.alloc(16)),
    attribute(nasIdentifier, Buffer.from('switchyard')),
  ])
  const header = Buffer.alloc(4)
  header[0] = statusServer
  header[1] = id
  header.writeUInt16BE(headerLength + attributes.length, 2)
  const packet = Buffer.concat([header, authenticator, attributes])
  createHmac('md5', secret)
    .update(packet)
    .digest()
    .copy(packet, headerLength + 2)
  return packet
}

/** Response Authenticator = MD5(code, id, length, request authenticator, attributes, secret) (RFC 2865, 3). */
function isAuthentic(answer: Buffer, requestAuthenticator: Buffer, secret: string): boolean {
  if (answer.length < headerLength) return false
  const length = answer.readUInt16BE(2)
  if (length < headerLength || length > answer.length) return false
  const expected = createHash('md5')
    .update(answer.subarray(0, 4))
    .update(requestAuthenticator)
    .update(answer.subarray(headerLength, length))
    .update(secret)
    .digest()
  return timingSafeEqual(expected, answer.subarray(4, headerLength))
}
