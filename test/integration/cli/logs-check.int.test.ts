import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** `logs check` over files as a user has it: exit codes, one document on stdout. */
const program = join(import.meta.dirname, '../../../main/cli/switchyard.mjs')
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

const routine = (host: string, hours: readonly number[]): string =>
  hours
    .flatMap((hour) =>
      Array.from(
        { length: 60 },
        (_, minute) =>
          `Jun 14 ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00 ${host} app[7]: ${minute % 15 === 0 ? 'ERROR gateway 10.0.0.1 timed out' : `INFO call ${minute} set up`}\n`,
      ),
    )
    .join('')

describe('logs check over files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-check-'))
  const at = (...path: string[]): string => join(folder, ...path)
  const fault =
    'Jun 14 14:30:10 sip2 app[7]: ERROR no rate plan for account 12025550147, call rejected\n'

  beforeAll(() => {
    for (const host of ['sip1', 'sip2'])
      for (const side of ['before', 'clean', 'broken'])
        mkdirSync(at(side, host), { recursive: true })
    const day = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    writeFileSync(at('before', 'sip1', 'app.log.gz'), gzipSync(routine('sip1', day)))
    writeFileSync(at('before', 'sip2', 'app.log.zst'), zstdCompressSync(routine('sip2', day)))
    for (const host of ['sip1', 'sip2']) {
      writeFileSync(at('clean', host, 'app.log'), routine(host, [12, 13, 14]))
      writeFileSync(
        at('broken', host, 'app.log'),
        routine(host, [12, 13, 14]) + (host === 'sip2' ? fault : ''),
      )
    }
    writeFileSync(
      at('customers.csv'),
      'id,name,accounts\n10017,Ada,12025550147\n10018,Bo,12025550148\n',
    )
    writeFileSync(
      at('ledger.yaml'),
      'ledger:\n  - id: known-plans\n    phrase: no rate plan\n    owner: Ada\n    reason: test accounts without a plan\n    until: { batch: 3 }\n',
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const check = (after: string, ...more: string[]): Promise<Said> =>
    switchyard(
      'logs',
      'check',
      '--before',
      at('before'),
      '--after',
      at(after),
      '--customers',
      at('customers.csv'),
      '--at',
      '2026-06-15T00:00:00Z',
      ...more,
    )

  test('a clean batch ends with 0, whatever the packing', async () => {
    const said = await check('clean')
    expect(said.out).toMatch(/^Verdict: pass\n/)
    expect(said.code).toBe(0)
  })

  test('a new error of a moved customer ends with 1 and says whose, where and why', async () => {
    const said = await check('broken')
    expect(said.code).toBe(1)
    expect(said.out).toMatch(/^Verdict: fail\n/)
    expect(said.out).toContain('moved customers: 10017 (1, by account)')
    expect(said.out).toContain('hosts: sip2')
    expect(said.out).toContain('361 lines = 361 records')
  })

  test('the document has verdict, groups and attribution, and is the same in every run', async () => {
    const [one, two] = await Promise.all([check('broken', '--json'), check('broken', '--json')])
    expect(two.out).toBe(one.out)
    expect(JSON.parse(one.out)).toMatchObject({
      verdict: 'fail',
      groups: [{ verdict: 'new', moved: ['10017'], after: { count: 1 } }, {}, {}],
      attribution: [{ customer: '10017', moved: true, verdict: 'fail', groups: [{ lines: 1 }] }],
      figures: { after: { lines: 361, refused: 0 } },
    })
  })

  test('an entry of the ledger hides it until its end, and no longer', async () => {
    const ledger = ['--ledger', at('ledger.yaml'), '--ordinal']
    expect((await check('broken', ...ledger, '3')).code).toBe(0)
    const ended = await check('broken', ...ledger, '4')
    expect(ended.code).toBe(1)
    expect(ended.out).toContain('known-plans: has ended, and would have hidden 1 lines in 1 groups')
  })

  test('a damaged file is a gap: 3, never a pass', async () => {
    mkdirSync(at('damaged', 'sip1'), { recursive: true })
    const packed = gzipSync(routine('sip1', [12, 13, 14]))
    writeFileSync(at('damaged', 'sip1', 'app.log.gz'), packed.subarray(0, packed.length / 2))
    const said = await switchyard(
      'logs',
      'check',
      '--before',
      at('before', 'sip1'),
      '--after',
      at('damaged', 'sip1'),
    )
    expect(said.code).toBe(3)
    expect(said.out).toContain('is damaged')
  })

  test('a log that is linked is read, and a link that leads nowhere is a gap', async () => {
    mkdirSync(at('linked'))
    for (const host of ['sip1', 'sip2']) symlinkSync(at('broken', host), at('linked', host))
    expect((await check('linked')).out).toContain('361 lines = 361 records')
    mkdirSync(at('partly', 'sip1'), { recursive: true })
    symlinkSync(at('gone.log'), at('partly', 'sip1', 'radius.log'))
    symlinkSync(at('clean', 'sip1', 'app.log'), at('partly', 'sip1', 'app.log'))
    symlinkSync(at('clean', 'sip2'), at('partly', 'sip2'))
    const said = await check('partly')
    expect(said.code).toBe(3)
    expect(said.out).toContain('sip1 (after) radius.log: no such file or directory')
  })

  test.each([
    [['logs', 'check'], '--before and --after are needed'],
    [['logs', 'check', '--before', '/no/such', '--after', '/no/such'], 'cannot be read'],
    [['logs', 'check', 'x.switchyard'], '--batch is needed'],
    [['logs', 'watch', 'x', '--batch', 'b-1', '--every', 'soon'], '"soon" is no time'],
    [['bench', 'logs', '--part', 'magic'], '"magic" is no part'],
    [
      [
        'logs',
        'review',
        'x',
        '--batch',
        'b-1',
        '--decision',
        'accept',
        '--why',
        'y',
        '--result',
        '',
      ],
      '--result: "" is no beginning of a hash',
    ],
  ])('%j is wrong use: 2, never the 1 of a fail', async (args, sentence) => {
    const said = await switchyard(...args)
    expect(said.err).toContain(sentence)
    expect(said.code).toBe(2)
  })
})

describe('logs group', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-group-'))
  const text = Array.from({ length: 300_000 }, (_, i) => `call ${i} set up\n`).join('')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('says how to unpack a packed file, instead of grouping its bytes', async () => {
    const file = join(folder, 'app.log.gz')
    writeFileSync(file, gzipSync(text))
    const { code, out, err } = await switchyard('logs', 'group', file)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('gzip -dk')
  })

  test('ends quietly when its reader has had enough', async () => {
    const file = join(folder, 'app.log')
    writeFileSync(file, text)
    const child = spawn(process.execPath, [program, 'logs', 'group', file])
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    const [code] = await once(child, 'close')
    expect([code, err]).toEqual([0, ''])
  })
})

test('logs watch asks for a number of looks', async () => {
  const { code, err } = await switchyard('logs', 'watch', 'p', '--batch', 'pilot', '--times', 'two')
  expect([code, err]).toEqual([2, expect.stringContaining('--times')])
})
