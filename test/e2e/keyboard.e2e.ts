import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'

/** Work by keyboard: where the focus is after something was done, so that the next key goes on from there. */

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  const panda = pandaWindow(running.window)
  await panda.open(60)
  await panda.call('batch/plan-batches')
  await panda.analyse()
  await panda.run('target-acceptance')
}, 120_000)
afterAll(() => running.close())

const press = (key: string): Promise<void> => running.window.keyboard.press(key)
const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const heading = (name: string): Locator =>
  running.window.getByRole('heading', { level: 2, name, exact: true })
const hasFocus = (it: Locator): Promise<boolean> =>
  it.evaluate((element) => element === document.activeElement)
const focused = (): Promise<string | undefined> =>
  running.window.evaluate(() => document.activeElement?.id ?? undefined)

describe('the focus', () => {
  it('is at the heading of the view that a link has led to', async () => {
    await running.view('Overview')
    await button('Show the batch').press('Enter')
    await expect.poll(() => hasFocus(heading('Batches and customers'))).toBe(true)
  })

  it('stays in the part of a view whose link has led to another tab of it', async () => {
    await running.view('Run')
    await button(/^Accept the target system/).click()
    const run = running.window.getByRole('article', { name: 'Accept the target system' })
    await run.getByRole('tabpanel', { name: 'Steps' }).getByRole('button').first().press('Enter')
    await run.getByRole('tab', { name: /^Attempts/, selected: true }).waitFor()
    await expect.poll(focused).toBe('run-detail')
  })

  it('comes back to a button that was switched off while it worked', async () => {
    await running.view('Hosts')
    await running.window.getByRole('button', { name: 'tgt-web', exact: true }).click()
    const test = button('Test connection')
    await test.press('Enter')
    await running.window
      .getByRole('region', { name: 'Test of the connection' })
      .getByText('ok')
      .first()
      .waitFor()
    await expect.poll(() => hasFocus(test)).toBe(true)
  })

  it('is not taken back from somebody who clicked beside everything', async () => {
    const test = button('Test connection')
    await test.focus()
    await heading('Hosts').click({ position: { x: 1, y: 1 } })
    await running.window.locator('.page-head').click({ position: { x: 200, y: 5 } })
    await running.window.evaluate(() => document.body.append(document.createElement('i')))
    const clock = running.window.getByTitle("The project's clock")
    const before = await clock.innerText()
    await expect.poll(() => clock.innerText(), { timeout: 5000 }).not.toBe(before)
    expect(await running.window.evaluate(() => document.activeElement === document.body)).toBe(true)
  })

  it('begins in the first field of a new entry', async () => {
    await running.view('Analysis')
    await running.window.getByRole('tab', { name: 'Registers' }).click()
    await button('Add entry…').press('Enter')
    const dialog = running.window.getByRole('dialog', { name: 'Integration points: new entry' })
    await dialog.waitFor()
    await expect.poll(() => hasFocus(dialog.getByRole('textbox').first())).toBe(true)
    await press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await hasFocus(button('Add entry…'))).toBe(true)
  })
})
