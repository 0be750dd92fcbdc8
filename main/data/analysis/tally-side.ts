import { redactText } from '../../../shared/domain/redact.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { MinuteSums } from '../../../shared/log-rules/minutes.ts'
import type { Example, LogRecord, SideTally } from '../../../shared/log-rules/types.ts'
import { spanSize } from './shape-table.ts'
import { PlaceValues } from './tally-values.ts'
import { textMemory } from './text-memory.ts'

/** Bounds of what is kept of one shape on one side. */
export type TallyLimits = {
  /** The earliest ones, 3 by default. */
  readonly examples: number
  /** Minutes with a count of their own, 3,000 by default; beyond that all counts are by the hour. */
  readonly minutes: number
  /** Places of a shape with values, 24 by default. */
  readonly places: number
}

export const defaultLimits: TallyLimits = { examples: 3, minutes: 3000, places: 24 }

const exampleLength = 2048

/** Counts of one shape on one side. Adding and merging give the same in every order. */
export class SideCounts {
  count = 0
  private readonly limits: TallyLimits
  private readonly memory = textMemory()
  private readonly hosts = new Map<string, number>()
  private readonly minutes: MinuteSums
  private runHost: string | undefined
  private runHostCount = 0
  private runMinute: number | undefined
  private runMinuteCount = 0
  private first = Infinity
  private last = -Infinity
  private examples: Example[] = []
  /** Later ones need not be looked at: the time of the last one kept, once there are enough. */
  private latestExample = Infinity
  private readonly places: PlaceValues[] = []
  /** Records whose values were looked at: all of one shape have the same places. */
  private valued = 0

  constructor(limits: TallyLimits) {
    this.limits = limits
    this.minutes = new MinuteSums(limits.minutes)
  }

  add(record: LogRecord, host: string): void {
    const { times, at } = record
    this.count += times
    if (host !== this.runHost) this.flushHost(host)
    this.runHostCount += times
    if (at !== undefined) {
      const minute = Math.floor(at / 60_000)
      if (minute !== this.runMinute) this.flushMinute(minute)
      this.runMinuteCount += times
      if (at < this.first) this.first = at
      if (at > this.last) this.last = at
    }
    if (this.wantsExample(at)) this.addExample(exampleOf(record, host))
  }

  // Neighbours are mostly of one host and one minute: runs are counted apart and written down when they end.
  private flushHost(next: string | undefined): void {
    if (this.runHost !== undefined)
      this.hosts.set(this.runHost, (this.hosts.get(this.runHost) ?? 0) + this.runHostCount)
    this.runHost = next
    this.runHostCount = 0
  }

  private flushMinute(next: number | undefined): void {
    if (this.runMinute !== undefined) this.minutes.add(this.runMinute, this.runMinuteCount)
    this.runMinute = next
    this.runMinuteCount = 0
  }

  private flush(): void {
    this.flushHost(undefined)
    this.flushMinute(undefined)
  }

  /** The values of one record: `spans` says where they stand in bytes behind `from`, and takes note of what is not worth another look. */
  addValues(spans: Int32Array, bytes: Buffer, from: number, times: number): void {
    this.valued += times
    const end = Math.min(spans.length, spanSize * this.limits.places)
    for (let at = 0; at < end; at += spanSize) {
      const valueFrom = from + (spans[at] as number) // at + 2 < spans.length, here and below
      const valueTo = from + (spans[at + 1] as number)
      const hash = this.memory.hashOfValue(bytes, valueFrom, valueTo)
      if (hash <= (spans[at + 2] as number))
        spans[at + 2] = this.addValue(at / spanSize, hash, bytes, valueFrom, valueTo, times)
    }
  }

  /** Answers up to which hash the values of this place make a difference. */
  private addValue(
    place: number,
    hash: number,
    bytes: Buffer,
    from: number,
    to: number,
    times: number,
  ): number {
    let values = this.places[place]
    if (values === undefined) {
      values = new PlaceValues()
      this.places[place] = values
    }
    values.add(hash, bytes, from, to, times)
    return values.greatest
  }

  private wantsExample(at: number | undefined): boolean {
    return (at ?? Infinity) <= this.latestExample
  }

  private addExample(example: Example): void {
    this.examples.push(example)
    this.examples.sort(inOrder)
    this.examples.length = Math.min(this.examples.length, this.limits.examples)
    if (this.examples.length === this.limits.examples)
      this.latestExample = this.examples.at(-1)?.at ?? Infinity
  }

  merge(other: SideCounts): void {
    this.flush()
    other.flush()
    this.count += other.count
    this.valued += other.valued
    for (const [host, count] of other.hosts)
      this.hosts.set(host, (this.hosts.get(host) ?? 0) + count)
    this.minutes.merge(other.minutes)
    this.first = Math.min(this.first, other.first)
    this.last = Math.max(this.last, other.last)
    for (const example of other.examples) this.addExample(example)
    for (const [place, values] of other.places.entries()) {
      const own = this.places[place]
      if (own === undefined) this.places[place] = values
      else own.merge(values)
    }
  }

  /** All but the customers, whom attribution knows. */
  get answer(): Omit<SideTally, 'customers'> {
    this.flush()
    return {
      count: this.count,
      hosts: sorted(this.hosts),
      // These are times of records, or none at all: to ask the schema again would cost more than the rest.
      first: this.first === Infinity ? undefined : (this.first as Instant),
      last: this.last === -Infinity ? undefined : (this.last as Instant),
      ...this.minutes.answer,
      examples: this.examples,
      values: this.places.map((place) => place.answer(this.valued)),
    }
  }
}

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))

function exampleOf(record: LogRecord, host: string): Example {
  const whole = [`${record.text}${record.tail ?? ''}`, ...record.more.slice(0, 20)]
    .join('\n')
    .slice(0, exampleLength)
  return { host, file: record.file, at: record.at, text: redactText(whole).slice(0, exampleLength) }
}

/** The earliest first; texts decide between equals, so that the choice does not depend on the order of arrival. */
function inOrder(a: Example, b: Example): number {
  const at = (a.at ?? Infinity) - (b.at ?? Infinity)
  if (at !== 0 && !Number.isNaN(at)) return at
  const [x, y] = [a, b].map(({ host, file, text }) => `${host}\n${file}\n${text}`)
  return (x ?? '') < (y ?? '') ? -1 : x === y ? 0 : 1
}
