import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import type { SessionPool } from '../../main/runner/ports.ts'

type StoredLog = {
  inode: number
  data: Buffer
  mtimeMs: number
  /** What a packed file holds, and the program that unpacks it. */
  packed?: { readonly text: Buffer; readonly program: string }
}

export type Ending = 'gz' | 'zst' | 'bz2' | 'xz'

const endings: readonly Ending[] = ['gz', 'zst', 'bz2', 'xz']
const programs = { gz: 'gzip', zst: 'zstd', bz2: 'bzip2', xz: 'xz' } as const

/** Real gzip and zstd; of the others the first bytes are real, because only the host looks further. */
const pack = (text: Buffer, ending: Ending): Buffer => {
  if (ending === 'gz') return gzipSync(text)
  if (ending === 'zst') return zstdCompressSync(text)
  const magic = ending === 'bz2' ? 'BZh91AY&SY' : '\xfd7zXZ\0'
  return Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.from(text.toString('hex'))])
}

const outcome = (stdout: string, code = 0, stderr = ''): CommandOutcome => ({
  ending: { kind: 'exited', code },
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  stdoutBytes: stdout.length,
  stderrBytes: stderr.length,
  truncated: false,
  ms: 1,
})

type Piece = {
  readonly file: string
  readonly offset: number
  readonly limit: number
  readonly packing: string
}

function answerOf(
  { file, offset, limit, packing }: Piece,
  all: Buffer,
  of: Readonly<Record<string, unknown>>,
): CommandOutcome {
  const bytes = all.subarray(offset, offset + limit)
  const way = packing === 'plain' ? 'plain' : bytes.length % 2 === 0 ? 'zstd' : 'gzip'
  const data =
    way === 'plain'
      ? bytes
      : way === 'zstd'
        ? zstdCompressSync(bytes)
        : gzipSync(bytes, { level: 1 })
  return outcome(
    JSON.stringify({
      ...of,
      file,
      offset,
      length: bytes.length,
      packing: way,
      data: data.toString('base64'),
    }),
  )
}

/** The logs of one host with the ways in which they are rotated, behind the port that commands go through. */
export class LogHost {
  readonly files = new Map<string, StoredLog>()
  /** Words of every command that was run, except the questions for the time. */
  readonly commands: string[] = []
  /** What the host can unpack with. */
  readonly programs = new Set<string>(Object.values(programs))
  /** Entries of its journal, oldest first; the number of the first grows when old ones are dropped. */
  readonly journal: { readonly number: number; readonly unit: string; readonly text: string }[] = []
  /** How far its clock is ahead. */
  skewMs = 0
  /** Answers instead of the host when it gives something. */
  answer: (words: readonly string[]) => CommandOutcome | undefined = () => undefined
  #inode = 100
  #timeMs = 1_000

  #newInode(): number {
    this.#inode += 1
    return this.#inode
  }

  #entries = 0

  /** Writes an entry to the journal. */
  log(unit: string, text: string): void {
    this.#entries += 1
    this.journal.push({ number: this.#entries, unit, text })
  }

  #now(): number {
    this.#timeMs += 1_000
    return this.#timeMs
  }

  append(file: string, text: string): void {
    const log = this.files.get(file) ?? {
      inode: this.#newInode(),
      data: Buffer.alloc(0),
      mtimeMs: 0,
    }
    log.data = Buffer.concat([log.data, Buffer.from(text)])
    log.mtimeMs = this.#now()
    this.files.set(file, log)
  }

  /** Begins anew in place, without a copy. */
  truncate(file: string): void {
    const log = this.files.get(file)
    if (log === undefined) return
    log.data = Buffer.alloc(0)
    log.mtimeMs = this.#now()
  }

  /** `F.2.gz` → `F.3.gz`, `F.1` → `F.2`, and so on, and the oldest is removed beyond `keep`. */
  #shift(file: string, keep: number): void {
    for (let n = keep; n >= 1; n -= 1)
      for (const end of ['', ...endings.map((ending) => `.${ending}`)]) {
        const log = this.files.get(`${file}.${n}${end}`)
        if (log === undefined) continue
        this.files.delete(`${file}.${n}${end}`)
        if (n < keep) this.files.set(`${file}.${n + 1}${end}`, log)
      }
  }

  /** As logrotate's `create`: the file keeps its inode under another name. */
  rename(file: string, keep = 5): void {
    const log = this.files.get(file)
    if (log === undefined) return
    this.#shift(file, keep)
    this.files.delete(file)
    this.files.set(`${file}.1`, log)
  }

  /** As logrotate's `copytruncate`: the content goes to a new file, the inode begins anew. */
  copyTruncate(file: string, keep = 5): void {
    const log = this.files.get(file)
    if (log === undefined) return
    this.#shift(file, keep)
    this.files.set(`${file}.1`, { inode: this.#newInode(), data: log.data, mtimeMs: this.#now() })
    log.data = Buffer.alloc(0)
    log.mtimeMs = this.#now()
  }

  /** A compressed file is a new one with the old time. */
  compress(file: string, ending: Ending = 'gz'): void {
    const log = this.files.get(file)
    if (log === undefined) return
    this.files.delete(file)
    this.files.set(`${file}.${ending}`, {
      inode: this.#newInode(),
      data: pack(log.data, ending),
      mtimeMs: log.mtimeMs,
      packed: { text: log.data, program: programs[ending] },
    })
  }

  readonly exec: SessionPool['exec'] = async (_, words) => {
    if (words[0] === 'date')
      return outcome(`${((Date.UTC(2026, 0, 1) + this.skewMs) / 1000).toFixed(3)}000000\n`)
    this.commands.push(words.join(' ').trimEnd())
    return this.answer(words) ?? this.#run(words)
  }

  #run(words: readonly string[]): CommandOutcome {
    if (words[0] === 'log-list') {
      const files = [...this.files].map(([file, log]) => ({
        file,
        device: '1',
        inode: String(log.inode),
        size: log.data.length,
        mtimeMs: log.mtimeMs,
      }))
      return outcome(JSON.stringify({ files }))
    }
    const [, file = '', offset = '', limit = '', source = '', packing = '', cursor = ''] = words
    const piece = { file, offset: Number(offset), limit: Number(limit), packing }
    if (source === 'journal') return this.#readJournal(piece, cursor)
    const log = this.files.get(file)
    if (log === undefined) return outcome('', 66, `no such log: ${file}`)
    const { packed } = log
    if (source === 'text' && packed !== undefined && !this.programs.has(packed.program))
      return outcome('', 69, `${packed.program} is missing`)
    const bytes = source === 'text' ? (packed?.text ?? log.data) : log.data
    return answerOf(piece, bytes, { device: '1', inode: String(log.inode), size: log.data.length })
  }

  #readJournal(piece: Piece, cursor: string): CommandOutcome {
    const units = new Set(piece.file.split(','))
    const after = cursor.startsWith('c') ? Number(cursor.slice(1)) : 0
    const cursorFound = after === 0 || this.journal.some(({ number }) => number === after)
    const entries = this.journal
      .filter(({ number, unit }) => number > after && (units.has('all') || units.has(unit)))
      .map(({ number, unit, text }) =>
        JSON.stringify({ __CURSOR: `c${number}`, _SYSTEMD_UNIT: unit, MESSAGE: text }),
      )
    const bytes = Buffer.from(entries.map((entry) => `${entry}\n`).join(''))
    return answerOf(piece, bytes, { device: 'journal', inode: 'journal', size: 0, cursorFound })
  }

  pool(): SessionPool {
    const not = () => Promise.reject(new Error('logs are only read'))
    return { exec: this.exec, step: not, stepStatus: not }
  }
}

export { outcome as commandOutcome }
