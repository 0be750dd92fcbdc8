import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { must, startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** SQL scripts from the folder that people bring to the findings, against the schema of the lab's target. */
let world: LabEngine
const folder = mkdtempSync(join(tmpdir(), 'switchyard-scripts-'))
beforeAll(async () => {
  world = await startLabEngine()
  const scripts = join(folder, 'scripts')
  mkdirSync(scripts)
  const put = (name: string, text: string): void => writeFileSync(join(scripts, name), text)
  put('good.sql', 'select c.name, a.id from Customers c join Accounts a using (i_customer);')
  put('old.sql', 'select name, creation_date from Customers;\nselect price from Vendor_Rates;')
  put('fix.sql', 'update Customers set credit_limit=0 where i_customer=5;')
  put('other.sql', 'select top 5 name from Customers;')
})
afterAll(async () => {
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
})

const read = async () =>
  must(await world.engine.analysis.readFile(join(folder, 'scripts'), 'sql', 'anna'))
const verdicts = async () =>
  must(await world.engine.registers.state()).scripts.map((c) => `${c.script.name} ${c.verdict}`)
const findings = async () =>
  must(await world.engine.registers.state())
    .findings.filter(({ rule, state }) => rule.startsWith('script-') && state === 'open')
    .map(({ severity, rule, subject }) => `${severity} ${rule} ${subject}`)

it('are read, and wait for the target', async () => {
  expect(await read()).toMatchObject({ survey: { gaps: 0, sources: [{ state: 'read' }] } })
  expect(await verdicts()).toEqual([
    'fix.sql writes',
    'good.sql not-checked',
    'old.sql not-checked',
    'other.sql not-understood',
  ])
})

it('are compared with the schema of the target as soon as it is surveyed', async () => {
  must(await world.engine.analysis.survey('anna', { only: ['schema on tgt-db'] }))
  expect(await verdicts()).toEqual([
    'fix.sql writes',
    'good.sql fits',
    'old.sql broken',
    'other.sql not-understood',
  ])
  expect(await findings()).toEqual([
    'blocker script-writes fix.sql',
    'warning script-broken old.sql',
    'warning script-not-understood other.sql',
    ...['fix.sql', 'good.sql', 'old.sql', 'other.sql'].map(
      (name) => `warning script-unregistered ${name}`,
    ),
  ])
})

it('close by an entry of the register and its decision, and a rewritten one by what it says now', async () => {
  const entry = (name: string, decision: 'keep' | 'drop') => ({
    register: 'reports' as const,
    id: name,
    entry: {
      name,
      kind: 'sql' as const,
      owner: 'finance',
      touches: [],
      decision,
      onTarget: 'not-checked' as const,
    },
  })
  must(await world.engine.registers.put(entry('fix.sql', 'drop'), 'anna'))
  must(await world.engine.registers.put(entry('good.sql', 'keep'), 'anna'))
  writeFileSync(join(folder, 'scripts/old.sql'), 'select name, created_at from Customers;')
  await read()
  expect(await findings()).toEqual([
    'warning script-not-understood other.sql',
    'warning script-unregistered old.sql',
    'warning script-unregistered other.sql',
  ])
  // What fits by comparison needs nobody's word for it.
  const { findings: all } = must(await world.engine.registers.state())
  expect(all.filter((f) => f.rule === 'report-unchecked' && f.state === 'open')).toEqual([])
})

it('stand in the results, escaped, and in a table of their own', async () => {
  const path = join(folder, 'scripts.csv')
  const now = world.client.clock.now()
  must(await world.engine.data.analysisTable('sql-scripts', path, now))
  expect(readFileSync(path, 'utf8')).toContain('\r\nold.sql,,fits,')
  expect(await world.engine.data.analysisPage(now)).toContain('SQL scripts as they were read')
})
