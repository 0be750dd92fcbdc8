import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { DataApi } from '../../main/data/protocol.ts'
import { customersCsv } from '../../shared/domain/customers-csv.ts'
import type { Customer, ProjectSpec } from '../../shared/domain/project.ts'
import { instant } from '../../shared/domain/time.ts'
import { must } from './lab-engine.ts'

/** Imports a project into a folder of its own and opens it for writing; answers how to close it and take it away. */
export async function importedProject(
  data: DataApi,
  spec: ProjectSpec,
  customers: readonly Customer[],
  at = instant(0),
): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-project-'))
  const project = join(folder, 'project.yaml')
  const out = join(folder, 'x.switchyard')
  writeFileSync(project, stringify(spec))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(customers))
  must(await data.importProject({ project, out }, at))
  must(await data.open(out, 'write'))
  return async () => {
    await data.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
