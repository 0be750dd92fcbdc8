import { gzipSync } from 'node:zlib'
import { hash32 } from '../chance.ts'
import { backgroundLine, lineEveryMs } from './background.ts'
import type { Line, LogKind } from './formats.ts'
import { fileNames, formatLine, zoneOffsetMs } from './formats.ts'

/**
 * One log of one host with its rotated siblings. It grows when it is looked at: background lines of the time since the last look, and
 * all events. The background is as dense before a look as after it: a log whose rate follows the reader would make every comparison
 * of a night with the week before it find something.
 */

export type StoredFile = {
  readonly path: string
  inode: string
  data: Buffer
  size: number
  mtimeMs: number
}

/** One background line in so much lab time: with about 20 logs and six weeks a demo makes some 5 MB. */
const quietMs = 20 * 60_000
/** Of a time that nobody has looked at for longer only the end is made. */
const longestMs = 8 * 86_400_000
/** A log that is larger is rotated, whatever the time. */
const maxBytes = 2 * 2 ** 20
const dayMs = 86_400_000

export type LogFileOptions = {
  readonly kind: LogKind
  readonly host: string
  readonly folder: string
  readonly seed: string
  readonly startedAt: number
  readonly zone: string | undefined
  readonly numbers: readonly string[]
  readonly nextInode: () => string
}

/** Lab time of day of the nightly rotation: in the off-peak hours, so that collecting logs has to cope with it. */
const rotation: Readonly<
  Record<
    LogKind,
    { readonly how: 'rename' | 'copytruncate'; readonly atMs: number; readonly days: number }
  >
> = {
  sip: { how: 'rename', atMs: 3.5 * 3_600_000, days: 1 },
  billing: { how: 'rename', atMs: 3.6 * 3_600_000, days: 1 },
  access: { how: 'rename', atMs: 3.7 * 3_600_000, days: 1 },
  taskstack: { how: 'rename', atMs: 3.8 * 3_600_000, days: 7 },
  dispatch: { how: 'copytruncate', atMs: 4.2 * 3_600_000, days: 1 },
  porter: { how: 'copytruncate', atMs: 4.3 * 3_600_000, days: 7 },
}

export class LogFile {
  readonly path: string
  readonly #o: LogFileOptions
  readonly #pid: number
  #queue: Line[] = []
  #nextIndex: number
  #grownTo: number
  current: StoredFile
  older: StoredFile[] = []

  constructor(options: LogFileOptions) {
    this.#o = options
    this.path = `${options.folder}/${fileNames[options.kind]}`
    this.#pid = 900 + (hash32(`${options.host}/${options.kind}`) % 30_000)
    // An hour of the past stands in the log when the lab opens.
    this.#grownTo = options.startedAt - 3_600_000
    this.#nextIndex = Math.ceil(this.#grownTo / lineEveryMs[options.kind])
    this.current = this.#fresh(this.path, options.nextInode())
  }

  add(line: Line): void {
    this.#queue.push(line)
  }

  files(): readonly StoredFile[] {
    return [this.current, ...this.older]
  }

  grow(now: number): void {
    if (now <= this.#grownTo) return
    const { how, atMs, days } = rotation[this.#o.kind]
    const turn = Math.floor((now - atMs) / (days * dayMs)) * days * dayMs + atMs
    if (turn > this.#grownTo && this.current.size > 0) {
      this.#growTo(turn)
      this.rotate(how, turn)
    }
    this.#growTo(now)
    if (this.current.size > maxBytes) this.rotate(how, now)
  }

  /** The file becomes `.1`, `.1` becomes `.2.gz`, older ones go. */
  rotate(how: 'rename' | 'copytruncate', now: number): void {
    const [first] = this.older
    const { path, current } = this
    const packed = first === undefined ? [] : [this.#packed(first)]
    if (how === 'rename') {
      this.older = [{ ...current, path: `${path}.1` }, ...packed]
      this.current = this.#fresh(path, this.#o.nextInode())
    } else {
      this.older = [{ ...current, path: `${path}.1`, inode: this.#o.nextInode() }, ...packed]
      this.current = this.#fresh(path, current.inode)
    }
    this.current.mtimeMs = now
  }

  /** With the time of what it was, as logrotate leaves it. */
  #packed(file: StoredFile): StoredFile {
    const data = gzipSync(file.data.subarray(0, file.size))
    return {
      path: `${this.path}.2.gz`,
      inode: this.#o.nextInode(),
      data,
      size: data.length,
      mtimeMs: file.mtimeMs,
    }
  }

  #fresh(path: string, inode: string): StoredFile {
    return { path, inode, data: Buffer.alloc(0), size: 0, mtimeMs: this.#grownTo }
  }

  #growTo(now: number): void {
    const { kind, host, zone } = this.#o
    const every = lineEveryMs[kind]
    const end = Math.floor(now / every)
    const stride = Math.max(1, Math.round(quietMs / every))
    const offset = zoneOffsetMs(zone, now)
    const lines: Line[] = []
    const begin = Math.max(this.#nextIndex, Math.floor((now - longestMs) / every))
    for (let index = Math.ceil(begin / stride) * stride; index < end; index += stride) {
      const { jitter, ...line } = backgroundLine(
        kind,
        `${this.#o.seed}/${host}/${kind}`,
        index,
        this.#o.numbers,
      )
      lines.push({ ...line, at: (index + jitter) * every })
    }
    this.#nextIndex = end
    const due = this.#queue.filter((line) => line.at <= now)
    if (due.length > 0) this.#queue = this.#queue.filter((line) => line.at > now)
    this.#grownTo = now
    const all = due.length === 0 ? lines : [...lines, ...due].sort((a, b) => a.at - b.at)
    if (all.length === 0) return
    this.#append(all.map((line) => formatLine(kind, line, host, this.#pid, offset)).join(''))
    this.current.mtimeMs = Math.round(now)
  }

  #append(text: string): void {
    const { current } = this
    const bytes = Buffer.from(text)
    if (current.size + bytes.length > current.data.length) {
      const larger = Buffer.alloc(Math.max(16_384, (current.size + bytes.length) * 2))
      current.data.copy(larger, 0, 0, current.size)
      current.data = larger
    }
    bytes.copy(current.data, current.size)
    current.size += bytes.length
  }
}
