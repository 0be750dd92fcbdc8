import { seededChance } from '../../../resources/samples/chance.ts'
import type { Verdict } from '../../../shared/log-rules/types.ts'
import type { Figure } from '../figure.ts'
import { inject } from './faults/inject.ts'
import type { FaultTruth } from './faults/truth.ts'
import { runRecords } from './faults/run.ts'
import type { FaultRun, RunOptions } from './faults/run.ts'
import { hasMix } from './faults/mix.ts'
import { runBytes } from './faults/run-bytes.ts'
import { faultWorld } from './faults/world.ts'

type Run = (seed: number, options?: RunOptions) => FaultRun

export type FaultsBenchOptions = {
  /** Runs with all thirty faults. Default 10. */
  readonly seeds?: number
  /** Batches of which only the verdict counts. Default 50. */
  readonly verdicts?: number
  /** Runs without any fault. Default 10. */
  readonly clean?: number
  /** MiB of other programs' lines among ours in each of these runs. Default 64 where the tool and its data lie beside the repository, else 0. */
  readonly mib?: number
  /** Begin with records instead of bytes: faster, and the reading is left out. Default false. */
  readonly fromRecords?: boolean
  readonly progress?: (text: string) => void
}

/** What the check makes of faults that were put into its logs (log-check.md, "Baseline diff"). */
export function benchFaults(options: FaultsBenchOptions = {}): Promise<readonly Figure[]> {
  const {
    seeds = 10,
    verdicts = 50,
    clean = 10,
    mib = hasMix() ? 64 : 0,
    fromRecords = false,
    progress = () => undefined,
  } = options
  const run: Run = fromRecords ? runRecords : (seed, options) => runBytes(seed, { ...options, mib })
  progress(
    fromRecords
      ? 'from records on; background of our own messages'
      : `from bytes on; background of our own messages and ${mib} MiB of other programs' lines${mib === 0 ? ' (no tool beside the repository)' : ''}`,
  )
  const runs: FaultRun[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const one = run(seed)
    runs.push(one)
    progress(
      `seed ${seed}: ${one.score.plain.found} of ${one.score.plain.of} plain, ${one.score.hard.found} of ${one.score.hard.of} hard, ${one.score.reported} groups reported, ${one.score.right} right`,
    )
    for (const text of trouble(one)) progress(`  ${text}`)
  }
  let falseGroups = 0
  let notPassed = 0
  for (let seed = 1; seed <= clean; seed++) {
    const one = run(1000 + seed, { chosen: () => false })
    falseGroups += one.score.reported
    if (one.result.verdict !== 'pass') notPassed++
    for (const text of trouble(one)) progress(`clean ${seed}: ${text}`)
  }
  if (clean > 0)
    progress(`${clean} clean runs: ${falseGroups} false groups, ${notPassed} not passed`)
  const judged = judgeMany(verdicts, progress)
  const scores = runs.map((r) => r.score)
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
  const attribution = scores.flatMap((s) => s.attribution)
  return Promise.resolve([
    ...(seeds === 0
      ? []
      : [
          figure(
            'recallPlain',
            sum(scores.map((s) => s.plain.found)) / sum(scores.map((s) => s.plain.of)),
            'share',
          ),
          figure(
            'recallHard',
            sum(scores.map((s) => s.hard.found)) / sum(scores.map((s) => s.hard.of)),
            'share',
          ),
          figure(
            'precision',
            sum(scores.map((s) => s.right)) / sum(scores.map((s) => s.reported)),
            'share',
          ),
          figure('attributionF1', sum(attribution) / attribution.length, 'share'),
        ]),
    figure('fatal', judged.fatal, 'batches'),
    figure('verdicts', judged.right / Math.max(1, verdicts), 'share'),
    figure('cleanFalse', falseGroups, 'groups'),
  ])
}

const trouble = ({ score }: FaultRun): readonly string[] => [
  ...score.missed.map((id) => `missed ${id}`),
  ...score.falseGroups.map((text) => `false: ${text}`),
  ...score.poorlyAttributed.map((text) => `attributed wrongly: ${text}`),
]

/** Batches of all kinds, from records on: clean, with faults that only ask for a look, with one or more that must stop it, and with a gap. */
function judgeMany(
  count: number,
  progress: (text: string) => void,
): { readonly fatal: number; readonly right: number } {
  let fatal = 0
  let right = 0
  for (let i = 0; i < count; i++) {
    const seed = 2000 + i
    const { chosen, gaps, wanted } = batchOf(seed, i)
    const { result } = runRecords(seed, { chosen: (truth) => chosen.has(truth.id), gaps })
    if (result.verdict === wanted) right++
    else
      progress(
        `batch ${seed}: ${result.verdict} instead of ${wanted} with ${[...chosen].join(', ')}`,
      )
    if (wanted === 'fail' && result.verdict === 'pass') fatal++
  }
  return { fatal, right }
}

type BatchPlan = {
  readonly chosen: ReadonlySet<string>
  readonly gaps: readonly string[]
  readonly wanted: Verdict
}

export function batchOf(seed: number, kind: number): BatchPlan {
  const chance = seededChance(seed)
  const { truths } = inject(faultWorld(seed), seed)
  const some = (deserves: FaultTruth['deserves'], most: number): readonly FaultTruth[] =>
    chance
      .shuffled(truths.filter((truth) => truth.deserves === deserves))
      .slice(0, chance.between(1, most))
  const faults = [
    [],
    some('fail', 1),
    [...some('fail', 3), ...some('inconclusive', 3)],
    some('inconclusive', 3),
    [],
  ][kind % 5]
  const gaps = kind % 5 === 4 ? ['sip3: kamailio.log was cut off at 23:10'] : []
  const wanted = faults?.some((truth) => truth.deserves === 'fail')
    ? 'fail'
    : (faults?.length ?? 0) > 0 || gaps.length > 0
      ? 'inconclusive'
      : 'pass'
  return { chosen: new Set(faults?.map((truth) => truth.id)), gaps, wanted }
}

const figure = (name: string, value: number, unit: string): Figure => ({
  name: `logs.faults.${name}`,
  value,
  unit,
  peer: null,
  peerValue: null,
  ratio: null,
})
