import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { z } from 'zod'
import { launchDataProcess } from '../../../main/data/launch.ts'
import { apiSource } from '../../../main/analysis/survey-plan.ts'
import { watchMemory } from '../../../main/cli/memory.ts'
import { customersCsv } from '../../../shared/domain/customers-csv.ts'
import type { Customer, ProjectSpec } from '../../../shared/domain/project.ts'
import { ProblemError } from '../../../shared/domain/problems.ts'
import { instant } from '../../../shared/domain/time.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { makeScratch } from '../scratch.ts'
import { childrenOf } from './children.ts'

type World = { readonly spec: ProjectSpec; readonly customers: readonly Customer[] }

const Page = z.object({ kind: z.literal('page'), method: z.string(), offset: z.number() })
const Ready = z.object({ kind: z.literal('ready'), url: z.string(), authority: z.string() })
const cli = fileURLToPath(new URL('../../../main/cli/switchyard.mjs', import.meta.url))

/**
 * The command line reads an API of so many customers, is killed with SIGKILL in the middle, and is started again. Every page must have
 * been asked for once (the one under way at the kill may come twice), and every row must be counted.
 */
export async function readLarge(
  world: World,
  customers: number,
  progress: (text: string) => void,
): Promise<readonly Figure[]> {
  const folder = makeScratch('analysis')
  const server = fork(
    fileURLToPath(new URL('./lists-server.ts', import.meta.url)),
    [String(customers)],
    { execArgv: ['--no-warnings'] },
  )
  try {
    const ready = await firstMessage(server)
    const project = await makeProject(folder, world, ready)
    const pages = new Map<string, number>()
    let seen = 0
    // When each of the two readers asked for its first page: its start is no part of the rate.
    const firstAt: number[] = []
    let onPage = (): void => undefined
    server.on('message', (message: unknown) => {
      const page = Page.parse(message)
      const key = `${page.method} ${page.offset}`
      pages.set(key, (pages.get(key) ?? 0) + 1)
      seen += 1
      onPage()
    })
    const half = Math.ceil((customers * 5) / 1000 / 2)
    const first = read(project)
    onPage = () => {
      if (seen === 1 || seen === half + 1) firstAt.push(performance.now())
      if (seen === half) first.child.kill('SIGKILL')
    }
    const broken = await first.done
    const brokenAt = performance.now()
    const done = await read(project).done
    const [one = 0, two = brokenAt] = firstAt
    const readMs = brokenAt - one + (performance.now() - two)
    const twice = [...pages.values()].filter((times) => times > 1).length
    const seconds = (broken.ms + done.ms) / 1000
    progress(
      `${customers} customers and ${customers * 3} accounts in ${pages.size} pages, killed after ${half}: ${seconds.toFixed(1)} s in all, ${twice} pages twice`,
    )
    for (const { readerMiB, dataMiB } of [broken, done])
      progress(`reader ${readerMiB.toFixed(0)} MiB, data process ${dataMiB.toFixed(0)} MiB`)
    const counted = await countOf(project)
    return [
      figureOf('analysis.api.rate', customers / (readMs / 1000), 'customers/s'),
      figureOf('analysis.api.pagesTwice', twice, 'pages'),
      figureOf(
        'analysis.api.rowsMissed',
        customers - counted.customers + customers * 3 - counted.accounts,
        'rows',
      ),
      figureOf('analysis.api.memory', Math.max(sum(broken), sum(done)), 'MiB'),
      // A reader that holds lists would grow with them: the second half beside the first.
      figureOf('analysis.api.memoryGrowth', sum(done) - sum(broken), 'MiB'),
    ]
  } finally {
    server.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

const firstMessage = (server: ChildProcess): Promise<z.infer<typeof Ready>> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('message', (message) => resolve(Ready.parse(message)))
  })

async function makeProject(
  folder: string,
  { spec, customers }: World,
  { url, authority }: z.infer<typeof Ready>,
): Promise<string> {
  const [caFile, file, out] = ['ca.pem', 'project.yaml', 'bench.switchyard'].map((name) =>
    join(folder, name),
  ) as [string, string, string] // three names give three paths
  const source = { ...spec.systems.source, api: { url, login: 'reader', caFile } }
  writeFileSync(caFile, authority)
  writeFileSync(file, stringify({ ...spec, systems: { ...spec.systems, source } }))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(customers.slice(0, 50)))
  const data = launchDataProcess()
  const imported = await data.api.importProject({ project: file, out }, instant(Date.now()))
  await data.close()
  if (!imported.ok) throw new ProblemError(imported.problem)
  return out
}

type Reading = { readonly ms: number; readonly readerMiB: number; readonly dataMiB: number }

const sum = ({ readerMiB, dataMiB }: Reading): number => readerMiB + dataMiB

function read(project: string): { readonly child: ChildProcess; readonly done: Promise<Reading> } {
  const from = performance.now()
  const child = spawn(
    process.execPath,
    [cli, 'analysis', 'survey', project, '--only', apiSource('source'), '--json'],
    {
      stdio: 'ignore',
      env: { ...process.env, SWITCHYARD_API_SOURCE: 'password-of-the-bench' },
    },
  )
  const reader = watchMemory([child.pid])
  let data: ReturnType<typeof watchMemory> | undefined
  // The data process is the reader's child: it is there some time after it.
  const watch = setInterval(() => {
    const children = childrenOf(child.pid)
    if (children.length === 0) return
    clearInterval(watch)
    data = watchMemory(children)
  }, 300)
  const done = new Promise<Reading>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      reader.stop()
      data?.stop()
      const reading = {
        ms: performance.now() - from,
        readerMiB: reader.peakMiB(),
        dataMiB: data?.peakMiB() ?? 0,
      }
      if (code === 0 || signal === 'SIGKILL') resolve(reading)
      else reject(new Error(`the reader ended with code ${code ?? 'none'}`))
    })
  })
  return { child, done }
}

async function countOf(project: string): Promise<{ customers: number; accounts: number }> {
  const data = launchDataProcess()
  const opened = await data.api.open(project, 'read')
  if (!opened.ok) throw new ProblemError(opened.problem)
  const known = await data.api.knownSurvey()
  await data.close()
  const total = (name: string): number =>
    (known?.facts ?? [])
      .filter((fact) => fact.name === name && fact.subject.kind === 'environment')
      .reduce((n, { value }) => n + Number(value), 0)
  return { customers: total('billing.customers'), accounts: total('billing.accounts') }
}
