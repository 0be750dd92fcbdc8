import type { JournalUnits } from '../../shared/domain/project.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { LogSource } from './log-source.ts'
import { pieceBytes } from './remote-logs.ts'
import type { RemoteLogs } from './remote-logs.ts'

const newline = 0x0a

/** Name under which the place in a journal is kept. Other units are another log, begun anew. */
export const journalName = (units: JournalUnits): string =>
  `journal:${units === 'all' ? 'all' : [...units].toSorted().join(',')}`

/** Device of an offset whose inode is a cursor. */
export const journalDevice = 'journal'

/** The cursor of the last whole entry, undefined when there is none. An entry is one line of JSON. */
export function lastCursor(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = text.lastIndexOf(newline)
  if (end < 0) return undefined
  const from = end === 0 ? 0 : text.lastIndexOf(newline, end - 1) + 1
  return cursorOf(text.toString('utf8', from, end))
}

function cursorOf(line: string): string | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null || !('__CURSOR' in entry)) return undefined
    return typeof entry.__CURSOR === 'string' ? entry.__CURSOR : undefined
  } catch {
    return undefined
  }
}

/**
 * The journal of a host as one log, from a cursor on. Every chunk ends with a whole entry, so that `lastCursor` of it is the
 * place up to which it goes. The place is in the listed `inode`; `from` of a read says only how much came before.
 */
export function createJournalSource(
  remote: RemoteLogs,
  units: JournalUnits,
  after: string,
): LogSource {
  const { host } = remote
  const name = journalName(units)
  const file = name.slice('journal:'.length)
  return {
    list: async () => [{ file: name, device: journalDevice, inode: after, size: 0, mtimeMs: 0 }],
    async *read(log, from, { signal, onGap } = {}) {
      let cursor = log.inode
      let at = from
      for (;;) {
        const piece = await remote.read(
          { source: 'journal', file, offset: 0, limit: pieceBytes, cursor },
          signal,
        )
        if (typeof piece === 'string') throw noJournal(host)
        if (!piece.cursorFound)
          onGap?.({
            file: name,
            from: at,
            bytes: 1,
            exact: false,
            why: `the journal of ${host} no longer holds the entry up to which it was read: entries after it are gone with it (journald keeps SystemMaxUse= and MaxRetentionSec=)`,
          })
        if (piece.cut)
          onGap?.({
            file: name,
            from: at,
            bytes: 1,
            exact: false,
            why: `an entry in the journal of ${host} is longer than ${pieceBytes} bytes: it was read without its long fields, and its message may be one of them`,
          })
        const whole = piece.bytes.subarray(0, piece.bytes.lastIndexOf(newline) + 1)
        const next = lastCursor(whole)
        if (whole.length === 0 && piece.bytes.length === 0) return
        if (next === undefined) throw badEntry(host, whole.length === 0)
        yield whole
        at += whole.length
        cursor = next
      }
    },
  }
}

const noJournal = (host: string): ProblemError =>
  new ProblemError(
    problem('tools-missing', `${host} has no journal that can be read`, {
      where: { host },
      safe: 'its files are read all the same',
      next: 'install journalctl there, let the login user read the journal (group systemd-journal), or turn the journal off for this host',
    }),
  )

const badEntry = (host: string, isLong: boolean): ProblemError =>
  new ProblemError(
    problem(
      'bad-answer',
      isLong
        ? `an entry in the journal of ${host} is longer than ${pieceBytes} bytes`
        : `the journal of ${host} was not given as JSON with cursors`,
      {
        where: { host },
        safe: 'what was read so far is counted once, and its place is kept',
        next: 'check the operation log-read of this host (journalctl -o json), or leave out the unit that writes it',
      },
    ),
  )
