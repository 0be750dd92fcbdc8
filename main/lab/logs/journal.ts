import { hash32, hexOf } from '../chance.ts'

/**
 * The systemd journal of a simulated host. Entry n is the same whenever it is asked for, so nothing is kept: it is made from its
 * number. Old entries go as journald vacuums them.
 */
export type LabJournal = {
  /**
   * At most `limit` bytes of JSON entries of these units (`all`: every unit) after a cursor, as `journalctl -o json
   * --after-cursor` prints them: empty from the oldest, `@S` from second S of the epoch on. Where the entry of the cursor is gone,
   * from the next that is left.
   */
  read(units: string, cursor: string, limit: number): LabEntries
  /** Drops all entries but those of the last hour. */
  vacuum(): void
}

export type LabEntries = { readonly data: Buffer; readonly cursorFound: boolean }

export type JournalOptions = {
  readonly host: string
  readonly seed: string
  readonly startedAt: number
  readonly now: () => number
}

const everyMs = 20_000
const hourMs = 3_600_000
const keptMs = 3 * 86_400_000

/** Unit, identifier, priority (RFC 5424), text. What a host says about itself; invented. */
const messages: readonly (readonly [string, string, number, string])[] = [
  ['sshd.service', 'sshd', 6, 'Accepted publickey for switchyard from 192.0.2.5 port 5'],
  ['crond.service', 'CROND', 6, '(root) CMD (/usr/lib64/sa/sa1 1 1) run '],
  ['chronyd.service', 'chronyd', 6, 'Selected source 192.0.2.123, offset us '],
  ['systemd-logind.service', 'systemd-logind', 6, 'New session '],
  ['monit.service', 'monit', 4, "'rootfs' space usage 81.0% matches resource limit, check "],
  ['rsyslog.service', 'rsyslogd', 3, 'action queue: cannot connect to 192.0.2.9:514, retry '],
]

export function createLabJournal({ host, seed, startedAt, now }: JournalOptions): LabJournal {
  const boot = hexOf(seed, `boot/${host}`, 32)
  let vacuumedTo = Math.ceil((startedAt - hourMs) / everyMs)
  const oldest = (): number => Math.max(vacuumedTo, Math.ceil((now() - keptMs) / everyMs))
  const cursorOf = (index: number): string =>
    `s=${boot};i=${index.toString(16)};b=${boot};t=${(index * everyMs * 1000).toString(16)}`

  const entry = (index: number): { readonly unit: string; readonly line: string } => {
    const roll = hash32(`${seed}/${host}/journal/${index}`)
    const [unit, tag, priority, text] = messages[roll % messages.length] ?? ['', '', 6, '']
    const fields = {
      __CURSOR: cursorOf(index),
      __REALTIME_TIMESTAMP: String(index * everyMs * 1000),
      _BOOT_ID: boot,
      _HOSTNAME: host,
      PRIORITY: String(priority),
      SYSLOG_IDENTIFIER: tag,
      _SYSTEMD_UNIT: unit,
      _PID: String(300 + (roll % 9000)),
      MESSAGE: `${text}${roll % 997}`,
    }
    return { unit, line: `${JSON.stringify(fields)}\n` }
  }

  const firstAfter = (cursor: string): { readonly index: number; readonly found: boolean } => {
    if (cursor === '') return { index: oldest(), found: true }
    if (cursor.startsWith('@')) {
      const index = Math.ceil((Number(cursor.slice(1)) * 1000) / everyMs)
      return { index: Math.max(oldest(), index), found: true }
    }
    const index = Number.parseInt(
      /;i=(?<index>[0-9a-f]+);/.exec(cursor)?.groups?.['index'] ?? '',
      16,
    )
    const isOurs = cursorOf(index) === cursor
    const found = isOurs && index >= oldest()
    return { index: found ? index + 1 : oldest(), found }
  }

  return {
    read(units, cursor, limit) {
      const wanted = units === 'all' ? undefined : new Set(units.split(','))
      const { index: from, found } = firstAfter(cursor)
      const lines: string[] = []
      let bytes = 0
      for (let index = from; index * everyMs <= now(); index += 1) {
        const { unit, line } = entry(index)
        if (wanted !== undefined && !wanted.has(unit)) continue
        bytes += Buffer.byteLength(line)
        // A cut in the middle of an entry, as `head -c` makes it.
        lines.push(line)
        if (bytes >= limit) break
      }
      return { data: Buffer.from(lines.join('')).subarray(0, limit), cursorFound: found }
    },
    vacuum() {
      vacuumedTo = Math.max(oldest(), Math.ceil((now() - hourMs) / everyMs))
    },
  }
}
