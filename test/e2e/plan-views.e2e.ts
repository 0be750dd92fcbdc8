import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'

/** Timeline and schedule of the Panda sample, in the real Electron. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  await running.window.getByRole('button', { name: 'Panda Telecom sample' }).click()
  await running.window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
})
afterAll(() => running.close())

const button = (name: string | RegExp): Locator => running.window.getByRole('button', { name })
const view = (name: string): Promise<void> =>
  running.window
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()

/** Serious and critical findings of axe in the part of the window that is shown. */
async function seriousFindings(): Promise<readonly string[]> {
  await running.window.evaluate(axe)
  const found = await running.window.evaluate<
    readonly { impact: string; id: string; nodes: { html: string }[] }[]
  >('axe.run(document.querySelector("main")).then((result) => result.violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

const grid = (): Locator => running.window.getByRole('treegrid')
const row = (name: RegExp): Locator => grid().getByRole('row', { name })

describe('the timeline', () => {
  it('says what to do while there is no plan, and proposes one', async () => {
    await view('Timeline')
    await running.shot('timeline-0-empty')
    expect(await seriousFindings()).toEqual([])
    await button('Propose a plan').click()
    await row(/^Pre-migration analysis|Pre-migration analysis/)
      .first()
      .waitFor()
  })

  it('shows stages, tasks and batches, and only the rows that are on the screen', async () => {
    expect(Number(await grid().getAttribute('aria-rowcount'))).toBeGreaterThan(80)
    expect(await grid().getByRole('row').count()).toBeLessThan(60)
    await running.window.getByText(/forecast P50/).waitFor()
    await running.shot('timeline-1-all')
    expect(await seriousFindings()).toEqual([])
  })
})
