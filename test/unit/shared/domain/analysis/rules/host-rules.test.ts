import { describe, expect, it } from 'vitest'
import { HostName } from '../../../../../../shared/domain/ids.ts'
import type { Fact } from '../../../../../../shared/domain/analysis/facts.ts'
import { labSpec } from '../../../../../helpers/lab.ts'
import { fact, found, said, survey } from '../../../../../helpers/analysis-world.ts'

const of = (...facts: readonly Fact[]) => ({ survey: survey({ facts: [...facts] }) })

describe('clock-skew', () => {
  it.each([
    [0, []],
    [-900, []],
    [2_000, ['warning The clock of src-db is 2.0 s ahead.']],
    [-90_000, ['blocker The clock of src-db is 90.0 s behind.']],
  ])('of %i ms says %o', (skew, expected) => {
    expect(said('clock-skew', of(fact('host src-db', 'clock.skew', skew)))).toEqual(expected)
  })

  it('does not count what may be the way to the host', () => {
    const facts = [
      fact('host src-db', 'clock.skew', 2_000),
      fact('host src-db', 'clock.uncertainty', 1_500),
    ]
    expect(said('clock-skew', of(...facts))).toEqual([])
  })

  it('rests on how grave it is, so that a decision holds while it drifts on', () => {
    const basis = (skew: number) =>
      found('clock-skew', of(fact('host src-db', 'clock.skew', skew)))[0]?.basis
    expect(basis(2_000)).toBe(basis(5_000))
    expect(basis(2_000)).not.toBe(basis(90_000))
  })
})

describe('release-differs', () => {
  it('compares each host with the release of its system', () => {
    const facts = [
      fact('host src-db', 'release', 'MR85'),
      fact('host tgt-db', 'release', 'MR99'),
      fact('host dsbc-a', 'release', '101'),
    ]
    expect(said('release-differs', of(...facts))).toEqual([
      'blocker tgt-db runs MR99; the project says MR101.',
    ])
  })
})

describe('target-os', () => {
  it.each([
    ['Oracle Linux 8.10', 0],
    ['Oracle Linux Server release 8.6', 0],
    ['Oracle Linux 7.9', 1],
    ['Debian GNU/Linux 12', 1],
  ])('%s on a host of the target: %i findings', (name, count) => {
    expect(said('target-os', of(fact('host tgt-db', 'os.name', name)))).toHaveLength(count)
  })

  it('says nothing of the source', () => {
    expect(said('target-os', of(fact('host src-db', 'os.name', 'CentOS 6')))).toEqual([])
  })
})

describe('mysql-versions', () => {
  it('names a step between versions', () => {
    const facts = [
      fact('host src-db', 'mysql.version', '5.7.44'),
      fact('host tgt-db', 'mysql.version', '8.0.37'),
    ]
    expect(said('mysql-versions', of(...facts))).toEqual([
      'note The database of the source is 5.7.44, that of the target 8.0.37.',
    ])
    expect(said('mysql-versions', of(fact('host src-db', 'mysql.version', '5.7.44')))).toEqual([])
  })
})

describe('default-gateway', () => {
  it('blocks when the configuration on disk names another way out', () => {
    const facts = (configured: string) => [
      fact('host src-db', 'network.gateway.running', '192.0.2.1'),
      fact('host src-db', 'network.gateway.configured', configured),
    ]
    expect(said('default-gateway', of(...facts('192.0.2.9')))).toEqual([
      'blocker src-db uses 192.0.2.1; its configuration says 192.0.2.9.',
    ])
    expect(said('default-gateway', of(...facts('192.0.2.1')))).toEqual([])
  })
})

describe('reserved-range', () => {
  it('finds reserved addresses in the project and on the hosts', () => {
    const spec = {
      ...labSpec,
      hosts: labSpec.hosts.map((h) => (h.name === 'tgt-db' ? { ...h, address: '10.19.4.4' } : h)),
    }
    const facts = [
      fact('host src-db', 'network.address.eth0', '10.11.0.9/24 fe80::1'),
      fact('host src-web', 'network.address.eth0', '10.12.0.9/24'),
    ]
    expect(said('reserved-range', { spec, ...of(...facts) })).toEqual([
      'blocker tgt-db has 10.19.4.4, in a reserved network.',
      'blocker src-db has 10.11.0.9, in a reserved network.',
    ])
  })
})

describe('no-redundancy', () => {
  it('names the parts of the target that run on one machine', () => {
    expect(said('no-redundancy')).toEqual([
      'warning 3 parts of the target run on one machine: the database (tgt-db), cluster us-sip (tgt-sip-us), cluster uk-sip (tgt-sip-uk).',
    ])
    const twice = {
      ...labSpec,
      hosts: labSpec.hosts.flatMap((h) =>
        h.system === 'target' ? [h, { ...h, name: HostName.parse(`${h.name}-2`) }] : [h],
      ),
    }
    expect(said('no-redundancy', { spec: twice })).toEqual([])
  })
})

describe('target-smaller', () => {
  const facts = (target: number) => [
    fact('host src-db', 'hardware.cpus', 16),
    fact('host tgt-db', 'hardware.cpus', target),
  ]
  it('compares what all hosts of a role have together', () => {
    expect(said('target-smaller', of(...facts(8)))).toEqual([
      'warning The db hosts of the target have 8 processors in all, those of the source 16.',
    ])
    expect(said('target-smaller', of(...facts(16)))).toEqual([])
  })

  it('says nothing while a host was not surveyed', () => {
    expect(said('target-smaller', of(fact('host src-db', 'hardware.cpus', 16)))).toEqual([])
  })
})
