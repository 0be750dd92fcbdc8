import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customersCsv } from '../../shared/domain/customers-csv.ts'
import { pandaCustomers } from './panda-customers.ts'
import { pandaProject, pandaReadme } from './panda-project.ts'

/** Writes panda-telecom/. Seeded: the same bytes each time, and a test compares them with the committed files. */
export function generateSample(): Readonly<Record<string, string>> {
  const customers = pandaCustomers()
  return {
    'project.yaml': pandaProject,
    'customers.csv': customersCsv(customers),
    'README.md': pandaReadme(customers),
  }
}

export const sampleFolder = join(dirname(fileURLToPath(import.meta.url)), 'panda-telecom')

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(sampleFolder, { recursive: true })
  for (const [name, text] of Object.entries(generateSample()))
    writeFileSync(join(sampleFolder, name), text)
}
