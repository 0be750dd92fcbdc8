import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { publicHolidays } from '../../shared/planner/holidays.ts'
import type { Figure } from './figure.ts'
import { growthExponent } from './growth.ts'
import { compareExact } from './planner/exact.ts'
import type { Measured } from './planner/measure.ts'
import { compareQuality } from './planner/quality.ts'
import { coverage } from './planner/simulate.ts'
import { planWorld } from './planner/world.ts'

export type PlannerBenchOptions = {
  /** Default 1,200, 10,000, 100,000 and 1,000,000. */
  readonly sizes?: readonly number[]
  /** Simulated migrations of the back-test. Default 200. */
  readonly migrations?: number
  readonly progress?: (text: string) => void
}

/** Speed, memory, growth, quality and honesty of the planner. */
export async function benchPlanner(options: PlannerBenchOptions = {}): Promise<Figure[]> {
  const {
    sizes = [1200, 10_000, 100_000, 1_000_000],
    migrations = 200,
    progress = () => undefined,
  } = options
  const measured: Measured[] = []
  for (const size of sizes) {
    const one = await measureApart(size)
    measured.push(one)
    progress(
      `${size} customers: ${(one.fullMs / 1000).toFixed(2)} s, ${one.batches} batches, ${one.unplaced} without a window`,
    )
  }
  progress('quality beside first-fit and an exact solver')
  const { ours, plain } = compareQuality(planWorld({ customers: 10_000, holidays: publicHolidays }))
  const exact = await compareExact(12, publicHolidays)
  progress(
    `${exact.proved} of ${exact.cases} small cases proved by the solver; back-test of ${migrations} migrations`,
  )
  const backTest = coverage({ migrations, seed: 1 })
  const beside = (name: string, value: number, unit: string, peerValue: number): Figure => ({
    name,
    value,
    unit,
    peer: 'first-fit',
    peerValue,
    ratio: value / peerValue,
  })
  return [
    ...measured.flatMap((m): Figure[] => [
      alone(`planner.full.${m.customers}`, m.fullMs, 'ms'),
      alone(`planner.memory.${m.customers}`, m.peakMiB, 'MiB'),
      alone(`planner.edit.${m.customers}`, m.editMs, 'ms'),
      alone(`planner.unplaced.${m.customers}`, m.unplaced, 'batches'),
    ]),
    alone('planner.growthExponent', growthExponent(measured), ''),
    beside('planner.utilisation', ours.utilisation, 'share', plain.utilisation),
    beside('planner.spread', ours.spread, 'large customers in one batch', plain.spread),
    beside('planner.unevenness', ours.unevenness, 'share', plain.unevenness),
    {
      name: 'planner.exact.gap',
      value: exact.gap,
      unit: 'share',
      peer: 'HiGHS, proved optimum',
      peerValue: 0,
      ratio: null,
    },
    {
      name: 'planner.exact.windows',
      value: exact.windows,
      unit: 'windows',
      peer: 'HiGHS, fewest windows',
      peerValue: exact.fewestWindows,
      ratio: exact.windows / exact.fewestWindows,
    },
    alone('planner.p90coverage', backTest.covered / backTest.total, 'share'),
  ]
}

const alone = (name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  peer: null,
  peerValue: null,
  ratio: null,
})

const program = fileURLToPath(new URL('./planner/measure.ts', import.meta.url))

/** In a process of its own, so that no size has the memory or the compiled code of another. */
async function measureApart(customers: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--expose-gc', '--max-old-space-size=8192', program, String(customers)],
    { maxBuffer: 2 ** 20 },
  )
  return JSON.parse(stdout) as Measured // measure.ts prints it
}
