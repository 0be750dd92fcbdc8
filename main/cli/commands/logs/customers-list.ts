import { CsvError, parse } from 'csv-parse/sync'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import { fail } from '../../../../shared/domain/problems.ts'
import type { DirectoryAccount, DirectoryCustomer } from '../../../../shared/log-rules/directory.ts'

export type CustomersList = {
  readonly customers: readonly DirectoryCustomer[]
  /** Rows with `yes` in a column `moved`; every customer where there is no such column. Sorted. */
  readonly moved: readonly CustomerId[]
  /** Columns that say nothing about whom a line speaks of. */
  readonly unused: readonly string[]
}

/** Names that operators' exports give to one thing. */
const columns = {
  id: ['id', 'customer', 'customer_id', 'i_customer'],
  name: ['name', 'customer_name'],
  accounts: ['accounts', 'account', 'account_id', 'account_ids', 'i_account', 'numbers', 'number'],
  sipUsers: ['sip_users', 'sip_user', 'sip', 'sip_id'],
  domains: ['domains', 'domain', 'sip_domain', 'sip_domains'],
  trunks: ['trunks', 'trunk', 'trunk_address', 'trunk_addresses', 'ip', 'ips', 'address'],
  numericId: ['numeric_id', 'i_customer', 'customer_number'],
  probeAccount: ['probe_account'],
  moved: ['moved', 'in_batch'],
} as const
type Field = keyof typeof columns

type Row = { readonly line: number; readonly of: (field: Field) => string }
type Found = {
  name: string
  numericId: string | undefined
  probeAccount: string | undefined
  readonly accounts: DirectoryAccount[]
  readonly domains: string[]
  readonly trunks: string[]
}

/**
 * The customers of `logs check --customers`: the project's own customers.csv, or any list with a column `id`. Lists within a cell are
 * separated by `;`, `|` or blanks; several rows of one customer add up. A number of accounts is no account.
 */
export function readCustomersList(text: string, file: string): CustomersList {
  const { rows, unused, has } = rowsOf(text, file)
  const all = new Map<CustomerId, Found>()
  const moved = new Set<CustomerId>()
  for (const row of rows) {
    const parsed = CustomerId.safeParse(row.of('id'))
    if (!parsed.success)
      return wrong(file, row.line, `"${row.of('id')}" is no id of a customer`, 'id')
    const id = parsed.data
    const found = all.get(id) ?? {
      name: '',
      numericId: undefined,
      probeAccount: undefined,
      accounts: [],
      domains: [],
      trunks: [],
    }
    all.set(id, found)
    take(row, found)
    if (!has('moved') || /^(?:yes|y|true|1|x)$/i.test(row.of('moved'))) moved.add(id)
  }
  return {
    customers: [...all].map(([id, found]) => ({
      id,
      name: found.name,
      numericId: found.numericId,
      probeAccount: found.probeAccount,
      accounts: found.accounts,
      domains: found.domains,
      trunkAddresses: found.trunks,
    })),
    moved: [...moved].sort(),
    unused,
  }
}

function take(row: Row, found: Found): void {
  if (row.of('name') !== '') found.name = row.of('name')
  if (/^\d+$/.test(row.of('numericId'))) found.numericId = row.of('numericId')
  if (row.of('probeAccount') !== '') found.probeAccount = row.of('probeAccount')
  // A short number alone is how many there are, as in the project's own file.
  const accounts = /^\d{1,5}$/.test(row.of('accounts')) ? [] : listOf(row.of('accounts'))
  for (const account of [...accounts, ...listOf(row.of('sipUsers'))]) {
    const at = account.indexOf('@')
    found.accounts.push(
      at < 0
        ? { id: account }
        : { id: account, sipUser: account.slice(0, at), domain: account.slice(at + 1) },
    )
  }
  found.domains.push(...listOf(row.of('domains')))
  found.trunks.push(...listOf(row.of('trunks')))
}

const listOf = (cell: string): readonly string[] => cell.split(/[;|\s]+/).filter((w) => w !== '')

type Table = {
  readonly rows: readonly Row[]
  readonly unused: readonly string[]
  readonly has: (field: Field) => boolean
}

function rowsOf(text: string, file: string): Table {
  const cells: { readonly values: string[]; readonly line: number }[] = []
  try {
    parse(text, {
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      on_record(values: string[], { lines }) {
        cells.push({ values: values.map((value) => value.trim()), line: lines })
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return wrong(file, 1, `this is not readable CSV: ${error.message}`)
  }
  const head = (cells[0]?.values ?? []).map((name) => name.toLowerCase().replaceAll(/[ -]/g, '_'))
  const place = (field: Field): number => {
    const known: readonly string[] = columns[field]
    return head.findIndex((name) => known.includes(name) && !(isId(head, name) && field !== 'id'))
  }
  if (place('id') < 0)
    return wrong(file, 1, 'there is no column with the ids of customers', columns.id.join(', '))
  const known = new Set<string>(Object.values(columns).flat())
  return {
    rows: cells.slice(1).map(({ values, line }) => ({
      line,
      of: (field) => values[place(field)] ?? '',
    })),
    unused: head.filter((name) => !known.has(name)),
    has: (field) => place(field) >= 0,
  }
}

/** `i_customer` is the id where no column before it is. */
const isId = (head: readonly string[], name: string): boolean => {
  const ids: readonly string[] = columns.id
  return head.find((other) => ids.includes(other)) === name
}

const wrong = (file: string, line: number, what: string, column?: string): never =>
  fail('bad-input', `${file}: ${what}`, {
    where: { file, line, ...(column === undefined ? {} : { column }) },
    safe: 'nothing was read or changed',
    next: 'name a CSV file with a header line and a column id',
  })
