import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createLogs } from '../../../../../main/lab/logs/host-logs.ts'
import type { HostLogs } from '../../../../../main/lab/logs/host-logs.ts'
import { createWorld, note } from '../../../../../main/lab/world/state.ts'
import type { World } from '../../../../../main/lab/world/state.ts'
import { labCustomers, labSpec } from '../../../../helpers/lab.ts'

const startAt = Date.UTC(2026, 4, 1, 1)
const hour = 3_600_000
const day = 24 * hour

function logs(host: string): { of: HostLogs; world: World; pass(ms: number): void } {
  const world = createWorld({ spec: labSpec, customers: labCustomers(4), seed: 'logs', startAt })
  let now = startAt
  const found = labSpec.hosts.find((h) => h.name === host)
  if (found === undefined) throw new Error(`no host ${host}`)
  return {
    of: createLogs(world, () => now)(found),
    world,
    pass: (ms) => {
      now += ms
    },
  }
}
const text = (l: HostLogs, path: string): string => l.contents(path)?.toString() ?? ''
const sip = '/porta_var/src-sip-us/log/sip.log'

it.each([
  [
    'src-sip-us',
    'sip.log',
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d src-sip-us (edge|b2bua)\[\d+\]: (INFO|WARN|ERROR): \S/,
  ],
  [
    'src-web',
    'porta-billing.log',
    /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d src-web porta-billing\[\d+\]: (INFO |WARN |ERROR) \S/,
  ],
  [
    'src-web',
    'httpd-access-web.log',
    /^\S+ - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "/,
  ],
  ['src-web', 'taskstack.log', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[(INFO|WARN|ERROR)\] \S/],
  [
    'dsbc-a',
    'dispatch.log',
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d dsbc-a dispatch\[\d+\]: (INFO|WARN|ERROR): \S/,
  ],
  ['src-db', 'porter.log', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (INFO |WARN |ERROR) porter\[\d+\] \S/],
])('every line of %s %s has the shape of its log', (host, name, shape) => {
  const l = logs(host)
  l.pass(hour)
  const lines = text(l.of, `/porta_var/${host}/log/${name}`).trimEnd().split('\n')
  expect(lines.filter((line) => !shape.test(line))).toEqual([])
  expect(lines.length).toBeGreaterThan(5)
})

describe('a log', () => {
  it('only grows, in the order of time, and the same for the same seed', () => {
    const l = logs('src-sip-us')
    const first = text(l.of, sip)
    l.pass(hour)
    const second = text(l.of, sip)
    const times = second.split('\n').map((line) => line.slice(0, 19))
    expect(second.startsWith(first)).toBe(true)
    expect(times.slice(0, -1)).toEqual(times.slice(0, -1).toSorted())
    expect(text(logs('src-sip-us').of, sip)).toBe(first)
  })

  it('stays small over weeks that nobody reads', () => {
    const l = logs('src-sip-us')
    l.of.list()
    l.pass(60 * day)
    expect(l.of.list().reduce((sum, f) => sum + f.size, 0)).toBeLessThan(200_000)
  })

  it('holds what operations did, on the first host that keeps such a log', () => {
    const l = logs('src-db')
    note(l.world, {
      at: startAt + 1000,
      log: 'porter',
      system: 'source',
      level: 'ERROR',
      text: 'customer 101: import failed',
    })
    l.pass(2000)
    expect(text(l.of, '/porta_var/src-db/log/porter.log')).toMatch(
      /^2026-05-01 01:00:01 ERROR porter\[\d+\] customer 101: import failed$/m,
    )
  })

  it('is written in the zone of its host', () => {
    const world = createWorld({ spec: labSpec, customers: [], seed: 'zone', startAt })
    const zone = 'America/New_York'
    const host = labSpec.hosts[2]
    if (host === undefined) throw new Error('no host')
    const zoned = { ...world, spec: { ...labSpec, hosts: [{ ...host, zone }] } }
    // 00:00 to 01:00 UTC is the evening before, four hours behind.
    expect(text(createLogs(zoned, () => startAt)(host), sip).slice(0, 14)).toBe('2026-04-30T20:')
  })
})

describe('rotation', () => {
  it('by rename keeps the inode with the old bytes, and packs the one before', () => {
    const l = logs('src-sip-us')
    const before = l.of.find(sip)
    l.of.rotate('sip.log', 'rename')
    l.pass(hour)
    const [now, older] = [l.of.find(sip), l.of.find(`${sip}.1`)]
    expect([older?.inode, now?.inode === before?.inode]).toEqual([before?.inode, false])
    const kept = text(l.of, `${sip}.1`)
    l.of.rotate('sip.log', 'rename')
    const packed = l.of.contents(`${sip}.2.gz`) ?? Buffer.alloc(0)
    expect(gunzipSync(packed).toString()).toBe(kept)
  })

  it('by copytruncate keeps the inode with no bytes', () => {
    const l = logs('src-sip-us')
    const before = l.of.find(sip)
    const bytes = text(l.of, sip)
    l.of.rotate('sip.log', 'copytruncate')
    const after = l.of.find(sip)
    expect([after?.inode === before?.inode, after?.size, text(l.of, `${sip}.1`) === bytes]).toEqual(
      [true, 0, true],
    )
  })

  it('comes by itself in the off-peak hours', () => {
    const l = logs('src-sip-us')
    l.of.list()
    l.pass(4 * hour)
    expect(l.of.list().map((f) => f.path)).toEqual([sip, `${sip}.1`])
  })
})
