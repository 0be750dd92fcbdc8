import {
  firstHolders,
  labHosts,
  managementAddress,
  movingAddress,
  namespaceOf,
  operatorOctet,
  serviceAddress,
} from './layout.ts'
import type { LabPlace } from './layout.ts'
import { run } from './run.ts'

/**
 * One namespace a host with two links: `mgmt0` for ssh and copies, `svc0` for calls, so that either can be cut alone.
 * The machine itself has no address of the lab and a blackhole for its networks: nothing of the lab ever leaves.
 */

const ip = (...args: string[]): string => run('ip', args)

const networkOf = (place: LabPlace): string => `10.${place.octet}.0.0/16`

const exists = (place: LabPlace): ReadonlySet<string> =>
  new Set(
    ip('netns', 'list')
      .split('\n')
      .map((line) => line.split(' ')[0] ?? '')
      .filter((name) => name.startsWith(`${place.name}-`)),
  )

const bridges = [
  { bridge: 'br-mgmt', device: 'mgmt0', letter: 'm', address: managementAddress },
  { bridge: 'br-svc', device: 'svc0', letter: 's', address: serviceAddress },
] as const

export function makeNetwork(place: LabPlace): void {
  const there = exists(place)
  const fab = namespaceOf(place, 'fab')
  if (!there.has(fab)) {
    ip('route', 'replace', 'blackhole', networkOf(place))
    ip('netns', 'add', fab)
    ip('-n', fab, 'link', 'set', 'lo', 'up')
    for (const { bridge } of bridges) {
      ip('-n', fab, 'link', 'add', bridge, 'type', 'bridge')
      ip('-n', fab, 'link', 'set', bridge, 'up')
    }
  }
  const ends = [{ name: 'op' as const, octet: operatorOctet }, ...labHosts]
  for (const { name, octet } of ends) {
    const namespace = namespaceOf(place, name)
    if (there.has(namespace)) continue
    ip('netns', 'add', namespace)
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    for (const { bridge, device, letter, address } of bridges) {
      const end = `${name}-${letter}`
      ip('-n', fab, 'link', 'add', end, 'type', 'veth', 'peer', 'name', device, 'netns', namespace)
      ip('-n', fab, 'link', 'set', end, 'master', bridge, 'up')
      ip('-n', namespace, 'addr', 'add', `${address(place, octet)}/24`, 'dev', device)
      ip('-n', namespace, 'link', 'set', device, 'up')
    }
    // Programs listen on service addresses before their host holds them.
    run('ip', ['netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv4.ip_nonlocal_bind=1'])
  }
  if (there.has(fab)) return
  for (const [host, moving] of firstHolders)
    ip(
      '-n',
      namespaceOf(place, host),
      'addr',
      'add',
      `${movingAddress(place, moving)}/32`,
      'dev',
      'svc0',
    )
}

export function removeNetwork(place: LabPlace): void {
  for (const name of exists(place)) ip('netns', 'del', name)
  if (ip('route', 'show', 'type', 'blackhole').includes(networkOf(place)))
    ip('route', 'del', 'blackhole', networkOf(place))
}

export const namespacesLeft = (place: LabPlace): number => exists(place).size
