import { createHash, createHmac } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { RemoteInfo } from 'node:dgram'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProbeAnswer } from '../../../main/downtime/probe.ts'
import { createProbes } from '../../../main/downtime/probes.ts'
import { createFollowingClock } from '../../../main/lab/lab-clock.ts'
import { createProber } from '../../../main/downtime/prober.ts'
import { statusRequest } from '../../../main/downtime/radius-status.ts'
import type { ProbeSpec } from '../../../shared/domain/procedure.ts'
import { instant } from '../../../shared/domain/time.ts'
import { otherAuthority, testAuthority, testTls } from '../../helpers/api-server.ts'
import { turn } from '../../helpers/virtual-clock.ts'

const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

/** A UDP service on loopback; `reply` gives the packets to send back. */
async function udp(reply: (packet: Buffer, from: RemoteInfo) => readonly Uint8Array[]) {
  const seen: { packet: Buffer; port: number }[] = []
  const socket = createSocket('udp4')
  socket.on('message', (packet, from) => {
    seen.push({ packet, port: from.port })
    for (const answer of reply(packet, from)) socket.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  opened.push(() => socket.close())
  return { address: `127.0.0.1:${socket.address().port}`, seen }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => server.close())
  const { port } = server.address() as AddressInfo // a TCP server has one
  return `127.0.0.1:${port}`
}

const probes = createProbes({ radiusSecret: async () => 'testing123', caFile: testAuthority })

async function ask(spec: ProbeSpec, from = probes): Promise<ProbeAnswer> {
  const probe = await from.open(spec)
  const answer = await new Promise<ProbeAnswer>((resolve) => {
    probe.send(resolve)
  })
  probe.close()
  return answer
}

const header = (packet: Buffer, name: string): string =>
  new RegExp(`^${name}: (.*)$`, 'm').exec(packet.toString())?.[1]?.trim() ?? ''

const sipAnswer = (packet: Buffer, status: string): Buffer =>
  Buffer.from(
    `SIP/2.0 ${status}\r\n${['Via', 'From', 'To', 'Call-ID', 'CSeq']
      .map((name) => `${name}: ${header(packet, name)}`)
      .join('\r\n')}\r\nContent-Length: 0\r\n\r\n`,
  )

describe('SIP OPTIONS', () => {
  it.each([
    ['200 OK', { verdict: 'good', seen: '200' }],
    ['404 Not Found', { verdict: 'bad', seen: '404' }],
    ['503 Service Unavailable', { verdict: 'bad', seen: '503' }],
  ])('%s is %o', async (status, expected) => {
    const { address } = await udp((packet) => [sipAnswer(packet, status)])
    expect(await ask({ kind: 'sip-options', address })).toEqual(expected)
  })

  it('asks for the account, escaped, and waits for the final answer', async () => {
    const { address, seen } = await udp((packet) => [
      sipAnswer(packet, '100 Trying'),
      sipAnswer(packet, '200 OK'),
    ])
    expect(await ask({ kind: 'sip-options', address, user: '44 20\r\nX: y' })).toMatchObject({
      seen: '200',
    })
    expect(seen[0]?.packet.toString()).toMatch(
      new RegExp(`^OPTIONS sip:44%2020%0D%0AX%3A%20y@${address} SIP/2.0\r\n`),
    )
  })

  it('takes no answer that belongs to another question', async () => {
    const { address } = await udp((packet) => [
      Buffer.from(
        sipAnswer(packet, '503 No')
          .toString()
          .replace(/branch=z9hG4bK-/, 'branch=z9hG4bK-0'),
      ),
      Buffer.from(
        sipAnswer(packet, '503 No')
          .toString()
          .replace(/Call-ID: /, 'Call-ID: 0'),
      ),
      Buffer.from('not SIP at all'),
      sipAnswer(packet, '200 OK'),
    ])
    expect(await ask({ kind: 'sip-options', address })).toEqual({ verdict: 'good', seen: '200' })
  })

  it('uses one socket for all customers of an address, and a new one after all are closed', async () => {
    const { address, seen } = await udp((packet) => [
      sipAnswer(packet, packet.toString().includes('sip:locked@') ? '480 Gone' : '200 OK'),
    ])
    const users = ['a', 'locked', 'b']
    const open = await Promise.all(
      users.map((user) => probes.open({ kind: 'sip-options', address, user })),
    )
    const answers = await Promise.all(
      open.map((probe) => new Promise<ProbeAnswer>((resolve) => void probe.send(resolve))),
    )
    expect(answers.map((a) => a.seen)).toEqual(['200', '480', '200'])
    expect(new Set(seen.map((s) => s.port)).size).toBe(1)
    for (const probe of open) probe.close()
    expect(await ask({ kind: 'sip-options', address })).toMatchObject({ verdict: 'good' })
  })

  it('is unknown when the packet cannot leave this computer', async () => {
    expect(await ask({ kind: 'sip-options', address: 'no-such-host.invalid:5060' })).toMatchObject({
      verdict: 'unknown',
    })
  })

  it('refuses an address that cannot be probed', async () => {
    await expect(probes.open({ kind: 'sip-options', address: '192.0.2.1:99999' })).rejects.toThrow(
      'no address that can be probed',
    )
  })
})

/** A server by RFC 2865 and 5997: checks the Message-Authenticator, signs its answer. */
const radiusServer = (secret: string) => (packet: Buffer) => {
  const request = packet.subarray(4, 20)
  const blank = Buffer.from(packet)
  blank.fill(0, 22, 38)
  const mac = createHmac('md5', secret).update(blank).digest()
  if (!mac.equals(packet.subarray(22, 38))) return []
  const head = Buffer.from([2, packet[1] ?? 0, 0, 20])
  const signature = createHash('md5').update(head).update(request).update(secret).digest()
  return [Buffer.concat([head, signature])]
}

describe('RADIUS Status-Server', () => {
  it('is good for an authentic answer', async () => {
    const { address } = await udp(radiusServer('testing123'))
    expect(await ask({ kind: 'radius-status', address })).toEqual({
      verdict: 'good',
      seen: 'code 2',
    })
  })

  it('does not count answers that were not made with the secret', async () => {
    const forged = radiusServer('testing123')
    const { address } = await udp((packet) => {
      const [real] = forged(packet)
      if (real === undefined) return []
      const wrong = Buffer.from(real)
      wrong[4] = (wrong[4] ?? 0) ^ 1
      wrong[0] = 3
      return [wrong, Buffer.from([2, packet[1] ?? 0]), real]
    })
    expect(await ask({ kind: 'radius-status', address })).toMatchObject({ seen: 'code 2' })
  })

  it('builds the packet as RFC 5997 has it', () => {
    const packet = statusRequest(7, Buffer.alloc(16, 1), 'x')
    expect([packet[0], packet[1], packet.readUInt16BE(2), packet[20], packet[21]]).toEqual([
      12,
      7,
      packet.length,
      80,
      18,
    ])
  })
})

describe('HTTPS', () => {
  it.each([
    [200, 'good'],
    [404, 'good'],
    [503, 'bad'],
  ])('status %i is %s', async (status, verdict) => {
    const server = createHttps(testTls, (_, response) => {
      response.writeHead(status)
      response.end()
    })
    expect(await ask({ kind: 'https', address: await listen(server) })).toEqual({
      verdict,
      seen: String(status),
    })
  })

  it('makes a new connection each time', async () => {
    let connections = 0
    const server = createHttps(testTls, (_, response) => response.end())
    server.on('secureConnection', () => {
      connections += 1
    })
    const address = await listen(server)
    for (let i = 0; i < 3; i += 1) await ask({ kind: 'https', address })
    expect(connections).toBe(3)
  })

  it('is bad for a certificate of another authority, when one is given', async () => {
    const server = createHttps(testTls, (_, response) => response.end())
    const other = createProbes({ radiusSecret: async () => '', caFile: otherAuthority })
    expect(await ask({ kind: 'https', address: await listen(server) }, other)).toMatchObject({
      verdict: 'bad',
    })
  })
})

describe('TCP', () => {
  it('is good when a connection opens and bad when it is refused', async () => {
    const server = createTcp((socket) => socket.destroy())
    const address = await listen(server)
    const up = await ask({ kind: 'tcp', address })
    await new Promise((resolve) => server.close(resolve))
    opened.pop()
    expect([up, await ask({ kind: 'tcp', address })]).toEqual([
      { verdict: 'good', seen: 'connected' },
      { verdict: 'bad', seen: 'ECONNREFUSED' },
    ])
  })
})

describe('many probers', () => {
  it('measures an outage of one address for eight customers on one socket', async () => {
    let down = false
    const { address, seen } = await udp((packet) => (down ? [] : [sipAnswer(packet, '200 OK')]))
    const { clock: fast } = createFollowingClock(Date.UTC(2026, 2, 1), 20)
    const clock = { ...fast, now: () => instant(fast.now()) }
    const probers = await Promise.all(
      Array.from({ length: 8 }, async (_, i) =>
        createProber({
          probe: await probes.open({ kind: 'sip-options', address, user: `u${i}` }),
          clock,
        }),
      ),
    )
    const never = new AbortController().signal
    for (const prober of probers) prober.start()
    await Promise.all(probers.map((prober) => prober.waitGood(never)))
    down = true
    const before = seen.length
    while (seen.length < before + 80) await turn()
    down = false
    await Promise.all(probers.map((prober) => prober.waitStable(never)))
    const all = await Promise.all(probers.map((prober) => prober.stop()))
    expect(all.every((samples) => samples.some((s) => s.verdict === 'bad'))).toBe(true)
    expect(all.every((samples) => samples.at(-1)?.verdict === 'good')).toBe(true)
    expect(new Set(seen.map((s) => s.port)).size).toBe(1)
  })
})
