import { join } from 'node:path'
import { launchDataProcess } from '../../main/data/launch.ts'
import { withScene } from '../../main/cli/lab-scene.ts'
import type { Scene } from '../../main/cli/lab-scene.ts'
import { resourcesDir } from '../../main/cli/session.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Finding } from '../../shared/domain/analysis/findings.ts'
import type { Survey } from '../../shared/domain/analysis/facts.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { FaultInput } from '../../main/lab/faults.ts'
import { judge, judgeFindings } from './analysis/planted.ts'
import type { Judged } from './analysis/planted.ts'
import { deriveLarge } from './analysis/derive.ts'
import { readLarge } from './analysis/read-large.ts'
import { figureOf } from './figure.ts'
import type { Figure } from './figure.ts'

/** What is planted, in rounds: one without any, so that nothing is found where nothing is. */
const rounds: readonly (readonly FaultInput[])[] = [
  [],
  [
    { kind: 'database-reader' },
    { kind: 'modified-file', host: 'src-web' },
    { kind: 'wrong-clock', host: 'src-sip-uk' },
    { kind: 'unknown-client' },
    { kind: 'second-operator', action: 'catalog', entity: 'product:US EasyTrunk 20' },
  ],
  [
    { kind: 'database-reader', address: '203.0.113.99', login: 'crm' },
    { kind: 'modified-file', host: 'src-db', path: '/etc/httpd/conf.d/custom.conf' },
    { kind: 'wrong-clock', host: 'dsbc1', ms: -7000 },
    {
      kind: 'unknown-client',
      address: '203.0.113.98',
      method: 'Product/get_product_list',
      hits: 1,
    },
    { kind: 'second-operator', action: 'catalog', entity: 'product:UK EasyTrunk 5' },
  ],
]

/** The analysis on Panda's lab against the lab's own truth, then an API of 100,000 customers with a kill in the middle, and its findings. */
export async function benchAnalysis({
  customers = 100_000,
  progress,
}: {
  readonly customers?: number
  readonly progress: (text: string) => void
}): Promise<readonly Figure[]> {
  const data = launchDataProcess()
  const world = await data.api.validate({
    project: join(resourcesDir, 'samples', 'panda-telecom', 'project.yaml'),
  })
  await data.close()
  if (!world.ok) throw new ProblemError(world.problem)
  const found = await withScene(
    {
      world: world.value,
      rate: 20,
      seed: 'analysis',
      say: () => undefined,
      follow: () => () => undefined,
    },
    (scene) => findPlanted(scene, progress),
  )
  return [
    ...found,
    ...(await readLarge(world.value, customers, progress)),
    ...(await deriveLarge(world.value.spec, customers, progress)),
  ]
}

function must<T>(result: Result<T, Problem>): T {
  if (!result.ok) throw new ProblemError(result.problem)
  return result.value
}

async function findPlanted(
  { engine, lab }: Scene,
  progress: (text: string) => void,
): Promise<readonly Figure[]> {
  let [planted, missed, invented] = [0, 0, 0]
  const count = (judged: Judged): void => {
    missed += judged.missed.length
    invented += judged.invented.length
    for (const sentence of judged.missed) progress(`missed: ${sentence}`)
    for (const sentence of judged.invented) progress(`invented: ${sentence}`)
  }
  const ms: number[] = []
  // The freeze begins before anything is planted: a product that changes later has to be found.
  must(await engine.registers.look('freeze', 'bench'))
  let before: readonly Finding[] | undefined
  for (const plants of rounds) {
    for (const plant of plants) await lab.inject(plant)
    planted += plants.length
    const from = performance.now()
    const row = must(await engine.analysis.survey('bench'))
    ms.push(performance.now() - from)
    const survey: Survey | undefined = await engine.data.survey(row.id)
    if (survey === undefined) throw new Error('the survey is not there')
    count(judge(survey, await lab.analysisTruth()))
    const { findings } = must(await engine.registers.look('check', 'bench'))
    if (before !== undefined) count(judgeFindings(before, findings, plants))
    before = findings
  }
  progress(`${planted} plants over ${rounds.length} surveys of ten hosts and three APIs`)
  return [
    figureOf('analysis.planted', planted, 'plants'),
    figureOf('analysis.planted.missed', missed, 'plants'),
    figureOf('analysis.invented', invented, 'facts'),
    figureOf('analysis.survey', Math.max(...ms), 'ms'),
  ]
}
