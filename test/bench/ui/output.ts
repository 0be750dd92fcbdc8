import { rmSync } from 'node:fs'
import { startElectron } from '../../helpers/electron.ts'
import { writeLongOutput } from '../../helpers/long-output.ts'
import type { Figure } from '../figure.ts'
import { figureOf } from '../figure.ts'
import { makeScratch } from '../scratch.ts'
import { runProcedure } from './application.ts'
import { median } from './numbers.ts'

const times = 5
const lines = 1_000_000

/** From the click on the tab until the first lines of an output of 1,000,000 are on the screen, and from a jump until its line is. */
export async function benchOutput(progress: (text: string) => void): Promise<Figure[]> {
  const scratch = makeScratch('output')
  const running = await startElectron()
  try {
    const { window } = running
    await window.getByRole('button', { name: 'Panda Telecom sample' }).click()
    await window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    await runProcedure(running, { procedure: 'analysis-survey' }, true)
    await writeLongOutput(running, lines)
    await window.getByRole('navigation').getByRole('button', { name: /^Run/ }).click()
    await window.getByRole('button', { name: /^Survey the systems/ }).click()
    const opens: number[] = []
    const jumps: number[] = []
    for (let i = 0; i < times; i++) {
      await window.getByRole('tab', { name: 'Steps' }).click()
      opens.push(await window.evaluate<number>(timeUntil('tab', 'line 1 of')))
      jumps.push(await window.evaluate<number>(timeUntil('end', `line ${lines} of`)))
      progress(`output ${i + 1}/${times}: open ${opens.at(-1)} ms, jump ${jumps.at(-1)} ms`)
    }
    return [
      figureOf('ui.output.open', median(opens), 'ms'),
      figureOf('ui.output.jump', median(jumps), 'ms'),
    ]
  } finally {
    await running.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Runs in the page: does something, and counts until the frame that shows the wanted text. */
const timeUntil = (
  what: 'tab' | 'end',
  wanted: string,
): string => `new Promise((resolve, reject) => {
  const from = performance.now()
  const view = () => document.querySelector('.output-view')
  if (${JSON.stringify(what)} === 'tab')
    [...document.querySelectorAll('[role=tab]')].find((tab) => tab.textContent.startsWith('Attempts')).click()
  else view().dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
  const look = () => {
    if (view()?.textContent.includes(${JSON.stringify(wanted)})) return resolve(Math.round((performance.now() - from) * 10) / 10)
    if (performance.now() - from > 60000) return reject(new Error('not seen in a minute'))
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})`
