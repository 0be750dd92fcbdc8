import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'

/** The whole way of an operator through the first window, in the real Electron, over real SSH against the embedded lab. */

const setup = [
  'Survey the systems',
  'Accept the target system',
  'Make ids unique across both systems',
  'Copy the source database to the target',
  'Check the catalog freeze',
  'Switch voice over to the dispatcher',
  'Switch RADIUS and Diameter over to the dispatcher',
  'Switch the API over to the dispatcher',
]

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
})
afterAll(() => running.close())

const view = (name: string): Promise<void> => running.view(name)

const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const panel = (name: string): Locator => running.window.getByRole('region', { name })
const row = (inside: string, name: RegExp): Locator => panel(inside).getByRole('row', { name })
const run = (name: RegExp): Locator => running.window.getByRole('article', { name })

/** Opens the dialog that starts a procedure. */
async function ask(title: string): Promise<void> {
  await button(/^Procedures/).click()
  await button(`Start ${title}`).click()
}

const ended = (title: string): Promise<void> =>
  run(new RegExp(title)).getByText('succeeded', { exact: true }).waitFor({ timeout: 60_000 })

async function carryOut(title: string): Promise<void> {
  await ask(title)
  await approveAndStart()
  if (title.startsWith('Copy')) {
    await run(/Copy the source database/)
      .getByRole('button', { name: 'Pause' })
      .waitFor()
    await running.shot('5-copy-running')
  }
  await ended(title)
}

/** By OpenSSH, from a project of his own. */
async function otherOperatorTakes(host: string): Promise<void> {
  const overview = await pandaWindow(running.window).call('project/get-overview')
  const config = join(dirname(overview?.project.path ?? ''), 'ssh_config')
  await promisify(execFile)('ssh', [
    '-F',
    config,
    host,
    'sh .switchyard/step baton take r0099 ben@laptop',
  ])
}

/** In the open dialog: types what every approval asks for, and starts. */
async function approveAndStart(): Promise<void> {
  await approve()
  const dialog = running.window.getByRole('dialog')
  const refused = dialog.getByRole('alert')
  const answer = await Promise.race([
    dialog.waitFor({ state: 'detached' }).then(() => ''),
    refused.waitFor().then(
      () => refused.innerText(),
      () => '',
    ),
  ])
  expect(answer).toBe('')
}

async function approve(): Promise<void> {
  const dialog = running.window.getByRole('dialog')
  await dialog.getByText(/could (be|not be) predicted/).waitFor()
  for (const approval of await dialog.locator('fieldset').all()) {
    const typed = approval.getByLabel(/^Type /)
    const label = await approval.locator('label').first().innerText()
    await typed.fill(label.replace(/^Type /, ''))
  }
  await dialog.getByRole('button', { name: /^Start for/ }).click()
}

/** Chooses a batch in the list: what can be done with it stands beside. */
async function choose(batch: string): Promise<void> {
  await panel('Batches').getByRole('button', { name: batch, exact: true }).click()
  await running.window.getByRole('group', { name: `Batch ${batch}`, exact: true }).waitFor()
}

/** Waits until the window has said it, and dismisses it; what else was said stays. */
async function dismiss(text: string): Promise<void> {
  const said = panel('Messages').getByRole('listitem').filter({ hasText: text })
  await said.getByRole('button', { name: 'Dismiss' }).click()
  await said.waitFor({ state: 'detached' })
}

/** Moves the lab's clock on; the header says what time it is then. */
async function skipTo(what: RegExp): Promise<void> {
  const select = running.window.getByLabel('Skip time in the lab')
  const option = select.locator('option').filter({ hasText: what })
  await select.selectOption(await option.evaluate((it) => it.getAttribute('value')))
}

/** Process id of a child by a word of its command line (Linux). */
function childOf(parent: number, word: string): number {
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const status = readFileSync(`/proc/${id}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      if (
        Number(status[1]) === parent &&
        readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(word)
      )
        return Number(id)
    } catch (error) {
      // A process that ended between the two reads is not the one that is looked for.
      if (!(error instanceof Error && 'code' in error)) throw error
    }
  throw new Error(`no child process with ${word}`)
}

/** A figure that stands before a word, e.g. `20 of 20`. */
const figures = async (locator: Locator): Promise<string> =>
  (await locator.innerText()).replaceAll('\u00a0', ' ')

describe('the first window', () => {
  it('offers open, import and the sample, and opens the sample on the embedded lab', async () => {
    await button('Open project…').waitFor()
    await button('Import…').waitFor()
    await running.shot('1-start')
    await button('Panda Telecom sample').click()
    await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    const header = await figures(running.window.locator('header.top'))
    expect(header).toContain('source MR85 → target MR100')
    expect(header).toContain('training lab, no real host')
    expect(header).toContain('1,200 customers · 3,000 accounts · 230 M xDRs')
    expect(header).toContain('data process up')
    await running.shot('2-opened')
  })

  it('plans the batches, pilot first', async () => {
    await view('Batches')
    await button('Plan batches').click()
    await row('Batches', /^Pilot/)
      .getByText('0 of 20')
      .waitFor()
    expect(await panel('Batches').getByRole('row').count()).toBeGreaterThan(10)
  })

  it('shows a dry run with its checks before anything is started, and writes nothing', async () => {
    await view('Run')
    await button('Dry run of Make ids unique across both systems').click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText(/could (be|not be) predicted/).waitFor()
    const text = await figures(dialog)
    expect(text).toMatch(/database: budget 1 min/)
    expect(text).toContain('to do')
    expect(await dialog.getByRole('button', { name: /^Start/ }).count()).toBe(0)
    await running.shot('3-dry-run')
    await dialog.getByRole('button', { name: 'Close' }).last().click()
    await row('Procedures', /^Make ids unique/)
      .getByText('not started')
      .waitFor()
  })

  it('starts nothing without the typed name, and Cancel has the focus', async () => {
    await button('Start Make ids unique across both systems').click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText(/could (be|not be) predicted/).waitFor()
    expect(
      await dialog
        .getByRole('button', { name: 'Cancel' })
        .evaluate((it) => it === document.activeElement),
    ).toBe(true)
    await dialog.getByLabel(/^Type /).fill('panda')
    expect(await dialog.getByRole('button', { name: /^Start for/ }).isDisabled()).toBe(true)
    await running.shot('4-approval')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await row('Procedures', /^Make ids unique/)
      .getByText('not started')
      .waitFor()
  })

  it('does not let the setup change anything before the analysis is signed', async () => {
    const panda = pandaWindow(running.window)
    const before = await panda.call('analysis/get-state')
    expect(before?.gate.missing).toContain('PortaOne has not signed')
    await panda.analyse()
    const after = await panda.call('analysis/get-state')
    expect(after?.gate).toMatchObject({ open: true, missing: [] })
  }, 60_000)

  it('takes hosts over that another operator has in hand, for a reason that the journal keeps', async () => {
    for (const title of setup.slice(0, 2)) await carryOut(title)
    await otherOperatorTakes('src-db')
    await ask(setup[2] ?? '')
    await approve()
    const dialog = running.window.getByRole('dialog', { name: 'Take the hosts over?' })
    await dialog.getByText(/src-db is in the hands of run r0099 of ben@laptop/).waitFor()
    const takeOver = dialog.getByRole('button', { name: 'Take over' })
    expect(await takeOver.isDisabled()).toBe(true)
    await running.shot('5-take-over')
    await dialog.getByLabel('Reason').fill('the laptop of ben is broken')
    await takeOver.click()
    await ended(setup[2] ?? '')
    await running.window.getByRole('tab', { name: 'Record' }).click()
    await running.window
      .getByText(/was taken over: the laptop of ben is broken/)
      .first()
      .waitFor()
  }, 120_000)

  it('runs every setup procedure, each approved by its typed name', async () => {
    for (const title of setup.slice(3)) await carryOut(title)
    await view('Overview')
    const stages = await figures(running.window.getByRole('list', { name: 'Stages' }))
    expect(stages).toMatch(/Setup\s+done\s+7 of 7 procedures/)
    await running.shot('6-setup-done')
  }, 180_000)

  it('says outside of its window when a batch may move, and does not start it', async () => {
    await view('Batches')
    await choose('Pilot')
    await button('Transfer Pilot').click()
    const dialog = running.window.getByRole('dialog')
    // The pre-flight speaks of windows too: this is what the dry run says.
    await dialog
      .getByText(/opens|before its window/)
      .first()
      .waitFor()
    expect(await figures(dialog)).toMatch(/opens|before its window/)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await row('Batches', /^Pilot/)
      .getByText('0 of 20')
      .waitFor()
  })

  it('moves the pilot batch, one window for each environment, paused and resumed on the way', async () => {
    await skipTo(/^Next batch window/)
    await choose('Pilot')
    await button('Transfer Pilot').click()
    await approveAndStart()
    await view('Run')
    const pilot = run(/Move customers to the target/)
    await pilot.getByRole('list', { name: 'On the hosts now' }).waitFor()
    await running.shot('7-pilot-running')
    await pilot.getByRole('button', { name: 'Pause' }).click()
    await pilot.getByText('paused', { exact: true }).waitFor()
    await running.shot('8-pilot-paused')
    await pilot.getByRole('button', { name: 'Resume' }).click()
    await pilot.getByText('succeeded', { exact: true }).waitFor({ timeout: 120_000 })
    expect(await figures(pilot)).toMatch(/(\d+) of \1 done\s+0 running\s+0 failed/)
    await skipTo(/^Next batch window/)
    await view('Batches')
    await choose('Pilot')
    await button('Transfer Pilot').click()
    await approveAndStart()
    await view('Run')
    await pilot.getByText('succeeded', { exact: true }).waitFor({ timeout: 120_000 })
    await view('Batches')
    await row('Batches', /^Pilot/)
      .getByText('20 of 20')
      .waitFor()
    await row('Batches', /^Pilot/)
      .getByText('checked')
      .waitFor()
    await view('Overview')
    expect(await figures(running.window.getByRole('list', { name: 'Stages' }))).toContain(
      '20 of 1,200 customers',
    )
  }, 180_000)

  it('shows the downtime that was measured from outside, inside its budgets', async () => {
    await view('Downtime')
    const downtime = panel('Downtime')
    for (const service of ['database', 'voice us1', 'voice uk1', 'radius', 'api', 'customer']) {
      const line = downtime.getByRole('row', { name: new RegExp(`^${service}`) })
      await line.getByText('inside').waitFor()
      expect(await figures(line)).toMatch(/\d+(\.\d+)? (ms|s|min)/)
    }
  })

  it('counts what the hosts logged, per host', async () => {
    await view('Logs')
    await running.window.getByRole('tab', { name: /^Hosts/ }).click()
    const logs = running.window.getByRole('tabpanel')
    await expect.poll(() => logs.getByRole('row').count()).toBeGreaterThan(4)
    expect(await figures(logs)).toContain('read to its end')
    await running.shot('9-pilot-done')
  })

  it('returns one customer in three actions: the batch, the customer, the reason', async () => {
    await view('Batches')
    await choose('Pilot')
    const customers = running.window.getByRole('grid', { name: 'Customers' })
    await customers.locator('[aria-rowindex="2"]').click()
    await button(/^Return \d+$/).waitFor()
    await running.shot('10-customers')
    await button(/^Return \d+$/).click()
    const dialog = running.window.getByRole('dialog').last()
    await dialog.getByText(/^Accounts made on the target: none/).waitFor()
    await dialog.getByLabel('Reason').fill('no sound towards mobile numbers')
    await dialog.getByRole('button', { name: 'Return the customer' }).click()
    await running.window.keyboard.press('Escape')
    await view('Run')
    const back = run(/Return a customer to the source/)
    await back.getByText('succeeded', { exact: true }).waitFor({ timeout: 60_000 })
    expect(await figures(back)).toContain('1 of 1 done')
    await view('Batches')
    await row('Batches', /^Pilot/)
      .getByText('19 of 20')
      .waitFor()
  })

  it('accepts the checked of a batch when it was asked once more, and says how many', async () => {
    const focused = () => running.window.evaluate(() => document.activeElement?.textContent)
    await choose('Pilot')
    await button('Accept Pilot').press('Enter')
    const asked = running.window.getByRole('dialog', { name: 'Accept Pilot' })
    await expect.poll(focused).toBe('Cancel')
    await running.window.keyboard.press('Enter')
    await asked.waitFor({ state: 'detached' })
    expect(await focused()).toBe('Accept the checked')
    await button('Accept Pilot').press('Enter')
    await asked.getByRole('button', { name: 'Accept 19 customers' }).click()
    await button('Accept Pilot').waitFor({ state: 'detached' })
    await dismiss('19 customers of Pilot are accepted.')
  })

  it('stops a batch for a reason, and says what was not started', async () => {
    await skipTo(/^Next batch window/)
    await choose('Batch 1')
    await running.window.getByRole('button', { name: 'Transfer Batch 1', exact: true }).click()
    await approveAndStart()
    await view('Run')
    const second = run(/Move customers to the target Batch 1/)
    await second.getByRole('list', { name: 'On the hosts now' }).waitFor()
    await second.getByRole('button', { name: 'Stop…' }).click()
    const dialog = running.window.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Stop the run' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill('alarm in the data centre')
    await dialog.getByRole('button', { name: 'Stop the run' }).click()
    await second.getByText('aborted', { exact: true }).waitFor({ timeout: 60_000 })
    expect(await figures(second)).toContain('alarm in the data centre')
    await running.shot('11-stopped')
  })

  it('shows that the data process ended, starts it again, and loses nothing', async () => {
    await view('Batches')
    const before = await figures(row('Batches', /^Pilot/))
    process.kill(childOf(running.app.process().pid ?? 0, 'data.mjs'), 'SIGKILL')
    await running.window.getByText('data process up, restarted × 1').waitFor()
    expect(await figures(row('Batches', /^Pilot/))).toBe(before)
    await expect.poll(() => running.window.getByRole('alert').count()).toBe(0)
    await running.shot('12-data-restarted')
    await dismiss('The data process was started again.')
  })

  it('writes the report where the user says', async () => {
    const path = join(running.userData, 'report.html')
    await running.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, path)
    await view('Report')
    await button('Save HTML…').click()
    await running.window.getByText(`Report written: ${path}`).waitFor()
    expect(readFileSync(path, 'utf8')).toContain('Panda Telecom')
  })

  it('asks before it is left while a run is live, and stays when that is the answer', async () => {
    await skipTo(/^Next batch window/)
    await view('Batches')
    await choose('Batch 2')
    await button('Transfer Batch 2').click()
    await approveAndStart()
    await view('Run')
    const again = run(/Move customers to the target Batch 2/)
    await again.getByRole('button', { name: 'Pause' }).waitFor()
    const asked = await running.app.evaluate(
      ({ app, dialog }) =>
        new Promise<string>((resolve) => {
          dialog.showMessageBox = async (...args: unknown[]) => {
            const options = args.at(-1)
            resolve(JSON.stringify(options))
            return { response: 0, checkboxChecked: false }
          }
          app.quit()
        }),
    )
    expect(JSON.parse(asked)).toMatchObject({
      message: 'A run is going on.',
      buttons: ['Stay', 'Pause and quit'],
      defaultId: 0,
      cancelId: 0,
    })
    await again.waitFor()
  })

  it('keeps light and dark apart', async () => {
    const scheme = running.window.getByLabel('Colour scheme')
    await scheme.selectOption('dark')
    const background = () =>
      running.window.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await expect.poll(background).toBe('rgb(20, 23, 26)')
    await running.shot('13-dark')
    await scheme.selectOption('light')
    await expect.poll(background).toBe('rgb(244, 245, 247)')
  })
})
