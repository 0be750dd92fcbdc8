/** The in-memory home folder of the login user: what SFTP writes and `cat` and `sha256sum` read. Paths are absolute. */

export type HomeFile = { data: Buffer; mode: number; mtimeMs: number }

export class FileError extends Error {
  readonly reason: 'not-found' | 'exists' | 'failure'
  constructor(reason: FileError['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

export class Home {
  readonly root: string
  readonly files = new Map<string, HomeFile>()
  readonly folders = new Set<string>()
  readonly #isFull: () => boolean
  readonly #now: () => number

  constructor(root: string, now: () => number, isFull: () => boolean) {
    this.root = root
    this.#now = now
    this.#isFull = isFull
    this.folders.add(root)
  }

  /** Makes a path absolute: relative ones begin in the home. */
  resolve(path: string): string {
    const parts: string[] = []
    for (const part of (path.startsWith('/') ? path : `${this.root}/${path}`).split('/')) {
      if (part === '..') parts.pop()
      else if (part !== '' && part !== '.') parts.push(part)
    }
    return `/${parts.join('/')}`
  }

  file(path: string): HomeFile {
    const file = this.files.get(path)
    if (file === undefined) throw new FileError('not-found', `${path}: No such file or directory`)
    return file
  }

  write(path: string, offset: number, data: Buffer): void {
    if (this.#isFull()) throw new FileError('failure', `${path}: No space left on device`)
    const file = this.file(path)
    const end = offset + data.length
    if (end > file.data.length) file.data = Buffer.concat([file.data], end)
    data.copy(file.data, offset)
    file.mtimeMs = this.#now()
  }

  create(path: string, mode: number): void {
    if (!this.folders.has(path.slice(0, path.lastIndexOf('/'))))
      throw new FileError('not-found', `${path}: No such file or directory`)
    if (this.#isFull()) throw new FileError('failure', `${path}: No space left on device`)
    this.files.set(path, { data: Buffer.alloc(0), mode, mtimeMs: this.#now() })
  }

  mkdir(path: string): void {
    if (this.folders.has(path) || this.files.has(path))
      throw new FileError('exists', `${path}: File exists`)
    if (this.#isFull()) throw new FileError('failure', `${path}: No space left on device`)
    this.folders.add(path)
  }

  remove(path: string): void {
    if (!this.files.delete(path)) throw new FileError('not-found', `${path}: No such file`)
  }

  /** As SFTP version 3 does: it does not replace. */
  rename(from: string, to: string): void {
    const file = this.file(from)
    if (this.files.has(to)) throw new FileError('exists', `${to}: File exists`)
    this.files.delete(from)
    this.files.set(to, file)
  }

  list(folder: string): string[] {
    if (!this.folders.has(folder)) throw new FileError('not-found', `${folder}: No such directory`)
    const inside = (path: string): boolean =>
      path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/')
    return [...this.files.keys(), ...this.folders].filter(inside).sort()
  }
}
