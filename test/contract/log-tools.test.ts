import { randomBytes } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  globSync,
  mkdirSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogOffset } from '../../main/data/protocol.ts'
import { createLogCollector } from '../../main/logs/collector.ts'
import type { HostLogSettings } from '../../main/logs/collector.ts'
import { ok } from '../../shared/base/result.ts'
import { HostName } from '../../shared/domain/ids.ts'
import { instant } from '../../shared/domain/time.ts'
import { useHostTools } from '../helpers/host-tools.ts'

/** The collector over the reference implementation of log-list and log-read, run by the shell of this machine on real files. */

const host = HostName.parse('sip01')

const tools = useHostTools()

function collection(settings: HostLogSettings = {}) {
  const offsets = new Map<string, LogOffset>()
  const text = new Map<string, string>()
  const not = () => Promise.reject(new Error('logs are only read'))
  const collector = createLogCollector({
    pool: { exec: (_, words) => tools.run(words), step: not, stepStatus: not },
    clock: { now: () => instant(Date.now()), monotonicMs: () => performance.now() },
    settings: () => settings,
    commands: (_, operation, phase, args) => [
      operation,
      phase,
      ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    data: {
      logOffsets: async () => [...offsets.values()],
      async ingestLog({ file, bytes, next }) {
        offsets.set(file, next)
        text.set(file, (text.get(file) ?? '') + Buffer.from(bytes).toString())
        return ok({ lines: 0, errors: 0, warnings: 0 })
      },
      append: async () => ok({ seq: 1, hash: '' }),
    },
  })
  const collect = async () => {
    const [first] = await collector.collect({ hosts: [host] })
    if (first === undefined) throw new Error('the host has no answer')
    return first
  }
  return { collect, text }
}

describe.skipIf(process.platform !== 'linux')('log tools of a host', () => {
  const log = (): string => join(tools.home, 'var log', 'it\'s "sip".log')

  it.each(['gzip', 'bzip2', 'xz', 'zstd'])(
    'let a log be followed over rotation and %s',
    async (program) => {
      const { collect, text } = collection()
      writeFileSync(log(), 'one\n')
      expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 0, files: 1 } } })
      appendFileSync(log(), 'two\n')
      renameSync(log(), `${log()}.1`)
      writeFileSync(log(), 'three\n')
      execFileSync(program, ['-q', ...(program === 'zstd' ? ['--rm'] : []), `${log()}.1`])
      expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 0 } } })
      expect(text.get(log())).toBe('one\ntwo\nthree\n')
      expect(await collect()).toMatchObject({ result: { ok: true, value: { bytes: 0, gaps: 0 } } })
    },
  )

  it.each(['gzip', 'bzip2', 'xz', 'zstd'])(
    'say that a log which was packed by %s is damaged, and give what comes before',
    async (program) => {
      const { collect, text } = collection()
      const long = Array.from({ length: 5 }, () => randomBytes(60_000).toString('hex') + '\n')
      writeFileSync(log(), 'one\n')
      await collect()
      appendFileSync(log(), long.join(''))
      renameSync(log(), `${log()}.1`)
      writeFileSync(log(), 'new\n')
      execFileSync(program, ['-q1', ...(program === 'zstd' ? ['--rm'] : []), `${log()}.1`])
      const [packed = ''] = globSync(`${log().replaceAll('"', '?')}.1.*`)
      truncateSync(packed, Math.floor(statSync(packed).size / 2))
      expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 1 } } })
      const [before = '', after] = (text.get(log()) ?? '').split('new\n')
      expect(after).toBe('')
      expect(before.length).toBeGreaterThan(100_000)
      expect(`one\n${long.join('')}`.startsWith(before)).toBe(true)
    },
  )

  it('give large logs in pieces, packed or not, and see a truncated one', async () => {
    const long = Array.from({ length: 400_000 }, (_, i) => `line ${i * 7919}\n`).join('')
    const packed = collection()
    const plain = collection({ compress: 'never' })
    writeFileSync(log(), long)
    await packed.collect()
    await plain.collect()
    expect(packed.text.get(log()) === long && plain.text.get(log()) === long).toBe(true)
    truncateSync(log(), 0)
    appendFileSync(log(), 'new\n')
    expect(await packed.collect()).toMatchObject({ result: { ok: true, value: { gaps: 1 } } })
    expect(packed.text.get(log()) === `${long}new\n`).toBe(true)
  })

  it('end with 66 where there is no such file, and with 69 where nothing unpacks it', async () => {
    writeFileSync(`${log()}.bz2`, 'BZh')
    const args = ['apply', '--offset', '0', '--limit', '10', '--source', 'text', '--file']
    const gone = await tools.run(['log-read', ...args, join(tools.home, 'nothing.log')])
    const bin = join(tools.home, 'bin')
    mkdirSync(bin)
    for (const name of ['sh', 'stat', 'mktemp', 'rm', 'cat'])
      execFileSync('ln', [
        '-s',
        execFileSync('sh', ['-c', `command -v ${name}`])
          .toString()
          .trim(),
        bin,
      ])
    tools.path = bin
    const missing = await tools.run(['log-read', ...args, `${log()}.bz2`])
    expect([gone.ending, missing.ending]).toEqual([
      { kind: 'exited', code: 66 },
      { kind: 'exited', code: 69 },
    ])
    expect(Buffer.from(missing.stderr).toString()).toContain('the program bzip2 is missing')
  })

  it('say that they could not write the piece, rather than give less of it', async () => {
    writeFileSync(log(), 'one\n')
    execFileSync('bzip2', ['-kq', log()])
    for (const [source, file] of [
      ['file', log()],
      ['text', `${log()}.bz2`],
    ] as const) {
      const args = `apply --offset 0 --limit 10 --source ${source} --file "$0"`
      const script = `ulimit -f 0; exec sh ${join(tools.operations, 'log-read')} ${args}`
      const ended = spawnSync('sh', ['-c', script, file])
      expect(ended.status).toBe(73)
      expect(ended.stderr.toString()).toContain('no room for a piece')
    }
  })

  it('end with 77 where the login user may not read the file, not as if it had gone', () => {
    writeFileSync(log(), 'one\n')
    chmodSync(log(), 0)
    const ended = tools.asAnother('log-read', [
      'apply',
      '--offset',
      '0',
      '--limit',
      '10',
      '--file',
      log(),
    ])
    expect([ended.status, ended.stderr.toString()]).toEqual([
      77,
      expect.stringContaining('may not be read'),
    ])
  })

  it('end with 77 where the login user sees no journal but its own', async () => {
    const bin = join(tools.home, 'bin')
    mkdirSync(bin)
    const hint = 'Hint: You are currently not seeing messages from other users and the system.'
    const script = `#!/bin/sh\ncase "$*" in *-q*) ;; *) echo '${hint}' >&2 ;; esac\n`
    writeFileSync(join(bin, 'journalctl'), script, { mode: 0o755 })
    tools.path = `${bin}:${tools.path}`
    const args = ['--source', 'journal', '--cursor', '@1', '--offset', '0', '--limit', '10']
    const { ending, stderr } = await tools.run(['log-read', 'apply', '--file', 'all', ...args])
    expect(ending).toEqual({ kind: 'exited', code: 77 })
    expect(Buffer.from(stderr).toString()).toContain('not seeing messages')
  })

  it('do not take a journal that cannot be read for one without news', async () => {
    const bin = join(tools.home, 'bin')
    mkdirSync(bin)
    const script =
      '#!/bin/sh\ncase "$*" in *-q*) echo "Failed to open files: Bad message" >&2; exit 1 ;; esac\n'
    writeFileSync(join(bin, 'journalctl'), script, { mode: 0o755 })
    tools.path = `${bin}:${tools.path}`
    const { result } = await collection({ journal: 'all' }).collect()
    expect(result).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('Failed to open files: Bad message') },
    })
  })

  it('say that there is no room for a piece, instead of giving less', async () => {
    writeFileSync(log(), 'one\n')
    execFileSync('xz', ['-q', '-k', log()])
    const bin = join(tools.home, 'bin')
    mkdirSync(bin)
    // A temporary folder on a disk that is full.
    writeFileSync(join(bin, 'mktemp'), '#!/bin/sh\nln -s /dev/full "$HOME/p" && echo "$HOME/p"\n')
    chmodSync(join(bin, 'mktemp'), 0o755)
    tools.path = `${bin}:${tools.path}`
    const args = ['apply', '--offset', '0', '--limit', '10']
    for (const [source, file] of [
      ['file', log()],
      ['text', `${log()}.xz`],
    ] as const) {
      const full = await tools.run(['log-read', ...args, '--source', source, '--file', file])
      expect(full.ending).toEqual({ kind: 'exited', code: 73 })
      expect(Buffer.from(full.stderr).toString()).toContain('log-read: there is no room')
    }
  })

  it('tell the time, and so the skew of the host', async () => {
    writeFileSync(log(), 'one\n')
    const { skew } = await collection().collect()
    expect(skew.ok && Math.abs(skew.value.skewMs) <= skew.value.uncertaintyMs).toBe(true)
  })

  /** The part of journalctl that log-read uses, over a file of entries. Without -a what is long is left out, as there. */
  function withJournal(): string {
    const bin = join(tools.home, 'bin')
    const journal = join(tools.home, 'journal')
    mkdirSync(bin)
    writeFileSync(
      join(bin, 'journalctl'),
      `#!/bin/sh
cursor='' after='' max=0 all=0
for word in "$@"; do
  case "$word" in
    --cursor=*) cursor=\${word#*=} ;;
    --after-cursor=*) after=\${word#*=} ;;
    -n) max=1 ;;
    -a) all=1 ;;
  esac
done
awk -v cursor="$cursor" -v after="$after" -v max="$max" -v all="$all" '
  { number = $0; sub(/.*CURSOR":"c/, "", number); sub(/".*/, "", number); number += 0 }
  cursor != "" && number < substr(cursor, 2) + 0 { next }
  after != "" && number <= substr(after, 2) + 0 { next }
  length($0) > 4096 && !all { sub(/"MESSAGE":".*"/, "\\"MESSAGE\\":null") }
  { print; if (max && ++shown == max) exit }' '${journal}'
`,
    )
    chmodSync(join(bin, 'journalctl'), 0o755)
    tools.path = `${bin}:${tools.path}`
    return journal
  }
  const entry = (n: number, message = String(n)): string =>
    `{"__CURSOR":"c${n}","MESSAGE":"${message}"}\n`
  const ofUnits = { journal: ['a.service', 'b.service'] }
  const name = 'journal:a.service,b.service'

  it('read the journal by cursor and say when the entry of the cursor is gone', async () => {
    const journal = withJournal()
    const { collect, text } = collection(ofUnits)
    writeFileSync(journal, entry(1) + entry(2))
    await collect()
    appendFileSync(journal, entry(3))
    expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 0 } } })
    expect(text.get(name)).toBe(entry(1) + entry(2) + entry(3))
    writeFileSync(journal, entry(5))
    expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 1 } } })
    expect(text.get(name)).toBe(entry(1) + entry(2) + entry(3) + entry(5))
  })

  it('pass over the message of a journal that is longer than a piece, and say so', async () => {
    const journal = withJournal()
    const { collect, text } = collection(ofUnits)
    writeFileSync(journal, entry(1) + entry(2, 'x'.repeat(3_000_000)) + entry(3))
    expect(await collect()).toMatchObject({
      result: {
        ok: true,
        value: { gaps: 1, notes: [expect.stringContaining('an entry in the journal of sip01')] },
      },
    })
    expect(text.get(name)).toBe(`${entry(1)}{"__CURSOR":"c2","MESSAGE":null}\n${entry(3)}`)
    expect(await collect()).toMatchObject({ result: { ok: true, value: { gaps: 0, bytes: 0 } } })
  })
})
