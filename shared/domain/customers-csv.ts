import { customerColumns } from './project.ts'

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
}

const cell = (value: string): string =>
  /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** `customers.csv` with the columns of shared/domain/project.ts; `hand_work` is separated by semicolons. */
export function customersCsv(customers: readonly CustomerFields[]): string {
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
  ]
  return [customerColumns, ...customers.map(row)]
    .map((cells) => `${cells.map(cell).join(',')}\n`)
    .join('')
}
