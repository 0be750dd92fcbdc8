import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLab } from '../../main/lab/client.ts'
import { wordAt } from '../../shared/domain/customer-table.ts'
import { CustomerId } from '../../shared/domain/ids.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
import type { PandaWindow } from '../helpers/panda-window.ts'

/** An import that breaks for one customer of the pilot: found in the logs, looked at, signed, returned; and the files that leave the program. */

let running: RunningApp
let panda: PandaWindow
let unlucky = ''
beforeAll(async () => {
  running = await startElectron()
  panda = pandaWindow(running.window)
  await panda.open(60)
  await panda.setUp()
  const overview = await panda.call('project/get-overview')
  const { ids, environments, standing } = await panda.call('customer/get-page', {
    from: 0,
    limit: 2000,
  })
  const lab = await connectLab(dirname(overview?.project.path ?? ''))
  const first = overview?.batches[0]?.windows[0]?.environment
  unlucky =
    ids.find(
      (_id, row) =>
        wordAt(standing.batches, row) === 'pilot' && wordAt(environments, row) === first,
    ) ?? ''
  await lab.inject({ kind: 'import-conflict', customer: unlucky })
  await panda.moveNight('pilot')
}, 180_000)
afterAll(() => running.close())

const view = (name: string): Promise<void> => running.view(name)
const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const tab = (name: RegExp): Locator => running.window.getByRole('tab', { name })

/** How it looks on a large screen and in the dark; only where pictures are asked for. */
async function inOtherLooks(name: string): Promise<void> {
  if (process.env['SWITCHYARD_SHOTS'] === undefined) return
  const look = async (width: number, height: number, scheme: 'light' | 'dark'): Promise<void> => {
    await running.app.evaluate(
      ({ BrowserWindow, nativeTheme }, [w, h, theme]) => {
        nativeTheme.themeSource = theme
        BrowserWindow.getAllWindows()[0]?.setContentSize(w, h)
      },
      [width, height, scheme] as const,
    )
    await expect.poll(() => running.window.evaluate(() => innerWidth)).toBe(width)
    await running.shot(`${name}-${width}-${scheme}`)
  }
  await look(1920, 1050, 'light')
  await look(1920, 1050, 'dark')
  await look(1280, 773, 'dark')
  await look(1280, 773, 'light')
}

/** The next save dialog answers with this name in the test's own folder. */
async function saveAs(name: string): Promise<string> {
  const path = join(running.userData, name)
  await running.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  return path
}

describe('the logs of a batch', () => {
  it('say that it failed, for whom, and which line says so', async () => {
    await view('Logs')
    const verdict = running.window.getByRole('region', { name: 'Verdict' })
    await verdict.getByText('the next batch waits for an answer').waitFor()
    expect(await verdict.innerText()).toMatch(/fail[\s\S]*1 fail/)
    const groups = running.window.getByRole('listbox', { name: 'Groups of the check' })
    const first = groups.getByRole('option').first()
    expect(await first.innerText()).toContain('new')
    expect(await first.innerText()).toContain(unlucky)
    const detail = running.window.getByRole('article', { name: 'Group' })
    await detail.getByText('stops the batch').waitFor()
    expect(await detail.innerText()).toContain(`customer ${unlucky}: import failed`)
    await running.shot('logs-1-groups')
  })

  it('show the lines around it, read from its host', async () => {
    await button('Lines around it').first().click()
    const lines = running.window.getByLabel('Lines around the example')
    await lines.waitFor()
    const text = await lines.innerText()
    expect(text.split('\n').length).toBeGreaterThan(3)
    expect(text).toMatch(new RegExp(`▸ .*customer ${unlucky}: import failed`))
    await running.shot('logs-2-context')
    await inOtherLooks('logs')
  })

  it('are found by customer, class and text, and the arrow keys go through them', async () => {
    const groups = running.window.getByRole('listbox', { name: 'Groups of the check' })
    const before = await running.window.getByText(/^\d+ groups$/).innerText()
    await running.window.getByLabel('Customer', { exact: true }).fill(unlucky)
    await expect
      .poll(() => groups.getByRole('option').count())
      .toBeLessThan(Number.parseInt(before, 10))
    await button('Show all').click()
    await groups.focus()
    await running.window.keyboard.press('ArrowDown')
    await running.window.keyboard.press('ArrowDown')
    expect(await groups.locator('[aria-selected=true]').getAttribute('aria-posinset')).toBe('3')
    await running.window.keyboard.press('Home')
  })

  it('over time are stacked by level and by host, with the first lock marked', async () => {
    const chart = running.window.getByRole('group', { name: /^Errors and warnings over time/ })
    expect(await chart.getAttribute('aria-label')).toMatch(/since the first lock/)
    await running.window.getByText('By host').click()
    await running.window.getByText('Around the first lock').click()
    await chart.getByText('before | first lock | after').waitFor()
    await running.shot('logs-3-by-host')
    await running.window.getByText('By level').click()
    await running.window.getByText('All', { exact: true }).first().click()
  })

  it('of every host are told with size, clock and until when they were seen', async () => {
    await tab(/^Hosts/).click()
    const panel = running.window.getByRole('tabpanel')
    await expect.poll(() => panel.getByRole('row').count()).toBeGreaterThan(8)
    expect(await panel.innerText()).toContain('read to its end')
    await running.shot('logs-4-hosts')
  })

  it('let somebody answer for noise, with an end, and end it', async () => {
    await tab(/^Groups/).click()
    await running.window.getByLabel('Class').selectOption('unchanged')
    await running.window
      .getByRole('listbox', { name: 'Groups of the check' })
      .getByRole('option')
      .first()
      .click()
    await button('Note as noise…').click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByLabel('Name of the entry').fill('nightly-noise')
    await dialog.getByLabel('Why it is not a risk').fill('there since years, nobody is hurt')
    await running.shot('logs-5-noise')
    await dialog.getByRole('button', { name: 'Note it' }).click()
    await dialog.waitFor({ state: 'detached' })
    await tab(/^Noise ledger 1/).click()
    await button('End… nightly-noise').click()
    await running.window.getByRole('dialog').getByRole('button', { name: 'End the entry' }).click()
    await running.window
      .getByRole('tabpanel')
      .getByText(/ended .* by /)
      .waitFor()
    const { ledger } = await panda.call('logs/get-state')
    expect(ledger).toMatchObject([
      { entry: { id: 'nightly-noise', until: { batch: 1 } }, endedBy: expect.any(String) },
    ])
    await running.shot('logs-6-ledger')
  })

  it('are drawn for every reader: axe finds nothing grave', async () => {
    await tab(/^Groups/).click()
    await button('Show all').click()
    expect(await seriousFindings(running.window)).toEqual([])
  })

  it('are watched while they come', async () => {
    await running.window.getByRole('switch', { name: 'Watch' }).click()
    await running.window
      .getByRole('log', { name: 'What is new' })
      .getByText('verdict fail')
      .waitFor({ timeout: 30_000 })
    expect(await running.window.getByRole('log', { name: 'What is new' }).innerText()).toContain(
      unlucky,
    )
    await running.shot('logs-7-watch')
    await running.window.getByRole('switch', { name: 'Watch' }).click()
  })

  it('lead to a task, which is in the timeline as work by hand', async () => {
    await tab(/^Customers/).click()
    const customer = running.window.getByRole('article', { name: `Customer ${unlucky}` })
    await customer.getByRole('button', { name: 'Task…' }).click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('ask the vendor why the id is taken')
    await dialog.getByRole('button', { name: 'Sign: open the task' }).click()
    await customer.getByRole('button', { name: 'task logs-pilot-1' }).click()
    const sheet = running.window.getByRole('complementary', {
      name: `Look into the logs of customer ${unlucky} (pilot)`,
    })
    await expect
      .poll(() => sheet.innerText(), { timeout: 30_000 })
      .toMatch(/Note: .* ask the vendor why the id is taken/)
    await running.shot('logs-8-task')
    await running.view('Logs')
  })

  it('lead to the return of the customer, signed, with its evidence kept', async () => {
    await tab(/^Customers/).click()
    const customer = running.window.getByRole('article', { name: `Customer ${unlucky}` })
    await customer.waitFor()
    await running.shot('logs-8-customer')
    await customer.getByRole('button', { name: 'Return…' }).click()
    const dialog = running.window.getByRole('dialog')
    await dialog
      .getByRole('region', { name: 'Evidence' })
      .getByText('import failed')
      .first()
      .waitFor()
    expect(
      await dialog.getByRole('button', { name: 'Sign: return the customer' }).isDisabled(),
    ).toBe(true)
    await dialog.getByLabel('Reason').fill('its import found a record in the way')
    await running.shot('logs-9-review')
    await dialog.getByRole('button', { name: 'Sign: return the customer' }).click()
    await running.window.getByText(/^Signed: return \d+ on result .* has begun/).waitFor()
    await running.window
      .getByRole('region', { name: 'Verdict' })
      .getByText('answered for', { exact: true })
      .waitFor({ timeout: 30_000 })
    await expect
      .poll(
        async () =>
          (await panda.call('customer/get-detail', { customer: CustomerId.parse(unlucky) }))
            .customer.state,
        {
          timeout: 60_000,
        },
      )
      .toMatch(/returned|planned/)
    await customer.getByText(/Logs of customer \d+ since pilot/).waitFor()
    await running.shot('logs-10-returned')
  })
})

describe('the report', () => {
  it('is shown as it would be written, in a frame that may run nothing', async () => {
    await view('Report')
    const frame = running.window.getByTitle('Preview of the report')
    await frame.waitFor()
    expect(await frame.getAttribute('sandbox')).toBe('')
    const inside = frame.contentFrame()
    await inside.getByRole('heading', { name: 'Log check' }).waitFor()
    expect(await inside.locator('body').innerText()).toContain(`import failed`)
    await running.shot('report-1')
    expect(await seriousFindings(running.window)).toEqual([])
  })

  it('is printed: a PDF with pages', async () => {
    const path = await saveAs('panda.pdf')
    await button('Save PDF…').click()
    await running.window.getByText(`Report on paper written: ${path}`).waitFor({ timeout: 60_000 })
    const pdf = readFileSync(path)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0).toBeGreaterThan(3)
    expect(running.app.windows()).toHaveLength(1)
  })

  it.each([
    ['Customers', 'id,name,environment', 1201],
    ['Batches', 'id,order,pilot', 10],
    ['Runs', 'id,procedure,batch', 9],
    ['Downtime', 'run,member,service', 10],
    ['Log groups', 'batch,checked_utc', 5],
    ['Noise ledger', 'id,group,signature', 2],
    ['Events', 'seq,at_utc,kind', 100],
    ['Tasks', 'id,stage,kind', 20],
    ['Migration matrix', 'id,name,environment', 1201],
    ['Notices', 'id,name,contact', 1000],
  ])('writes the table %s', async (name, head, atLeast) => {
    const path = await saveAs(`${name}.csv`)
    await button(`Save ${name}…`).click()
    await running.window.getByText(`${name} written: ${path}`).first().waitFor()
    const lines = readFileSync(path, 'utf8').replace('\uFEFF', '').split('\r\n').filter(Boolean)
    expect(lines[0]).toMatch(new RegExp(`^${head}`))
    expect(lines.length).toBeGreaterThanOrEqual(atLeast)
    expect(lines.filter((line) => /(^|,)[=+@]/.test(line))).toEqual([])
  })

  it('writes the calendar', async () => {
    const path = await saveAs('plan.ics')
    await button('Save Calendar…').click()
    await running.window.getByText(`Calendar written: ${path}`).waitFor()
    expect(readFileSync(path, 'utf8')).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
    await running.shot('report-2-written')
    await inOtherLooks('report')
  })

  it('takes a picture of a chart as it stands', async () => {
    await view('Logs')
    const path = await saveAs('trouble.png')
    await button('Save picture… of errors and warnings').click()
    await running.window.getByText(`Picture written: ${path}`).waitFor()
    const png = readFileSync(path)
    expect(png.subarray(0, 8)).toEqual(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]))
    expect(png.readUInt32BE(16)).toBeGreaterThan(500)
  })
})
