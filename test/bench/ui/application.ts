import { analyseInWindow } from '../../helpers/analyse-window.ts'
import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startElectron } from '../../helpers/electron.ts'
import type { RunningApp } from '../../helpers/electron.ts'
import type { Figure } from '../figure.ts'
import { figureOf } from '../figure.ts'
import { makeScratch } from '../scratch.ts'
import { memoryOf, processTree } from './memory.ts'
import { median } from './numbers.ts'

const root = resolve(import.meta.dirname, '..', '..', '..')
const times = 5
const settleMs = 5000

/**
 * The built application with the Panda project of 1,200 customers: from the start of the program to an overview that can be used, and
 * the memory of all its processes when nothing happens. Playwright's own way in is part of the time.
 */
export async function benchStart(progress: (text: string) => void): Promise<Figure[]> {
  const scratch = makeScratch('start')
  try {
    const project = join(scratch, 'panda.switchyard')
    await promisify(execFile)(process.execPath, [
      join(root, 'main', 'cli', 'switchyard.mjs'),
      'import',
      join(root, 'resources', 'samples', 'panda-telecom'),
      '--out',
      project,
    ])
    const starts: number[] = []
    const memory: number[] = []
    for (let i = 0; i < times; i++) {
      const from = performance.now()
      const running = await startElectron({ files: [project] })
      try {
        await running.window.getByRole('list', { name: 'Stages' }).waitFor()
        starts.push(performance.now() - from)
        await running.window.waitForTimeout(settleMs)
        memory.push(memoryOf(processTree(running.app.process().pid ?? 0)))
      } finally {
        await running.close()
      }
      progress(
        `start ${i + 1}/${times}: ${Math.round(starts.at(-1) ?? 0)} ms, idle ${Math.round(memory.at(-1) ?? 0)} MiB`,
      )
    }
    return [
      figureOf('ui.coldStart', median(starts), 'ms'),
      figureOf('ui.idleMemory', median(memory), 'MiB'),
    ]
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Calls the window's own bridge; the answer's value, or its problem as an error. */
async function ask<T>(running: RunningApp, channel: string, request?: unknown): Promise<T> {
  const args = [channel, ...(request === undefined ? [] : [request])].map((value) =>
    JSON.stringify(value),
  )
  return running.window.evaluate<T>(
    `window.switchyard.invoke(${args.join(', ')}).then((answer) => {
      if (answer.ok) return answer.value
      throw new Error(answer.problem.message)
    })`,
  )
}

type Approval = { readonly id: string; readonly typed: string; readonly people: number }
type RunState = { readonly id: string; readonly state: string }

const over: readonly string[] = ['succeeded', 'failed', 'aborted', 'undone']

/** Starts a procedure with everything approved; with `wait` until it is over. */
export async function runProcedure(
  running: RunningApp,
  request: { readonly procedure: string; readonly batch?: string },
  wait: boolean,
): Promise<void> {
  const report = await ask<{ readonly approvals: readonly Approval[] }>(
    running,
    'run/try-procedure',
    request,
  )
  const approvals = report.approvals.flatMap(({ id, typed, people }) =>
    Array.from({ length: people }, (_, person) => ({ id, typed, by: `bench ${person + 1}` })),
  )
  const { run } = await ask<{ readonly run: string }>(running, 'run/start-procedure', {
    ...request,
    approvals,
  })
  if (!wait) return
  for (;;) {
    const { runs } = await ask<{ readonly runs: readonly RunState[] }>(
      running,
      'project/get-overview',
    )
    const state = runs.find(({ id }) => id === run)?.state ?? ''
    if (over.includes(state)) {
      if (state !== 'succeeded') throw new Error(`${request.procedure} ended ${state}`)
      return
    }
    await running.window.waitForTimeout(200)
  }
}

const setup = [
  'analysis-survey',
  'target-acceptance',
  'ids-split',
  'database-copy',
  'catalog-freeze-check',
  'switchover-voice',
  'switchover-radius-diameter',
  'switchover-api',
] as const

type Seen = { readonly trips: readonly number[]; readonly longTasks: readonly number[] }

/** Round trips, one after another with a short breath, and tasks of the page that took longer than 50 ms. */
const watchPage = (ms: number): string => `new Promise((resolve) => {
  const trips = []
  const longTasks = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration)
  })
  observer.observe({ entryTypes: ['longtask'] })
  const end = performance.now() + ${ms}
  const next = () => {
    const from = performance.now()
    window.switchyard.invoke('app/get-start').then(() => {
      trips.push(performance.now() - from)
      if (performance.now() < end) setTimeout(next, 4)
      else {
        observer.disconnect()
        resolve({ trips, longTasks })
      }
    })
  }
  next()
})`

const watchMs = 8000

/**
 * The sample on its lab, in the middle of the pilot batch, while a second program reads a log of `mib` and takes the other core: how
 * long the window waits for main, and whether it was ever held up.
 */
export async function benchIpc(log: string, progress: (text: string) => void): Promise<Figure[]> {
  const running = await startElectron()
  const abort = new AbortController()
  try {
    await ask(running, 'app/set-preferences', { sampleRate: 60 })
    await ask(running, 'project/open-sample')
    await analyseInWindow((channel, request) => ask(running, channel, request))
    for (const procedure of setup) {
      progress(`ipc: ${procedure}`)
      await runProcedure(running, { procedure }, true)
    }
    await ask(running, 'batch/plan-batches')
    const { batches } = await ask<{
      readonly batches: readonly {
        readonly id: string
        readonly windows: readonly { readonly from: number }[]
      }[]
    }>(running, 'project/get-overview')
    const [pilot] = batches
    const opens = pilot?.windows[0]?.from
    if (pilot === undefined || opens === undefined) throw new Error('the plan has no pilot')
    await ask(running, 'sample/skip-time', { to: opens })
    const reading = promisify(execFile)(
      process.execPath,
      [
        join(root, 'main', 'cli', 'switchyard.mjs'),
        'logs',
        'check',
        '--before',
        log,
        '--after',
        log,
      ],
      { signal: abort.signal, maxBuffer: 1 << 28 },
    ).catch((error: unknown) => error)
    await runProcedure(running, { procedure: 'customer-transfer', batch: pilot.id }, false)
    const seen = await running.window.evaluate<Seen>(watchPage(watchMs))
    abort.abort()
    await reading
    const sorted = seen.trips.toSorted((a, b) => a - b)
    progress(`ipc: ${sorted.length} round trips, ${seen.longTasks.length} tasks over 50 ms`)
    return [
      figureOf('ui.ipc.p99', sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN, 'ms'),
      figureOf('ui.longTask.max', Math.max(0, ...seen.longTasks), 'ms'),
    ]
  } finally {
    abort.abort()
    await running.close()
  }
}
