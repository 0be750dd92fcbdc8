import { readFileSync } from 'node:fs'
import { detectFormat, plainFormat } from '../../../shared/log-rules/format.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { createLineShapes } from '../../../main/data/analysis/line-shapes.ts'
import { ShapeTable } from '../../../main/data/analysis/shape-table.ts'
import { buildTemplates } from '../../../shared/log-rules/templates.ts'
import type { Figure } from '../figure.ts'
import { scoreGrouping, scoreNew } from './score.ts'
import { labelledSets } from './sets.ts'
import type { LabelledSet } from './sets.ts'

const split = 1000

/** The group of each line, through the code that `logs group` runs. */
export function groupsOf(lines: readonly string[], format: LogFormat): string[] {
  const table = new ShapeTable()
  const numberOf = createLineShapes(format, table)
  const numbers = lines.map((line) => {
    const bytes = Buffer.from(line)
    return numberOf(bytes, 0, bytes.length)
  })
  const shapes = Array.from({ length: table.size }, (_, i) => table.shape(i))
  const model = buildTemplates(shapes.map((shape) => ({ shape, count: 1 })))
  return numbers.map((number) => model.of(shapes[number] ?? '').id)
}

function rawLines(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length

/** Without a peer: the published ones are told the name of the system and run elsewhere. */
const figure = (name: string, value: number, unit: string): Figure => ({
  name,
  value,
  unit,
  peer: null,
  peerValue: null,
  ratio: null,
})

function measure({ name, file, messages, labels }: LabelledSet) {
  const given = groupsOf(messages, plainFormat)
  const lines = rawLines(file)
  const raw = groupsOf(lines, detectFormat(lines))
  const shuffled = messages.map((_, i) => (i * 7919) % messages.length)
  const mixed = groupsOf(
    shuffled.map((i) => messages[i] ?? ''),
    plainFormat,
  )
  return {
    name,
    given: scoreGrouping(labels, given),
    raw: scoreGrouping(labels, raw),
    mixed: scoreGrouping(
      shuffled.map((i) => labels[i] ?? ''),
      mixed,
    ),
    news: scoreNew(labels, given, split),
  }
}

/**
 * Grouping against labels, one setting for every log: message given, raw line, and what is new in the second half. No figures where
 * the labelled logs are absent.
 */
export function benchGrouping({
  progress,
}: {
  readonly progress: (text: string) => void
}): Figure[] {
  const sets = labelledSets()
  if (sets.length === 0) {
    progress('skipped: the labelled logs (loghub) are not beside the repository')
    return []
  }
  const all = sets.map((set) => {
    const found = measure(set)
    progress(
      `${set.name}: GA ${found.given.ga.toFixed(4)}, FGA ${found.given.fga.toFixed(4)}, raw GA ${found.raw.ga.toFixed(4)}`,
    )
    return found
  })
  const together = groupsOf(
    sets.flatMap(({ messages }) => messages),
    plainFormat,
  )
  const stream = scoreGrouping(
    sets.flatMap(({ name, labels }) => labels.map((label) => `${name} ${label}`)),
    together,
  )
  return [
    figure('logs.ga.mean', mean(all.map((a) => a.given.ga)), 'share'),
    figure('logs.fga.mean', mean(all.map((a) => a.given.fga)), 'share'),
    figure('logs.ga.min', Math.min(...all.map((a) => a.given.ga)), 'share'),
    figure('logs.ga.raw', mean(all.map((a) => a.raw.ga)), 'share'),
    figure('logs.fga.raw', mean(all.map((a) => a.raw.fga)), 'share'),
    figure('logs.ga.raw.min', Math.min(...all.map((a) => a.raw.ga)), 'share'),
    figure('logs.ga.shuffled', mean(all.map((a) => a.mixed.ga)), 'share'),
    figure('logs.ga.oneStream', stream.ga, 'share'),
    figure('logs.new.precision', mean(all.map((a) => a.news.precision)), 'share'),
    figure('logs.new.recall', mean(all.map((a) => a.news.recall)), 'share'),
    ...all.flatMap((a) => [
      figure(`logs.ga.${a.name}`, a.given.ga, 'share'),
      figure(`logs.fga.${a.name}`, a.given.fga, 'share'),
      figure(`logs.ga.raw.${a.name}`, a.raw.ga, 'share'),
    ]),
  ]
}
