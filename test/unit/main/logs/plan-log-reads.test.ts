import { describe, expect, it } from 'vitest'
import type { LogOffset } from '../../../../main/data/protocol.ts'
import { activeName } from '../../../../main/logs/log-family.ts'
import type { ListedLog } from '../../../../main/logs/log-source.ts'
import { looksOf, planLogReads, trustKey } from '../../../../main/logs/plan-log-reads.ts'
import type { PlanFacts } from '../../../../main/logs/plan-log-reads.ts'
import { HostName } from '../../../../shared/domain/ids.ts'

/** `name inode size time`, one file each. */
const listing = (...rows: string[]): ListedLog[] =>
  rows.map((row) => {
    const [file = '', inode = '', size = '', time = ''] = row.split(' ')
    return { file, device: '1', inode, size: Number(size), mtimeMs: Number(time) }
  })

const knownOf = (files: readonly ListedLog[]) => new Map(files.map((log) => [looksOf(log), log]))

const at = (inode: string, offset: number): LogOffset => ({
  host: HostName.parse('sip01'),
  file: 'sip.log',
  device: '1',
  inode,
  offset,
  tailHash: 'h',
  tailLength: Math.min(offset, 256),
})

/** `kind: file from [t = tail is checked] [f = final] …` */
const planned = (files: ListedLog[], offsets: LogOffset[] = [], facts: PlanFacts = {}): string[] =>
  planLogReads(files, offsets, facts).map(
    (plan) =>
      `${plan.file} ${plan.kind}:${plan.reads
        .map((r) => ` ${r.source.file}@${r.from}${r.checkTail ? 't' : ''}${r.final ? 'f' : ''}`)
        .join('')}`,
  )

describe('plan of log reads', () => {
  it.each<[string, string[], LogOffset[], string]>([
    ['a new log from its beginning', ['sip.log 1 50 9'], [], 'appeared: sip.log@0'],
    [
      'not what was rotated before the first look',
      ['sip.log 1 50 9', 'sip.log.1 2 80 5'],
      [],
      'appeared: sip.log@0',
    ],
    [
      'nothing new of a log without news',
      ['sip.log 1 50 9'],
      [at('1', 50)],
      'unchanged: sip.log@50t',
    ],
    ['what a log has grown by', ['sip.log 1 80 9'], [at('1', 50)], 'grown: sip.log@50t'],
    [
      'the rest of a renamed log, then the new one',
      ['sip.log 3 10 9', 'sip.log.1 1 80 8'],
      [at('1', 50)],
      'rotated: sip.log.1@50tf sip.log@0',
    ],
    [
      'whole logs that came and went in between, in order',
      [
        'sip.log 9 10 9',
        'sip.log.1 7 70 8',
        'sip.log.2 5 60 7',
        'sip.log.3 1 80 6',
        'sip.log.4 4 40 5',
      ],
      [at('1', 50)],
      'rotated: sip.log.3@50tf sip.log.2@0f sip.log.1@0f sip.log@0',
    ],
    [
      'logs rotated by date',
      ['sip.log 9 10 9', 'sip.log-20240611 1 80 8'],
      [at('1', 80)],
      'rotated: sip.log-20240611@80tf sip.log@0',
    ],
    [
      'the copy of a truncated log, then the log from its beginning',
      ['sip.log 1 10 9', 'sip.log.1 2 80 8'],
      [at('1', 50)],
      'truncated: sip.log.1@50tf sip.log@0',
    ],
    [
      'the compressed copy of a log whose inode is gone',
      ['sip.log 9 10 9', 'sip.log.1.gz 2 30 8', 'sip.log.2.gz 3 30 7'],
      [at('1', 50)],
      'rotated: sip.log.1.gz@50tf sip.log@0',
    ],
    [
      'the plain twin of a file that is being compressed',
      ['sip.log 9 10 9', 'sip.log.1 1 80 8', 'sip.log.1.gz 2 12 9'],
      [at('1', 50)],
      'rotated: sip.log.1@50tf sip.log@0',
    ],
    [
      'a new log under an old name, with a gap',
      ['sip.log 9 10 9'],
      [at('1', 50)],
      'lost: sip.log@0',
    ],
    [
      'a truncated log without a copy, with a gap',
      ['sip.log 1 10 9'],
      [at('1', 50)],
      'lost: sip.log@0',
    ],
    [
      'no rotated file that is shorter than what was read',
      ['sip.log 9 10 9', 'sip.log.1 2 40 8'],
      [at('1', 50)],
      'lost: sip.log@0',
    ],
    ['nothing of a log that is gone, with a gap', [], [at('1', 50)], 'vanished:'],
    [
      'on in a renamed log while nothing stands in the new one',
      ['sip.log 3 0 9', 'sip.log.1 1 80 8'],
      [at('1', 50)],
      'rotated: sip.log.1@50t',
    ],
    [
      'on in a renamed log as long as there is no new one',
      ['sip.log.1 1 80 8'],
      [at('1', 50)],
      'rotated: sip.log.1@50t',
    ],
    [
      'logs that are packed with zstd and bear a date before their ending',
      ['sip.log 9 10 9', 'sip-20261122.log.zst 2 30 8'],
      [at('1', 50)],
      'rotated: sip-20261122.log.zst@50tf sip.log@0',
    ],
    [
      'of logs that all bear their day the newest',
      ['sip-20261121.log 1 80 8', 'sip-20261122.log 2 20 9'],
      [],
      'appeared: sip-20261122.log@0',
    ],
    [
      'over midnight logs that all bear their day',
      ['sip-20261121.log 1 80 8', 'sip-20261122.log 2 20 9'],
      [at('1', 50)],
      'rotated: sip-20261121.log@50tf sip-20261122.log@0',
    ],
    ['no second gap of a log that is known to be gone', [], [at('gone', 0)], 'unchanged:'],
    ['a log that came back', ['sip.log 9 10 9'], [at('gone', 0)], 'appeared: sip.log@0'],
  ])('reads %s', (_fact, files, offsets, expected) => {
    expect(planned(listing(...files), offsets)).toEqual([`sip.log ${expected}`])
  })

  it('looks further when the bytes before the offset are others', () => {
    const files = listing('sip.log 1 80 9', 'sip.log.1 2 80 8', 'sip.log.2.gz 3 30 7')
    const not = (...names: string[]) => ({
      distrusted: new Set(files.filter((f) => names.includes(f.file)).map(trustKey)),
    })
    expect([
      planned(files, [at('1', 50)], not('sip.log')),
      planned(files, [at('1', 50)], not('sip.log', 'sip.log.1')),
      planned(files, [at('1', 50)], not('sip.log', 'sip.log.1', 'sip.log.2.gz')),
    ]).toEqual([
      ['sip.log truncated: sip.log.1@50tf sip.log@0'],
      ['sip.log truncated: sip.log.2.gz@50tf sip.log.1@0f sip.log@0'],
      ['sip.log lost: sip.log@0'],
    ])
  })

  it('reads what was rotated since the asked time at the first look at a log, and only then', () => {
    const files = listing('sip.log 1 50 9', 'sip.log.1 2 80 8', 'sip.log.2.gz 3 30 7')
    expect([
      planned(files, [], { sinceMs: 8 }),
      planned(files, [], { sinceMs: 0 }),
      planned(files, [at('1', 50)], { sinceMs: 0 }),
    ]).toEqual([
      ['sip.log appeared: sip.log.1@0f sip.log@0'],
      ['sip.log appeared: sip.log.2.gz@0f sip.log.1@0f sip.log@0'],
      ['sip.log unchanged: sip.log@50t'],
    ])
  })

  it('looks into a copy that has come since the last look before the log that begins like it', () => {
    const before = listing('sip.log 1 50 9', 'sip.log.1 5 70 4')
    const facts = { known: knownOf(before), knownUntilMs: 9 }
    const packed = listing('sip.log 1 80 12', 'sip.log.1 2 60 11', 'sip.log.2.gz 6 30 4')
    expect([
      planned(packed, [at('1', 50)], facts),
      planned(packed, [at('1', 50)]),
      planned(listing('sip.log 1 80 12', 'sip.log.1.gz 6 30 4'), [at('1', 50)], facts),
    ]).toEqual([
      ['sip.log truncated: sip.log.1@50tf sip.log@0'],
      ['sip.log grown: sip.log@50t'],
      ['sip.log grown: sip.log@50t'],
    ])
  })

  it('reads the copy of a log in which nothing stood at the last look', () => {
    const facts = { known: knownOf(listing('sip.log 1 0 5')), knownUntilMs: 5 }
    const files = listing('sip.log 1 10 9', 'sip.log.1 2 80 8', 'sip.log.2.gz 3 70 4')
    expect(planned(files, [at('1', 0)], facts)).toEqual([
      'sip.log truncated: sip.log.1@0f sip.log@0',
    ])
  })

  it.each([
    ['sip.log', 'sip.log'],
    ['/var/log/x.log-20261122', '/var/log/x.log'],
    ['/var/log/x-20261122.log.gz', '/var/log/x.log'],
    ['sip.log.3.zst', 'sip.log'],
    ['localhost.2026-11-22.log', 'localhost.log'],
    ['sip.log.1', 'sip.log'],
    ['sip.log.12.bz2', 'sip.log'],
    ['sip.log-20240611.gz', 'sip.log'],
    ['sip.log-20240611-0230.xz', 'sip.log'],
    ['b2bua.log.2024-06-11', 'b2bua.log'],
    ['httpd-access-web.log.1.1718064000.gz', 'httpd-access-web.log'],
    ['/var/log/messages.1', '/var/log/messages'],
    ['porta-billing.log.old', 'porta-billing.log'],
    ['node12.log', 'node12.log'],
  ])('%s belongs to %s', (file, active) => {
    expect(activeName(file)).toBe(active)
  })
})
