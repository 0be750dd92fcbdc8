import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { agentFacts, readIdentities } from '../../../../main/ssh/agent-keys.ts'
import { parseCertificate } from '../../../../main/ssh/certificate.ts'

/** Made by ssh-keygen -s ca -I ana-2027 -n porta-one -V 20270105000000:20270106120000 (UTC). */
const certificate = Buffer.from(
  'AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIFQS4jN1DqkdPychHOpJB9pM62CBXNV/lurlYnG2TV9xAAAAIIxbto9Ahucr8suFxVsTqURNQUdGENpQwF2gjw/1DduoAAAAAAAAAAAAAAABAAAACGFuYS0yMDI3AAAADQAAAAlwb3J0YS1vbmUAAAAAazwygAAAAABrPizAAAAAAAAAAIIAAAAVcGVybWl0LVgxMS1mb3J3YXJkaW5nAAAAAAAAABdwZXJtaXQtYWdlbnQtZm9yd2FyZGluZwAAAAAAAAAWcGVybWl0LXBvcnQtZm9yd2FyZGluZwAAAAAAAAAKcGVybWl0LXB0eQAAAAAAAAAOcGVybWl0LXVzZXItcmMAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkAAAAg97ByKwO0Auaxp0mQL5Y/uCVdQJXukfyErkzkdx0jV9oAAABTAAAAC3NzaC1lZDI1NTE5AAAAQCWQF+AwfHSyXWvX+dy/wM/PK3yFyT5Su5Td/U6vCwgOgvDInc4zYTD/+ptWr9kqPDeiC6jQ+k3BiKwo6S8G/As=',
  'base64',
)
const plain = Buffer.from(
  'AAAAC3NzaC1lZDI1NTE5AAAAIIxbto9Ahucr8suFxVsTqURNQUdGENpQwF2gjw/1Dduo',
  'base64',
)

const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const identities = (...keys: readonly [Buffer, string][]): Buffer =>
  Buffer.concat([
    Buffer.from([12]),
    uint32(keys.length),
    ...keys.flatMap(([blob, comment]) => [field(blob), field(Buffer.from(comment))]),
  ])

describe('a certificate', () => {
  it('tells from when until when it is valid', () => {
    expect(parseCertificate(certificate)).toEqual({
      name: 'ana-2027',
      validFrom: Date.UTC(2027, 0, 5),
      validUntil: Date.UTC(2027, 0, 6, 12),
    })
  })

  it('is not every key, and half of one is refused', () => {
    expect(parseCertificate(plain)).toBeUndefined()
    expect(() => parseCertificate(certificate.subarray(0, 60))).toThrow(RangeError)
  })
})

describe('the agent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-agent-'))
  const servers: { close(): void }[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is told by how many keys it holds, and which of them end when', () => {
    expect(readIdentities(identities([plain, 'ana@laptop'], [certificate, 'ana@corp']))).toEqual({
      kind: 'answers',
      keys: 2,
      certificates: [
        { name: 'ana@corp', validFrom: Date.UTC(2027, 0, 5), validUntil: Date.UTC(2027, 0, 6, 12) },
      ],
    })
  })

  it('that is none, is away, or says something else, is told as such', async () => {
    await expect(agentFacts(undefined)).resolves.toEqual({ kind: 'none' })
    await expect(agentFacts(join(folder, 'nothing'))).resolves.toMatchObject({ kind: 'silent' })
    expect(readIdentities(Buffer.from([5]))).toMatchObject({ kind: 'silent' })
  })

  it('is asked over its socket, in pieces if need be', async () => {
    const payload = field(identities([plain, 'ana']))
    const path = join(mkdtempSync(join(tmpdir(), 'switchyard-agent-')), 'socket')
    const server = createServer((socket) => {
      socket.once('data', (asked: Buffer) => {
        expect([...asked]).toEqual([0, 0, 0, 1, 11])
        socket.write(payload.subarray(0, 9))
        setImmediate(() => socket.end(payload.subarray(9)))
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(path, () => resolve()))
    await expect(agentFacts(path)).resolves.toEqual({ kind: 'answers', keys: 1, certificates: [] })
  })
})
