import { rmSync } from 'node:fs'
import { startElectron } from '../../helpers/electron.ts'
import type { Figure } from '../figure.ts'
import { figureOf } from '../figure.ts'
import { makeScratch } from '../scratch.ts'
import type { BenchWindow } from './harness.ts'
import { makeLargeProject } from './large-project.ts'
import { median, percentile } from './numbers.ts'

const times = 5
const frames = 60

/** 100,000 customers in the table of the view: first paint, and the 95th percentile of a frame while it is scrolled. */
export async function benchTable(
  window: BenchWindow,
  progress: (text: string) => void,
): Promise<Figure[]> {
  const paints: number[] = []
  const moved: Record<string, number[]> = {}
  for (let i = 0; i < times; i++) {
    const run = await window.run('table', frames)
    paints.push(run.firstPaintMs)
    for (const [movement, list] of Object.entries(run.frames))
      (moved[movement] ??= []).push(percentile(list, 0.95))
    progress(
      `table ${i + 1}/${times}: first paint ${Math.round(run.firstPaintMs)} ms, p95 frame ${Object.entries(
        moved,
      )
        .map(([movement, list]) => `${movement} ${Math.round(list.at(-1) ?? 0)}`)
        .join(', ')} ms`,
    )
  }
  return [
    figureOf('ui.table.firstPaint', median(paints), 'ms'),
    figureOf('ui.table.frameP95', median(moved['scroll'] ?? []), 'ms'),
    figureOf('ui.table.frameP95.jump', median(moved['jump'] ?? []), 'ms'),
  ]
}

/** A project of 100,000 customers and its plan, from the click on its name in the list of recent files to its overview and its table. */
export async function benchLargeProject(progress: (text: string) => void): Promise<Figure[]> {
  const scratch = makeScratch('large')
  const customers = 100_000
  try {
    const from = performance.now()
    const project = await makeLargeProject(scratch, customers)
    progress(`a project of ${customers} customers made in ${seconds(from)} s`)
    const opened: number[] = []
    const shown: number[] = []
    // Opened once by its name on the command line: from then on it is among the recent files.
    const running = await startElectron({ files: [project] })
    const { window } = running
    try {
      for (let i = 0; i <= times; i++) {
        await window.getByRole('list', { name: 'Stages' }).waitFor()
        if (i > 0) {
          opened.push(await window.evaluate<number>('performance.now() - globalThis.benchFrom'))
          const begun = performance.now()
          await window.keyboard.press('Alt+4')
          await window
            .locator(`[role=grid][aria-rowcount="${customers + 1}"]`)
            .waitFor({ timeout: 120_000 })
          shown.push(performance.now() - begun)
          progress(
            `open ${i}/${times}: overview ${Math.round(opened.at(-1) ?? 0)} ms, then the table ${Math.round(shown.at(-1) ?? 0)} ms`,
          )
        }
        if (i === times) break
        await window.getByRole('button', { name: 'Close', exact: true }).click()
        const recent = window.locator('.recent button').first()
        await recent.waitFor()
        await window.evaluate('globalThis.benchFrom = performance.now()')
        await recent.click()
      }
    } finally {
      await running.close()
    }
    return [
      figureOf(`ui.open.${customers}`, median(opened), 'ms'),
      figureOf(`ui.openTable.${customers}`, median(shown), 'ms'),
    ]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const seconds = (from: number): string => ((performance.now() - from) / 1000).toFixed(0)
