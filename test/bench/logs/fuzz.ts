import { mostTexts } from '../../../main/data/analysis/check-files.ts'
import { createScanner } from '../../../main/data/analysis/scan.ts'
import { createTally } from '../../../main/data/analysis/tally.ts'
import type { Tally } from '../../../main/data/analysis/tally.ts'
import { seededChance } from '../../../resources/samples/chance.ts'
import type { Chance } from '../../../resources/samples/chance.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { LineFigures } from '../../../shared/log-rules/types.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'
import { fuzzLine } from './fuzz-lines.ts'
import { stressFigures } from './fuzz-stress.ts'

const linesOfFile = 20_000
const referenceAt = Date.UTC(2026, 5, 15)

export type FuzzOptions = {
  /** Default 10,000,000. */
  readonly lines?: number
  readonly seed?: number
  readonly progress?: (text: string) => void
}

/**
 * Random and mutated lines, cut anywhere, through scanner, tally and templates. A crash ends it with its seed; a line or a record that is
 * not accounted for is counted as lost. The same numbers come in every run but for the times.
 */
export function benchFuzz(options: FuzzOptions = {}): Figure[] {
  const { lines = 10_000_000, seed = 1, progress = () => undefined } = options
  let tally = createTally({ shapes: mostTexts })
  let done = 0
  let lost = 0
  let cutDifferences = 0
  let flagged = 0
  let counted = 0
  let cpuMs = 0
  const files = Math.ceil(lines / linesOfFile)
  for (let file = 0; file < files; file += 1) {
    const chance = seededChance(seed * 1_000_003 + file)
    const count = Math.min(linesOfFile, lines - done)
    const bytes = fileOf(chance, count)
    const every = file % 2 === 0
    const from = process.cpuUsage()
    const read = accountFor(seed, file, () => scanCut(bytes, { chance, every, tally }))
    const used = process.cpuUsage(from)
    cpuMs += (used.user + used.system) / 1000
    lost += missing(read.figures, count)
    flagged += read.flagged
    done += count
    if (file % 25 === 0) {
      const whole = accountFor(seed, file, () =>
        scanCut(bytes, { chance: undefined, every, tally: createTally({ shapes: mostTexts }) }),
      )
      if (JSON.stringify(whole) !== JSON.stringify(read)) cutDifferences += 1
    }
    // As in use: one tally takes what one check reads, and is asked for its templates once.
    if (file % 50 === 49 || file === files - 1) {
      counted += templatesCount(tally)
      tally = createTally({ shapes: mostTexts })
      progress(`${done} lines, ${lost} lost, ${(done / cpuMs).toFixed(0)} thousand a second of CPU`)
    }
  }
  return [
    figureOf('logs.fuzz.lines', done, 'lines'),
    figureOf('logs.fuzz.lost', lost, 'lines'),
    figureOf('logs.fuzz.lostRecords', Math.abs(flagged - counted), 'records'),
    figureOf('logs.fuzz.cutDifferences', cutDifferences, 'files'),
    figureOf('logs.fuzz.rate', done / (cpuMs / 1000), 'lines/s'),
    figureOf('logs.fuzz.growth', growth(seed), 'times'),
    ...stressFigures(progress),
  ]
}

/** Text whose lines are known by number; the last may have no newline. */
function fileOf(chance: Chance, count: number): Buffer {
  const lines = Array.from({ length: count }, () => fuzzLine(chance).replaceAll('\n', ' '))
  const isHalf = chance.between(0, 1) === 0 && lines.at(-1) !== ''
  return Buffer.from(`${lines.join('\n')}${isHalf ? '' : '\n'}`, 'latin1')
}

type Read = { readonly figures: LineFigures; readonly flagged: number }

/** In pieces of any size; without chance in one. */
function scanCut(
  bytes: Buffer,
  options: {
    readonly chance: Chance | undefined
    readonly every: boolean
    readonly tally: Tally
  },
): Read {
  const { chance, every, tally } = options
  let flagged = 0
  const scanner = createScanner({
    host: 'fuzz',
    file: 'fuzz.log',
    referenceAt,
    every,
    onRecord(record) {
      flagged += record.times
      tally.add(record, 'after')
    },
  })
  for (let from = 0; from < bytes.length;) {
    const size = chance === undefined ? bytes.length : chance.between(1, 200_000)
    scanner.push(bytes.subarray(from, from + size))
    from += size
  }
  return { figures: scanner.end(true), flagged }
}

function missing({ lines, records, continuations, refused }: LineFigures, wanted: number): number {
  return Math.abs(wanted - lines) + Math.abs(lines - records - continuations - refused)
}

/** Every counted record belongs to a template. */
function templatesCount(tally: Tally): number {
  const shapes = tally.shapes()
  const model = buildTemplates(
    shapes.map(({ shape, after }) => ({ shape, count: after?.count ?? 0 })),
  )
  return shapes.reduce(
    (sum, { shape, after }) => sum + (model.of(shape).id === '' ? 0 : (after?.count ?? 0)),
    0,
  )
}

/** Cost of a line in a file of 80,000 lines against one of 10,000 of the same kind. Best of three: other programs only add. */
function growth(seed: number): number {
  const cost = (lines: number): number => {
    const bytes = fileOf(seededChance(seed), lines)
    const times = Array.from({ length: 3 }, () => {
      const tally = createTally({ shapes: mostTexts })
      const from = process.cpuUsage()
      scanCut(bytes, { chance: undefined, every: true, tally })
      const { user, system } = process.cpuUsage(from)
      return (user + system) / lines
    })
    return Math.min(...times)
  }
  const small = cost(10_000)
  return cost(80_000) / small
}

function accountFor<T>(seed: number, file: number, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw new Error(`the reader broke on file ${file} of seed ${seed}`, { cause })
  }
}
