import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'

/** Batches and customers in the real Electron, on the sample: table, filters, choosing by keyboard, the batch builder, one customer. */

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
}, 60_000)
afterAll(() => running.close())

const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const batch = (name: string): Locator =>
  running.window.getByRole('region', { name: 'Batches' }).getByRole('button', { name, exact: true })
const grid = (): Locator => running.window.getByRole('grid', { name: 'Customers' })
const rows = (): Locator => grid().locator('[role=row][aria-selected]')
const chosen = (): Locator => running.window.getByRole('toolbar', { name: 'Chosen customers' })
const total = (): Promise<string | null> => grid().getAttribute('aria-rowcount')
/** Rows follow the filter when there is time; a loaded machine has little. */
const soon = { timeout: 10_000 }
const press = (key: string): Promise<void> => running.window.keyboard.press(key)
const sheet = (): Locator => running.window.getByRole('complementary', { name: /^Customer/ })

const size = async (width: number, height: number): Promise<void> => {
  await running.app.evaluate(
    ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
    [width, height] as const,
  )
}

/** Pictures of what stands on the screen, in both sizes and schemes. */
async function shots(name: string): Promise<void> {
  for (const [width, height] of [
    [1920, 1080],
    [1280, 800],
  ] as const) {
    await size(width, height)
    for (const scheme of ['dark', 'light']) {
      await running.window.getByLabel('Colour scheme').selectOption(scheme)
      await running.shot(`${name}-${width}-${scheme}`)
    }
  }
}

describe('batches and customers', () => {
  it('shows all customers before there is a plan, and plans the batches', async () => {
    await button('Panda Telecom sample').click()
    await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    await press('Alt+4')
    await grid().waitFor()
    expect(await total()).toBe('1201')
    await button('Plan batches').click()
    await batch('Pilot').waitFor()
    expect(
      await running.window.getByRole('region', { name: 'Batches' }).getByRole('row').count(),
    ).toBeGreaterThan(8)
    if (process.env['SWITCHYARD_SHOTS'] !== undefined) await shots('customers')
  })

  it('does not move the rows away from under a click: not when more of the batch is read, not when one is chosen', async () => {
    /** How many places the table has had, from the click until something stands there. */
    const places = (it: Locator, until: RegExp): Promise<number> =>
      it.evaluate(async (clicked, text) => {
        const top = () => document.querySelector('[role=grid]')?.getBoundingClientRect().top
        if (clicked instanceof HTMLElement) clicked.click()
        // React draws what a click has changed right behind it.
        await Promise.resolve()
        const seen = new Set([top()])
        while (!text.test(document.body.innerText)) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          seen.add(top())
        }
        return seen.size
      }, until)
    await batch('Pilot').click()
    await running.window.getByText(/^Hand work: (none|\d)/).waitFor()
    expect(await places(batch('Batch 1'), /Hand work: (none|\d)/)).toBe(1)
    expect(await places(rows().first().getByRole('gridcell').first(), /1 customer chosen/)).toBe(1)
    await button('Clear').click()
    await rows().nth(2).getByRole('gridcell').first().click()
    expect(await chosen().innerText()).toMatch(/1 customer chosen\s+1 account\b/)
    await button('Clear').click()
    await button(/^All 1,200/).click()
  })

  it('shows the whole of a text that has no room while the pointer rests on it', async () => {
    await size(1000, 700)
    const cell = rows().first().getByRole('gridcell').nth(4)
    const text = await cell.innerText()
    await expect.poll(() => cell.evaluate((it) => it.scrollWidth > it.clientWidth)).toBe(true)
    await cell.hover()
    expect(await cell.getAttribute('title')).toBe(text)
    await grid().getByRole('columnheader').nth(1).hover()
    expect(await cell.getAttribute('title')).toBeNull()
    await size(1280, 800)
  })

  it('narrows the table by text, and keeps a filter under a name', async () => {
    await running.window.getByLabel('Find a customer by id or name').fill('an')
    await expect.poll(async () => Number(await total()), soon).toBeLessThan(1200)
    const narrowed = await total()
    await button('Save the filter…').click()
    await running.window.getByLabel('Name of the filter').fill('With an')
    await press('Enter')
    await button('With an').first().waitFor()
    await button('Clear the filter').click()
    await expect.poll(total, soon).toBe('1201')
    await button('With an').first().click()
    await expect.poll(total, soon).toBe(narrowed)
    await button('Clear the filter').click()
    await expect.poll(total, soon).toBe('1201')
  })

  it('is chosen from by the keyboard alone', async () => {
    await grid().focus()
    await press('Home')
    await press('Space')
    await press('Shift+ArrowDown')
    await press('Shift+ArrowDown')
    await chosen().getByText('3 customers chosen').waitFor()
    await press('Control+a')
    await chosen().getByText('1,200 customers chosen').waitFor()
    await press('Escape')
    await chosen().waitFor({ state: 'detached' })
    await press('End')
    await expect.poll(() => rows().last().getAttribute('aria-rowindex'), soon).toBe('1201')
  })

  it('sorts by a column, and says how', async () => {
    const accounts = grid().getByRole('columnheader', { name: /^Accounts/ })
    await accounts.getByRole('button').click()
    await accounts.getByRole('button').click()
    expect(await accounts.getAttribute('aria-sort')).toBe('descending')
  })

  it('shows before it is stored what a move would do, and which rule it breaks', async () => {
    await batch('Batch 1').click()
    await grid().focus()
    await press('Home')
    await press('Space')
    await chosen().getByRole('button', { name: 'Move to…' }).click()
    const dialog = running.window.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Store as a version' }).isDisabled()).toBe(true)
    await dialog.getByRole('combobox', { name: 'To batch' }).click()
    await running.window.getByRole('option', { name: /^Pilot/ }).click()
    await dialog.locator('.edit-preview, [role=alert]').first().waitFor()
    if (process.env['SWITCHYARD_SHOTS'] !== undefined) await shots('builder-pilot')
    await dialog.getByRole('combobox', { name: 'To batch' }).click()
    await running.window.getByRole('option', { name: /^Batch 3/ }).click()
    await dialog.locator('.edit-preview, [role=alert]').first().waitFor()
    if (process.env['SWITCHYARD_SHOTS'] !== undefined) await shots('builder')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  it('pins, with a reason, as a version of the plan', async () => {
    await chosen().getByRole('button', { name: 'Pin…', exact: true }).click()
    const dialog = running.window.getByRole('dialog')
    await dialog.getByText('keeps every rule').waitFor()
    await dialog.getByLabel('Reason').fill('agreed with the customer')
    await dialog.getByRole('button', { name: 'Store as a version' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await chosen().count()).toBe(0)
  })

  it('shows one customer: history, both systems as they answer, tests not before the move', async () => {
    await button(/^All 1,200/).click()
    await grid().focus()
    await press('Home')
    await press('Enter')
    await sheet()
      .getByText(/planned into/)
      .waitFor()
    await sheet().getByRole('button', { name: 'Ask both systems' }).click()
    await sheet().getByText('Here: the source serves it.').waitFor()
    expect(
      await sheet()
        .getByRole('button', { name: /: works$/ })
        .count(),
    ).toBe(0)
    await sheet().getByLabel('Text').fill('prefers a call before the move')
    await sheet().getByRole('button', { name: 'Add' }).click()
    await sheet().getByText('feedback: prefers a call before the move').waitFor()
    if (process.env['SWITCHYARD_SHOTS'] !== undefined) await shots('customer')
  })

  it('has no serious finding of axe', async () => {
    expect(await seriousFindings(running.window)).toEqual([])
    await press('Escape')
  })
})
