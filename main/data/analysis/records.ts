import { recordLimits } from '../../../shared/log-rules/join.ts'
import type { Level } from '../../../shared/log-rules/level.ts'
import type { LogRecord } from '../../../shared/log-rules/types.ts'
import type { Instant } from '../../../shared/domain/time.ts'

/** More of a message is not looked at; a line may have a megabyte. */
export const textBytes = 8192

/** Instead of the number of a text. */
export const notLooked = -2

const noBytes = Buffer.alloc(0)

/**
 * A record that still lies in the scanner's buffer: its texts become strings when they are asked for. Good during the call that
 * it is given to; `keepRecord` makes one that lasts.
 */
export class RecordView implements LogRecord {
  host = ''
  file = ''
  at: Instant | undefined = undefined
  level: Level = 'other'
  rule: LogRecord['rule'] = 'none'
  times = 1
  refusal = 0
  /** The message lies in bytes[textFrom, textTo). */
  bytes: Buffer = noBytes
  textFrom = 0
  textTo = 0
  /** Where `host tag[pid]: ` begins before the text; -1: tag and pid are known as strings, if at all. */
  sourceFrom = -1
  headTag: string | undefined = undefined
  headPid: string | undefined = undefined
  component: string | undefined = undefined
  /** The message was cut here and goes on with parameters up to `tailTo`; equal to `textTo` where it was not. */
  tailTo = 0
  /** The text's number in the index of messages, -1 where it has none; notLooked: nobody has asked. */
  textNumber = notLooked
  /** A `<` is in the text; undefined: nobody has looked. */
  hasBracket: boolean | undefined = undefined
  /** The lines that follow lie in moreBytes[moreFrom, moreTo); none when there are 0 `moreLines`. */
  moreBytes: Buffer = noBytes
  moreFrom = 0
  moreTo = 0
  moreLines = 0

  get tag(): string | undefined {
    return this.sourceFrom < 0 ? this.headTag : this.source.split('[', 1)[0]
  }

  get pid(): string | undefined {
    return this.sourceFrom < 0 ? this.headPid : /\[(\d+)\]$/.exec(this.source)?.[1]
  }

  /** `tag[pid]` or `tag`. */
  private get source(): string {
    const source = this.bytes.toString('latin1', this.sourceFrom, this.textFrom - 2)
    return source.slice(source.indexOf(' ') + 1)
  }

  get text(): string {
    return this.bytes.toString(
      'utf8',
      this.textFrom,
      Math.min(this.textTo, this.textFrom + textBytes),
    )
  }

  get tail(): string | undefined {
    if (this.tailTo <= this.textTo) return undefined
    return this.bytes.toString('utf8', this.textTo, Math.min(this.tailTo, this.textTo + textBytes))
  }

  get more(): readonly string[] {
    if (this.moreLines === 0) return []
    const end = Math.min(this.moreTo, this.moreFrom + recordLimits.bytes)
    return this.moreBytes
      .toString('utf8', this.moreFrom, end)
      .split('\n', recordLimits.lines)
      .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, textBytes))
  }
}

/**
 * One that is never used: where a collection finds none of a class alive, the engine throws away what it has compiled for the class, and a log
 * is read in pieces between which there is none.
 */
export const idleView = new RecordView()

/** A record that outlives the call. */
export function keepRecord(record: LogRecord): LogRecord {
  const { host, file, at, level, rule, tag, pid, component, text, tail, more, times } = record
  const { refusal } = record
  const kept = { host, file, at, level, rule, tag, pid, component, text, more, times, refusal }
  return tail === undefined ? kept : { ...kept, tail }
}

/** Parameters that were cut off the text say whom it concerns, although they are no part of what it says. */
export const withTail = (record: LogRecord): LogRecord =>
  record.tail === undefined
    ? record
    : { ...keepRecord(record), text: `${record.text}${record.tail}` }
