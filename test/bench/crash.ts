import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { resourcesDir } from '../../main/cli/session.ts'
import { launchDataProcess } from '../../main/data/launch.ts'
import type { DataApi } from '../../main/data/protocol.ts'
import type { LabClient } from '../../main/lab/client.ts'
import { launchLab } from '../../main/lab/launch.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Figure } from './figure.ts'

const runner = fileURLToPath(new URL('./crash-runner.ts', import.meta.url))
/** Customers of the small project that is migrated again and again while it is killed. */
const customersOfRound = 60

type Tally = {
  kills: number
  doubleEffects: number
  lostTransitions: number
  unnamed: number
  rounds: number
  /** From the start of a process until it has taken up what was interrupted, real ms. */
  readonly resumeMs: number[]
}

/** Kills the runner with SIGKILL at random points, takes up again each time, and compares the journal with the lab's truth. */
export async function benchCrash(options: {
  readonly kills?: number
  readonly progress: (text: string) => void
}): Promise<readonly Figure[]> {
  const wanted = options.kills ?? 200
  const tally: Tally = {
    kills: 0,
    doubleEffects: 0,
    lostTransitions: 0,
    unnamed: 0,
    rounds: 0,
    resumeMs: [],
  }
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-crash-'))
  try {
    while (tally.kills < wanted)
      await round(join(folder, String(tally.rounds)), wanted, tally, options.progress)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const sorted = tally.resumeMs.toSorted((a, b) => a - b)
  const figure = (name: string, value: number, unit: string): Figure => ({
    name,
    value,
    unit,
    peer: null,
    peerValue: null,
    ratio: null,
  })
  return [
    figure('crash.kills', tally.kills, ''),
    figure('crash.doubleEffects', tally.doubleEffects, ''),
    figure('crash.lostTransitions', tally.lostTransitions, ''),
    figure('crash.unnamedEnds', tally.unnamed, ''),
    figure('crash.migrations', tally.rounds, ''),
    figure('crash.resume.p50', sorted[Math.floor(sorted.length / 2)] ?? 0, 'ms'),
  ]
}

/** One migration from its import to its end, killed on the way as often as is still wanted. */
async function round(
  folder: string,
  wanted: number,
  tally: Tally,
  progress: (text: string) => void,
): Promise<void> {
  const data = launchDataProcess()
  const sample = await data.api.validate({
    project: join(resourcesDir, 'samples', 'panda-telecom', 'project.yaml'),
  })
  if (!sample.ok) throw new ProblemError(sample.problem)
  const lab = await launchLab({
    dir: join(folder, 'lab'),
    spec: {
      ...sample.value.spec,
      transfer: { ...sample.value.spec.transfer, pilotSize: 5, batchSize: 20, maxBatchSize: 40 },
    },
    customers: wholeGroups(sample.value.customers),
    rate: 20,
    seed: `crash ${tally.rounds}`,
  })
  const project = join(folder, 'crash.switchyard')
  const imported = await data.api.importProject(
    { project: join(folder, 'lab', 'project.yaml'), out: project },
    instant(lab.clock.now()),
  )
  if (!imported.ok) throw new ProblemError(imported.problem)
  await data.close()
  const acks = new Map<number, string>()
  try {
    for (;;) {
      const killAfter = tally.kills < wanted ? Math.random() * 1500 : undefined
      const ended = await once(lab.dir, project, killAfter, acks, tally)
      if (ended === 'finished') break
      tally.kills++
      if (tally.kills % 10 === 0) progress(`${tally.kills} kills`)
    }
    await judge(project, lab, acks, tally)
    tally.rounds++
  } finally {
    await lab.stop()
  }
}

/** Customers whose whole reseller tree, offices and IVR are among the chosen: none has a group outside. */
function wholeGroups<
  C extends {
    id: string
    parent?: string | undefined
    mainOffice?: string | undefined
    ivr?: string | undefined
    kind: string
  },
>(customers: readonly C[]): readonly C[] {
  const parents = new Set(
    customers.flatMap((c) => [c.parent, c.mainOffice].filter((p) => p !== undefined)),
  )
  return customers
    .filter(
      (c) =>
        c.kind === 'retail' &&
        c.mainOffice === undefined &&
        !parents.has(c.id) &&
        c.ivr === undefined,
    )
    .slice(0, customersOfRound)
}

/** Runs the runner until it is killed after `killAfter` ms, or until it has finished. */
function once(
  labDir: string,
  project: string,
  killAfter: number | undefined,
  acks: Map<number, string>,
  tally: Tally,
): Promise<'killed' | 'finished'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [runner, labDir, project], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const spawned = performance.now()
    let words = ''
    let finished = false
    let timer: NodeJS.Timeout | undefined
    child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4000)))
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      const [word, first = '', second = ''] = line.split(' ')
      if (word === 'ack') acks.set(Number(first), second)
      if (word === 'resumed' && Number(first) > 0) tally.resumeMs.push(performance.now() - spawned)
      if (word === 'finished') finished = true
    })
    // From the start of the process on: points in its own start and recovery are points too.
    if (killAfter !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), 250 + killAfter)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve('killed')
      else if (code === 0 && finished) resolve('finished')
      else reject(new Error(`the runner ended by itself (code ${String(code)}): ${words}`))
    })
  })
}

async function judge(
  project: string,
  lab: LabClient,
  acks: ReadonlyMap<number, string>,
  tally: Tally,
): Promise<void> {
  const data = launchDataProcess()
  try {
    const opened = await data.api.open(project, 'read')
    if (!opened.ok) throw new ProblemError(opened.problem)
    const verified = await data.api.verify()
    if (!verified.ok) throw new ProblemError(verified.problem)
    const journal = await readJournal(data.api)
    const truth = await lab.truth()
    for (const [seq, hash] of acks) if (journal.hashes.get(seq) !== hash) tally.lostTransitions++
    for (const attempt of await lab.attempts())
      if (!journal.intended.has(attempt)) tally.lostTransitions++
    tally.doubleEffects += truth.effects.startedTwice.length + truth.customers.importedTwice
    tally.unnamed += (await data.api.runs()).filter((run) => !isRunOver(run.state)).length
    tally.unnamed += truth.customers.total - truth.customers.onTarget + truth.customers.locksLeft
  } finally {
    await data.close()
  }
}

async function readJournal(
  data: DataApi,
): Promise<{ hashes: Map<number, string>; intended: Set<string> }> {
  const hashes = new Map<number, string>()
  const intended = new Set<string>()
  for (let after = 0; ;) {
    const page = await data.events({ after })
    if (page.length === 0) return { hashes, intended }
    for (const { seq, hash, event } of page) {
      after = seq
      hashes.set(seq, hash)
      if (event.kind === 'attempt.intended') intended.add(event.attempt)
    }
  }
}
