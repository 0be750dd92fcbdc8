import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

/**
 * The targets that cannot be built on this machine are at least checked: electron-builder's own schema reads the whole file, for every
 * platform. It has no public way in but this one, hence the require of an inner file.
 */
const require = createRequire(import.meta.url)
const builder = createRequire(require.resolve('electron-builder'))
type Validate = (config: unknown, log: unknown) => Promise<void>
const { validateConfiguration } = builder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: Validate
}
const { DebugLogger } = builder('builder-util') as { DebugLogger: new (enabled: boolean) => object }

const read = (): Record<string, unknown> =>
  parse(readFileSync(join(import.meta.dirname, '../../../electron-builder.yml'), 'utf8'))
const check = (config: unknown): Promise<void> =>
  validateConfiguration(config, new DebugLogger(false))

describe('electron-builder.yml', () => {
  it('is valid for all of its platforms', async () => {
    await expect(check(read())).resolves.toBeUndefined()
    expect(Object.keys(read())).toEqual(expect.arrayContaining(['linux', 'win', 'mac']))
  })

  it.each([
    ['win', { target: [{ target: 'nsis', arch: ['z80'] }] }],
    ['mac', { hardenedRuntime: 'perhaps' }],
    ['linux', { executable: 'switchyard' }],
  ])('would be refused for a mistake in %s', async (platform, mistake) => {
    await expect(check({ ...read(), [platform]: mistake })).rejects.toThrow(/Invalid configuration/)
  })

  it('has the fuses of design.md section 13', () => {
    expect(read()['electronFuses']).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })
})
