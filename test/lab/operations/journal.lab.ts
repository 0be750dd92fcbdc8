import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createScanner } from '../../../main/data/analysis/scan.ts'
import { keepRecord } from '../../../main/data/analysis/records.ts'
import { lastCursor } from '../../../main/logs/journal-source.ts'
import type { LogRecord } from '../../../shared/log-rules/types.ts'
import { noLab } from '../scene.ts'

/** log-read over systemd's own journal: a journald that a mount namespace keeps apart from the machine's. */
const logRead = resolve(import.meta.dirname, '../../../resources/host-tools/operations/log-read')

/** Prints what log-read answers to the first look, and to the next one from the cursor on that stands in the first. */
const script = `
set -eu
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/journal /run/systemd/journald.conf.d /run/log/journal
printf '[Journal]\\nReadKMsg=no\\n' >/run/systemd/journald.conf.d/test.conf
/lib/systemd/systemd-journald 2>/dev/null &
daemon=$!
trap 'kill $daemon' EXIT
tries=0
until [ -S /run/systemd/journal/stdout ] || [ $tries -ge 300 ]; do tries=$((tries + 1)); sleep 0.1; done
until_there() { tries=0; until journalctl -q -o cat | grep -q "$1" || [ $tries -ge 300 ]; do tries=$((tries + 1)); sleep 0.1; done; }
look() { sh '${logRead}' apply --file all --offset 0 --limit 1000000 --source journal --packing plain --cursor "$1"; }
echo 'cannot reach the database' | systemd-cat -t kamailio -p err
printf 'first line\\nsecond line' | systemd-cat -t report -p warning
until_there 'second line'
look ''
cursor=$(journalctl -q -o json | tail -n 1 | sed 's/.*"__CURSOR":"\\([^"]*\\)".*/\\1/')
echo 'reachable again' | systemd-cat -t kamailio -p notice
until_there 'reachable again'
look "$cursor"
look 's=0123456789abcdef0123456789abcdef;i=1;b=0123456789abcdef0123456789abcdef;m=1;t=1;x=1'
`

type Answer = { readonly cursorFound: boolean; readonly data: string }

describe.skipIf(noLab !== undefined)('the journal of a host with systemd', () => {
  const ran = spawnSync('unshare', ['-m', 'sh', '-c', script], {
    encoding: 'utf8',
    timeout: 90_000,
    maxBuffer: 16 * 2 ** 20,
  })
  const answers = ran.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Answer) // what log-read prints, held by its contract test
  const bytes = (n: number): Buffer => Buffer.from(answers[n]?.data ?? '', 'base64')

  it('is read as records with program, level and time', () => {
    const records: LogRecord[] = []
    const scanner = createScanner({
      host: 'a',
      file: 'journal:all',
      referenceAt: Date.now(),
      every: true,
      onRecord: (record) => records.push(keepRecord(record)),
    })
    scanner.push(bytes(0))
    const { refused } = scanner.end(true)
    const own = records.filter(({ tag }) => tag === 'kamailio' || tag === 'report')
    expect({ refused, stderr: ran.stderr }).toEqual({ refused: 0, stderr: '' })
    expect(own.map(({ tag, level, text }) => `${tag} ${level} ${text}`)).toEqual([
      'kamailio error cannot reach the database',
      'report warning first line',
      'report warning second line',
    ])
    for (const { at } of own) expect(Math.abs((at ?? 0) - Date.now())).toBeLessThan(600_000)
  })

  it('is read on from its last entry, and no entry twice', () => {
    const text = bytes(1).toString('utf8')
    expect(lastCursor(bytes(0))).toBeDefined()
    expect(answers[1]?.cursorFound).toBe(true)
    expect(text).toContain('reachable again')
    expect(text).not.toContain('cannot reach')
  })

  it('says that an entry is gone', () => {
    expect(answers[2]?.cursorFound).toBe(false)
  })
})
