import { rmSync } from 'node:fs'
import type { Figure } from './figure.ts'
import { makeScratch } from './scratch.ts'
import { openBenchWindow } from './ui/harness.ts'
import type { BenchWindow } from './ui/harness.ts'
import { benchTimeline } from './ui/timeline.ts'

type Part = (window: BenchWindow, progress: (text: string) => void) => Promise<readonly Figure[]>

/** What is measured in the window of the bench, in this order. */
const parts: Readonly<Record<string, Part>> = { timeline: benchTimeline }

/** How the window feels: medians of 5 in the Electron of the tests, software rendering. */
export async function benchUi({
  parts: wanted = Object.keys(parts),
  progress,
}: {
  readonly parts?: readonly string[]
  readonly progress: (text: string) => void
}): Promise<Figure[]> {
  const scratch = makeScratch('ui')
  const window = await openBenchWindow(scratch)
  try {
    const figures: Figure[] = []
    for (const name of wanted) {
      const part = parts[name]
      if (part === undefined) throw new Error(`there is no part ${name} of bench ui`)
      figures.push(...(await part(window, progress)))
    }
    return figures
  } finally {
    await window.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}
