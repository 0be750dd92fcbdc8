import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations } from '../../../shared/domain/operations.ts'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

const log = [
  '203.0.113.7 - crm [11/Jun/2024:02:14:07 +0200] "POST /rest/Customer/get_customer_info HTTP/1.1" 200 1833 "-" "crm"',
  '203.0.113.7 - crm [11/Jun/2024:02:14:09 +0200] "POST /rest/Customer/get_customer_info/ HTTP/1.1" 200 18 "-" "crm"',
  '203.0.113.9 - - [29/Feb/2024:23:59:59 -0330] "POST /soap/ HTTP/1.1" 500 412 "-" "PHP-SOAP/7.4"',
  '192.0.2.4 - - [11/Jun/2024:02:14:08 +0000] "POST /rest/Account/get_account_list HTTP/1.1" 200 4 "-" "own"',
  '203.0.113.5 - - [11/Jun/2024:02:14:08 +0000] "POST /rest/Customer/get_customer_list HTTP/1.1" 200 4 "-" "switchyard"',
  '203.0.113.8 - - [11/Jun/2024:02:14:08 +0000] "GET /selfcare/ HTTP/1.1" 200 4 "-" "browser"',
  '203.0.113.8 - - [11/Jun/2024:02:14:08 +0000] "POST /rest/$(touch x)/"; HTTP/1.1" 200 4 "-" "hostile"',
  'half a line of something else',
  '',
].join('\n')

describe.each(shells)('api-clients under $name', (shell) => {
  let host: FakeHost
  let folder: string
  beforeEach((context) => {
    host = hostUnder(shell, context)
    folder = join(host.folder, 'log')
    mkdirSync(folder)
    writeFileSync(join(folder, 'web.log'), log)
    host.site(['system=source', `web_logs=log/web.log`, 'peers=source:192.0.2.4'])
  })
  const ask = () => {
    const said = host.run('api-clients', 'apply')
    expect([said.code, said.stderr]).toEqual([0, ''])
    return operations['api-clients'].answer.parse(JSON.parse(said.stdout))
  }

  test('counts clients and methods with the first and last time, and leaves own hosts and calls out', () => {
    const answer = ask()
    expect([answer.lines, answer.foreign, answer.files]).toEqual([8, 1, ['log/web.log']])
    expect(answer.clients.toSorted((a, b) => (a.method < b.method ? -1 : 1))).toEqual([
      {
        address: '203.0.113.7',
        method: 'Customer/get_customer_info',
        hits: 2,
        firstMs: Date.UTC(2024, 5, 11, 0, 14, 7),
        lastMs: Date.UTC(2024, 5, 11, 0, 14, 9),
      },
      expect.objectContaining({ address: '203.0.113.8', method: 'rest', hits: 1 }),
      {
        address: '203.0.113.9',
        method: 'soap',
        hits: 1,
        firstMs: Date.UTC(2024, 2, 1, 3, 29, 59),
        lastMs: Date.UTC(2024, 2, 1, 3, 29, 59),
      },
    ])
  })

  test('reads the last rotated log too', () => {
    writeFileSync(join(folder, 'web.log.1.gz'), gzipSync(log))
    expect(ask().clients.find(({ method }) => method === 'soap')?.hits).toBe(2)
  })

  test('names a log that it cannot unpack', () => {
    writeFileSync(join(folder, 'web.log.1.gz'), gzipSync(log).subarray(0, 60))
    expect(ask().unread.map(({ file }) => file)).toEqual(['log/web.log.1.gz'])
  })
})
