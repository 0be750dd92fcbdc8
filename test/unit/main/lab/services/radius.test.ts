import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { radiusReply } from '../../../../../main/lab/services/radius.ts'

const secret = 'shared secret'
const authenticator = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')

/** Status-Server (12) with id 7 and a Message-Authenticator made with `key`. */
function request(key: string): Buffer {
  const packet = Buffer.concat([
    Buffer.from([12, 7, 0, 38]),
    authenticator,
    Buffer.from([80, 18]),
    Buffer.alloc(16),
  ])
  createHmac('md5', key).update(packet).digest().copy(packet, 22)
  return packet
}

describe('Status-Server', () => {
  it('is accepted with both digests right', () => {
    const reply = radiusReply(request(secret), secret) ?? Buffer.alloc(0)
    const signed = Buffer.concat([reply.subarray(0, 4), authenticator, reply.subarray(20)])
    const blank = Buffer.from(signed)
    blank.fill(0, 22, 38)
    expect([reply.readUInt8(0), reply.readUInt8(1), reply.length]).toEqual([2, 7, 38])
    expect(reply.subarray(4, 20)).toEqual(createHash('md5').update(signed).update(secret).digest())
    expect(reply.subarray(22, 38)).toEqual(createHmac('md5', secret).update(blank).digest())
  })

  it.each([
    ['another secret', request('wrong')],
    ['no Message-Authenticator', Buffer.concat([Buffer.from([12, 7, 0, 20]), authenticator])],
    ['another code', Buffer.concat([Buffer.from([1]), request(secret).subarray(1)])],
    [
      'a broken attribute',
      Buffer.concat([Buffer.from([12, 7, 0, 22]), authenticator, Buffer.from([80, 0])]),
    ],
    ['nothing', Buffer.alloc(0)],
  ])('is dropped in silence with %s', (_, packet) => {
    expect(radiusReply(packet, secret)).toBeUndefined()
  })
})
