import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
import type { PandaWindow } from '../helpers/panda-window.ts'

/** The stage analysis in the real Electron: survey, findings, register, decision, signatures of two people, files. */

let running: RunningApp
let panda: PandaWindow
beforeAll(async () => {
  running = await startElectron()
  running.window.setDefaultTimeout(60_000)
  panda = pandaWindow(running.window)
  await panda.open(120)
  await panda.call('batch/plan-batches')
}, 120_000)
afterAll(() => running.close())

const view = (name: string): Promise<void> => running.view(name)
const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const panel = (name: string | RegExp): Locator => running.window.getByRole('region', { name })
const tab = (name: RegExp): Promise<void> => running.window.getByRole('tab', { name }).click()
const dialog = (): Locator => running.window.getByRole('dialog')

/** A picture in both schemes, and what axe finds serious in each. */
async function look(name: string): Promise<void> {
  for (const scheme of ['dark', 'light'] as const) {
    await running.window.getByLabel('Colour scheme').selectOption(scheme)
    await running.shot(`analysis-${name}-${scheme}`)
    expect(await seriousFindings(running.window), `${name}, ${scheme}`).toEqual([])
  }
}

async function saveAs(name: string): Promise<string> {
  const path = join(running.userData, name)
  await running.app.evaluate(({ dialog: asked }, filePath) => {
    asked.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  return path
}

/** Scripts of the operator: one that fits the target of the lab, and one that does not. */
function scriptsFolder(): string {
  const folder = join(running.userData, 'scripts')
  mkdirSync(folder)
  writeFileSync(join(folder, 'good.sql'), 'select id from Accounts')
  writeFileSync(join(folder, 'old.sql'), 'select price from Vendor_Rates')
  return folder
}

const reader = 'direct-database 203.0.113.21'

describe('the analysis', () => {
  it('says before the first survey what comes next', async () => {
    await view('Analysis')
    await panel('Gate to the setup').getByText('Next: Survey the systems').waitFor()
    expect(await button('Sign for PortaOne…').isDisabled()).toBe(true)
    await look('1-empty')
  })

  it('takes a web log for what it is: the systems are still to be surveyed', async () => {
    const log = join(running.userData, 'access.log')
    writeFileSync(
      log,
      '203.0.113.9 - anna [26/Nov/2026:10:00:00 +0000] "POST /rest/Customer/get_customer_list HTTP/1.1" 200 10\n',
    )
    await running.app.evaluate(({ dialog: asked }, path) => {
      asked.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, log)
    await tab(/^Source and target/)
    await running.window.getByLabel('Kind of file').selectOption('web-log')
    await button('Read file…').click()
    await running.window
      .getByText(/Web access log read: 1 line, 1 API request of 1 client/)
      .waitFor()
    const facts = running.window.getByRole('table', { name: 'Facts' })
    await facts.getByText('access.log').first().waitFor({ timeout: 20_000 })
    await panel('Gate to the setup').getByText('Next: Survey the systems').waitFor()
    expect(await panel('Gate to the setup').innerText()).toContain('No survey yet.')
    expect(await button('Sign for PortaOne…').isDisabled()).toBe(true)
    await look('1-file')
    await tab(/^Findings/)
  })

  it('surveys with progress, and names who reads the database', async () => {
    await button('Survey the systems').click()
    await running.window.getByText(/of 26 sources, .* a second, about/).waitFor()
    await running.window
      .getByRole('table', { name: 'Findings' })
      .getByText(/203\.0\.113\.21 reads the database directly as portal_ro/)
      .waitFor()
    expect(await panel('Gate to the setup').innerText()).toContain('2 blockers')
    await look('2-findings')
  }, 60_000)

  it('registers who was seen, with a form filled from what was seen', async () => {
    await tab(/^Registers/)
    await button('Register 203.0.113.7 api').click()
    await dialog().getByLabel('Name').fill('Acme CRM')
    await dialog().getByLabel('Owner').fill('Acme')
    expect(await dialog().getByLabel('Addresses or networks').inputValue()).toBe('203.0.113.7')
    await dialog().getByRole('button', { name: 'Keep entry' }).click()
    await dialog().waitFor({ state: 'detached' })
    await panel('Who really connects').getByText('registered and seen').waitFor()
    await look('3-registers')
    await running.window.getByRole('combobox', { name: 'Register' }).selectOption('reports')
    await panel('SQL scripts')
      .getByText(/No script was read yet/)
      .waitFor()
    await running.app.evaluate(({ dialog: asked }, path) => {
      asked.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
    }, scriptsFolder())
    await button('Read scripts…').click()
    const scripts = running.window.getByRole('table', { name: 'SQL scripts' })
    await scripts.getByText('The target has no Vendor_Rates (line 1).').waitFor()
    expect(await scripts.innerText()).toMatch(/good\.sql.*fits/s)
    await button('Register old.sql').click()
    expect(await dialog().getByLabel('Tables and columns').inputValue()).toBe('Vendor_Rates')
    await dialog().getByLabel('Owner').fill('finance')
    await dialog().getByRole('button', { name: 'Keep entry' }).click()
    await dialog().waitFor({ state: 'detached' })
    await look('3-scripts')
  })

  it('draws the components, and saves them as SVG and PNG', async () => {
    await tab(/^Diagram/)
    await running.window.getByLabel('Phase').selectOption('during')
    await running.window.getByAltText(/^During: everything goes through the dispatcher/).waitFor()
    await look('4-diagram')
    const svg = await saveAs('components.svg')
    await button('Save SVG…').click()
    await running.window.getByText(/Drawing written/).waitFor()
    expect(readFileSync(svg, 'utf8')).toContain('Acme CRM')
    const png = await saveAs('components.png')
    await button('Save PNG…').click()
    await running.window.getByText(/Picture written/).waitFor()
    expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG')
  })

  it('takes the dates of the freeze and the fingerprint of the catalog', async () => {
    await tab(/^Freeze/)
    await button('Set dates…').click()
    await dialog().getByLabel('Announced on').fill('2027-01-04')
    await dialog().getByLabel('Enforced from').fill('2027-01-18')
    await dialog().getByRole('button', { name: 'Keep entry' }).click()
    await dialog().waitFor({ state: 'detached' })
    await button('Take fingerprint').click()
    await running.window.getByText(/taken at the freeze/).waitFor()
    expect(await panel('Catalog freeze').innerText()).toContain('enforced from 2027-01-18')
    await look('5-freeze')
    await tab(/^Source and target/)
    await running.window.getByRole('table', { name: 'Facts' }).waitFor()
    await look('6-source')
  })

  it('decides with evidence, is signed by two people, and opens the gate', async () => {
    await tab(/^Findings/)
    await button(`Decide ${reader}`).click()
    await dialog().getByLabel('Decision').selectOption('done')
    await dialog().getByLabel('Evidence').fill('the login is locked; the portal calls the API')
    await dialog().getByLabel('Reason').fill('moved to the API')
    await look('7-decide')
    await dialog().getByRole('button', { name: 'Decide' }).click()
    await dialog().waitFor({ state: 'detached' })
    for (const [side, name] of [
      ['PortaOne', 'vera'],
      ['the operator', 'otto'],
    ]) {
      await button(`Sign for ${side}…`).click()
      await dialog()
        .getByLabel('Name of who signs')
        .fill(name ?? '')
      await dialog().getByLabel('Reason').fill('read and agreed')
      await dialog().getByRole('button', { name: 'Sign' }).click()
      await dialog().waitFor({ state: 'detached' })
    }
    await panel('Gate to the setup').getByText('The setup may begin.').waitFor()
    const html = await saveAs('analysis.html')
    await button('Save results…').click()
    await running.window.getByText(/Results written/).waitFor()
    expect(readFileSync(html, 'utf8')).toContain('the login is locked; the portal calls the API')
    const pdf = await saveAs('analysis.pdf')
    await button('Save PDF…').click()
    await running.window.getByText(/Results on paper written/).waitFor()
    const paper = readFileSync(pdf)
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
    // The whole document: diagrams, matrix, findings take several sheets.
    const sheets = paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
    expect(sheets).toBeGreaterThan(5)
    await look('8-signed')
  })
})
