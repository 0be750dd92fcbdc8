import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { selfSigned } from '../../../main/lab/certificate.ts'

/**
 * A process of its own: an API with as many customers as its argument says, three accounts each, rows made as they are asked for. Says
 * its address and certificate to its parent, and every page that it has given.
 */
const customers = Number(process.argv[2])
const accountsEach = 3
const tls = selfSigned('switchyard bench', Date.now())

type Make = (i: number) => Record<string, unknown>
const lists: Readonly<Record<string, readonly [key: string, rows: number, make: Make]>> = {
  'Customer/get_customer_list': [
    'customer_list',
    customers,
    (i) => ({
      i_customer: i + 1,
      name: `Customer ${i} of the bench`,
      refnum: String(i),
      login: `c${i}`,
      bill_status: 'O',
      billing_lock: 'N',
      i_env: 1 + (i % 2),
      i_customer_type: i % 100 === 0 ? 2 : 1,
      i_parent: null,
      i_main_office: null,
      balance: 1.5,
      credit_limit: 100,
      iso_4217: 'USD',
    }),
  ],
  'Account/get_account_list': [
    'account_list',
    customers * accountsEach,
    (i) => ({
      i_account: i + 1,
      id: `1555${String(i).padStart(8, '0')}`,
      i_customer: Math.floor(i / accountsEach) + 1,
      i_product: 1 + (i % 10),
      bill_status: 'O',
    }),
  ],
  'Product/get_product_list': [
    'product_list',
    10,
    (i) => ({ i_product: i + 1, name: `Product ${i}`, i_env: 1 + (i % 2) }),
  ],
  'Vendor/get_vendor_list': ['vendor_list', 5, (i) => ({ i_vendor: i + 1 })],
  'DID/get_number_list': [
    'number_list',
    customers,
    (i) => ({ i_did_number: i + 1, number: String(44_000_000_000 + i), i_customer: i + 1 }),
  ],
}

function answer(method: string, params: URLSearchParams): unknown {
  if (method === 'Session/login') return { session_id: 'bench-session' }
  const list = lists[method]
  if (list === undefined) return {}
  const [key, rows, make] = list
  const sent: unknown = JSON.parse(params.get('params') ?? '{}')
  const { offset, limit } = sent as { offset: number; limit: number } // the reader of this bench sends both
  const count = Math.max(0, Math.min(limit, rows - offset))
  process.send?.({ kind: 'page', method, offset })
  return { [key]: Array.from({ length: count }, (_, i) => make(offset + i)), total: rows }
}

const server = createServer({ key: tls.keyPem, cert: tls.certPem }, (request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    text += chunk
  })
  request.on('end', () => {
    const method = (request.url ?? '').replace(/^.*\/rest\//, '')
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer(method, new URLSearchParams(text))))
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo // a TCP server has one
  process.send?.({ kind: 'ready', url: `https://127.0.0.1:${port}`, authority: tls.certPem })
})
process.on('disconnect', () => process.exit(0))
