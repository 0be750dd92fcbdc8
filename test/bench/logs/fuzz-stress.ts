import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { mostTexts } from '../../../main/data/analysis/check-files.ts'
import { createScanner } from '../../../main/data/analysis/scan.ts'
import { createTally } from '../../../main/data/analysis/tally.ts'
import type { Tally } from '../../../main/data/analysis/tally.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { LineFigures } from '../../../shared/log-rules/types.ts'
import { figureOf } from '../figure.ts'
import type { Figure } from '../figure.ts'

const referenceAt = Date.UTC(2026, 5, 15)
const head = 'Jun 14 02:04:11 sip1 app[1]: ERROR '
const manyTemplates = 1_000_000

/**
 * What breaks readers: lines of a megabyte, lines of a hundred thousand different words, a million different messages. The work must grow
 * with the input and no faster, memory must stay, and what was not told apart must be said.
 */
export function stressFigures(progress: (text: string) => void): Figure[] {
  const longest = read([`${head}${'x'.repeat(1_048_576 - head.length)}\n`])
  const tooLong = read([`${head}${'x'.repeat(1_048_577)}\n`, `${head}after it\n`])
  const wrong =
    missing(longest.figures, { records: 1, refused: 0 }) +
    missing(tooLong.figures, { records: 1, refused: 1 })
  const some = timeOfWords(25_000)
  const many = timeOfWords(100_000)
  progress(
    `words: ${some.toFixed(1)} ms for 25,000 in a line, ${many.toFixed(1)} ms for 100,000, ten lines each`,
  )
  return [
    figureOf('logs.fuzz.longLines.lost', wrong, 'lines'),
    figureOf('logs.fuzz.tokens.growth', many / some / 4, 'times'),
    ...templatesFigures(progress),
  ]
}

const missing = (
  { records, refused }: LineFigures,
  wanted: Pick<LineFigures, 'records' | 'refused'>,
): number => Math.abs(records - wanted.records) + Math.abs(refused - wanted.refused)

function read(pieces: Iterable<string>): { readonly figures: LineFigures; readonly tally: Tally } {
  const tally = createTally({ shapes: mostTexts })
  const scanner = createScanner({
    host: 'stress',
    file: 'stress.log',
    referenceAt,
    every: true,
    onRecord: (record) => tally.add(record, 'after'),
  })
  for (const piece of pieces) scanner.push(Buffer.from(piece, 'latin1'))
  return { figures: scanner.end(true), tally }
}

/** CPU time of ten lines, each with so many different words; best of three. */
function timeOfWords(words: number): number {
  const line = (n: number): string =>
    `${head}${Array.from({ length: words }, (_, i) => `w${letters(i * 7 + n)}`).join(' ')}\n`
  const lines = Array.from({ length: 10 }, (_, n) => line(n))
  const times = Array.from({ length: 3 }, () => {
    const from = process.cpuUsage()
    const { tally } = read(lines)
    buildTemplates(tally.shapes().map(({ shape }) => ({ shape, count: 1 })))
    const { user, system } = process.cpuUsage(from)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

function templatesFigures(progress: (text: string) => void): Figure[] {
  const heldBefore = heldMiB()
  const from = process.cpuUsage()
  const { figures, tally } = read(differentMessages())
  const shapes = tally.shapes()
  const model = buildTemplates(shapes.map(({ shape }) => ({ shape, count: 1 })))
  const { user, system } = process.cpuUsage(from)
  const held = heldMiB() - heldBefore
  const counted = shapes.reduce((sum, { after }) => sum + (after?.count ?? 0), 0)
  const seconds = (user + system) / 1e6
  progress(
    `${manyTemplates} different messages: ${shapes.length} kept apart, ${tally.figures.overflow} counted as one, ${model.templates.length} templates, ${seconds.toFixed(1)} s, ${held.toFixed(0)} MiB held`,
  )
  return [
    figureOf('logs.fuzz.templates.lost', Math.abs(figures.records - counted), 'records'),
    figureOf('logs.fuzz.templates.kept', shapes.length, 'texts'),
    figureOf('logs.fuzz.templates.said', tally.figures.overflow, 'records'),
    figureOf('logs.fuzz.templates.cpu', seconds * 1000, 'ms'),
    figureOf('logs.fuzz.templates.memory', held, 'MiB'),
  ]
}

/** Memory that is really held: what can be collected has been. */
function heldMiB(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

/** Each has words that no other has, so that no mask makes two of them one. */
function* differentMessages(): Generator<string> {
  for (let i = 0; i < manyTemplates; i += 1000)
    yield Array.from(
      { length: 1000 },
      (_, k) =>
        `${head}${letters(i + k)} cannot ${letters((i + k) * 31)} the ${letters(i + k + 17)}\n`,
    ).join('')
}

/** A word of letters only, different for each number. */
function letters(number: number): string {
  let text = ''
  for (let left = number + 26; left > 0; left = Math.floor(left / 26))
    text += String.fromCharCode(97 + (left % 26))
  return text
}
