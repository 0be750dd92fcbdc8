import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDataService } from '../../main/data/service.ts'
import { JournalEvent } from '../../shared/domain/journal.ts'
import { instant } from '../../shared/domain/time.ts'
import { sampleFolder } from '../../resources/samples/generate.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { slowMain } from '../helpers/slow-main.ts'

/** A team lead opens the file of a colleague who is at work in it: everything can be seen, nothing can be changed. */

const cli = resolve(import.meta.dirname, '..', '..', 'main', 'cli', 'switchyard.mjs')
const switchyard = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [cli, ...args], { encoding: 'utf8', stdio: 'pipe' })

let folder: string
let running: RunningApp
const colleague = makeDataService({ onAppended: () => undefined })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-read-only-'))
  const project = join(folder, 'panda.switchyard')
  switchyard('import', sampleFolder, '--out', project)
  switchyard('plan', project)
  const opened = await colleague.open(project, 'write')
  if (!opened.ok) throw new Error(opened.problem.message)
  running = await startElectron({ files: [project], env: { HOME: folder } })
  await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
}, 120_000)
afterAll(async () => {
  await running.close()
  await colleague.close()
  rmSync(folder, { recursive: true, force: true })
})

const view = (name: string): Promise<void> => running.view(name)

describe('a project that somebody else has open', () => {
  it('says in the header that it is for reading', async () => {
    const header = running.window.locator('header.top')
    await header.getByText('reading only').waitFor()
    expect(await header.innerText()).toContain('Panda Telecom')
  })

  it('shows the whole timeline, and its tasks take no word of anybody', async () => {
    await view('Timeline')
    const grid = running.window.getByRole('treegrid')
    await grid.getByRole('row', { name: /Pre-migration analysis/ }).waitFor()
    await grid
      .getByRole('row', { name: /Survey the systems/ })
      .first()
      .click()
    const sheet = running.window.getByRole('complementary', { name: /Survey the systems/ })
    await sheet.getByText('Planned').first().waitFor()
    expect(await sheet.getByRole('button', { name: 'Save' }).count()).toBe(0)
    await running.shot('read-only-timeline')
    await running.window.keyboard.press('Escape')
  })

  it('shows the schedule, and no batch can be picked up or blackout added', async () => {
    await view('Schedule')
    await running.window.locator('[data-date]').first().waitFor()
    expect(await running.window.getByRole('button', { name: 'Add blackout…' }).count()).toBe(0)
    await running.window.getByRole('button', { name: 'Version 1…' }).click()
    const versions = running.window.getByRole('dialog', { name: 'Versions of the plan' })
    await versions.getByText('first plan').waitFor()
    expect(await versions.getByRole('button', { name: /Sign|Take back/ }).count()).toBe(0)
    await running.window.keyboard.press('Escape')
    expect(await seriousFindings(running.window)).toEqual([])
  })

  it('shows the analysis, and asks nobody to decide, to sign or to write anything down', async () => {
    await view('Analysis')
    const main = running.window.getByRole('main')
    await main.getByText('open for reading only').waitFor()
    const offered = main.getByRole('button', {
      name: /^(Survey|Resume|Sign|Go on|Decide|Add|Edit|Remove|Register |Set dates|Take|Look again|Read )/,
    })
    for (const tab of ['Findings', 'Registers', 'Freeze', 'Source and target']) {
      await main.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
      await main.getByRole('tabpanel').getByRole('heading').first().waitFor()
      expect([tab, await offered.count()]).toEqual([tab, 0])
    }
    await running.shot('read-only-analysis')
  })

  it('shows what the colleague does meanwhile', async () => {
    await view('Batches')
    const pilot = running.window.locator('.batch-list tr', { hasText: 'Pilot' })
    await pilot.getByText('planned').waitFor()
    const [batch] = await colleague.batches()
    const moved = { kind: 'customer.state', customer: batch?.members[0], from: 'planned' }
    const scheduled = JournalEvent.parse({ ...moved, to: 'scheduled' })
    const written = await colleague.append([scheduled], instant(Date.UTC(2026, 10, 25)))
    expect(written).toMatchObject({ ok: true })
    await pilot.getByText('scheduled').waitFor()
  })

  it.each([
    ['logs/get-state', 'Logs', 'Errors and warnings over time'],
    ['downtime/get-book', 'Downtime', 'Lock-out of moved customers'],
    ['analysis/get-state', 'Analysis', 'Gate to the setup'],
  ])(
    'shows an answer of %s that takes longer than the next change',
    async (channel, name, part) => {
      const fastAgain = await slowMain(running, channel)
      await view(name)
      const shown = running.window.getByRole('region', { name: part })
      await shown.waitFor()
      await fastAgain()
      expect(await shown.isVisible()).toBe(true)
    },
  )

  it('starts nothing', async () => {
    await view('Run')
    const starts = running.window.getByRole('button', { name: /^Start / })
    await running.window.getByText('open for reading only').first().waitFor()
    for (const start of await starts.all()) expect(await start.isDisabled()).toBe(true)
  })

  it('writes the report, which needs no writing of the project', async () => {
    await view('Report')
    await running.window.getByText(/As it would be written/).waitFor()
    expect(await running.window.getByRole('button', { name: 'Save HTML…' }).isEnabled()).toBe(true)
  })
})
