/** A log file as `log-list` gives it. */
export type ListedLog = {
  readonly file: string
  readonly device: string
  readonly inode: string
  readonly size: number
  readonly mtimeMs: number
}

const compression = /\.(?:gz|bz2|xz)$/

/**
 * What rotation puts behind a log's name: `.1`, `-20240611`, `.2024-06-11`, `.old`, and everything behind `.log.1.` as
 * PortaSwitch's web server writes it (domain.md 8.1: names begin `httpd-access-web.log.1.`).
 */
const rotation =
  /(?:\.\d{1,3}|[-.]\d{8}(?:[-.T_]?\d{2,6})?|[-.]\d{4}-\d{2}-\d{2}(?:[-.T_]\d{2,6})?|\.old|(?<=\.log)\.\d+\..+)$/

export const isCompressed = (file: string): boolean => compression.test(file)

/** Name of the log that a rotated or compressed file once was; a file that is neither is its own. */
export const activeName = (file: string): string =>
  file.replace(compression, '').replace(rotation, '')

/** Number that a rotation by number gave: larger is older; 0 for other names. */
const rotationNumber = (file: string): number =>
  Number(/\.(\d{1,3})(?:\.(?:gz|bz2|xz))?$/.exec(file)?.[1] ?? 0)

/** Rotated files of one log from the oldest to the newest. */
export const byAge = (a: ListedLog, b: ListedLog): number =>
  a.mtimeMs - b.mtimeMs ||
  rotationNumber(b.file) - rotationNumber(a.file) ||
  (a.file < b.file ? -1 : 1)
