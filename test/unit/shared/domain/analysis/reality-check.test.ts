import { expect, it } from 'vitest'
import { realityCheck } from '../../../../../shared/domain/analysis/reality-check.ts'
import { HostName } from '../../../../../shared/domain/ids.ts'
import { labSpec } from '../../../../helpers/lab.ts'
import { fact, registers, seen, survey } from '../../../../helpers/analysis-world.ts'

const points = registers({
  'integration-points': {
    crm: {
      name: 'CRM',
      kind: 'crm',
      owner: 'Acme',
      protocol: 'api',
      addresses: ['203.0.113.0/28'],
    },
    old: {
      name: 'Old portal',
      kind: 'portal',
      owner: 'Acme',
      protocol: 'api',
      addresses: ['203.0.113.99'],
    },
  },
})['integration-points']

it('lays the register beside who really connects', () => {
  const connections = [
    seen('api', '203.0.113.7'),
    seen('soap', '203.0.113.9'),
    seen('api', '203.0.113.40'),
    seen('mysql', '203.0.113.7'),
  ]
  const rows = realityCheck(labSpec, survey({ connections }), points)
  expect(
    rows.map((row) =>
      row.state === 'unregistered'
        ? `${row.client.protocol} ${row.client.address} ${row.state}`
        : `${row.point.id} ${row.state}`,
    ),
  ).toEqual([
    'api 203.0.113.40 unregistered',
    'mysql 203.0.113.7 unregistered',
    'crm registered-seen',
    'crm registered-seen',
    'old registered-silent',
  ])
})

it('adds up one address over hosts, and leaves out the installation itself', () => {
  const connections = [
    seen('api', '203.0.113.7', { ratePerHour: 10, firstAt: 5, lastAt: 6 }),
    seen('api', '203.0.113.7', {
      host: HostName.parse('src-web'),
      ratePerHour: 5,
      firstAt: 3,
      lastAt: 9,
    }),
    seen('mysql', '10.0.0.5'),
  ]
  const facts = [fact('host src-web', 'network.address.eth0', '10.0.0.5/24')]
  expect(realityCheck(labSpec, survey({ connections, facts }), [])).toMatchObject([
    {
      client: {
        address: '203.0.113.7',
        hosts: ['src-db', 'src-web'],
        ratePerHour: 15,
        firstAt: 3,
        lastAt: 9,
      },
    },
  ])
})

it('knows nothing before the first survey', () => {
  expect(realityCheck(labSpec, undefined, points)).toEqual([])
})
