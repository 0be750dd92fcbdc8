import { createHash, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { labSecrets } from '../layout.ts'
import { passwordOf } from '../data.ts'
import { patienceMs } from './ask.ts'
import type { Ask, Asked } from './ask.ts'

/** Access-Request with PAP (RFC 2865), each on a socket of its own, sent once. */
export function radiusAsker({ address, port }: Asked): Ask {
  return {
    ask(ordinal, account, done) {
      const socket: Socket = createSocket('udp4')
      let open = true
      const settle = (result: string): void => {
        if (!open) return
        open = false
        clearTimeout(timer)
        socket.close()
        done({ result, node: '', account, key: '' })
      }
      const timer = setTimeout(() => settle('timeout'), patienceMs)
      socket.on('message', (bytes) =>
        settle(bytes[0] === 2 ? 'accept' : bytes[0] === 3 ? 'reject' : `code${bytes[0] ?? ''}`),
      )
      socket.on('error', (error) =>
        settle(`error:${'code' in error ? String(error.code) : 'send'}`),
      )
      socket.send(accessRequest(ordinal % 256, account), port, address)
    },
    close: () => undefined,
  }
}

function accessRequest(id: number, account: string): Buffer {
  const authenticator = randomBytes(16)
  const attribute = (type: number, value: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type, value.length + 2]), value])
  const attributes = Buffer.concat([
    attribute(1, Buffer.from(account)),
    attribute(2, hidden(passwordOf(account), authenticator)),
    attribute(32, Buffer.from('gateway')),
  ])
  const header = Buffer.alloc(4)
  header[0] = 1
  header[1] = id
  header.writeUInt16BE(20 + attributes.length, 2)
  return Buffer.concat([header, authenticator, attributes])
}

/** RFC 2865, 5.2: the password in blocks of 16 octets, each mixed with the MD5 of the secret and the block before. */
function hidden(password: string, authenticator: Buffer): Buffer {
  const plain = Buffer.from(password)
  const padded = Buffer.concat([plain, Buffer.alloc((16 - (plain.length % 16)) % 16)])
  const out = Buffer.alloc(padded.length)
  let before = authenticator
  for (let at = 0; at < padded.length; at += 16) {
    const key = createHash('md5').update(labSecrets.radius).update(before).digest()
    for (let i = 0; i < 16; i++) out[at + i] = (padded[at + i] ?? 0) ^ (key[i] ?? 0)
    before = out.subarray(at, at + 16)
  }
  return out
}
