import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogPiece } from '../../../../main/data/protocol.ts'
import { createLogCollector, hostsAtOnce } from '../../../../main/logs/collector.ts'
import { ok } from '../../../../shared/base/result.ts'
import { HostName } from '../../../../shared/domain/ids.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import {
  logBatch,
  logClock,
  logCollection,
  logHost,
  nothingRead,
} from '../../../helpers/log-collection.ts'
import { commandOutcome, LogHost } from '../../../helpers/log-host.ts'

const host = logHost
const batch = logBatch
const setUp = (refuse: (piece: LogPiece) => boolean = () => false) => logCollection({ refuse })

describe('log collector', () => {
  it('fetches what is new, counts it, and writes one event for a file', async () => {
    const { logs, events, collect } = setUp()
    logs.append('sip.log', 'INFO a\nERROR b\n')
    await collect()
    logs.append('sip.log', 'WARN c\nERROR d\nERROR e\n')
    expect(await collect()).toEqual(
      ok({ ...nothingRead, files: 1, bytes: 23, lines: 3, errors: 2, warnings: 1 }),
    )
    expect(events[1]).toEqual({
      kind: 'logs.fetched',
      batch,
      host,
      file: 'sip.log',
      from: 15,
      to: 38,
      lines: 3,
      errors: 2,
      warnings: 1,
    })
    expect(await collect()).toEqual(ok(nothingRead))
    expect(events).toHaveLength(2)
  })

  it('tells with each piece how far the clock of its host is ahead', async () => {
    const skews: unknown[] = []
    const { logs, collect } = setUp(({ skewMs }) => skews.push(skewMs) === 0)
    logs.append('sip.log', 'a\n')
    logs.skewMs = -8 * 86_400_000
    await collect()
    expect(skews).toEqual([-8 * 86_400_000])
  })

  it('asks nothing of a log that has not grown', async () => {
    const { logs, collect } = setUp()
    logs.append('sip.log', 'a\n')
    await collect()
    logs.commands.length = 0
    await collect()
    expect(logs.commands).toEqual(['log-list'])
  })

  it('reads in pieces and keeps its place when storing one fails', async () => {
    let pieces = 0
    const { logs, text, offsets, collect } = setUp(() => {
      pieces += 1
      return pieces === 2
    })
    const lines = Array.from(
      { length: 40_000 },
      (_, i) => `line ${i} ${(i * 7919) % 10_007}\n`,
    ).join('')
    logs.append('sip.log', lines)
    expect(await collect()).toMatchObject({ ok: false, problem: { code: 'disk-full' } })
    expect(offsets.get('sip.log')?.offset).toBe(512 * 1024)
    expect(await collect()).toMatchObject({ ok: true })
    expect(text.get('sip.log')).toBe(lines)
  })

  it('finds a truncated log that has outgrown its old size by the bytes before its place', async () => {
    const { logs, text, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.append('sip.log', 'two\n')
    logs.copyTruncate('sip.log')
    logs.append('sip.log', 'three and much more\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, lines: 2 } })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree and much more\n')
  })

  it('finds a truncated log that has come to exactly its old size', async () => {
    const { logs, text, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.copyTruncate('sip.log')
    logs.append('sip.log', 'two\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, lines: 1 } })
    expect(text.get('sip.log')).toBe('one\ntwo\n')
  })

  it('reads on in a compressed file, and then the new log', async () => {
    const { logs, text, events, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.append('sip.log', 'two\n')
    logs.rename('sip.log')
    logs.compress('sip.log.1')
    logs.append('sip.log', 'three\n')
    await collect()
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
    expect(events.slice(1)).toMatchObject([
      { file: 'sip.log.1.gz', from: 4, to: 8 },
      { file: 'sip.log', from: 0, to: 6 },
    ])
  })

  it('reads a file that the host itself decompresses', async () => {
    const { logs, text, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.append('sip.log', 'two\n')
    logs.rename('sip.log')
    const rotated = logs.files.get('sip.log.1')
    if (rotated === undefined) throw new Error('not rotated')
    logs.files.delete('sip.log.1')
    logs.files.set('sip.log.1.bz2', { ...rotated, inode: 999 })
    await collect()
    expect(text.get('sip.log')).toBe('one\ntwo\n')
  })

  it('counts a gap once when the rest of a log is gone', async () => {
    const { logs, events, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.files.delete('sip.log')
    logs.append('sip.log', 'new\n')
    const after = await collect()
    expect(after).toMatchObject({ ok: true, value: { gaps: 1, lines: 1 } })
    expect(after.ok && after.value.notes).toEqual([
      'sip.log: what was written after byte 4 is gone; reading goes on with the new file',
    ])
    expect(events.slice(1)).toMatchObject([
      { gap: 1, from: 4, to: 4 },
      { from: 0, to: 4 },
    ])
    expect(await collect()).toEqual(ok(nothingRead))
  })

  it('counts a log that vanished as one gap, and what comes back as new', async () => {
    const { logs, text, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.files.delete('sip.log')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 1 } })
    expect(await collect()).toEqual(ok(nothingRead))
    logs.append('sip.log', 'two\n')
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0, lines: 1 } })
    expect(text.get('sip.log')).toBe('one\ntwo\n')
  })

  it('looks again when a log is rotated between listing and reading', async () => {
    const { logs, text, collect } = setUp()
    logs.append('sip.log', 'one\n')
    await collect()
    logs.append('sip.log', 'two\n')
    let rotated = false
    logs.answer = ([operation]) => {
      if (operation === 'log-read' && !rotated) {
        rotated = true
        logs.rename('sip.log')
        logs.append('sip.log', 'three\n')
      }
      return undefined
    }
    expect(await collect()).toMatchObject({ ok: true, value: { lines: 2, gaps: 0 } })
    expect(text.get('sip.log')).toBe('one\ntwo\nthree\n')
  })

  it('looks over thousands of logs that have not changed in a moment', async () => {
    const listing = Array.from({ length: 6000 }, (_, i) => ({
      file: `/porta_var/p${i % 3000}/log/service.log${i < 3000 ? '' : '.1.gz'}`,
      device: '1',
      inode: String(i),
      size: 0,
      mtimeMs: 1000 * i,
    }))
    const { offsets, collect, logs } = logCollection()
    const answer = commandOutcome(JSON.stringify({ files: listing }))
    logs.answer = ([operation]) => (operation === 'log-list' ? answer : undefined)
    await collect()
    const since = performance.now()
    expect(await collect()).toEqual(ok(nothingRead))
    // Six seconds when every name was looked at once for each log.
    expect(performance.now() - since).toBeLessThan(2000)
    expect(offsets.size).toBe(3000)
  })

  it('says of a host where no log is found that there is none', async () => {
    const { logs, collect } = setUp()
    expect(await collect()).toMatchObject({
      ok: false,
      problem: {
        message: 'logs of sip01 could not be looked at: no log was found there at all',
        next: 'name the folders of its logs in ~/.switchyard/log-folders of the login user',
      },
    })
    logs.append('a.log', 'one\n')
    expect(await collect()).toMatchObject({ ok: true })
  })

  it('says what of the host could not be looked at, and reads its other logs', async () => {
    const { logs, text, collect } = setUp()
    logs.append('a.log', 'one\n')
    logs.answer = (words) => {
      if (words[0] !== 'log-list') return undefined
      const [a] = logs.files.values()
      const file = { file: 'a.log', device: '1', inode: String(a?.inode), size: 4, mtimeMs: 1 }
      const unseen = [
        "'/var/log/private': Permission denied",
        '/var/log/two: parts: a name of two lines',
        'c',
        'd',
        'e',
      ]
      return commandOutcome(JSON.stringify({ files: [file], unseen }))
    }
    expect(await collect()).toMatchObject({
      ok: false,
      problem: {
        code: 'not-allowed',
        message:
          "logs of sip01 could not be looked at: '/var/log/private': Permission denied; /var/log/two: parts: a name of two lines; c and 2 more",
        next: 'let the login user look there, or leave out what is none of the project: a line each in ~/.switchyard/log-folders of that user, !/var/log/private !/var/log/two: parts',
      },
    })
    expect(text.get('a.log')).toBe('one\n')
  })

  it('says which file may not be read, and reads the other logs of the host and its journal', async () => {
    const { logs, text, collect, collectAll } = logCollection({ settings: { journal: 'all' } })
    for (const file of ['a.log', 'b.log', 'c.log']) logs.append(file, `${file}\n`)
    logs.log('a.service', 'entry')
    let isShut = true
    logs.answer = (words) =>
      isShut && words[0] === 'log-read' && words.includes('b.log')
        ? commandOutcome('', 77, 'log-read: b.log may not be read')
        : undefined
    for (let look = 1; look <= 2; look += 1) {
      const { result: found, seen } = await collectAll()
      expect(seen).toBe(true)
      expect(found).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
      expect(!found.ok && found.problem.message).toContain('b.log')
      expect(!found.ok && found.problem.next).toContain(
        '~/.switchyard/log-folders of that user, !b.log',
      )
      logs.append('c.log', 'more\n')
    }
    isShut = false
    expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
    expect(Object.fromEntries(text)).toMatchObject({
      'a.log': 'a.log\n',
      'b.log': 'b.log\n',
      'c.log': 'c.log\nmore\nmore\n',
      'journal:all': expect.stringContaining('entry'),
    })
  })

  it.each([
    [
      'a command that fails',
      commandOutcome('', 3, 'permission denied'),
      'step-failed',
      'permission denied',
    ],
    ['an answer that is no JSON', commandOutcome('hello'), 'bad-answer', 'did not answer the JSON'],
    [
      'bytes that are not what they are said to be',
      commandOutcome(
        JSON.stringify({
          file: 'sip.log',
          device: '1',
          inode: '101',
          size: 4,
          offset: 0,
          length: 4,
          data: 'AAAA',
        }),
      ),
      'bad-answer',
      'other bytes than it says',
    ],
    [
      'a lost link',
      {
        ...commandOutcome(''),
        ending: { kind: 'lost', problem: problem('connection-lost', 'the link broke') },
      } as const,
      'connection-lost',
      'the link broke',
    ],
  ])('says %s and keeps its place', async (_fact, answer, code, message) => {
    const { logs, text, offsets, collect } = setUp()
    logs.append('sip.log', 'one\n')
    logs.answer = ([operation]) => (operation === 'log-read' ? answer : undefined)
    const failed = await collect()
    expect(failed).toMatchObject({ ok: false, problem: { code } })
    expect(!failed.ok && failed.problem.message).toContain(message)
    expect(offsets.size).toBe(0)
    logs.answer = () => undefined
    await collect()
    expect(text.get('sip.log')).toBe('one\n')
  })

  it('reads many hosts side by side, no more than memory allows, and all of them when one fails', async () => {
    const logs = new LogHost()
    logs.append('sip.log', 'one\n')
    const names = Array.from({ length: 3 * hostsAtOnce }, (_, i) => HostName.parse(`host${i}`))
    const running = new Set<string>()
    let most = 0
    const pool = {
      ...logs.pool(),
      exec: async (name: HostName, words: readonly string[]) => {
        running.add(name)
        most = Math.max(most, running.size)
        if (words[0] === 'log-read') running.delete(name)
        return name === 'host1' && words[0] === 'log-read'
          ? commandOutcome('', 1)
          : logs.exec(name, words)
      },
    }
    const many = createLogCollector({
      pool,
      clock: logClock,
      commands: (_, operation, __, args) => [operation, ...Object.values(args).map(String)],
      data: {
        logOffsets: async () => [],
        ingestLog: async () => ok({ lines: 1, errors: 0, warnings: 0 }),
        append: async () => ok({ seq: 1, hash: '' }),
      },
    })
    const results = await many.collect({ hosts: names })
    expect(results.filter((r) => !r.result.ok).map((r) => r.host)).toEqual(['host1'])
    expect(results.map((r) => r.host)).toEqual(names)
    expect(most).toBe(hostsAtOnce)
    expect(await many.collect({ hosts: [] })).toEqual([])
  })

  it('reads every line once and in order, however logs are rotated', async () => {
    const action = fc.constantFrom(
      'append',
      'append',
      'append',
      'collect',
      'rename',
      'copy',
      'gzip',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const { logs, text, collect } = setUp()
        let written = ''
        let rotations = 0
        const append = (i: number): void => {
          const line = `line ${i} of this log ERROR\n`
          written += line
          logs.append('sip.log', line)
        }
        append(-1)
        await collect()
        for (const [i, what] of actions.entries()) {
          if (what === 'append') append(i)
          if (what === 'collect') {
            expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
            rotations = 0
          }
          // More rotations than are kept would really lose lines.
          if ((what === 'rename' || what === 'copy') && rotations < 4) {
            rotations += 1
            if (what === 'rename') logs.rename('sip.log')
            else logs.copyTruncate('sip.log')
            append(1000 + i)
          }
          if (what === 'gzip') logs.compress('sip.log.1')
        }
        expect(await collect()).toMatchObject({ ok: true, value: { gaps: 0 } })
        expect(text.get('sip.log')).toBe(written)
        expect(await collect()).toEqual(ok(nothingRead))
      }),
      { numRuns: 200 },
    )
  })
})
