import { createSocket } from 'node:dgram'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApiClient } from '../../../main/portabilling/api-client.ts'
import type { ApiClient } from '../../../main/portabilling/api-client.ts'
import { operate, startTestLab } from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

let lab: TestLab
beforeEach(async () => {
  lab = await startTestLab()
})
afterEach(() => lab.stop())

const portIn = (address: string): number => Number(address.split(':')[1])
const voice = (): string => lab.spec.clusters[0]?.voice ?? ''

/** First line of the answer to OPTIONS. */
async function options(address: string, user?: string): Promise<string> {
  const socket = createSocket('udp4')
  const at = user === undefined ? '127.0.0.1' : `${user}@127.0.0.1`
  const lines = [
    'Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1',
    'From: <sip:probe@127.0.0.1>;tag=1',
    `To: <sip:${at}>`,
    'Call-ID: 1',
    'CSeq: 1 OPTIONS',
  ]
  const text = [`OPTIONS sip:${at} SIP/2.0`, ...lines, 'Content-Length: 0', '', ''].join('\r\n')
  const answer = new Promise<string>((resolve) => {
    socket.on('message', (packet) => resolve(packet.toString().split('\r\n')[0] ?? ''))
  })
  socket.send(text, portIn(address), '127.0.0.1')
  try {
    return await answer
  } finally {
    socket.close()
  }
}

it('voice is answered by the source, and after the switchover by who serves the customer', async () => {
  const address = voice()
  const before = await options(address)
  await operate(lab, 'src-sip-us', 'address-release', { address, service: 'voice' })
  await operate(lab, 'dsbc-a', 'address-claim', { address, service: 'voice' })
  const after = await options(address, '1555101')
  await operate(lab, 'src-db', 'customer-lock', { customer: '101' })
  const locked = await options(address, '1555101')
  const nobody = await options(address, '999')
  expect([before, after, locked, nobody]).toEqual([
    'SIP/2.0 200 OK',
    'SIP/2.0 200 OK',
    'SIP/2.0 503 Service Unavailable',
    'SIP/2.0 404 Not Found',
  ])
})

async function clientOf(which: 'source' | 'target' | 'dispatcher'): Promise<ApiClient> {
  const endpoint = which === 'dispatcher' ? lab.spec.dispatcher : lab.spec.systems[which].api
  // Written by the lab itself.
  const secrets = JSON.parse(await readFile(join(lab.dir, 'secrets.json'), 'utf8')) as {
    logins: Record<string, { password: string }>
  }
  return createApiClient({
    endpoint,
    release: which === 'source' ? 'MR85' : 'MR101',
    secret: async () => secrets.logins[endpoint.login]?.password ?? '',
    clock: { monotonicMs: () => performance.now() },
    pageSize: 2,
  })
}

const namesOf = async (client: ApiClient, filter = {}): Promise<string[]> => {
  const names: string[] = []
  for await (const customer of client.customerList(filter))
    names.push(`${customer.i_customer} ${customer.bill_status}`)
  await client.close()
  return names
}

it('the API tells each system apart, and the dispatcher merges them', async () => {
  const customer = '101'
  await operate(lab, 'src-db', 'db-copy', { to: 'target' })
  await operate(lab, 'src-db', 'customer-lock', { customer })
  await operate(lab, 'src-db', 'customer-export', { customer, xdrs: 'current' })
  await operate(lab, 'tgt-db', 'customer-import', {
    customer,
    xdrs: 'current',
    conflicts: 'refuse',
  })
  expect(await namesOf(await clientOf('source'), { billStatus: 'E' })).toEqual(['101 E'])
  expect(await namesOf(await clientOf('target'))).toEqual(['101 O'])
  expect(await namesOf(await clientOf('dispatcher'), { iEnv: 1 })).toEqual([
    '101 O',
    '103 O',
    '105 O',
  ])
})

async function all<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = []
  for await (const row of rows) list.push(row)
  return list
}

it('the API counts xDRs and sums as the host says', async () => {
  await operate(lab, 'src-db', 'customer-lock', { customer: '102' })
  const { facts } = await operate(lab, 'src-db', 'customer-verify', { customer: '102' })
  const client = await clientOf('source')
  const xdrs = await client.customerXdrs(102, { currentPeriod: true })
  const [env] = await all(client.envList())
  const accounts = await all(client.accountList(102))
  await client.close()
  expect(facts).toMatchObject({ xdrCount: xdrs.count, accounts: accounts.length })
  expect(Number(xdrs.sum)).toBeCloseTo(Number((facts as { xdrSum: string }).xdrSum), 2)
  expect(env).toMatchObject({ i_env: 1, name: 'US' })
})

it('the API service address refuses connections between release and claim', async () => {
  const address = lab.spec.services.api
  const caFile = join(lab.dir, 'api-ca.pem')
  const ask = async (): Promise<string> => {
    const client = createApiClient({
      endpoint: { url: `https://${address}`, login: 'api-dsbc', caFile },
      release: 'MR101',
      secret: async () => 'x',
      clock: { monotonicMs: () => 0 },
    })
    const said = await client.ping().then(
      () => 'pong',
      (error: unknown) => String(error),
    )
    await client.close()
    return said
  }
  expect(await ask()).toContain('login failed')
  await operate(lab, 'src-web', 'address-release', { address, service: 'api' })
  expect(await ask()).toContain('ECONNREFUSED')
  await operate(lab, 'dsbc-a', 'address-claim', { address, service: 'api' })
  expect(await ask()).toContain('login failed')
})

it('the API answers 503 while the database restarts', async () => {
  const client = await clientOf('source')
  await client.ping()
  await lab.inject({ kind: 'slow', factor: 100, operation: 'ids-split' })
  const split = operate(lab, 'src-db', 'ids-split', { increment: '2', offset: '1' })
  await expect
    .poll(
      () =>
        client.ping().then(
          () => 'up',
          (error: unknown) => String(error),
        ),
      { timeout: 5000 },
    )
    .toContain('HTTP 503')
  lab.advanceTo(lab.now() + 2_000_000)
  await split
  expect(await client.ping()).toBe(true)
  await client.close()
})
