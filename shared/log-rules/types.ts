import type { CustomerId } from '../domain/ids.ts'
import type { Instant } from '../domain/time.ts'
import type { Level, LevelRule } from './level.ts'
import type { KeptMinutes } from './minutes.ts'

/** What the parts of the log check say to each other. Plain data, in and out. */

/** `before`: the baseline. `after`: since the batch began. */
export type Side = 'before' | 'after'

/** What stands before the message of a line. */
export type Header = {
  /** Milliseconds of the epoch as the file's zone and year rules give it; absent where the line has no time. */
  readonly at?: number | undefined
  readonly host?: string | undefined
  readonly tag?: string | undefined
  readonly pid?: string | undefined
  readonly component?: string | undefined
  /** Where the message begins. */
  readonly end: number
}

/** One event: the line that begins it and those that belong to it (stack traces, SIP dumps). */
export type LogRecord = {
  readonly host: string
  readonly file: string
  /** Corrected by the host's measured clock skew. */
  readonly at?: Instant | undefined
  readonly level: Level
  /** Which rule decided, in the order of level.ts; `suspect`: only words in the text speak of trouble. */
  readonly rule: LevelRule | 'suspect'
  readonly tag?: string | undefined
  readonly pid?: string | undefined
  readonly component?: string | undefined
  /** The message of the first line, header cut. */
  readonly text: string
  /** What was cut off behind the message: parameters of a request. No part of what it says, but of whom it concerns. */
  readonly tail?: string | undefined
  /** The lines that follow, at most 1,000 or 256 KiB. */
  readonly more: readonly string[]
  /** How often it happened: more than 1 where syslog says `message repeated N times`. */
  readonly times: number
  /** Status of an answer of HTTP that the line tells, 400 to 499: the client was refused. 0 or absent: none. */
  readonly refusal?: number | undefined
}

/** Lines in = lines out: `lines` = `records` + `continuations` + `refused`. */
export type LineFigures = {
  readonly lines: number
  readonly records: number
  readonly continuations: number
  /** Lines that could not be taken: longer than the limit, or part of a record that was cut. Shown, never silent. */
  readonly refused: number
}

/**
 * What of the next bytes of a file is refused: the rest of a record that was cut, or of a line that is too long (and then the record is cut too),
 * or the whole file, which is no text.
 */
export type Refusing = '' | 'record' | 'line' | 'file'

export type Example = {
  readonly host: string
  readonly file: string
  readonly at?: Instant | undefined
  /** Redacted; at most 2 KiB. */
  readonly text: string
}

export type SideTally = KeptMinutes & {
  readonly count: number
  readonly hosts: Readonly<Record<string, number>>
  readonly first?: Instant | undefined
  readonly last?: Instant | undefined
  readonly examples: readonly Example[]
  /** By place of a wildcard: values seen with their counts; at most 16 a place, `more` counts the others. */
  readonly values: readonly {
    readonly seen: Readonly<Record<string, number>>
    readonly more: number
  }[]
  /** Customers that records of this shape speak of. `unsure`: there was more than one candidate. */
  readonly customers: readonly {
    readonly customer: CustomerId
    readonly count: number
    readonly unsure: boolean
    /** What pointed to it: account, sip-user, call-id, trunk-address, numeric-id, name. */
    readonly by: string
  }[]
  /** There were too many customers: only those with an id before this one are all there. */
  readonly customersBefore?: CustomerId
  /**
   * Records that name nobody and have ids of calls, to be joined with those that say whose calls these are: counts by the ids of a
   * record, blanks between them. `more` counts records beyond the limit. Absent where the join is done.
   */
  readonly calls?: { readonly seen: Readonly<Record<string, number>>; readonly more: number }
}

/** Everything known of one masked text; what the comparison works from. Order of hosts and of fetches leaves no trace in it. */
export type ShapeTally = {
  /** Canonical masked text: equal messages with other values have the same. */
  readonly shape: string
  /** Codes in the text that are words rather than numbers (codes.ts): part of the key, beside the shape. */
  readonly codes?: string | undefined
  readonly level: Level
  readonly suspect: boolean
  readonly before?: SideTally
  readonly after?: SideTally
}

export type Template = {
  /** Same text, same id, on every host and in every run. */
  readonly id: string
  /** With `<*>` in the places that vary. */
  readonly text: string
}

export type GroupVerdict = 'new' | 'shifted' | 'gone' | 'unchanged'

/** What gave a group its verdict. */
export type GroupCause = 'template' | 'word' | 'code' | 'rate' | 'customer' | 'silence'

/** What a group asks for: `stop` fails the batch, `look` wants a person's eyes, `note` is only listed. */
export type GroupWeight = 'stop' | 'look' | 'note'

/** One group of the comparison, its numbers, and whom it concerns. */
export type GroupFinding = {
  readonly template: Template
  readonly verdict: GroupVerdict
  readonly level: Level
  readonly suspect: boolean
  readonly before: { readonly count: number; readonly perHour: number }
  readonly after: { readonly count: number; readonly perHour: number }
  readonly hosts: readonly string[]
  readonly first?: Instant | undefined
  readonly last?: Instant | undefined
  readonly examples: readonly Example[]
  /** Why it is called so, in a sentence with the numbers. */
  readonly why: string
  /** Absent when unchanged. */
  readonly because?: GroupCause
  /** Given by the judge. */
  readonly weight?: GroupWeight
  readonly customers: SideTally['customers']
  /** Customers of the batch among them. */
  readonly moved: readonly CustomerId[]
  /** Customers of the batch, surely known, who had no such line in the baseline although others had. */
  readonly firstFor?: readonly CustomerId[]
  /** A known failure and what it means (resources/log-rules). */
  readonly signature?: {
    readonly id: string
    readonly meaning: string
    readonly advice: string
    readonly mark: string
  }
  /** Set when the noise ledger says that it is not a risk: who, why, and until when. */
  readonly ledger?: {
    readonly owner: string
    readonly reason: string
    readonly until: string
  }
}

export type Verdict = 'pass' | 'fail' | 'inconclusive'

export type CustomerVerdict = {
  readonly customer: CustomerId
  readonly verdict: Verdict
  readonly reasons: readonly string[]
  /** Ids of templates. */
  readonly groups: readonly string[]
}

/** A host's clock against ours, as it was measured when its logs were last read. The times in a result are corrected by it. */
export type HostClock = {
  readonly host: string
  /** How far it is ahead, ms; negative when it is behind. Absent: it did not say, and its times stay as it wrote them. */
  readonly skewMs?: number
  /** Either way, ms. */
  readonly uncertaintyMs?: number
}

export type LogCheckResult = {
  readonly verdict: Verdict
  readonly reasons: readonly string[]
  readonly groups: readonly GroupFinding[]
  readonly customers: readonly CustomerVerdict[]
  readonly figures: Readonly<Record<Side, LineFigures & { readonly bytes: number }>>
  /** What was not seen: gaps in logs, hosts not reached, clocks off, limits reached. */
  readonly gaps: readonly string[]
  /** Of each host that was read since the batch, by name. */
  readonly clocks?: readonly HostClock[]
  /** What was left out and is no reason to doubt the verdict: limits on what is kept of lines of information. */
  readonly notes?: readonly string[]
  /** Entries of the noise ledger that hid something, and those that have died, with what they would have hidden. */
  readonly ledger?: readonly LedgerUse[]
}

export type LedgerUse = {
  readonly entry: string
  readonly state: 'working' | 'expired'
  readonly lines: number
  /** Ids of templates. */
  readonly groups: readonly string[]
}
