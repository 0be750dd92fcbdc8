import { hash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Customer, ProjectSpec } from '../../../shared/domain/project.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { ImportFiles, ProjectSummary } from '../protocol.ts'
import { openJournal } from '../store/journal.ts'
import { createProjectFile } from '../store/open.ts'
import { importHashes, readSummary, writeImported } from '../store/project.ts'
import { sqliteProblem } from '../store/sqlite-problems.ts'
import { checkCustomers } from './check-customers.ts'
import { checkPlanning } from './check-planning.ts'
import { checkProject } from './check-project.ts'
import { parseCustomersCsv } from './customers-csv.ts'
import { refusedImport } from './findings.ts'
import { parseProjectYaml } from './project-yaml.ts'
import { readText } from './read-text.ts'

export type Checked = {
  readonly spec: ProjectSpec
  readonly customers: readonly Customer[]
  /** SHA-256 by file name. */
  readonly files: Readonly<Record<string, string>>
}

/** Reads and checks both files whole, so that one try shows everything that is wrong. */
export function checkFiles(files: Omit<ImportFiles, 'out'>): Result<Checked, Problem> {
  const projectFile = readText(files.project)
  if (!projectFile.ok) return projectFile
  const csvPath = files.customers ?? join(dirname(files.project), 'customers.csv')
  const csvFile = readText(csvPath)
  if (!csvFile.ok) return csvFile

  const project = parseProjectYaml(projectFile.value)
  const customers = parseCustomersCsv(csvFile.value)
  if (!project.ok || !customers.ok)
    return bad(
      refusedImport([
        ...(project.ok ? [] : project.problem),
        ...(customers.ok ? [] : customers.problem),
      ]),
    )
  const { spec } = project.value
  const findings = [
    ...checkProject(project.value),
    ...checkCustomers(csvPath, spec, customers.value),
    ...checkPlanning(project.value, new Set(customers.value.map((l) => l.customer.id))),
  ]
  if (findings.length > 0) return bad(refusedImport(findings))
  return ok({
    spec,
    customers: customers.value.map((line) => line.customer),
    files: Object.fromEntries(
      [projectFile.value, csvFile.value].map(({ name, text }) => [name, hash('sha256', text)]),
    ),
  })
}

/**
 * Fills a file under a passing name and gives it its own name in one step when it is whole and on disk, so there is
 * never half a project under a name that somebody may open.
 */
export async function importProject(
  files: ImportFiles,
  at: Instant,
): Promise<Result<ProjectSummary, Problem>> {
  const out = resolve(files.out)
  if (existsSync(out)) return bad(alreadyThere(out))
  const checked = checkFiles(files)
  if (!checked.ok) return checked
  const passing = `${out}.importing-${process.pid}`
  try {
    const summary = await fill(passing, checked.value, at)
    if (!summary.ok) return summary
    putInPlace(passing, out)
    return ok({ ...summary.value, path: out })
  } catch (error) {
    const known = hasCode(error, 'EEXIST') ? alreadyThere(out) : folderProblem(error, out)
    if (known === undefined) throw error
    return bad(known)
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(passing + end, { force: true })
  }
}

async function fill(
  path: string,
  { spec, customers, files }: Checked,
  at: Instant,
): Promise<Result<ProjectSummary, Problem>> {
  rmSync(path, { force: true })
  const db = createProjectFile(path)
  try {
    db.transaction(() => writeImported(db, spec, customers)).immediate()
    const journal = openJournal(db, path, () => undefined)
    const accounts = customers.reduce((sum, c) => sum + c.accounts, 0)
    const appended = await journal.append(
      [
        {
          kind: 'project.imported',
          name: spec.name,
          customers: customers.length,
          accounts,
          files: { ...files, ...importHashes(db) },
        },
      ],
      at,
    )
    return appended.ok ? ok(readSummary(db, path, 'write')) : appended
  } finally {
    db.close()
  }
}

function putInPlace(passing: string, out: string): void {
  try {
    linkSync(passing, out) // unlike a rename it never replaces a file that appeared meanwhile
  } catch (error) {
    // Memory sticks and some shares know no links.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].some((code) => hasCode(error, code)) || existsSync(out))
      throw error
    renameSync(passing, out)
  }
  if (process.platform === 'win32') return
  const folder = openSync(dirname(out), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

const alreadyThere = (out: string): Problem =>
  problem('not-allowed', 'There is a file here already; an import never replaces one.', {
    where: { file: out },
    safe: 'The file was not changed.',
    next: 'Choose another name, or move the file away.',
  })

function folderProblem(error: unknown, out: string): Problem | undefined {
  if (
    hasCode(error, 'ENOENT') ||
    (error instanceof TypeError && error.message.includes('directory'))
  )
    return problem('not-found', 'The folder for the project file does not exist.', {
      where: { file: out },
      safe: 'Nothing was written.',
      next: 'Make the folder, or choose another.',
    })
  return sqliteProblem(error, out)
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
