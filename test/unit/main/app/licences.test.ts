import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLicences } from '../../../../main/app/licences.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'switchyard-licences-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, content: unknown): void => {
  const file = join(root, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}

describe('the licences', () => {
  it('are those of the bundles and of what stays outside, with what that needs, each once', () => {
    put('package.json', { name: 'app', version: '1.0.0', dependencies: { outside: '1', zod: '4' } })
    put('node_modules/outside/package.json', {
      name: 'outside',
      version: '1.2.0',
      license: 'ISC',
      dependencies: { deeper: '2', absent: '1' },
    })
    put('node_modules/outside/LICENSE.md', 'ISC text')
    put('node_modules/deeper/package.json', { name: 'deeper', version: '2.0.0' })
    put('node_modules/unused/package.json', { name: 'unused', version: '9.0.0' })
    put('node_modules/zod/package.json', { name: 'zod', version: '4.0.0', license: 'MIT' })
    put('out/main/licences.json', [
      { name: 'zod', version: '4.0.0', identifier: 'MIT', text: 'MIT text' },
    ])
    put('out/renderer/licences.json', [{ name: 'react', version: '19.0.0', identifier: 'MIT' }])
    expect(readLicences(root)).toEqual([
      { name: 'deeper', version: '2.0.0', licence: 'see text', text: '' },
      { name: 'outside', version: '1.2.0', licence: 'ISC', text: 'ISC text' },
      { name: 'react', version: '19.0.0', licence: 'MIT', text: '' },
      { name: 'zod', version: '4.0.0', licence: 'MIT', text: 'MIT text' },
    ])
  })

  it('are empty where nothing was built yet', () => {
    expect(readLicences(root)).toEqual([])
  })
})
