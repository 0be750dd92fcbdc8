import { beforeEach, describe, expect, test } from 'vitest'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost, Said } from './shells.ts'

/** Real links are in test/lab/operations; here `ip` and `arping` are stand-ins. */
describe.each(shells)('an address under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    host.site(['system=target', 'service_device=eth0'])
    host.program(
      'ip',
      `echo "$*" >>"$FOLDER/asked"; case "$*" in *'addr show'*) [ ! -e "$FOLDER/held" ] || echo '2: eth0 inet 192.0.2.1/32' ;; 'addr add'*) : >"$FOLDER/held" ;; esac`,
    )
  })
  const arping = (version: string, answer: string): void =>
    host.program('arping', `case "$1" in -V) echo '${version}' ;; *) echo '${answer}' ;; esac`)
  const claim = (address = '192.0.2.1:5060'): Said =>
    host.run('address-claim', 'apply', '--address', address, '--service', 'voice')

  test('is not claimed with an arping whose answers are not understood', () => {
    arping(
      'ARPing 2.23, by Thomas Habets <thomas@habets.se>',
      '60 bytes from 0a:00:00:00:00:01 (192.0.2.1): index=0',
    )
    const said = claim()
    expect([said.code, said.stdout]).toEqual([69, ''])
    expect(said.stderr).toContain('is not that of iputils')
    expect(host.script('cat "$FOLDER/asked"').stdout).not.toContain('addr add')
  })

  test.each(['arping from iputils 20221126', 'arping utility, iputils-s20160308'])(
    'that another host holds is not claimed, by %s',
    (version) => {
      arping(version, 'Unicast reply from 192.0.2.1 [0A:00:00:00:00:01]  0.6ms')
      const said = claim()
      expect([said.code, said.stdout]).toEqual([1, ''])
      expect(said.stderr).toContain('192.0.2.1 is still held by unknown (0a:00:00:00:00:01)')
    },
  )

  test('of which nobody could be asked is not called free', () => {
    const failing = `case "$1" in -V) echo 'arping from iputils 20221126' ;; *) echo 'arping: socket: Operation not permitted' >&2; exit 2 ;; esac`
    host.program('arping', failing)
    for (const said of [claim(), host.run('address-holder', 'apply', '--address', '192.0.2.1')])
      expect([said.code, said.stdout, said.stderr]).toEqual([
        1,
        '',
        expect.stringContaining('cannot ask on eth0 who holds 192.0.2.1'),
      ])
    expect(host.script('cat "$FOLDER/asked"').stdout).not.toContain('addr add')
  })

  test('is claimed, and claimed again', () => {
    arping('arping from iputils 20221126', '')
    for (const _ of ['once', 'twice'])
      expect(JSON.parse(claim().stdout)).toMatchObject({ holder: 'target' })
  })

  test.each(['[2001:db8::1]:5060', '2001:db8::1'])('%s is refused as none of IPv4', (address) => {
    arping('arping from iputils 20221126', '')
    const said = claim(address)
    expect([said.code, said.stdout]).toEqual([2, ''])
    expect(said.stderr).toContain('--address is not an IPv4 address')
  })
})
