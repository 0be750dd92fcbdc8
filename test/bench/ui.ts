import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import { makeScratch } from './scratch.ts'
import { benchIpc, benchStart } from './ui/application.ts'
import { openBenchWindow } from './ui/harness.ts'
import type { BenchWindow } from './ui/harness.ts'
import { writeLog } from './ui/log-file.ts'
import { benchOutput } from './ui/output.ts'
import { benchLargeProject, benchTable } from './ui/table.ts'
import { benchTimeline } from './ui/timeline.ts'

type Tools = {
  /** Opened when the first part wants it. */
  window(): Promise<BenchWindow>
  readonly scratch: string
  readonly mib: number
  readonly progress: (text: string) => void
}
type Part = (tools: Tools) => Promise<readonly Figure[]>

/** What is measured, in this order: first what starts the whole application, then scenes in the window of the bench. */
const parts: Readonly<Record<string, Part>> = {
  start: ({ progress }) => benchStart(progress),
  ipc({ scratch, mib, progress }) {
    const log = join(scratch, 'load.log')
    writeLog(log, mib)
    return benchIpc(log, progress)
  },
  output: ({ progress }) => benchOutput(progress),
  large: ({ progress }) => benchLargeProject(progress),
  timeline: async (tools) => benchTimeline(await tools.window(), tools.progress),
  table: async (tools) => benchTable(await tools.window(), tools.progress),
}

/** How the window feels: medians of 5 in the Electron of the tests, software rendering. */
export async function benchUi({
  parts: wanted = Object.keys(parts),
  mib = 1024,
  progress,
}: {
  readonly parts?: readonly string[]
  /** Size of the log that is read while round trips are measured. */
  readonly mib?: number
  readonly progress: (text: string) => void
}): Promise<Figure[]> {
  const scratch = makeScratch('ui')
  let window: Promise<BenchWindow> | undefined
  const tools: Tools = {
    window: () => (window ??= openBenchWindow(scratch)),
    scratch,
    mib,
    progress,
  }
  try {
    const figures: Figure[] = []
    for (const name of wanted) {
      const part = parts[name]
      if (part === undefined) throw new Error(`there is no part ${name} of bench ui`)
      figures.push(...(await part(tools)))
    }
    return figures
  } finally {
    await (await window)?.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}
