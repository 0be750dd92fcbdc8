import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { launchDataProcess } from '../../../main/data/launch.ts'
import type { DataApi } from '../../../main/data/protocol.ts'
import type { SurveyPart } from '../../../main/data/survey-protocol.ts'
import { watchMemory } from '../../../main/cli/memory.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { Fact } from '../../../shared/domain/analysis/facts.ts'
import { customersCsv } from '../../../shared/domain/customers-csv.ts'
import { JournalEvent } from '../../../shared/domain/journal.ts'
import { Customer } from '../../../shared/domain/project.ts'
import type { ProjectSpec } from '../../../shared/domain/project.ts'
import { ProblemError } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { instant } from '../../../shared/domain/time.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { growthExponent } from '../growth.ts'
import { makeScratch } from '../scratch.ts'
import { childrenOf } from './children.ts'

const now = instant(Date.UTC(2026, 10, 2))
const batchSize = 150
const surveys = 6
const products = 400

const must = <T>(answer: Result<T, Problem>): T => {
  if (!answer.ok) throw new ProblemError(answer.problem)
  return answer.value
}

/**
 * Findings, registers, sizing and gate of a project with so many customers (three accounts each), a plan of batches, a catalogue of 400
 * products of which each has changed since the freeze, and six surveys with thousands of facts: derived anew, as each look of the window
 * and each gate does. Three sizes, so that its growth is seen.
 */
export async function deriveLarge(
  spec: ProjectSpec,
  customers: number,
  progress: (text: string) => void,
): Promise<readonly Figure[]> {
  const measured: { readonly customers: number; readonly warmMs: number }[] = []
  let memoryMiB = 0
  for (const size of [customers / 25, customers / 5, customers]) {
    const one = await deriveOnce(spec, size)
    measured.push({ customers: size, warmMs: one.warmMs })
    memoryMiB = one.memoryMiB
    progress(
      `${size} customers: ${one.findings} findings in ${one.warmMs.toFixed(0)} ms (first ${one.coldMs.toFixed(0)} ms), data process ${one.memoryMiB.toFixed(0)} MiB`,
    )
  }
  return [
    figureOf('analysis.derive', measured.at(-1)?.warmMs ?? 0, 'ms'),
    figureOf('analysis.derive.memory', memoryMiB, 'MiB'),
    figureOf('analysis.derive.growthExponent', growthExponent(measured), ''),
  ]
}

async function deriveOnce(spec: ProjectSpec, customers: number) {
  const folder = makeScratch('analysis-derive')
  const data = launchDataProcess()
  const memory = watchMemory(childrenOf(process.pid))
  try {
    await fill(data.api, folder, spec, customers)
    const times: number[] = []
    let findings = 0
    for (let i = 0; i < 6; i++) {
      const from = performance.now()
      findings = (await data.api.analysis(now)).findings.length
      times.push(performance.now() - from)
    }
    const [coldMs = 0, ...warm] = times
    return { coldMs, warmMs: Math.min(...warm), memoryMiB: memory.peakMiB(), findings }
  } finally {
    memory.stop()
    await data.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const customersOf = (spec: ProjectSpec, count: number): readonly Customer[] =>
  Array.from({ length: count }, (_, i) =>
    Customer.parse({
      id: String(100_000 + i),
      name: `Customer ${i}`,
      environment: spec.environments[i % spec.environments.length]?.id,
      kind: 'retail',
      accounts: 3,
      product: `Trunk ${i % products}`,
      monthlyMinutes: 500,
      handWork: i % 50 === 0 ? ['mail'] : [],
    }),
  )

async function fill(api: DataApi, folder: string, spec: ProjectSpec, count: number): Promise<void> {
  const customers = customersOf(spec, count)
  const [project, out] = [join(folder, 'project.yaml'), join(folder, 'bench.switchyard')]
  writeFileSync(project, stringify(spec))
  writeFileSync(join(folder, 'customers.csv'), customersCsv(customers))
  must(await api.importProject({ project, out }, now))
  must(await api.open(out, 'write'))
  for (let i = 0; i < surveys; i++) {
    const source = { name: 'survey of the bench', state: 'read' as const, sentence: 'read' }
    const id = `s${i}`
    must(await api.beginSurvey({ id, by: 'bench', sources: [source] }, now))
    must(await api.putSurveyPart(id, source, partOf(spec, count, source.name)))
    must(await api.endSurvey(id, now))
  }
  const batches = Array.from({ length: Math.ceil(count / batchSize) }, (_, n) =>
    JournalEvent.parse({
      kind: 'batch.created',
      batch: `b${n}`,
      ordinal: n,
      pilot: n === 0,
      members: customers.slice(n * batchSize, (n + 1) * batchSize).map(({ id }) => id),
      windows: spec.environments.map(({ id: environment }) => ({
        environment,
        team: 'operators',
        from: now + n * 86_400_000,
        to: now + n * 86_400_000 + 4 * 3_600_000,
      })),
    }),
  )
  must(await api.append(batches, now))
  must(await api.append([looked('freeze', 0), looked('check', 1)], now))
}

/** What surveys of large systems bring: fact by fact, and thousands of clients of the API. */
function partOf(spec: ProjectSpec, customers: number, source: string): SurveyPart {
  const facts: Fact[] = [
    ...spec.hosts.flatMap(({ name }) =>
      Array.from({ length: 40 }, (_, i) =>
        factOf('host', name, `service.running.program-${i}`, true, source),
      ),
    ),
    ...spec.environments.flatMap(({ id }) => [
      factOf('environment', id, 'billing.customers', Math.round(customers / 2), source, 'count'),
      ...Array.from({ length: products }, (_, i) =>
        factOf('environment', id, `billing.product.Trunk ${i}.accounts`, 750, source, 'count'),
      ),
    ]),
  ]
  const [host] = spec.hosts
  return {
    facts,
    modifications: Array.from({ length: 300 }, (_, i) => ({
      host: host?.name ?? '',
      kind: 'file',
      name: `/home/porta/lib/Module${i}.pm`,
      source,
    })),
    connections: [],
    apiClients: Array.from({ length: 3000 }, (_, i) => ({
      address: `203.0.${i % 200}.${i % 250}`,
      method: `Customer/get_${i % 40}`,
      hits: 5,
      firstAt: now,
      lastAt: now,
      source,
    })),
    scripts: [],
    schemas: [],
    unread: [],
  }
}

const factOf = (
  kind: Fact['subject']['kind'],
  id: string,
  name: string,
  value: Fact['value'],
  source: string,
  unit: Fact['unit'] = null,
): Fact => ({ subject: { kind, id }, name, value, unit, source, at: now })

const looked = (purpose: 'freeze' | 'check', version: number): JournalEvent =>
  JournalEvent.parse({
    kind: 'catalog.looked',
    purpose,
    by: 'bench',
    looks: [
      {
        system: 'source',
        hashes: Object.fromEntries(
          Array.from({ length: products }, (_, i) => [`product:Trunk ${i}`, `${version} ${i}`]),
        ),
        changed: [],
      },
    ],
  })
