import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labCustomers, startTestLab } from '../../helpers/lab.ts'
import type { TestLab } from '../../helpers/lab.ts'

/** The command line as a user has it: a process of its own, exit codes, one JSON document on stdout. */
const program = join(import.meta.dirname, '../../../main/cli/switchyard.mjs')
type Said = { readonly code: number | null; readonly out: string; readonly err: string }

function switchyard(...args: string[]): Promise<Said> {
  return followed(args, () => undefined)
}

/** @param heard Called with what it has said on stderr; a group of its own, as a terminal gives it one. */
function followed(args: string[], heard: (err: string, pid: number) => void): Promise<Said> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
      if (child.pid !== undefined) heard(err, child.pid)
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

describe('command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'))
  const project = join(folder, 'small.switchyard')
  let lab: TestLab
  beforeAll(async () => {
    lab = await startTestLab({ customers: labCustomers(8), rate: 40 })
  })
  afterAll(async () => {
    await lab.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const onLab = (...args: string[]): Promise<Said> => switchyard('--lab', lab.dir, ...args)

  test('import makes the project and names the next step', async () => {
    const said = await switchyard('import', lab.dir, '--out', project)
    expect(said).toMatchObject({ code: 0, err: '' })
    expect(said.out).toContain('8 customers')
    expect(said.out).toContain('Next: switchyard plan')
  })

  test('a word that can be no name is wrong use, in a sentence', async () => {
    for (const words of [
      ['run', project, '--procedure', 'ids split'],
      ['run', project, '--procedure', 'customer-transfer', '--batch', 'batch 01'],
      ['undo', project, '../run'],
      ['return', project, '#7', '--reason', 'no calls'],
      ['accept', project, ''],
    ]) {
      const said = await switchyard(...words)
      expect([words[0], said.code, said.err]).toEqual([words[0], 2, expect.stringMatching(/^"/)])
    }
  })

  test('goes on, and says nothing of it, when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [program, 'procedures'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })

  test('an import that fails says file, line and column, exits with 2 and leaves nothing behind', async () => {
    const wrong = join(folder, 'project.yaml')
    writeFileSync(
      wrong,
      readFileSync(join(lab.dir, 'project.yaml'), 'utf8').replace('soakDays', 'soakDay'),
    )
    const out = join(folder, 'wrong.switchyard')
    const said = await switchyard(
      'import',
      wrong,
      '--customers',
      join(lab.dir, 'customers.csv'),
      '--out',
      out,
    )
    expect(said.code).toBe(2)
    expect(said.err).toMatch(/project\.yaml:\d+:\d+: .*soakDay/)
    expect(existsSync(out)).toBe(false)
  })

  test('an unknown option is wrong use', async () => {
    expect((await switchyard('import', lab.dir)).code).toBe(2)
    expect((await switchyard('no-such-command')).code).toBe(2)
  })

  test('with --json every end is one document, also of wrong use and of nothing to do', async () => {
    for (const [words, code, document] of [
      [['import', lab.dir], 2, { problem: { code: 'wrong-use' } }],
      [['no-such-command'], 2, { problem: { code: 'wrong-use' } }],
      [['status', project, '--no-such-option'], 2, { problem: { code: 'wrong-use' } }],
      [['resume', project], 0, { runs: [] }],
    ] as const) {
      const said = await switchyard(...words, '--json')
      expect([said.code, JSON.parse(said.out)]).toMatchObject([code, document])
    }
  })

  test('plan splits once and shows the same plan again', async () => {
    const first = await onLab('plan', project, '--json')
    const again = await onLab('plan', project, '--json')
    expect(first.code).toBe(0)
    const [one, two] = [JSON.parse(first.out), JSON.parse(again.out)]
    expect(two.version).toBe(1)
    // The forecast is of now; what is stored is the same.
    expect(two.windows).toEqual(one.windows)
    expect(two.batches[0].members).toEqual(one.batches[0].members)
    expect(one.batches[0]).toMatchObject({ id: 'pilot', pilot: true })
  })

  test('a batch that is not there is named, and nothing is accepted of one that has not moved', async () => {
    const transfer = ['--procedure', 'customer-transfer', '--batch', 'nosuch', '--yes']
    for (const said of [
      await onLab('accept', project, 'nosuch'),
      await onLab('run', project, ...transfer),
    ]) {
      expect(said.code).toBe(1)
      expect(said.err).toContain('there is no batch nosuch')
      expect(said.err).toContain('Next: see `plan`')
    }
    const early = await onLab('accept', project, 'pilot')
    expect(early.out).toContain('Nobody of pilot is accepted')
  })

  test('a dry run asks the hosts and changes neither them nor the project', async () => {
    const before = JSON.parse((await onLab('status', project, '--json')).out)
    const said = await onLab('run', project, '--procedure', 'ids-split', '--dry-run', '--json')
    const report = JSON.parse(said.out)
    expect(report.lines).toContainEqual(
      expect.objectContaining({ step: 'split-source', host: 'src-db', probe: 'absent' }),
    )
    // The acceptance of the target has not run yet: the check that would refuse the start is shown.
    expect(report.checks).toContainEqual(
      expect.objectContaining({ check: 'stage-done', answer: 'fail' }),
    )
    expect(said.code).toBe(1)
    const after = JSON.parse((await onLab('status', project, '--json')).out)
    expect(after.lastHash).toBe(before.lastHash)
    expect(lab.truth().effects.attempts).toBe(0)
  })

  test('a run without its approval is refused and says what to type', async () => {
    const said = await onLab('run', project, '--procedure', 'ids-split')
    expect(said.code).toBe(2)
    expect(said.err).toContain('Small Telecom')
    expect(said.err).toContain('Safe now: nothing was started')
  })

  test('a procedure runs to its end, and its successor is refused before it', async () => {
    const early = await onLab('run', project, '--procedure', 'database-copy', '--yes')
    expect(early.code).toBe(1)
    expect(early.err).toContain('ids-split is not done')
    expect((await onLab('run', project, '--procedure', 'target-acceptance')).code).toBe(0)
    await signedByBothSides()
    const run = await onLab('run', project, '--procedure', 'ids-split', '--yes', '--json')
    expect(run.code).toBe(0)
    expect(JSON.parse(run.out)).toMatchObject({ procedure: 'ids-split', state: 'succeeded' })
  })

  /** What the gate to the setup asks for, as two engineers do it at a terminal. */
  async function signedByBothSides(): Promise<void> {
    const refused = await onLab('run', project, '--procedure', 'ids-split', '--yes')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('the analysis is not signed')
    expect((await onLab('analysis', 'survey', project, '--only', 'survey on src-db')).code).toBe(0)
    const dates = ['--announced', '2026-12-01', '--enforced', '2026-12-20']
    expect((await onLab('analysis', 'freeze', project, ...dates)).code).toBe(0)
    const found = await onLab('analysis', 'findings', project, '--json')
    expect(found.code).toBe(1)
    const blockers: { id: string; severity: string }[] = JSON.parse(found.out).findings
    for (const { id } of blockers.filter(({ severity }) => severity === 'blocker')) {
      const words = ['--decision', 'accept', '--why', 'agreed for the lab']
      expect((await onLab('analysis', 'decide', project, id, ...words)).code).toBe(0)
    }
    const sign = (side: string, by: string) =>
      onLab('analysis', 'sign', project, '--side', side, '--by', by)
    expect((await sign('vendor', 'vera')).code).toBe(0)
    expect((await sign('operator', 'vera')).err).toContain('two people sign')
    expect((await sign('operator', 'otto')).out).toContain('The setup may begin')
  }

  test('an irreversible procedure needs two people', async () => {
    const said = await onLab('run', project, '--procedure', 'decommission', '--yes')
    expect(said.code).toBe(2)
    expect(said.err).toContain('2 different people')
  })

  test('Ctrl-C pauses an undo, a resume leaves it alone, and the same undo goes on', async () => {
    const { runs } = JSON.parse((await onLab('status', project, '--json')).out)
    const run = runs.at(-1).id
    await lab.inject({ kind: 'slow', factor: 40, operation: 'ids-split' })
    let pid = 0
    const undo = ['--lab', lab.dir, 'undo', project, run]
    const following = followed(undo, (_err, own) => (pid = own))
    const begun = () => lab.attempts().some((id) => id.includes('.undo.'))
    await expect.poll(begun, { timeout: 30_000 }).toBe(true)
    const toldAt = performance.now()
    process.kill(-pid, 'SIGINT')
    const said = await following
    expect(said.code).toBe(130)
    // A host whose answer is still to come is not waited for: its link alone would be given a minute.
    expect(performance.now() - toldAt).toBeLessThan(15_000)
    expect(said.err).toContain(`go on with: switchyard undo ${project} ${run}`)
    const stands = await onLab('status', project)
    expect(stands.out).toMatch(new RegExp(`${run} +ids-split +succeeded, being taken back`))
    expect(stands.out).toContain(
      `Next: switchyard undo ${project} ${run} (being taken back, left are project, unless another window does it)`,
    )
    await lab.clearFaults()
    expect((await onLab('resume', project)).out).toContain('No run was interrupted')
    // It goes on where it was: with the command that hangs on its host, until that has had its time.
    const stuck = await onLab('undo', project, run)
    expect([stuck.code, stuck.err]).toEqual([1, expect.stringContaining('not undone: project: ')])
    expect(stuck.err).toContain(`go on there with: switchyard undo ${project} ${run}`)
  })

  test('a run is taken back with undo', async () => {
    const status = JSON.parse((await onLab('status', project, '--json')).out)
    const run = status.runs.find(
      (r: { procedure: string; state: string }) =>
        r.procedure === 'ids-split' && r.state === 'succeeded',
    )
    const said = await onLab('undo', project, run.id, '--json')
    expect(said.code).toBe(0)
    expect(JSON.parse(said.out)).toMatchObject({ state: 'undone' })
  })

  test('the report opens anywhere: one file, no script from elsewhere, no request', async () => {
    const out = join(folder, 'report.html')
    expect((await onLab('report', project, '--out', out)).code).toBe(0)
    const html = readFileSync(out, 'utf8')
    expect(html).toMatch(/Content-Security-Policy[^>]+default-src (&#39;|')none/)
    expect(html).not.toMatch(/<(script|link|img)[^>]+(src|href)=["']?https?:/)
  })

  test('hosts --diagnose goes through every stage, and ends with 1 where one fails', async () => {
    const found = await onLab('hosts', project, '--host', 'src-db', '--diagnose', '--json')
    expect(found.code).toBe(0)
    const [host] = JSON.parse(found.out).hosts
    expect(host).toMatchObject({ host: 'src-db', ok: true, hops: [{ key: { standing: 'known' } }] })
    await lab.inject({ kind: 'changed-host-key', host: 'src-db' })
    const changed = await onLab('hosts', project, '--host', 'src-db', '--diagnose')
    await lab.clearFaults()
    expect(changed.code).toBe(1)
    expect(changed.out).toMatch(/host-key +FAILED/)
    expect(changed.out).toContain('shows another key than before')
    const unknown = await onLab('hosts', project, '--host', 'nobody')
    expect(unknown).toMatchObject({
      code: 2,
      err: expect.stringContaining('its hosts are: src-db'),
    })
  })

  test('hosts says of each host whether it answers, and what stands in the way', async () => {
    const all = await onLab('hosts', project, '--json')
    expect(all.code).toBe(0)
    expect(JSON.parse(all.out).hosts).toHaveLength(10)
    await lab.inject({ kind: 'refuse', host: 'tgt-db' })
    const one = await onLab('hosts', project, '--json')
    await lab.clearFaults()
    expect(one.code).toBe(1)
    const down = JSON.parse(one.out).hosts.filter(
      (h: { problem?: unknown }) => h.problem !== undefined,
    )
    expect(down).toEqual([
      { host: 'tgt-db', problem: expect.objectContaining({ code: 'host-unreachable' }) },
    ])
    expect(
      JSON.parse((await onLab('hosts', project, '--clean', '0', '--json')).out).hosts,
    ).toContainEqual({
      host: 'src-db',
      removed: expect.any(Number),
    })
  })

  test('verify recomputes the chain', async () => {
    const said = await switchyard('verify', project, '--json')
    expect(said.code).toBe(0)
    expect(JSON.parse(said.out).events).toBeGreaterThan(10)
  })

  test('an unknown procedure names those that exist', async () => {
    const said = await onLab('run', project, '--procedure', 'nonsense')
    expect(said.code).toBe(1)
    expect(said.err).toContain('customer-transfer')
  })

  test('a folder without a lab is a sentence', async () => {
    const said = await switchyard('--lab', folder, 'status', project)
    expect(said.code).toBe(1)
    expect(said.err).toContain('switchyard lab start')
  })
})

test('says its version, as a document where one is asked for', async () => {
  const { version } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
  ) as { version: string }
  expect(await switchyard('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  const said = await switchyard('--json', '--version')
  expect(said.code).toBe(0)
  expect(JSON.parse(said.out)).toEqual({ version })
})

test('a Node that is too old gets a sentence and exit code 2', async (context) => {
  const old = (process.env['PATH'] ?? '')
    .split(':')
    .map((dir) => join(dir, 'node'))
    .filter((path) => existsSync(path))
  for (const node of old) {
    const version = await new Promise<string>((resolve) => {
      const child = spawn(node, ['-p', 'process.versions.node'])
      child.stdout.on('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    })
    if (Number(version.split('.')[0]) >= 24) continue
    const said = await new Promise<Said>((resolve) => {
      const child = spawn(node, [program, '--help'])
      let err = ''
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
      child.on('close', (code) => resolve({ code, out: '', err }))
    })
    expect(said.code).toBe(2)
    expect(said.err).toContain('needs Node 24')
    return
  }
  context.skip('no older Node is on the path of this machine')
})
