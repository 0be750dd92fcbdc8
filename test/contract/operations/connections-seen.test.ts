import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations } from '../../../shared/domain/operations.ts'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** As /proc/net/nf_conntrack has it: the first addresses and ports are the asker's, the second those of the answer. */
const tracked = [
  'ipv4     2 udp      17 29 src=203.0.113.9 dst=192.0.2.1 sport=40000 dport=5060 src=192.0.2.1 dst=203.0.113.9 sport=5060 dport=40000 mark=0 use=2',
  'ipv4     2 udp      17 9 src=203.0.113.8 dst=192.0.2.1 sport=5060 dport=5060 [UNREPLIED] src=192.0.2.1 dst=203.0.113.8 sport=5060 dport=5060 mark=0 use=2',
  'ipv4     2 udp      17 9 src=192.0.2.1 dst=203.0.113.5 sport=50000 dport=1812 src=203.0.113.5 dst=192.0.2.1 sport=1812 dport=50000 mark=0 use=2',
  'ipv4     2 tcp      6 9 ESTABLISHED src=203.0.113.7 dst=192.0.2.1 sport=5060 dport=5060 src=192.0.2.1 dst=203.0.113.7 sport=5060 dport=5060 mark=0 use=2',
]

describe.each(shells)('connections-seen under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    host.site(['system=dsbc', 'watch_seconds=0', 'peers=target:203.0.113.8'])
    host.program('ss', ':')
    host.program('ip', "echo '2: eth0    inet 192.0.2.1/24 brd 192.0.2.255 scope global eth0'")
  })

  test('names who asks over UDP, not this host and the port that it answers to', () => {
    writeFileSync(join(host.folder, 'nf_conntrack'), `${tracked.join('\n')}\n`)
    const said = host.run('connections-seen', 'apply')
    expect([said.code, said.stderr]).toEqual([0, ''])
    const { connections } = operations['connections-seen'].answer.parse(JSON.parse(said.stdout))
    expect(connections.toSorted((a, b) => (a.address < b.address ? 1 : -1))).toEqual([
      { address: '203.0.113.9', port: 5060, service: 'sip', perHour: 60 },
      { address: '203.0.113.8', port: 5060, service: 'sip', perHour: 60, system: 'target' },
    ])
  })
})
