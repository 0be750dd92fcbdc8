import Database from 'better-sqlite3'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { launchDataProcess } from '../../main/data/launch.ts'
import type { DataApi } from '../../main/data/protocol.ts'
import { chainHash } from '../../main/data/store/chain.ts'
import { setPragmas } from '../../main/data/store/open.ts'
import { migrate } from '../../main/data/store/migrate.ts'
import { asWritable } from '../../main/data/db.ts'
import { canonicalJson } from '../../shared/base/canonical-json.ts'
import { CustomerId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { fail } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { instant } from '../../shared/domain/time.ts'
import { sampleFolder } from '../../resources/samples/generate.ts'
import { makeScratch } from './scratch.ts'
import type { Figure } from './figure.ts'

/**
 * What a durable transition costs: through the data process (another process, checks, tables, chain) beside a bare loop
 * of better-sqlite3 that inserts the same rows into the same table on the same disk, one COMMIT each, synchronous=FULL.
 */
const oneByOne = 2000
const lanes = 8
const perLane = 1000
const peer = 'better-sqlite3 loop'
const at = instant(1_772_413_200_000)

export async function benchJournal(): Promise<Figure[]> {
  const folder = makeScratch('journal')
  const path = join(folder, 'bench.switchyard')
  await importPanda(path)
  const data = launchDataProcess()
  try {
    unwrap(await data.api.open(path, 'write'))
    await appendAlone(data.api, 200) // warm both sides
    const alone = await appendAlone(data.api, oneByOne)
    const together = await appendTogether(data.api)
    const bare = bareLoop(join(folder, 'bare.db'))
    const bareRate = perSecond(bare)
    return [
      figure('journal.append.p50', quantile(alone, 0.5), 'ms', quantile(bare, 0.5)),
      figure('journal.append.p99', quantile(alone, 0.99), 'ms', quantile(bare, 0.99)),
      figure('journal.rate', together, '/s', bareRate),
      figure('journal.rate.oneByOne', perSecond(alone), '/s', bareRate),
      {
        name: 'journal.rss',
        value: (await data.api.rss()) / 1024 / 1024,
        unit: 'MiB',
        peer: null,
        peerValue: null,
        ratio: null,
      },
    ]
  } finally {
    await data.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In a process of its own, so that the memory below is that of a process that only opened a project. */
async function importPanda(path: string): Promise<void> {
  const data = launchDataProcess()
  try {
    unwrap(
      await data.api.importProject({ project: join(sampleFolder, 'project.yaml'), out: path }, at),
    )
  } finally {
    await data.close()
  }
}

/** Each customer goes to and fro, so that every event passes the rules of state and moves a row. */
function transition(i: number): JournalEvent {
  const there = Math.floor(i / 1200) % 2 === 0
  return {
    kind: 'customer.state',
    customer: CustomerId.parse(customerIds[i % 1200]),
    from: there ? 'planned' : 'scheduled',
    to: there ? 'scheduled' : 'planned',
  }
}

const customerIds = [
  ...Array.from({ length: 720 }, (_, i) => String(10_001 + i)),
  ...Array.from({ length: 480 }, (_, i) => String(20_001 + i)),
]

let sent = 0

async function appendAlone(api: DataApi, count: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const event = transition(sent++)
    const from = performance.now()
    unwrap(await api.append([event], at))
    times.push(performance.now() - from)
  }
  return times
}

async function appendTogether(api: DataApi): Promise<number> {
  const from = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let i = 0; i < perLane; i++) unwrap(await api.append([transition(sent++)], at))
    }),
  )
  return (lanes * perLane * 1000) / (performance.now() - from)
}

function bareLoop(path: string): readonly number[] {
  const db = asWritable(new Database(path))
  setPragmas(db)
  migrate(db)
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, NULL, ?, NULL, ?, ?)')
  const times: number[] = []
  let hash = ''
  for (let i = 0; i < oneByOne; i++) {
    const event = transition(i)
    const json = canonicalJson(event)
    hash = chainHash(hash, i + 1, at, json)
    const from = performance.now()
    insert.run(
      i + 1,
      at,
      event.kind,
      event.kind === 'customer.state' ? event.customer : null,
      json,
      hash,
    )
    times.push(performance.now() - from)
  }
  db.close()
  return times
}

const perSecond = (times: readonly number[]): number =>
  (times.length * 1000) / times.reduce((sum, ms) => sum + ms, 0)

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

const figure = (name: string, value: number, unit: string, peerValue: number): Figure => ({
  name,
  value,
  unit,
  peer,
  peerValue,
  ratio: value / peerValue,
})

function unwrap<T>(answer: { ok: true; value: T } | { ok: false; problem: Problem }): T {
  return answer.ok ? answer.value : fail(answer.problem.code, answer.problem.message)
}
