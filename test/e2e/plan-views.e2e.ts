import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
import type { PandaWindow } from '../helpers/panda-window.ts'

/** Timeline and schedule of the Panda sample, in the real Electron. */

let running: RunningApp
let call: PandaWindow['call']
beforeAll(async () => {
  running = await startElectron()
  ;({ call } = pandaWindow(running.window))
  await running.window.getByRole('button', { name: 'Panda Telecom sample' }).click()
  await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor({ timeout: 90_000 })
})
afterAll(() => running.close())

const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const view = (name: string): Promise<void> => running.view(name)

const grid = (): Locator => running.window.getByRole('treegrid')
/** A batch in the calendar, and the day that a date stands for. */
const chip = (batch: string): Locator => running.window.locator('.batch-chip', { hasText: batch })
const night = (date: string): Locator => running.window.locator(`[data-date="${date}"]`)
const row = (name: RegExp): Locator => grid().getByRole('row', { name })

const press = (keys: string): Promise<void> => running.window.keyboard.press(keys)
/** The plan is read again a few seconds after a change that another one made. */
const soon = { timeout: 10_000 }
const focused = (): Promise<string | undefined> =>
  running.window.evaluate(() => document.activeElement?.textContent)

describe('the timeline', () => {
  it('says what to do while there is no plan, and proposes one', async () => {
    await view('Timeline')
    await running.shot('timeline-0-empty')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
    await button('Propose a plan').click()
    await row(/Pre-migration analysis/)
      .first()
      .waitFor()
  })

  it('shows stages, tasks and batches, and only the rows that are on the screen', async () => {
    expect(Number(await grid().getAttribute('aria-rowcount'))).toBeGreaterThan(80)
    expect(await grid().getByRole('row').count()).toBeLessThan(60)
    await running.window.getByText(/forecast P50/).waitFor()
    await running.shot('timeline-1-all')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('is walked through with the keyboard: groups close, a task opens with its facts', async () => {
    await grid().focus()
    await press('Home')
    await press('ArrowLeft')
    await row(/Reconfigure the source database/).waitFor()
    expect(await row(/Survey the systems/).count()).toBe(0)
    await press('ArrowDown')
    await press('ArrowDown')
    for (let i = 0; i < 30; i++) {
      const label = await grid().locator('[aria-selected="true"]').innerText()
      if (label.includes('Reconfigure the source')) break
      await press('ArrowDown')
    }
    await press('Enter')
    const sheet = running.window.getByRole('complementary', { name: /Reconfigure the source/ })
    await sheet.getByText('until the first customer moves').waitFor()
    await sheet.getByText('method.txt').waitFor()
    await running.shot('timeline-2-sheet')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('keeps what a person says of a task', async () => {
    const sheet = running.window.getByRole('complementary')
    await sheet.getByLabel('State').selectOption('started')
    await sheet.getByLabel('Owner').fill('Ann')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await row(/Reconfigure the source/)
      .getByText('started')
      .waitFor()
    expect(await sheet.getByRole('alert').count()).toBe(0)
    // What somebody else says of it is shown, also beside what is being typed here.
    await sheet.getByLabel('Note').fill('half of it')
    await call('plan/set-task', { task: 'ids-split', state: 'done', owner: 'Ben' })
    await expect.poll(() => sheet.getByLabel('State').inputValue(), soon).toBe('done')
    expect(await sheet.getByLabel('Owner').inputValue()).toBe('Ben')
    expect(await sheet.getByLabel('Note').inputValue()).toBe('half of it')
    await call('plan/set-task', { task: 'ids-split', state: 'started', owner: 'Ben' })
    await expect.poll(() => sheet.getByLabel('State').inputValue(), soon).toBe('started')
    // What was said is taken back by emptying it.
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('half of it').waitFor()
    for (const label of ['Owner', 'Note']) await sheet.getByLabel(label).fill('')
    await sheet.getByRole('button', { name: 'Save' }).click()
    await sheet.getByText('half of it').waitFor({ state: 'detached' })
    expect(await sheet.getByText('Ben', { exact: true }).count()).toBe(0)
    await running.shot('timeline-2-task')
    await press('Escape')
    // Keys go on where they were before the sheet was opened.
    await sheet.waitFor({ state: 'detached' })
    expect(await grid().evaluate((it) => it === document.activeElement)).toBe(true)
  })

  it('signs a version as the baseline, which the timeline shows from then on', async () => {
    await view('Schedule')
    await button('Version 1…').click()
    const versions = running.window.getByRole('dialog', { name: 'Versions of the plan' })
    const sign = versions.getByRole('button', { name: 'Sign version 1 as the baseline' })
    const asked = running.window.getByRole('dialog', { name: 'Sign version 1 as the baseline' })
    // Asked first, with Cancel in the focus; the focus goes back to where it was.
    await sign.press('Enter')
    await expect.poll(focused).toBe('Cancel')
    await press('Escape')
    await asked.waitFor({ state: 'detached' })
    expect(await sign.evaluate((it) => it === document.activeElement)).toBe(true)
    await press('Enter')
    await expect.poll(focused).toBe('Cancel')
    await press('Tab')
    await press('Enter')
    await versions.getByText('baseline', { exact: true }).waitFor()
    await press('Escape')
    await versions.waitFor({ state: 'detached' })
    expect(await focused()).toBe('Version 1…')
    await view('Timeline')
    await running.window.getByText('baseline is version 1').waitFor()
    expect(await running.window.getByText('no baseline signed').count()).toBe(0)
  })

  it('zooms to the minutes of the next window and back', async () => {
    await running.window.getByLabel('Part of time to show').selectOption('Next window')
    await running.window.locator('.gantt-axis').getByText('06:00').first().waitFor()
    await running.shot('timeline-3-window')
    await grid().focus()
    for (let i = 0; i < 14; i++) await press('+')
    await running.window
      .locator('.gantt-axis')
      .getByText(/:\d\d:/)
      .first()
      .waitFor()
    await press('0')
    await running.window.locator('.gantt-axis').getByText('Jan 2027').waitFor()
    expect(await running.window.locator('.gantt-axis').getByText(/:\d\d/).count()).toBe(0)
  })
})

describe('the schedule', () => {
  it('shows nights, refused ones with their reason, and batches', async () => {
    await view('Schedule')
    await chip('Pilot').waitFor()
    await running.shot('schedule-0-first')
    await running.window.getByText('Panda UK', { exact: true }).click()
    await button('Later month').click()
    await button('Later month').click()
    await chip('Batch 10').waitFor()
    await night('2027-02-06').getByText('Saturday').waitFor()
    await running.shot('schedule-1-month')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('judges every night for a batch that is held, and says before dropping why not', async () => {
    await chip('Batch 10').focus()
    await press('Space')
    await night('2027-02-08').getByText('free').waitFor()
    await night('2027-02-03').getByText('refused').waitFor()
    await running.shot('schedule-2-held')
    await press('Escape')
    await night('2027-02-08').getByText('free').waitFor({ state: 'detached' })
    expect(await running.window.getByRole('dialog').count()).toBe(0)
  })

  it('moves a batch only after its consequences were shown and a reason was given', async () => {
    await chip('Batch 10').focus()
    await press('Space')
    await night('2027-02-05').getByText('free').waitFor()
    await press('ArrowRight')
    await running.window.locator('[data-date="2027-02-05"][data-over="true"]').waitFor()
    await press('Space')
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText(/Batch 10: .*2027-02-04.*→.*2027-02-05/).waitFor()
    await running.shot('schedule-3-consequences')
    await dialog.getByLabel('Reason').fill('the team is away')
    await dialog.getByRole('button', { name: 'Store as version 2' }).click()
    await button('Version 2…').waitFor()
    await night('2027-02-05').getByText('Batch 10').waitFor()
    expect(await night('2027-02-04').getByText('Batch 10').count()).toBe(0)
  })

  it('is dragged by the mouse as well, and dropped where it was taken nothing happens', async () => {
    const { mouse } = running.window
    const centre = async (of: Locator): Promise<readonly [number, number]> => {
      const box = await of.boundingBox()
      if (box === null) throw new Error('it is not on the screen')
      return [box.x + box.width / 2, box.y + box.height / 2]
    }
    const from = await centre(chip('Batch 10'))
    await mouse.move(...from)
    await mouse.down()
    await mouse.move(from[0] + 12, from[1] + 4, { steps: 3 })
    await night('2027-02-08').getByText('free').waitFor()
    const to = await centre(night('2027-02-08'))
    await mouse.move(...to, { steps: 8 })
    await running.window.locator('[data-date="2027-02-08"][data-over="true"]').waitFor()
    await mouse.up()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText(/Batch 10: .*2027-02-05.*→.*2027-02-08/).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await night('2027-02-05').getByText('Batch 10').waitFor()
    await mouse.move(...from)
    await mouse.down()
    await mouse.move(from[0] + 12, from[1] + 4, { steps: 3 })
    await mouse.move(...from, { steps: 3 })
    await mouse.up()
    expect(await dialog.count()).toBe(0)
  })

  it('refuses a night that is taken, and offers the next free one', async () => {
    await chip('Batch 9').focus()
    await press('Space')
    await night('2027-02-04').getByText('refused').waitFor()
    await press('ArrowRight')
    await running.window.locator('[data-date="2027-02-03"][data-over="true"]').waitFor()
    await press('ArrowRight')
    await running.window.locator('[data-date="2027-02-04"][data-over="true"]').waitFor()
    await press('Space')
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText('Nothing was changed.').waitFor()
    await dialog.getByText('Next free:').waitFor()
    await running.shot('schedule-4-refused')
    expect(await dialog.getByLabel('Reason').count()).toBe(0)
    await dialog.getByRole('button', { name: 'Leave it where it is' }).click()
  })

  it('takes the last version back', async () => {
    await button('Version 2…').click()
    const versions = running.window.getByRole('dialog', { name: 'Versions of the plan' })
    await versions.getByText('the team is away').waitFor()
    await running.shot('schedule-5-versions')
    await versions.getByRole('button', { name: /Take back version 2/ }).click()
    const dialog = running.window.getByRole('dialog', { name: /Take back/ })
    await dialog.getByLabel('Reason').fill('they are here after all')
    await dialog.getByRole('button', { name: 'Store as version 3' }).click()
    await button('Version 3…').waitFor()
    await night('2027-02-04').getByText('Batch 10').waitFor()
    expect(await night('2027-02-05').getByText('Batch 10').count()).toBe(0)
  })

  it('adds a blackout, and shows first what has to give way', async () => {
    await button('Add blackout…').click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByLabel('From').fill('2027-02-02')
    await dialog.getByLabel('To, this day too').fill('2027-02-02')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('trade fair')
    await dialog.getByRole('button', { name: 'See what it moves' }).click()
    await dialog.getByText(/Batch 9: .*2027-02-02.*→/).waitFor()
    await dialog.getByLabel('Reason').fill('asked by sales')
    await dialog.getByRole('button', { name: 'Store as version 4' }).click()
    await night('2027-02-02').getByText('trade fair').waitFor()
    expect(await night('2027-02-02').getByText('Batch 9').count()).toBe(0)
    await running.shot('schedule-6-blackout')
  })

  it('shows the hours of a week', async () => {
    await running.window.getByText('Week with hours').click()
    await running.window.getByRole('group', { name: /Hours of a week/ }).waitFor()
    await running.shot('schedule-7-week')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('can be scrolled by keyboard in a month without a batch too', async () => {
    await running.window.getByText('Month', { exact: true }).click()
    await running.window.getByText('Panda US', { exact: true }).click()
    await button('Earlier month').click()
    await button('Earlier month').click()
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })

  it('says that a window is open when its time has come, though nothing else happens', async () => {
    await button('Later month').click()
    await button('Later month').click()
    await chip('Pilot').getByText('planned').waitFor()
    const skip = running.window.getByLabel('Skip time in the lab')
    await skip.selectOption({ index: 1 })
    await chip('Pilot').getByText('open').waitFor()
    await skip.selectOption({ index: 3 })
    await chip('Pilot').getByText('missed').waitFor()
    expect(await chip('Pilot').getByText('open').count()).toBe(0)
  })

  it('keeps its contrast in the dark', async () => {
    await running.window.getByLabel('Colour scheme').selectOption('dark')
    await running.shot('schedule-8-dark')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
    await view('Timeline')
    await grid().waitFor()
    await running.shot('timeline-4-dark')
    expect(await seriousFindings(running.window, 'main')).toEqual([])
  })
})
