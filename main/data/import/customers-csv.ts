import { CsvError, parse } from 'csv-parse/sync'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import {
  Customer,
  customerColumns,
  optionalCustomerColumns,
} from '../../../shared/domain/project.ts'
import type { Finding } from './findings.ts'
import { isZone } from './is-zone.ts'
import type { ImportedFile } from './read-text.ts'

const knownColumns = [...customerColumns, ...optionalCustomerColumns] as const

type Column = (typeof knownColumns)[number]
type Cells = Readonly<Record<Column, string>>
type Row = { readonly cells: readonly string[]; readonly line: number }

/** A customer and the line it came from, for what is checked across rows. */
export type CustomerLine = { readonly customer: Customer; readonly line: number }

export function parseCustomersCsv(
  file: ImportedFile,
): Result<readonly CustomerLine[], readonly Finding[]> {
  const rows = readRows(file)
  if (!rows.ok) return rows
  const [header, ...body] = rows.value
  const wrongHeader = checkHeader(file.path, header)
  if (wrongHeader.length > 0) return bad(wrongHeader)
  const findings: Finding[] = []
  const lines: CustomerLine[] = []
  for (const row of body) {
    const parsed = parseRow(file.path, header?.cells ?? [], row)
    if (parsed.ok) lines.push({ customer: parsed.value, line: row.line })
    else findings.push(...parsed.problem)
  }
  if (findings.length > 0) return bad(findings)
  if (lines.length === 0)
    return bad([{ message: 'There is no customer in the file.', where: { file: file.path } }])
  return ok(lines)
}

function readRows({ path, text }: ImportedFile): Result<readonly Row[], readonly Finding[]> {
  const rows: Row[] = []
  let ended = 0
  try {
    parse(text, {
      bom: true,
      // Checked here, row by row, so that one short row does not hide the others.
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      on_record(cells: string[], { lines }) {
        ended = lines
        // `lines` is where the record ends; a quoted cell may span several.
        const line = lines - cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
        rows.push({ cells, line })
        return null
      },
    })
    return ok(rows)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // The parser tells where it gave up; a quote that is not closed takes it to the end of the file.
    return bad([
      {
        message: `This is not readable CSV from the row on that begins in this line: ${error.message}`,
        where: { file: path, line: ended + 1 },
      },
    ])
  }
}

/** The columns stand in their order; the optional ones may be left out. */
function checkHeader(file: string, header: Row | undefined): readonly Finding[] {
  const has = header?.cells ?? []
  const where = (column: string) => ({ file, line: 1, column })
  const [only = ''] = has
  const other = has.length === 1 ? /[;\t]/.exec(only)?.[0] : undefined
  if (other !== undefined)
    return [
      {
        message: `The cells are separated by ${other === '\t' ? 'tabs' : `“${other}”`}, not by commas; save the file with commas.`,
        where: { file, line: 1 },
      },
    ]
  const needed: readonly string[] = customerColumns
  const known: readonly string[] = knownColumns
  const unknown = has
    .filter((name) => !known.includes(name))
    .map((name) => ({
      message: `Unknown column “${name}”; known are: ${known.join(', ')}.`,
      where: where(name),
    }))
  const missing = needed
    .filter((name) => !has.includes(name))
    .map((name) => ({ message: `Column “${name}” is missing.`, where: where(name) }))
  const twice = has
    .filter((name, i) => has.indexOf(name) !== i)
    .map((name) => ({ message: `Column “${name}” is there twice.`, where: where(name) }))
  if (unknown.length + missing.length + twice.length > 0) return [...unknown, ...missing, ...twice]
  const ordered = known.filter((name) => has.includes(name))
  const moved = has.find((name, i) => name !== ordered[i])
  return moved === undefined
    ? []
    : [
        {
          message: `The columns must stand in this order: ${ordered.join(', ')}.`,
          where: where(moved),
        },
      ]
}

function parseRow(
  file: string,
  columns: readonly string[],
  { cells, line }: Row,
): Result<Customer, readonly Finding[]> {
  if (cells.length !== columns.length)
    return bad([
      {
        message: `The row has ${cells.length} cells, the header has ${columns.length}.`,
        where: { file, line },
      },
    ])
  const named = Object.fromEntries(
    knownColumns.map((column) => [column, (cells[columns.indexOf(column)] ?? '').trim()]),
  ) as Cells // every column is in the list that the record is made from
  const zone =
    named.zone === '' || isZone(named.zone)
      ? []
      : [
          {
            message: `zone: “${named.zone}” is no time zone; write one as Europe/London.`,
            where: { file, line, column: 'zone' },
          },
        ]
  const parsed = Customer.safeParse(customerOf(named))
  if (parsed.success) return zone.length === 0 ? ok(parsed.data) : bad(zone)
  return bad([
    ...zone,
    ...parsed.error.issues.map((issue) => {
      const column = columnOf(String(issue.path[0] ?? ''))
      return {
        message: `${column}: ${issue.message} (it is “${named[column]}”)`,
        where: { file, line, column },
      }
    }),
  ])
}

const customerOf = (cells: Cells): unknown => ({
  id: cells.id,
  name: cells.name,
  environment: cells.environment,
  kind: cells.kind,
  parent: optional(cells.parent),
  mainOffice: optional(cells.main_office),
  accounts: wholeNumber(cells.accounts),
  product: cells.product,
  monthlyMinutes: wholeNumber(cells.monthly_minutes),
  ivr: optional(cells.ivr),
  handWork: cells.hand_work === '' ? [] : cells.hand_work.split(';').map((part) => part.trim()),
  probeAccount: optional(cells.probe_account),
  tags: cells.tags === '' ? undefined : cells.tags.split(/[;\s]+/).filter((tag) => tag !== ''),
  zone: optional(cells.zone),
  contact: optional(cells.contact),
})

const optional = (cell: string): string | undefined => (cell === '' ? undefined : cell)

/** Only digits are a number here: `1e3`, `0x10` and `` are mistakes, not thousands and zeros. */
const wholeNumber = (cell: string): number | string =>
  /^\d{1,15}$/.test(cell) ? Number(cell) : cell

const columnByField: Readonly<Record<string, Column>> = {
  mainOffice: 'main_office',
  monthlyMinutes: 'monthly_minutes',
  handWork: 'hand_work',
  probeAccount: 'probe_account',
}

const columnOf = (field: string): Column =>
  columnByField[field] ?? knownColumns.find((column) => column === field) ?? 'id'
