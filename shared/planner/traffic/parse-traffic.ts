import { z } from 'zod'
import { bad, ok } from '../../base/result.ts'
import type { Result } from '../../base/result.ts'
import { EnvironmentId } from '../../domain/ids.ts'
import { WeekDay } from '../../domain/planning.ts'
import { problem } from '../../domain/problems.ts'
import type { Place, Problem } from '../../domain/problems.ts'
import { weekDayNames, weekDays } from '../calendar/days.ts'
import { readCsvLine } from './csv-line.ts'
import { hourIndex, hoursOfWeek, trafficColumns } from './profile.ts'
import type { EnvironmentTraffic, TrafficColumn, TrafficHour, TrafficProfile } from './profile.ts'

type Finding = { readonly message: string; readonly where: Place }
type Line = { readonly text: string; readonly line: number }
type Row = {
  readonly environment: EnvironmentId
  readonly index: number
  readonly hour: TrafficHour
  readonly line: number
}

/** Further faults are counted, not listed. */
const mostFindings = 50

const calls = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'write a number of concurrent calls such as 4 or 12.5')
  .transform(Number)

const Cells = z.strictObject({
  environment: EnvironmentId,
  day: z.enum(WeekDay.options, `write one of ${weekDays.join(', ')}`),
  hour: z
    .string()
    .regex(/^([01]?\d|2[0-3])$/, 'write a whole hour from 0 to 23')
    .transform(Number),
  calls,
  p95: calls,
})

/**
 * An hour-of-week traffic profile: CSV with the header `environment,day,hour,calls,p95`, 168 rows an environment in any order.
 *
 * - `environment`: its id in the project
 * - `day`: mon, tue … sun, and `hour`: 0 to 23, both on the wall clock of the environment
 * - `calls`: mean number of concurrent calls in that hour; `p95`: their 95th percentile
 *
 * Strict: an unknown column, a bad cell, an hour that is missing or named twice is an error with file, row and column. Environments
 * that the project does not have are not noticed here.
 */
export function parseTraffic(text: string, file: string): Result<TrafficProfile, Problem> {
  const [header, ...lines] = linesOf(text)
  const wrongHeader = checkHeader(header, file)
  if (wrongHeader !== undefined) return refuse([wrongHeader])
  const findings: Finding[] = []
  const rows: Row[] = []
  for (const line of lines) {
    const row = parseRow(line, file)
    if (row.ok) rows.push(row.value)
    else findings.push(...row.problem)
  }
  if (findings.length > 0) return refuse(findings)
  if (rows.length === 0)
    return refuse([{ message: 'There is no row in the file.', where: { file } }])
  return collect(rows, file)
}

const linesOf = (text: string): readonly Line[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((text, i) => ({ text, line: i + 1 }))
    .filter(({ text }) => text.trim() !== '')

function checkHeader(header: Line | undefined, file: string): Finding | undefined {
  const wanted = trafficColumns.join(',')
  const has = header === undefined ? [] : (readCsvLine(header.text) ?? [])
  const wrong = trafficColumns.findIndex((column, i) => has[i] !== column)
  if (wrong === -1 && has.length === trafficColumns.length) return undefined
  const at = wrong === -1 ? trafficColumns.length : wrong
  return {
    message: `The header has to be ${wanted}; column ${at + 1} is ${has[at] === undefined ? 'missing' : `“${has[at]}”`}.`,
    where: { file, line: header?.line ?? 1, column: at + 1 },
  }
}

function parseRow({ text, line }: Line, file: string): Result<Row, readonly Finding[]> {
  const cells = readCsvLine(text)
  if (cells === undefined)
    return bad([{ message: 'A quotation mark is not closed.', where: { file, line } }])
  if (cells.length !== trafficColumns.length)
    return bad([
      {
        message: `The row has ${cells.length} cells, the header has ${trafficColumns.length}.`,
        where: { file, line },
      },
    ])
  const named = Object.fromEntries(trafficColumns.map((column, i) => [column, cells[i] ?? '']))
  const parsed = Cells.safeParse(named)
  if (!parsed.success)
    return bad(
      parsed.error.issues.map((issue) => {
        const column = String(issue.path[0] ?? '')
        return {
          message: `${column}: ${issue.message} (it is “${named[column] ?? ''}”)`,
          where: { file, line, column },
        }
      }),
    )
  const { environment, day, hour, calls, p95 } = parsed.data
  const index = hourIndex(weekDays.indexOf(day), hour)
  return ok({ environment, index, hour: { calls, p95 }, line })
}

function collect(rows: readonly Row[], file: string): Result<TrafficProfile, Problem> {
  const byEnvironment = new Map<EnvironmentId, Row[]>()
  for (const row of rows) {
    const own = byEnvironment.get(row.environment)
    if (own === undefined) byEnvironment.set(row.environment, [row])
    else own.push(row)
  }
  const findings: Finding[] = []
  const environments: EnvironmentTraffic[] = []
  for (const [environment, own] of byEnvironment) {
    const hours = new Map<number, Row>()
    for (const row of own) {
      const first = hours.get(row.index)
      if (first === undefined) hours.set(row.index, row)
      else
        findings.push({
          message: `${hourText(row.index)} of environment “${environment}” is in row ${first.line} already.`,
          where: { file, line: row.line, column: 'hour' satisfies TrafficColumn },
        })
    }
    const missing = Array.from({ length: hoursOfWeek }, (_, i) => i).filter((i) => !hours.has(i))
    if (missing.length > 0)
      findings.push({
        message: `Environment “${environment}” has ${hours.size} of ${hoursOfWeek} hours; missing: ${missingText(missing)}.`,
        where: { file },
      })
    environments.push({
      environment,
      hours: [...hours.values()].sort((a, b) => a.index - b.index).map(({ hour }) => hour),
    })
  }
  return findings.length > 0 ? refuse(findings) : ok({ environments })
}

const hourText = (index: number): string =>
  `${weekDayNames[weekDays[Math.floor(index / 24)] ?? 'mon']} ${index % 24}:00`

function missingText(missing: readonly number[]): string {
  const shown = missing.slice(0, 3).map(hourText).join(', ')
  return missing.length > 3 ? `${shown} and ${missing.length - 3} more` : shown
}

function refuse(findings: readonly Finding[]): { readonly ok: false; readonly problem: Problem } {
  const [first, ...more] = findings.slice(0, mostFindings)
  const left = findings.length - mostFindings
  const listed = left > 0 ? [...more, { message: `And ${left} more.` }] : more
  return bad(
    problem('bad-input', first?.message ?? '', {
      ...(first === undefined ? {} : { where: first.where }),
      safe: 'No off-peak window was changed.',
      next: 'Correct the file, then read it again.',
      ...(listed.length === 0 ? {} : { more: listed }),
    }),
  )
}
