import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** `logs ledger`, and what asks a project about checks that were never made. */
const program = join(import.meta.dirname, '../../../main/cli/switchyard.mjs')
const sample = join(import.meta.dirname, '../../../resources/samples/panda-telecom')
type Said = { readonly code: number | null; readonly out: string; readonly err: string }

function switchyard(...args: string[]): Promise<Said> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

describe('noise ledger on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-ledger-'))
  const project = join(folder, 'panda.switchyard')
  beforeAll(async () => {
    const said = await switchyard('import', sample, '--out', project)
    if (said.code !== 0) throw new Error(said.err)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const note = (...more: string[]): Promise<Said> =>
    switchyard(
      'logs',
      'ledger',
      'note',
      project,
      'scanner',
      '--why',
      'scanners from outside',
      ...more,
    )

  test('an entry without an end, or that names nothing, is refused', async () => {
    const endless = await note('--phrase', 'bad password')
    expect(endless).toMatchObject({ code: 2, out: '' })
    const nothing = await note('--until', 'batch:4')
    expect(nothing.code).toBe(2)
    expect(nothing.err).toContain('name a group, a signature or a phrase')
  })

  test('an entry is noted with owner and end, shown, and ended by a person', async () => {
    const noted = await note('--until', 'batch:4', '--phrase', 'bad password', '--owner', 'Ana')
    expect(noted).toMatchObject({ code: 0, err: '' })
    expect(noted.out).toContain('scanner is noted until batch 4; Ana answers for it.')
    expect((await switchyard('logs', 'ledger', project)).out).toMatch(
      /scanner +"bad password" +Ana +batch 4/,
    )
    expect((await switchyard('logs', 'ledger', 'end', project, 'scanner')).code).toBe(0)
    const { out } = await switchyard('--json', 'logs', 'ledger', project)
    expect(JSON.parse(out)).toMatchObject({
      ledger: [{ entry: { id: 'scanner', owner: 'Ana' }, endedBy: expect.any(String) }],
    })
  })

  test('there is no stored check before the first, and nothing to sign', async () => {
    const stored = await switchyard('logs', 'check', project, '--batch', 'b-1', '--stored')
    expect(stored.code).toBe(1)
    expect(stored.err).toContain('have not been checked yet')
    const signed = await switchyard(
      'logs',
      'review',
      project,
      '--batch',
      'b-1',
      '--decision',
      'accept',
      '--why',
      'x',
    )
    expect(signed.code).toBe(1)
    expect(signed.err).toContain('checked')
  })
})
