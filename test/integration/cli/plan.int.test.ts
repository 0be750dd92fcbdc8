import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { customersCsv } from '../../../shared/domain/customers-csv.ts'
import { labCustomers, labSpec } from '../../helpers/lab.ts'

/** `plan` and what belongs to it, as a user has it. */
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

const folder = mkdtempSync(join(tmpdir(), 'switchyard-plan-'))
const project = join(folder, 'small.switchyard')
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const json = async (...args: string[]) => {
  const said = await switchyard(...args, '--json')
  return { code: said.code, err: said.err, value: JSON.parse(said.out) }
}

beforeAll(async () => {
  const transfer = { ...labSpec.transfer, pilotSize: 4, batchSize: 6, maxBatchSize: 8 }
  file('project.yaml', stringify({ ...labSpec, transfer }))
  file('customers.csv', customersCsv(labCustomers(36)))
  const imported = await switchyard('import', folder, '--out', project)
  if (imported.code !== 0) throw new Error(imported.err)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the first plan', () => {
  test('is stored as version 1 with batches, windows, stages, milestones and a forecast', async () => {
    const { code, value } = await json('plan', project)
    expect(code).toBe(0)
    expect(value).toMatchObject({ version: 1, unplaced: [], jump: { from: 'MR85', to: 'MR101' } })
    expect(value.batches[0]).toMatchObject({ id: 'pilot', pilot: true, state: 'planned' })
    expect(value.batches.flatMap((b: { members: string[] }) => b.members)).toHaveLength(36)
    for (const { windows } of value.batches) expect(windows.length).toBeGreaterThan(0)
    expect(value.windows[0]).toMatchObject({
      state: 'planned',
      local: expect.stringMatching(/01:00–05:00 \w+\/\w+ \(UTC/),
    })
    expect(value.stages.map((s: { stage: string }) => s.stage)).toEqual([
      'analysis',
      'setup',
      'transfer',
      'decommission',
    ])
    const ids = value.milestones.map((t: { id: string }) => t.id)
    expect(ids).toEqual(expect.arrayContaining(['freeze-announced', 'first-customer', 'soak-end']))
    expect(
      value.downtime.map((t: { downtime: { budgetMs: number } }) => t.downtime.budgetMs),
    ).toEqual(expect.arrayContaining([60_000, 180_000, 300_000]))
    expect(value.criticalPath.length).toBeGreaterThan(5)
    expect(value.forecast.end.p90).toBeGreaterThanOrEqual(value.forecast.end.p50)
  })

  test('reads as text with stages, zones and what the planner has to say', async () => {
    const { out, code } = await switchyard('plan', project)
    expect(code).toBe(0)
    expect(out).toMatch(/Plan of Small Telecom, version 1/)
    expect(out).toMatch(/business days/)
    expect(out).toMatch(/pilot +4 +planned +\w+: \w+ 20\d\d-\d\d-\d\d 01:00–05:00 /)
    expect(out).toMatch(/End of the migration: P50 /)
    // 16 releases is more than one jump should cover.
    expect(out).toMatch(/warning: .*16/)
  })

  test('explains one batch, and names those there are when it is another', async () => {
    const { value } = await json('plan', 'show', project, '--why', 'batch-01')
    expect(value.why.length).toBeGreaterThan(0)
    expect(value.windows).toHaveLength(1)
    const none = await switchyard('plan', 'show', project, '--why', 'batch-99')
    expect(none.code).toBe(2)
    expect(none.err).toContain('batch-01')
  })
})

describe('an edit', () => {
  test('becomes a version with its reason, says what changed, and is refused on an old version', async () => {
    const before = (await json('plan', project)).value
    const homes = before.batches.filter(
      (b: { id: string; windows: { environment: string }[] }) =>
        b.id !== 'pilot' && b.windows[0]?.environment === 'us',
    )
    const [from, to] = [homes[0], homes.at(-1)]
    const one = from.members[0]
    const move = ['plan', 'move', project, one, '--to', to.id, '--why', 'asked for it', '--on', '1']
    const looked = await json(...move, '--preview')
    expect([looked.code, looked.value.preview]).toEqual([0, true])
    const moved = await json(...move)
    expect(moved.code).toBe(0)
    expect(moved.value).toMatchObject({
      version: 2,
      difference: { moved: [{ customer: one, from: from.id, to: to.id }] },
    })
    const late = await switchyard(...move)
    expect(late.code).toBe(1)
    expect(late.err).toContain('the plan is at version 2')
  })

  test('of a blackout is sugar over the settings; a misspelt setting is refused with its line', async () => {
    const out = await json(
      'plan',
      'blackout',
      project,
      '--from=2031-01-01',
      '--to=2031-01-02',
      '--kind=event',
      '--reason=New year',
      '--why=nobody is there',
    )
    expect(out.value.edit.settings.blackouts).toMatchObject([{ kind: 'event', reason: 'New year' }])
    const bad = file('bad.yaml', 'pilotDays: 3\ncoolDown: 1\n')
    const refused = await switchyard('plan', 'settings', project, '--file', bad, '--why', 'x')
    expect(refused.code).toBe(2)
    expect(refused.err).toMatch(/bad\.yaml:2:1: unknown key "coolDown"/)
    const good = file('good.yaml', 'pilotDays: 3\n')
    expect((await switchyard('plan', 'settings', project, '--file', good, '--why', 'x')).code).toBe(
      0,
    )
    expect((await switchyard('plan', 'settings', project)).out).toContain('pilotDays: 3')
  })

  test('without a reason is wrong use', async () => {
    expect((await switchyard('plan', 'replan', project)).code).toBe(2)
  })

  test('can be looked up in the history, compared, and signed as baseline', async () => {
    const history = (await json('plan', 'history', project)).value.versions
    expect(history.map((v: { edit: { kind: string } }) => v.edit.kind)).toEqual([
      'propose',
      'move',
      'settings',
      'settings',
    ])
    const compared = (await json('plan', 'compare', project, '1', '2')).value
    expect(compared.moved).toHaveLength(1)
    expect((await json('plan', 'baseline', project, '2')).value).toEqual({ baseline: 2 })
    expect((await json('plan', project)).value.baseline).toBe(2)
    expect((await switchyard('plan', 'compare', project, '1', '9')).err).toContain('no version 9')
  })

  test('of a task says how it stands', async () => {
    const done = await switchyard(
      'plan',
      'task',
      project,
      'target-hardware',
      '--state=started',
      '--owner=Ana',
    )
    expect(done.code).toBe(0)
    const task = (await json('plan', project)).value.tasks.find(
      (t: { id: string }) => t.id === 'target-hardware',
    )
    expect(task).toMatchObject({ state: 'started', owner: 'Ana' })
    await switchyard('plan', 'task', project, 'target-hardware', '--state=started', '--owner=')
    const freed = (await json('plan', project)).value.tasks.find(
      (t: { id: string }) => t.id === 'target-hardware',
    )
    expect(freed).not.toHaveProperty('owner')
    const none = await switchyard('plan', 'task', project, 'no-such', '--state', 'done')
    expect(none.err).toContain('there is no task no-such')
  })
})

describe('what leaves the plan', () => {
  test('is written whole, and never over a file that exists', async () => {
    const [matrix, ics, notices] = ['m.csv', 'p.ics', 'n.csv'].map((name) => join(folder, name))
    const ask = ['--matrix', matrix ?? '', '--ics', ics ?? '', '--notices', notices ?? '']
    expect((await switchyard('plan', 'export', project, ...ask)).code).toBe(0)
    expect(
      readFileSync(matrix ?? '', 'utf8')
        .trimEnd()
        .split('\n'),
    ).toHaveLength(37)
    // Without the mark a spreadsheet takes é for two signs of its own.
    for (const csv of [matrix, notices])
      expect(readFileSync(csv ?? '', 'utf8').startsWith('\uFEFFid,')).toBe(true)
    expect(readFileSync(ics ?? '', 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n/)
    rmSync(notices ?? '')
    const again = await switchyard('plan', 'export', project, ...ask)
    expect(again.code).toBe(1)
    expect(again.err).toContain('Safe now: nothing was written')
    expect(existsSync(notices ?? '')).toBe(false)
  })

  test('is no forecast of no migrations, or of more than a computer can hold', async () => {
    for (const runs of ['0', '999999999']) {
      const refused = await switchyard('plan', 'forecast', project, '--runs', runs)
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('1 to 10000')])
    }
  })

  test('is the same forecast for the same seed', async () => {
    const ask = ['plan', 'forecast', project, '--runs', '200', '--seed', '7']
    const [one, two] = [await json(...ask), await json(...ask)]
    expect(two.value.batches.length).toBe(one.value.batches.length)
    expect(one.value).toMatchObject({ runs: 200, seed: 7 })
  })
})

test('the quietest hours are found in a profile, shown, and made off-peak windows on demand', async () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const rows = days.flatMap((day) =>
    Array.from(
      { length: 24 },
      (_, hour) => `us,${day},${hour},${hour === 2 || hour === 3 ? 1 : 50},60`,
    ),
  )
  const profile = file('traffic.csv', `environment,day,hour,calls,p95\n${rows.join('\n')}\n`)
  const ask = ['plan', 'traffic', profile, '--project', project, '--hours', '2']
  const shown = await switchyard(...ask)
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('02:00-04:00')])
  const applied = await json(...ask, '--apply', '--why', 'measured in October')
  expect(applied.value.edit.settings.calendars.us.offPeak).toMatchObject([
    // Nobody tests on a Saturday or Sunday, also where no calendar says so.
    { days: ['mon', 'tue', 'wed', 'thu', 'fri'], window: '02:00-04:00' },
  ])
})

test('one jump stands beside the traditional route', async () => {
  const { value, code } = await json('jump', 'MR85', 'MR100')
  expect(code).toBe(0)
  expect(value).toMatchObject({ releases: 15, traditional: ['MR90', 'MR95', 'MR100'] })
  expect((await switchyard('jump', 'MR100', 'MR85')).code).toBe(1)
  expect((await switchyard('jump', '85', 'MR100')).code).toBe(2)
})

test('a rehearsal on a lab without time is wrong use, and is said before anything is made', async () => {
  const out = join(folder, 'never.switchyard')
  const said = await json('rehearse', project, '--out', out, '--rate', '0')
  expect([said.code, said.value.problem.code, existsSync(out)]).toEqual([2, 'wrong-use', false])
})

test('a rehearsal measures this project on the embedded lab and becomes the baseline of durations', async () => {
  const out = join(folder, 'rehearsed.switchyard')
  const said = await json('rehearse', project, '--out', out, '--rate', '200', '--apply')
  expect(said.err).not.toContain('ended failed')
  expect(said.code).toBe(0)
  expect(said.value.rehearsal.transfers.length).toBeGreaterThanOrEqual(3)
  expect(Object.keys(said.value.rehearsal.downtime)).toEqual(
    expect.arrayContaining(['database', 'voice', 'api']),
  )
  const { value } = await json('plan', 'settings', project)
  expect(value.rehearsal.transfers).toEqual(said.value.rehearsal.transfers)
}, 120_000)
