import type { ListedLog } from './log-source.ts'

export type Packing = 'gzip' | 'zstd' | 'bzip2' | 'xz'

const compression = /\.(?:gz|bz2|xz|zst)$/

const date = String.raw`\d{4}(?:-\d{2}-\d{2}|\d{4})`
const time = String.raw`(?:[-.T_]?\d{2,6})?`

/**
 * What rotation puts behind a log's name: `.1`, `-20240611`, `.2024-06-11`, `.old`, and everything behind `.log.1.` as
 * PortaSwitch's web server writes it (domain.md 8.1: names begin `httpd-access-web.log.1.`).
 */
const rotation = new RegExp(String.raw`(?:\.\d{1,3}|[-.]${date}${time}|\.old|(?<=\.log)\.\d+\..+)$`)

/** logrotate's `dateext` with `extension .log`, and programs that name a log by its day: `x-20261122.log`. */
const datedBefore = new RegExp(String.raw`[-._]${date}${time}(?=\.(?:log|txt|out|err)$)`)

export const isCompressed = (file: string): boolean => compression.test(file)

/** Name of the log that a rotated or compressed file once was; a file that is neither is its own. */
export const activeName = (file: string): string =>
  file.replace(compression, '').replace(rotation, '').replace(datedBefore, '')

/** The name tells the day, so that the newest of its family may be the one that is written to. */
export const isDated = (file: string): boolean =>
  activeName(file) !== file && new RegExp(date).test(file.slice(file.lastIndexOf('/') + 1))

/** Number that a rotation by number gave: larger is older; 0 for other names. */
export const rotationNumber = (file: string): number =>
  Number(/\.(\d{1,3})(?:\.(?:gz|bz2|xz|zst))?$/.exec(file)?.[1] ?? 0)

/**
 * Rotated files of one log from the oldest to the newest: by number where all have one, because a program may write to a file
 * that was rotated long ago; else by time.
 */
export function byAge(rotated: readonly ListedLog[]): ListedLog[] {
  const byNumber = rotated.every((log) => rotationNumber(log.file) > 0)
  return rotated.toSorted(
    (a, b) =>
      (byNumber ? rotationNumber(b.file) - rotationNumber(a.file) : 0) ||
      a.mtimeMs - b.mtimeMs ||
      rotationNumber(b.file) - rotationNumber(a.file) ||
      (a.file < b.file ? -1 : 1),
  )
}

const magic: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  // The first of the frames that an unpacker skips (RFC 8878, 3.1.2); pzstd begins with one.
  ['zstd', [0x50, 0x2a, 0x4d, 0x18]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
]

/** How many first bytes of a file tell its packing. */
export const magicBytes = 6

/** By the first bytes; undefined for text. */
export const packingOf = (head: Uint8Array): Packing | undefined =>
  magic.find(
    ([, bytes]) => head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte),
  )?.[0]
