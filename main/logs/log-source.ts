/** One log as its source lists it. */
export type ListedLog = {
  readonly file: string
  readonly device: string
  /** Of a journal: the cursor after which it is read; '' is its beginning, `@S` the second S of the epoch. */
  readonly inode: string
  readonly size: number
  readonly mtimeMs: number
}

/** Bytes that were written and cannot be had any more: a finding, never silence. */
export type LogGap = {
  readonly file: string
  /** Byte of the log's text after which they are missing. */
  readonly from: number
  /** At least 1: a gap is never taken for none. */
  readonly bytes: number
  /** False: `bytes` is only the least that it can be, because nobody saw the file before it went. */
  readonly exact: boolean
  /** For the operator: what is missing and why. */
  readonly why: string
}

export type ListOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called for each place that could not be looked at, with why. */
  readonly onUnseen?: ((what: string) => void) | undefined
}

export type ReadOptions = {
  readonly signal?: AbortSignal | undefined
  /** Called for what this read cannot give; the read goes on after it, or ends. */
  readonly onGap?: ((gap: LogGap) => void) | undefined
}

/**
 * Where log lines come from (design.md section 14). Files of a host and local ones are such sources, and so is the journal of a
 * host; a central log server would be one more. A source only reads: what was read before is the caller's to know.
 */
export interface LogSource {
  list(options?: ListOptions): Promise<readonly ListedLog[]>
  /**
   * Text of a log from a byte of the text on, in order, unpacked where it is packed, up to where the log ended when it was
   * listed. Throws ProblemError; its code is `precondition` when the log is no longer what was listed.
   */
  read(log: ListedLog, from: number, options?: ReadOptions): AsyncGenerator<Uint8Array>
}
