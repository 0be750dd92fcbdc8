import { createScanner } from '../../../../main/data/analysis/scan.ts'
import type { ScanOptions, Scanner } from '../../../../main/data/analysis/scan.ts'
import { seededChance } from '../../../../resources/samples/chance.ts'
import type { Chance } from '../../../../resources/samples/chance.ts'
import { createDirectory } from '../../../../shared/log-rules/directory.ts'
import type { LineFigures, LogRecord, Side } from '../../../../shared/log-rules/types.ts'
import type { LabEvent } from './background.ts'
import { windows } from './background.ts'
import { check } from './check.ts'
import { mixFiles } from './mix.ts'
import { fileOf, scenario } from './records.ts'
import { lineOf } from './render.ts'
import { addLine, linesByGroup } from './run.ts'
import type { FaultRun, RunOptions } from './run.ts'
import { score } from './score.ts'
import { plainTally } from './tally.ts'
import type { Program } from './world.ts'

export type BytesOptions = RunOptions & {
  /** MiB of other programs' lines beside our own. Default 0. */
  readonly mib?: number
}

type FileBytes = {
  readonly host: string
  readonly file: string
  readonly skewMs: number
  readonly bytes: Buffer
  readonly cutAt?: number
}

/**
 * One batch from bytes on, by the product's reader. Each file is fetched in two parts, cut at any byte (in the middle of the
 * fault that is to lie across the cut), and each part arrives in pieces of any size.
 */
export function runBytes(seed: number, options: BytesOptions = {}): FaultRun {
  const made = scenario(seed, options.chosen)
  const { world, truths, events } = made
  const chance = seededChance(options.shuffle ?? seed)
  const skews = new Map(world.hosts.map((host) => [host.name, host.skewMs]))
  const files: FileBytes[] = [...byFile(events)].map(([, list]) => rendered(list, skews))
  for (const [host, text] of mixFilesOf(world, options.mib ?? 0))
    files.push({
      host,
      file: '/var/log/messages',
      skewMs: skews.get(host) ?? 0,
      bytes: Buffer.from(text, 'latin1'),
    })

  const tally = plainTally(createDirectory(world.directory))
  const faultOf = new Map<string, string>()
  for (const event of events)
    if (event.fault !== undefined) faultOf.set(markOf(event.host, event.text), event.fault)
  const faultLines = new Map<string, Map<string, number>>()
  const sideOf = (record: LogRecord): Side =>
    record.at !== undefined && record.at < windows.after.from ? 'before' : 'after'
  const sums = { before: emptySums(), after: emptySums() }
  for (const file of options.shuffle === undefined ? files : chance.shuffled(files)) {
    const read = scanFile(file, chance, (record) => {
      const side = sideOf(record)
      const key = tally.add(record, side)
      sums[side].records += record.times
      if (side === 'after')
        addLine(faultLines, key, faultOf.get(markOf(record.host, record.text)) ?? '')
    })
    // Of which side a line is shows only when it is read; the sum of both is what must not lose any.
    sums.after.lines += read.lines - read.records
    sums.after.continuations += read.continuations
    sums.after.refused += read.refused
    sums.after.bytes += file.bytes.length
  }
  for (const side of ['before', 'after'] as const) sums[side].lines += sums[side].records
  const shapes = tally.shapes()
  const { result, model } = check(world, shapes, sums, options.gaps)
  const lines = linesByGroup(shapes, model, faultLines)
  return { scenario: made, result, score: score(truths, result, lines, 'heartbeat of replica') }
}

const emptySums = () => ({ lines: 0, records: 0, continuations: 0, refused: 0, bytes: 0 })

const mixFilesOf = (world: Parameters<typeof mixFiles>[0], mib: number) =>
  // One mix for all seeds: making it takes longer than reading it.
  mib === 0 ? new Map<string, string>() : mixFiles(world, mib, 1)

/** Heads are cut by the reader, so the end of the text tells lines apart. */
const markOf = (host: string, text: string): string => `${host}\n${text.slice(-28)}`

function byFile(events: readonly LabEvent[]): ReadonlyMap<string, readonly LabEvent[]> {
  const files = new Map<string, LabEvent[]>()
  for (const event of events) {
    const key = `${event.host}:${event.program}`
    const list = files.get(key)
    if (list === undefined) files.set(key, [event])
    else list.push(event)
  }
  return files
}

function rendered(events: readonly LabEvent[], skews: ReadonlyMap<string, number>): FileBytes {
  const host = events[0]?.host ?? ''
  const program: Program = events[0]?.program ?? 'perl'
  const lines: string[] = []
  let length = 0
  let cutAt: number | undefined
  for (const event of events) {
    const line = `${lineOf(event)}\n`
    if (event.fault === 'hard-10') cutAt = length + Math.floor(line.length / 2)
    lines.push(line)
    length += line.length
  }
  return {
    host,
    file: fileOf[program],
    skewMs: skews.get(host) ?? 0,
    bytes: Buffer.from(lines.join(''), 'latin1'),
    ...(cutAt === undefined ? {} : { cutAt }),
  }
}

function scanFile(
  { host, file, skewMs, bytes, cutAt }: FileBytes,
  chance: Chance,
  onRecord: ScanOptions['onRecord'],
): LineFigures {
  const options: ScanOptions = {
    host,
    file,
    skewMs,
    referenceAt: windows.after.to,
    every: true,
    onRecord,
  }
  const cut = cutAt ?? chance.between(0, bytes.length)
  const first = createScanner(options)
  feed(first, bytes.subarray(0, cut), chance)
  const early = first.end(false)
  const format = first.format()
  const refusing = first.refusing()
  const second = createScanner({
    ...options,
    refusing,
    ...(format === undefined ? {} : { format }),
  })
  second.push(first.pending())
  feed(second, bytes.subarray(cut), chance)
  const late = second.end(true)
  return {
    lines: early.lines + late.lines,
    records: early.records + late.records,
    continuations: early.continuations + late.continuations,
    refused: early.refused + late.refused,
  }
}

function feed(scanner: Scanner, bytes: Buffer, chance: Chance): void {
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + chance.between(1, 300_000))
    scanner.push(bytes.subarray(from, to))
    from = to
  }
}
