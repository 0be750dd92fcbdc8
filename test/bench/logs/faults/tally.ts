import { createAttribution } from '../../../../shared/log-rules/attribute.ts'
import { codesOf } from '../../../../shared/log-rules/codes.ts'
import type { Directory } from '../../../../shared/log-rules/directory.ts'
import { maskText } from '../../../../shared/log-rules/mask.ts'
import { MinuteSums } from '../../../../shared/log-rules/minutes.ts'
import type { LogRecord, ShapeTally, Side, SideTally } from '../../../../shared/log-rules/types.ts'

/** Counts records by shape as plainly as can be: the yardstick beside the product's own tally, and the fast way of the benchmark. */

type Counts = {
  count: number
  hosts: Record<string, number>
  minutes: MinuteSums
  examples: { host: string; file: string; at?: LogRecord['at']; text: string }[]
  first?: LogRecord['at']
  last?: LogRecord['at']
}

export type PlainTally = {
  readonly add: (record: LogRecord, side: Side) => string
  readonly shapes: () => readonly ShapeTally[]
}

const exception = /^(?:Caused by: )?([\w$]+(?:\.[\w$]+)+(?:Exception|Error))\b/

/** The first line, and of a trace the class of its exception. */
export function shapeOf(record: Pick<LogRecord, 'text' | 'more'>): string {
  const thrown = record.more.map((line) => exception.exec(line)?.[1]).find((c) => c !== undefined)
  const text = maskText(record.text)
  return thrown === undefined ? text : `${text} ${thrown}`
}

export function plainTally(directory: Directory): PlainTally {
  const all = new Map<
    string,
    { level: LogRecord['level']; suspect: boolean; codes: string; shape: string } & Partial<
      Record<Side, Counts>
    >
  >()
  const attribution = createAttribution(directory)
  return {
    add(record, side) {
      const shape = shapeOf(record)
      const codes = codesOf(record.text)
      const key = `${shape}\u0002${codes}\u0002${record.level}`
      let entry = all.get(key)
      if (entry === undefined)
        all.set(
          key,
          (entry = { level: record.level, suspect: record.rule === 'suspect', codes, shape }),
        )
      const counts = (entry[side] ??= {
        count: 0,
        hosts: {},
        minutes: new MinuteSums(),
        examples: [],
      })
      counts.count += record.times
      counts.hosts[record.host] = (counts.hosts[record.host] ?? 0) + record.times
      const { at } = record
      if (at !== undefined) {
        const minute = Math.floor(at / 60_000)
        counts.minutes.add(minute, record.times)
        if (counts.first === undefined || at < counts.first) counts.first = at
        if (counts.last === undefined || at > counts.last) counts.last = at
      }
      keepExample(counts, record)
      attribution.note(`${side}\u0002${key}`, record)
      return key
    },
    shapes: () =>
      [...all].map(([key, entry]): ShapeTally => {
        const side = (name: Side): SideTally | undefined => {
          const counts = entry[name]
          return counts === undefined
            ? undefined
            : {
                ...counts,
                ...counts.minutes.answer,
                values: [],
                customers: attribution.of(`${name}\u0002${key}`),
              }
        }
        const [before, after] = [side('before'), side('after')]
        return {
          shape: entry.shape,
          codes: entry.codes,
          level: entry.level,
          suspect: entry.suspect,
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        }
      }),
  }
}

/** The three earliest, so that no order of reading shows. */
function keepExample(counts: Counts, { host, file, at, text }: LogRecord): void {
  const last = counts.examples.at(-1)
  const key = (e: { at?: LogRecord['at']; host: string; text: string }): string =>
    `${String(e.at ?? 0).padStart(15, '0')} ${e.host} ${e.text}`
  const example = { host, file, at, text }
  if (counts.examples.length === 3 && last !== undefined && key(example) >= key(last)) return
  counts.examples.push(example)
  counts.examples.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  counts.examples.splice(3)
}
