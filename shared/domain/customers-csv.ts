import { customerColumns, optionalCustomerColumns } from './project.ts'

/** What a row is written from: a customer whose ids need not be checked yet. */
type CustomerFields = {
  readonly id: string
  readonly name: string
  readonly environment: string
  readonly kind: string
  readonly parent?: string | undefined
  readonly mainOffice?: string | undefined
  readonly accounts: number
  readonly product: string
  readonly monthlyMinutes: number
  readonly ivr?: string | undefined
  readonly handWork: readonly string[]
  readonly probeAccount?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly zone?: string | undefined
  readonly contact?: string | undefined
}

const cell = (value: string): string =>
  /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/**
 * `customers.csv` with the columns of shared/domain/project.ts; `hand_work` and `tags` are separated by semicolons. An optional
 * column is written when a customer has something to say in it.
 */
export function customersCsv(customers: readonly CustomerFields[]): string {
  const optional = optionalCustomerColumns.filter((column) =>
    customers.some((c) => c[column] !== undefined),
  )
  const row = (c: CustomerFields): readonly string[] => [
    c.id,
    c.name,
    c.environment,
    c.kind,
    c.parent ?? '',
    c.mainOffice ?? '',
    String(c.accounts),
    c.product,
    String(c.monthlyMinutes),
    c.ivr ?? '',
    c.handWork.join(';'),
    c.probeAccount ?? '',
    ...optional.map((column) => (column === 'tags' ? (c.tags ?? []).join(';') : (c[column] ?? ''))),
  ]
  return [[...customerColumns, ...optional], ...customers.map(row)]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('')
}
