import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadOperations } from '../../../../main/procedures/load-operations.ts'
import { OperationName } from '../../../../shared/domain/operations.ts'

const resources = join(import.meta.dirname, '../../../../resources')

test('each operation has its program among the files that go to a host', () => {
  const paths = loadOperations(resources).map((file) => file.path)
  expect(paths.filter((path) => !path.includes('/'))).toEqual([...OperationName.options].sort())
  expect(paths).toContain('lib/base.sh')
})

test('what is for people and for tools stays here', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-operations-'))
  const operations = join(folder, 'host-tools/operations')
  mkdirSync(join(operations, 'lib'), { recursive: true })
  for (const name of ['README.md', '.shellcheckrc', 'survey', 'lib/base.sh', 'lib/.swp'])
    writeFileSync(join(operations, name), name)
  expect(loadOperations(folder)).toEqual([
    { path: 'lib/base.sh', bytes: Buffer.from('lib/base.sh') },
    { path: 'survey', bytes: Buffer.from('survey') },
  ])
  rmSync(folder, { recursive: true })
})
