import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { SqlScript } from '../../../shared/domain/analysis/sql-scripts.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ScriptsRead } from '../survey-protocol.ts'
import { readStatement } from './read-statement.ts'
import type { StatementRead } from './read-statement.ts'
import { splitStatements } from './split-statements.ts'

/** More is a dump, not a script: its first statements are read, and the rest is a named gap. */
const mostStatements = 2_000
/** A longer one is a list of rows: its first word is looked at. The parser's time grows with it, and memory. */
const longestStatement = 64 * 1024
const mostBytes = 32 * 2 ** 20
const mostScripts = 500
const mostUnread = 50

/** A file, or every `.sql` below a folder. The parser is loaded by the first script that needs it. */
export async function readScripts(path: string): Promise<Result<ScriptsRead, Problem>> {
  try {
    const isFolder = (await stat(path)).isDirectory()
    const files = isFolder ? await scriptsBelow(path) : [path]
    if (files.length === 0)
      return bad(
        problem('bad-input', `there is no .sql file below ${basename(path)}`, {
          where: { file: path },
          safe: 'nothing was stored',
          next: 'name the file itself, or end the names of scripts in .sql',
        }),
      )
    const { default: sql } = await import('node-sql-parser/build/mysql.js')
    const parser = new sql.Parser()
    const scripts: SqlScript[] = []
    const gaps: Problem[] = []
    for (const file of files.slice(0, mostScripts)) {
      const name = isFolder ? relative(path, file) : basename(file)
      const text = await textOf(file)
      if (text.ok) scripts.push(readScript(text.value, name, (one) => readStatement(parser, one)))
      else gaps.push(text.problem)
    }
    if (files.length > mostScripts)
      gaps.push(
        problem('bad-input', `${files.length - mostScripts} more scripts were not read`, {
          where: { file: path },
          next: 'read them folder by folder',
        }),
      )
    return ok({ scripts, gaps })
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return bad(
      problem('not-found', `${path} cannot be read: ${message}`, {
        where: { file: path },
        safe: 'nothing was stored',
        next: 'check the name',
      }),
    )
  }
}

async function scriptsBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.sql$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

async function textOf(file: string): Promise<Result<string, Problem>> {
  const refused = (message: string, next: string): Result<string, Problem> =>
    bad(problem('bad-input', `${basename(file)} ${message}`, { where: { file }, next }))
  const { size } = await stat(file)
  if (size > mostBytes)
    return refused(
      `has ${Math.round(size / 2 ** 20)} MiB: that is a dump, not a script`,
      'bring the scripts that people run, or cut it',
    )
  const bytes = await readFile(file)
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe
  if (!wide && bytes.subarray(0, 65_536).includes(0))
    return refused('is binary: no text of SQL', 'bring the script itself, not packed')
  return ok(new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes))
}

/** Never throws: what is not understood is named with its line. */
export function readScript(
  text: string,
  name: string,
  read: (statement: string) => StatementRead,
): SqlScript {
  const { statements, open } = splitStatements(text)
  const tables = new Map<string, SqlScript['tables'][number]>()
  const columns = new Map<string, SqlScript['columns'][number]>()
  const writes: SqlScript['writes'] = []
  const unread: SqlScript['unread'] = []
  const made = new Set<string>()
  let database: string | undefined
  const note = (line: number, why: string): void => {
    if (unread.length < mostUnread) unread.push({ line, why: why.slice(0, 300) })
  }
  for (const statement of statements.slice(0, mostStatements)) {
    const { line } = statement
    const isLong = statement.text.length > longestStatement
    try {
      // The beginning of a long one tells by its first word whether it changes something.
      const found = read(isLong ? statement.text.slice(0, 200) : statement.text)
      if (found.uses !== undefined) database = found.uses
      if (found.writes !== undefined) writes.push({ verb: found.writes, line })
      const own = (table: string): string =>
        table.includes('.') || database === undefined ? table : `${database}.${table}`
      for (const one of found.tables) {
        const within = one.database ?? database
        const key = own(within === undefined ? one.name : `${within}.${one.name}`)
        if (!made.has(one.name) && !tables.has(key))
          tables.set(key, {
            ...(within === undefined ? {} : { database: within }),
            name: one.name,
            line,
          })
      }
      for (const one of found.columns) {
        const owners = one.tables.filter((table) => !made.has(table))
        const key = `${owners.join(' ')} ${one.name.toLowerCase()}`
        // One that may be of a table made here cannot be told.
        if (owners.length === one.tables.length && !columns.has(key))
          columns.set(key, { name: one.name, tables: owners.map(own), line })
      }
      for (const table of found.makes ?? []) made.add(table)
    } catch (error) {
      note(line, isLong ? 'it is too long to be read' : whyOf(error, statement.text))
    }
  }
  const rest = statements[mostStatements]
  if (rest !== undefined)
    note(
      rest.line,
      `${statements.length - mostStatements} more statements from here on are not read`,
    )
  if (open !== undefined)
    unread.unshift({ line: open.line, why: `${open.what} has no end: was the file cut?` })
  return {
    name,
    statements: statements.length,
    tables: [...tables.values()],
    columns: [...columns.values()],
    writes: writes.slice(0, 1000),
    unread,
    source: name,
  }
}

/** The parser lists everything that it would have liked; what it found is what helps. */
function whyOf(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : String(error)
  const found = / but (?<found>.{1,40}) found\.?$/.exec(message)?.groups?.['found']
  const begins = text.replaceAll(/\s+/g, ' ').slice(0, 60)
  return found === undefined
    ? `no statement that is known here: ${begins}`
    : `at ${found} in: ${begins}`
}
