import { gzipSync } from 'node:zlib'
import type { CommandOutcome } from '../../shared/domain/outcome.ts'
import type { SessionPool } from '../../main/runner/ports.ts'

type StoredLog = { inode: number; data: Buffer; mtimeMs: number }

const outcome = (stdout: string, code = 0, stderr = ''): CommandOutcome => ({
  ending: { kind: 'exited', code },
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  stdoutBytes: stdout.length,
  stderrBytes: stderr.length,
  truncated: false,
  ms: 1,
})

/** The logs of one host with the ways in which they are rotated, behind the port that commands go through. */
export class LogHost {
  readonly files = new Map<string, StoredLog>()
  /** Words of every command that was run. */
  readonly commands: string[] = []
  /** Answers instead of the host when it gives something. */
  answer: (words: readonly string[]) => CommandOutcome | undefined = () => undefined
  #inode = 100
  #timeMs = 1_000

  #newInode(): number {
    this.#inode += 1
    return this.#inode
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

  /** `F.2.gz` → `F.3.gz`, `F.1` → `F.2`, and so on, and the oldest is removed beyond `keep`. */
  #shift(file: string, keep: number): void {
    for (let n = keep; n >= 1; n -= 1)
      for (const end of ['', '.gz']) {
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
  }

  /** A compressed file is a new one with the old time. */
  compress(file: string): void {
    const log = this.files.get(file)
    if (log === undefined) return
    this.files.delete(file)
    this.files.set(`${file}.gz`, {
      inode: this.#newInode(),
      data: gzipSync(log.data),
      mtimeMs: log.mtimeMs,
    })
  }

  readonly exec: SessionPool['exec'] = async (_, words) => {
    this.commands.push(words.join(' '))
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
    const [, file = '', from = '', limit = ''] = words
    const log = this.files.get(file)
    if (log === undefined) return outcome('', 1, `no such log: ${file}`)
    const bytes = log.data.subarray(Number(from), Number(from) + Number(limit))
    return outcome(
      JSON.stringify({
        file,
        device: '1',
        inode: String(log.inode),
        size: log.data.length,
        offset: Number(from),
        length: bytes.length,
        data: gzipSync(bytes, { level: 1 }).toString('base64'),
      }),
    )
  }

  pool(): SessionPool {
    const not = () => Promise.reject(new Error('logs are only read'))
    return { exec: this.exec, step: not, stepStatus: not }
  }
}

export { outcome as commandOutcome }
