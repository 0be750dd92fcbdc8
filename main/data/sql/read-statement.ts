import type { Parser } from 'node-sql-parser/build/mysql.js'
import type { SqlScript } from '../../../shared/domain/analysis/sql-scripts.ts'

/** What one statement touches. Names of columns that the statement itself makes (aliases) are left out. */
export type StatementRead = {
  readonly tables: readonly Omit<SqlScript['tables'][number], 'line'>[]
  readonly columns: readonly Omit<SqlScript['columns'][number], 'line'>[]
  /** The word that changes something. */
  readonly writes?: string
  /** Tables that exist only in this session from here on. */
  readonly makes?: readonly string[]
  /** The database that the next statements work on. */
  readonly uses?: string
}

/** Statements that change rows, tables or rights, by their first words. CALL and DO run what cannot be seen here. */
const changes =
  /^(?:insert|update|delete|replace|truncate|alter|drop|rename|grant|revoke|load\s+(?:data|xml)|create|call|do|optimize|repair|kill|flush|reset|set\s+(?:global|@@global\b|password)|lock\s+tables)\b/i
const temporary = /^(?:create|drop)\s+temporary\s+table\b/i
/** Neither tables of the platform nor a change. */
const harmless =
  /^(?:set|start\s+transaction|begin|commit|rollback|show|describe|desc|use|unlock\s+tables|delimiter|source)\b/i

/**
 * Hints and clauses that say nothing about tables and that the parser does not know. Within a text in quotes they change the text
 * only, which nobody looks at.
 */
const withoutHints = (text: string): string =>
  text
    .replaceAll(
      /\b(?:force|use|ignore)\s+(?:index|key)\s*(?:for\s+(?:join|order\s+by|group\s+by)\s*)?\([^)]*\)/gi,
      ' ',
    )
    .replaceAll(/\bmatch\s*\(([^)]*)\)\s*against\s*\([^)]*\)/gi, 'concat($1)')
    .replaceAll(/\b(?:sql_no_cache|sql_cache|sql_calc_found_rows|straight_join)\b/gi, ' ')
    .replace(
      /\binto\s+(?:out|dump)file\s+(?:'[^']*'|"[^"]*")(?:\s+character\s+set\s+\w+)?(?:\s+(?:fields|columns|lines)\b(?:\s+(?:terminated|enclosed|escaped|optionally|starting|by)|\s+'(?:[^'\\]|\\.)*')+)*/i,
      ' ',
    )

/** Throws the parser's error where it does not understand the statement. */
export function readStatement(parser: Parser, text: string): StatementRead {
  const executable = text.replace(/^\/\*!\d*/, '').trim()
  const uses = /^use\s+[`"]?([^`";\s]+)/i.exec(executable)?.[1]
  if (uses !== undefined) return { tables: [], columns: [], uses }
  const isTemporary = temporary.test(executable)
  const writes = isTemporary
    ? undefined
    : changes.exec(executable)?.[0].replaceAll(/\s+/g, ' ').toUpperCase()
  if (writes === undefined && harmless.test(executable)) return { tables: [], columns: [] }
  const made = isTemporary
    ? /^(?:create|drop)\s+temporary\s+table\s+(?:if\s+(?:not\s+)?exists\s+)?[`"]?([^`"\s(]+)/i.exec(
        executable,
      )?.[1]
    : undefined
  // Of a temporary table what it is filled from counts.
  const wanted = isTemporary ? (/\bselect\b[\s\S]*$/i.exec(executable)?.[0] ?? '') : executable
  const more = {
    ...(writes === undefined ? {} : { writes }),
    ...(made === undefined ? {} : { makes: [made] }),
  }
  if (wanted === '') return { tables: [], columns: [], ...more }
  try {
    const { ast } = parser.parse(withoutHints(wanted), { database: 'MySQL' })
    return { ...collect(ast), ...more }
  } catch (error) {
    // That it changes something is known by its first word, whatever follows.
    if (writes !== undefined) return { tables: [], columns: [], ...more }
    throw error
  }
}

type Node = Readonly<Record<string, unknown>>
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

/** The parser writes names as text, or as `{ value }` where they were quoted. */
const nameOf = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value !== '') return value
  if (!isNode(value)) return undefined
  return nameOf(value['value'] ?? (isNode(value['expr']) ? value['expr']['value'] : undefined))
}

/** Tables and columns of the whole tree. Names of subqueries and of columns made here are known by where they are given. */
function collect(ast: unknown): Pick<StatementRead, 'tables' | 'columns'> {
  const tables = new Map<string, { readonly database?: string; readonly name: string }>()
  const aliases = new Map<string, string>()
  const derived = new Set<string>()
  const made = new Set<string>()
  const refs: { readonly table: string | undefined; readonly column: string }[] = []
  const tableHere = (node: Node): void => {
    const [table, database, as] = [nameOf(node['table']), nameOf(node['db']), nameOf(node['as'])]
    if (table === undefined) {
      if (as !== undefined) derived.add(as.toLowerCase())
      return
    }
    const key = database === undefined ? table : `${database}.${table}`
    tables.set(key, database === undefined ? { name: table } : { database, name: table })
    if (as !== undefined) aliases.set(as.toLowerCase(), key)
    const using = node['using']
    if (Array.isArray(using))
      for (const column of using) refs.push({ table, column: nameOf(column) ?? '' })
  }
  const walk = (value: unknown, under: string): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one, under)
      return
    }
    if (!isNode(value)) return
    if (value['type'] === 'column_ref') {
      refs.push({ table: nameOf(value['table']), column: nameOf(value['column']) ?? '' })
      return
    }
    if (/^(?:from|table|into|name)$/.test(under)) tableHere(value)
    if (under === 'with') derived.add((nameOf(value['name']) ?? '').toLowerCase())
    if (under === 'set')
      refs.push({ table: nameOf(value['table']), column: nameOf(value['column']) ?? '' })
    if (under === 'columns') {
      const as = nameOf(value['as'])
      if (as !== undefined) made.add(as.toLowerCase())
    }
    for (const [key, child] of Object.entries(value)) walk(child, key)
  }
  walk(ast, '')
  // DELETE names its tables by their aliases.
  const real = [...tables].filter(
    ([key]) => !derived.has(key.toLowerCase()) && (aliases.get(key.toLowerCase()) ?? key) === key,
  )
  for (const [key, table] of real)
    if (!aliases.has(table.name.toLowerCase())) aliases.set(table.name.toLowerCase(), key)
  const keys = real.map(([key]) => key)
  return {
    tables: real.map(([, table]) => table),
    columns: unique(
      refs.flatMap(({ table, column }) => {
        if (column === '' || column === '*' || column === '(.*)') return []
        if (table === undefined) {
          // A name of this statement, or one that a subquery hands on: nothing of the schema can be told by it.
          if (made.has(column.toLowerCase()) || derived.size > 0 || keys.length === 0) return []
          return [{ name: column, tables: keys }]
        }
        if (derived.has(table.toLowerCase())) return []
        return [{ name: column, tables: [aliases.get(table.toLowerCase()) ?? table] }]
      }),
    ),
  }
}

const unique = (columns: StatementRead['columns']): StatementRead['columns'] => [
  ...new Map(columns.map((c) => [`${c.tables.join(' ')} ${c.name.toLowerCase()}`, c])).values(),
]
