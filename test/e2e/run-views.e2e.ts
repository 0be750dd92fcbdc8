import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { writeLongOutput } from '../helpers/long-output.ts'

/** Run and Downtime in the real Electron, on the embedded lab. */

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  running.window.setDefaultTimeout(90_000)
})
afterAll(() => running.close())

const view = (name: string): Promise<void> => running.view(name)
const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const run = (name: RegExp): Locator => running.window.getByRole('article', { name })
const panel = (name: string | RegExp): Locator => running.window.getByRole('region', { name })

const faults = () => seriousFindings(running.window)

/** A picture at both sizes and in both schemes. */
async function shots(name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await running.window.getByLabel('Colour scheme').selectOption(scheme)
    await running.shot(`${name}-${scheme}`)
  }
  await running.window.getByLabel('Colour scheme').selectOption('light')
}

async function start(title: string): Promise<void> {
  await view('Run')
  await button(/^Procedures/).click()
  await button(`Start ${title}`).click()
  const dialog = running.window.getByRole('dialog')
  await dialog.getByText(/could (be|not be) predicted/).waitFor()
  for (const approval of await dialog.locator('fieldset').all()) {
    const label = await approval.locator('label').first().innerText()
    await approval.getByLabel(/^Type /).fill(label.replace(/^Type /, ''))
  }
  await dialog.getByRole('button', { name: /^Start for/ }).click()
  await dialog.waitFor({ state: 'detached' })
  await run(new RegExp(title)).getByText('succeeded', { exact: true }).first().waitFor()
}

describe('the Run view', () => {
  it('starts from the procedures and shows the run beside its dry run', async () => {
    await button('Panda Telecom sample').click()
    await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    await start('Survey the systems')
    const survey = run(/Survey the systems/)
    await survey.getByText(/^Dry run of /).waitFor()
    await shots('run-steps')
    expect(await faults()).toEqual([])
  }, 240_000)

  it('keeps what a step printed, and finds a word in it', async () => {
    const survey = run(/Survey the systems/)
    await survey.getByRole('tab', { name: /^Attempts and output/ }).click()
    const lines = survey.getByRole('log', { name: 'Lines' })
    await lines.getByText('{', { exact: false }).first().waitFor()
    const [, word = ''] = /"(\w+)"/.exec(await lines.innerText()) ?? []
    await survey.getByLabel('Search the output').fill(word)
    await survey.getByText(/^1 of [\d,]+ lines/).waitFor()
    expect(await lines.locator('mark').first().innerText()).toBe(word)
    expect(await faults()).toEqual([])
  }, 120_000)

  it('has members, checks, approvals and evidence of a run that is over', async () => {
    const survey = run(/Survey the systems/)
    await survey.getByRole('tab', { name: /^Members/ }).click()
    await survey.getByRole('row', { name: /done/ }).waitFor()
    await survey.getByRole('tab', { name: 'Record' }).click()
    await survey.getByRole('button', { name: 'dry run before the start' }).click()
    await survey.getByText('"notPredicted"').waitFor()
    await shots('run-record')
    expect(await faults()).toEqual([])
  }, 120_000)

  it('opens an output of a million lines, goes to any of them, and shows text of hosts as text', async () => {
    await writeLongOutput(running, 1_000_000)
    const survey = run(/Survey the systems/)
    await survey.getByRole('tab', { name: 'Steps' }).click()
    await survey.getByRole('tab', { name: /^Attempts and output/ }).click()
    const lines = survey.getByRole('log', { name: 'Lines' })
    await lines.getByText('line 1 of the copy', { exact: false }).first().waitFor()
    await survey.getByRole('status').getByText('1,000,000 lines').waitFor()
    await lines.focus()
    await running.window.keyboard.press('End')
    await lines.getByText('line 1000000 of the copy', { exact: false }).waitFor()
    await survey.getByLabel('Go to line').fill('500000')
    await survey.getByLabel('Go to line').press('Enter')
    const error = lines.getByText('line 500000 of the copy', { exact: false })
    expect(await error.innerText()).toContain('ERROR <b>duplicate</b> ␛[31mkey')
    expect(await lines.locator('.output-line').count()).toBeLessThan(120)
    await survey.getByLabel('Search the output').fill('error')
    await survey.getByText('1 of 1,000 lines').waitFor()
    await shots('run-output')
    expect(await faults()).toEqual([])
  }, 240_000)
})

describe('the Downtime view', () => {
  it('shows the window against its budget, and what the probes saw', async () => {
    await pandaWindow(running.window).analyse()
    await start('Accept the target system')
    await start('Make ids unique across both systems')
    await view('Downtime')
    const book = panel('Downtime')
    await book
      .getByRole('row', { name: /^database/ })
      .getByText('inside')
      .waitFor()
    await book
      .getByRole('row', { name: /^voice us1/ })
      .getByText('planned')
      .waitFor()
    await book.getByRole('button', { name: 'database' }).click()
    const trace = panel(/^Probes of database/)
    await trace.getByRole('img', { name: /^good/ }).waitFor()
    await shots('downtime')
    expect(await faults()).toEqual([])
  }, 240_000)
})
