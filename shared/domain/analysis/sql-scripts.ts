import { z } from 'zod'
import type { Survey } from './facts.ts'

/** SQL scripts and custom reports as they were read, and whether they fit the schema of the target (method.txt, PMA scope). */

const name = z.string().min(1).max(200)
const line = z.number().int().positive()

/** A table as the script names it; without a database it is that of the last USE, else the platform's own. */
const TableRef = z.strictObject({ database: name.optional(), name, line })

export const SqlScript = z.strictObject({
  /** Its path below the folder that was read. */
  name: z.string().min(1).max(500),
  statements: z.number().int().nonnegative(),
  /** Read from or written to; those that the script makes itself are left out. */
  tables: z.array(TableRef),
  /** `tables`: the one that it belongs to, or all that it may belong to, as `database.table` or `table`. */
  columns: z.array(z.strictObject({ name, tables: z.array(z.string().max(401)), line })),
  /** Statements that change something. */
  writes: z.array(z.strictObject({ verb: name, line })),
  /** Statements that could not be understood: what they touch is not known. */
  unread: z.array(z.strictObject({ line, why: z.string().max(300) })),
  /** Of the survey. */
  source: z.string().min(1).max(500),
})
export type SqlScript = z.infer<typeof SqlScript>

/** Tables of a database server with their columns: what scripts are checked against. */
export const DatabaseSchema = z.strictObject({
  host: name,
  system: z.enum(['source', 'target']),
  /** The platform's own database, where a script names none. */
  database: name,
  /** Names of tables are told apart by upper and lower case; of columns never. */
  isCaseSensitive: z.boolean(),
  tables: z.array(z.strictObject({ database: name, name, columns: z.array(name) })),
  source: z.string().min(1).max(500),
})
export type DatabaseSchema = z.infer<typeof DatabaseSchema>

export type ScriptVerdict = 'fits' | 'broken' | 'writes' | 'not-checked' | 'not-understood'

export type ScriptCheck = {
  readonly script: SqlScript
  /** The gravest that holds: one that writes has to go, whether it fits or not. */
  readonly verdict: ScriptVerdict
  /** Whole sentence. */
  readonly sentence: string
  readonly goneTables: readonly { readonly name: string; readonly line: number }[]
  readonly goneColumns: readonly { readonly name: string; readonly line: number }[]
}

const keyOf = (ref: { readonly database?: string | undefined; readonly name: string }): string =>
  ref.database === undefined ? ref.name : `${ref.database}.${ref.name}`

type Known = (key: string) => ReadonlySet<string> | undefined

/** Columns of a table of the schema, lower case, by the script's name of it. */
function knownTables(schema: DatabaseSchema): Known {
  const fold = (key: string): string => (schema.isCaseSensitive ? key : key.toLowerCase())
  const tables = new Map(
    schema.tables.map(({ database, name: table, columns }) => [
      fold(`${database}.${table}`),
      new Set(columns.map((column) => column.toLowerCase())),
    ]),
  )
  return (key) => tables.get(fold(key.includes('.') ? key : `${schema.database}.${key}`))
}

/** @param schema Of the target; undefined while it does not exist or was not read. */
export function checkScript(script: SqlScript, schema: DatabaseSchema | undefined): ScriptCheck {
  const known = schema === undefined ? undefined : knownTables(schema)
  const goneTables =
    known === undefined
      ? []
      : script.tables
          .filter((ref) => known(keyOf(ref)) === undefined)
          .map((ref) => ({ name: keyOf(ref), line: ref.line }))
  const goneColumns =
    known === undefined
      ? []
      : script.columns.flatMap(({ name: column, tables, line: at }) => {
          const owners = tables.map(known)
          // A table that is gone is told by itself.
          const isGone =
            owners.length > 0 &&
            owners.every((own) => own !== undefined && !own.has(column.toLowerCase()))
          return isGone ? [{ name: `${tables.join(' or ')}.${column}`, line: at }] : []
        })
  const found = { script, goneTables, goneColumns }
  return { ...found, ...verdictOf(found, schema !== undefined) }
}

function verdictOf(
  { script, goneTables, goneColumns }: Omit<ScriptCheck, 'verdict' | 'sentence'>,
  isChecked: boolean,
): Pick<ScriptCheck, 'verdict' | 'sentence'> {
  const [write] = script.writes
  if (write !== undefined)
    return {
      verdict: 'writes',
      sentence: `It changes the database directly: ${write.verb} in line ${write.line}${more(script.writes)}.`,
    }
  const gone = [...goneTables, ...goneColumns]
  const [first] = gone
  if (first !== undefined)
    return {
      verdict: 'broken',
      sentence: `The target has no ${first.name} (line ${first.line})${more(gone)}.`,
    }
  const [unread] = script.unread
  if (unread !== undefined)
    return {
      verdict: 'not-understood',
      sentence: `Line ${unread.line} is not understood: ${unread.why}${more(script.unread)}.`,
    }
  return isChecked
    ? { verdict: 'fits', sentence: 'The target has every table and column that it names.' }
    : { verdict: 'not-checked', sentence: 'The schema of the target was not read yet.' }
}

const more = (list: readonly unknown[]): string =>
  list.length > 1 ? ` and ${list.length - 1} more` : ''

/** Every script that is known, checked against the schema of the target where that was read. */
export const checkScripts = (
  survey: Pick<Survey, 'scripts' | 'schemas'> | undefined,
): readonly ScriptCheck[] => {
  const schema = survey?.schemas.findLast(({ system }) => system === 'target')
  return (survey?.scripts ?? []).map((script) => checkScript(script, schema))
}

/** The entry of the register that a script stands under: by its name. */
export const reportOf = <E extends { readonly entry: { readonly name: string } }>(
  reports: readonly E[],
  script: Pick<SqlScript, 'name'>,
): E | undefined =>
  reports.find(({ entry }) => entry.name.toLowerCase() === script.name.toLowerCase())
