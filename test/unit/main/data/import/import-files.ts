import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { customerColumns } from '../../../../../shared/domain/project.ts'
import { sampleFolder } from '../../../../../resources/samples/generate.ts'

export const goodYaml = readFileSync(join(sampleFolder, 'project.yaml'), 'utf8')
export const header = customerColumns.join(',')
export const goodCsv = `${header}\n1,Bamboo Ltd,us,retail,,,3,US EasyTrunk 5,100,,,a1\n`

/** The two files in a folder of their own; returns what an import takes. */
export function writeFiles(yaml: string, csv: string | Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-import-'))
  const project = join(folder, 'project.yaml')
  writeFileSync(project, yaml)
  writeFileSync(join(folder, 'customers.csv'), csv)
  return { folder, project, out: join(folder, 'out.switchyard') }
}
