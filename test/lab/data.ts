import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { repository } from './layout.ts'

/** Panda Telecom in SQL: the sample's own customers and accounts, by the same ids. */

const Row = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.enum(['us', 'uk']),
  kind: z.enum(['retail', 'reseller', 'subcustomer']),
  parent: z.string(),
  main_office: z.string(),
  accounts: z.coerce.number(),
  product: z.string(),
  monthly_minutes: z.coerce.number(),
  probe_account: z.string(),
  /** Services that need hand work at the move, with `;` between them. */
  hand_work: z.string(),
})
export type PandaCustomer = z.infer<typeof Row>

export const sampleFolder = join(repository, 'resources', 'samples', 'panda-telecom')

/** SWITCHYARD_LAB_CUSTOMERS makes a smaller Panda, for a quick look: so many of each environment. Default all 1,200. */
const perEnvironment = Number(process.env['SWITCHYARD_LAB_CUSTOMERS'] ?? Infinity)
export const isWhole = perEnvironment === Infinity

let known: readonly PandaCustomer[] | undefined

export function pandaCustomers(): readonly PandaCustomer[] {
  known ??= some(
    z
      .array(Row)
      .parse(parse(readFileSync(join(sampleFolder, 'customers.csv'), 'utf8'), { columns: true })),
  )
  return known
}

/** The last of each environment whose reseller and main office are there too: they are small and many. */
function some(all: readonly PandaCustomer[]): readonly PandaCustomer[] {
  if (isWhole) return all
  const taken = (['us', 'uk'] as const).flatMap((environment) =>
    all
      .filter(
        (c) =>
          c.environment === environment &&
          c.parent === '' &&
          c.main_office === '' &&
          c.kind === 'retail',
      )
      .slice(-perEnvironment),
  )
  return taken
}

/** The sample's own lines of these customers. */
export function customersFile(): string {
  const [head = '', ...lines] = readFileSync(join(sampleFolder, 'customers.csv'), 'utf8').split(
    '\n',
  )
  const ids = new Set(pandaCustomers().map((c) => c.id))
  return [head, ...lines.filter((line) => ids.has(line.split(',')[0] ?? '')), ''].join('\n')
}

/** `us10001-01`, as the sample names the first account of customer 10001. */
export const accountName = (environment: string, customer: string, ordinal: number): string =>
  `${environment}${customer}-${String(ordinal).padStart(2, '0')}`

export const passwordOf = (account: string): string => `pw-${account}`

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const iEnvOf = (environment: string): number => (environment === 'us' ? 1 : 2)

type Account = {
  readonly key: number
  readonly customer: PandaCustomer
  readonly name: string
}

export function accountsOf(customers: readonly PandaCustomer[]): readonly Account[] {
  let key = 0
  return customers.flatMap((customer) =>
    Array.from({ length: customer.accounts }, (_, i) => ({
      key: ++key,
      customer,
      name: accountName(customer.environment, customer.id, i + 1),
    })),
  )
}

const insert = (table: string, columns: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `insert into ${table} (${columns}) values\n${rows.join(',\n')};\n`

/** Everything but the xDRs. `now` is the moment that the age of xDRs is counted from, epoch ms. */
export function catalogAndCustomers(now: number): string {
  const customers = pandaCustomers()
  const products = [...new Set(customers.map((c) => c.product))].toSorted()
  const productKey = (name: string): number => products.indexOf(name) + 1
  const both = [1, 2]
  const accounts = accountsOf(customers)
  return [
    'use billing;\n',
    `set @now = '${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}';\n`,
    `insert into environments values (1, 'us', 'Panda US', 'USD', @now - interval 15 day), (2, 'uk', 'Panda UK', 'GBP', @now - interval 15 day);\n`,
    `insert into system_state values ('mode', 'dual');\n`,
    insert(
      'customer_classes',
      'i_env, name',
      both.flatMap((e) => ['Business', 'Trunk', 'Residential'].map((n) => `(${e}, '${n} ${e}')`)),
    ),
    insert(
      'tariffs',
      'i_env, name, iso_4217',
      both.flatMap((e) =>
        ['Standard', 'Large'].map((n) => `(${e}, '${n} ${e}', '${e === 1 ? 'USD' : 'GBP'}')`),
      ),
    ),
    insert(
      'rates',
      'i_tariff, prefix, price',
      [1, 2, 3, 4].flatMap((t) =>
        ['1', '1604', '44', '4420', '49', '380'].map(
          (p, i) => `(${t}, '${p}', ${(0.01 + t * 0.003 + i * 0.011).toFixed(5)})`,
        ),
      ),
    ),
    insert(
      'subscriptions',
      'i_env, name, monthly',
      both.flatMap((e) => [`(${e}, 'Line ${e}', 4.00)`, `(${e}, 'Trunk ${e}', 19.00)`]),
    ),
    insert('vendors', 'i_env, name', [`(1, 'Carrier US')`, `(2, 'Carrier UK')`]),
    insert(
      'products',
      'i_product, i_env, i_tariff, i_subscription, name, monthly',
      products.map((name, i) => {
        const e = name.startsWith('UK') ? 2 : 1
        return `(${i + 1}, ${e}, ${e * 2 - (i % 2)}, ${e * 2 - (i % 2)}, ${quoted(name)}, ${(9.99 + i).toFixed(2)})`
      }),
    ),
    insert(
      'customers',
      'i_customer, i_env, i_parent, i_main_office, i_customer_type, i_customer_class, i_product, name, balance, credit_limit',
      customers.map(
        (c, i) =>
          `(${c.id}, ${iEnvOf(c.environment)}, ${c.parent || 'null'}, ${c.main_office || 'null'}, ${c.kind === 'reseller' ? 2 : 1}, ${1 + (i % 3) + (iEnvOf(c.environment) - 1) * 3}, ${productKey(c.product)}, ${quoted(c.name)}, ${((i * 7919) % 500_000) / 100 - 500}, ${1000 * (1 + (i % 10))})`,
      ),
    ),
    insert(
      'accounts',
      'i_account, i_customer, i_product, id, password, balance',
      accounts.map(
        ({ key, customer, name }) =>
          `(${key}, ${customer.id}, ${productKey(customer.product)}, '${name}', '${passwordOf(name)}', ${((key * 31) % 9000) / 100})`,
      ),
    ),
    insert(
      'dids',
      'number, i_customer, i_account',
      accounts
        .filter((a) => a.key % 10 < 7)
        .map(
          (a) =>
            `('${a.customer.environment === 'us' ? '1800' : '4420'}${String(5_550_000 + a.key)}', ${a.customer.id}, ${a.key})`,
        ),
    ),
    insert(
      'account_services',
      'i_account, service',
      accounts
        .filter((a) => a.customer.hand_work !== '' && a.name.endsWith('-01'))
        .flatMap((a) => a.customer.hand_work.split(';').map((name) => `(${a.key}, '${name}')`)),
    ),
    slots(accounts),
  ].join('')
}

/** Ten thousand shares of the xDRs: one for each account, the rest by minutes. */
function slots(accounts: readonly Account[]): string {
  const minutes = accounts.reduce(
    (sum, a) => sum + a.customer.monthly_minutes / a.customer.accounts,
    0,
  )
  const rows: string[] = []
  const add = ({ key, customer, name }: Account): void => {
    if (rows.length < 10_000)
      rows.push(
        `(${rows.length}, ${customer.id}, ${key}, ${iEnvOf(customer.environment)}, '${name}')`,
      )
  }
  for (const account of accounts) add(account)
  for (const account of accounts) {
    const share = (account.customer.monthly_minutes / account.customer.accounts / minutes) * 7000
    for (let n = 0; n < share; n++) add(account)
  }
  for (let n = 0; rows.length < 10_000; n++) {
    const account = accounts[n % accounts.length]
    if (account !== undefined) add(account)
  }
  return `create table slots (slot int primary key, i_customer int unsigned, i_account int unsigned, i_env int unsigned, cli varchar(64)) engine=memory;\n${insert('slots', 'slot, i_customer, i_account, i_env, cli', rows)}`
}
