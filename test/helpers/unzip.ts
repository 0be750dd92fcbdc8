import {
  chmodSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { inflateRawSync } from 'node:zlib'

type Entry = {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly mode: number
  readonly at: number
}

/**
 * Unpacks a zip file (stored and deflated entries, no zip64) so that nothing has to be installed for it. `rename` answers where an
 * entry goes below `dest`, or undefined to leave it out. Answers the number of files written.
 */
export function unzip(
  file: string,
  dest: string,
  rename: (name: string) => string | undefined,
): number {
  const fd = openSync(file, 'r')
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      if (readSync(fd, bytes, 0, length, at) !== length) throw new Error(`${file} ends too early`)
      return bytes
    }
    let files = 0
    for (const entry of entries(read, fstatSync(fd).size)) {
      const to = entry.name.endsWith('/') ? undefined : rename(entry.name)
      if (to === undefined) continue
      const path = normalize(join(dest, to))
      if (!path.startsWith(normalize(dest) + sep))
        throw new Error(`${entry.name} leads out of ${dest}`)
      const local = read(entry.at, 30)
      const start = entry.at + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
      const bytes = read(start, entry.packed)
      if (entry.method !== 0 && entry.method !== 8)
        throw new Error(`${entry.name}: unknown packing`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, entry.method === 0 ? bytes : inflateRawSync(bytes))
      if (entry.mode !== 0) chmodSync(path, entry.mode & 0o777)
      files += 1
    }
    return files
  } finally {
    closeSync(fd)
  }
}

function* entries(read: (at: number, length: number) => Buffer, size: number): Generator<Entry> {
  const tailLength = Math.min(size, 65_557)
  const tail = read(size - tailLength, tailLength)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0) throw new Error('not a zip file')
  const directory = read(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  for (let at = 0; at < directory.length;) {
    const nameLength = directory.readUInt16LE(at + 28)
    yield {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      at: directory.readUInt32LE(at + 42),
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
}
