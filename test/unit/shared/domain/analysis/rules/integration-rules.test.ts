import { describe, expect, it } from 'vitest'
import { at, found, registers, said, seen, survey } from '../../../../../helpers/analysis-world.ts'

const point = (more: object = {}) => ({
  name: 'Acme CRM',
  kind: 'crm',
  owner: 'Acme',
  protocol: 'api',
  addresses: ['203.0.113.7'],
  switchAction: 'none',
  testedBy: 'Acme',
  ...more,
})
const points = (entries: Readonly<Record<string, object>>) =>
  registers({ 'integration-points': entries })

describe('direct-database', () => {
  const reader = survey({
    connections: [seen('mysql', '203.0.113.21', { user: 'crm', ratePerHour: 90 })],
  })

  it('blocks the switchover over whoever reads the database, by address and login', () => {
    expect(found('direct-database', { survey: reader })).toMatchObject([
      {
        id: 'direct-database 203.0.113.21',
        severity: 'blocker',
        before: 'switchover',
        message: '203.0.113.21 reads the database directly as crm on src-db, 90 an hour.',
        advice: expect.stringContaining('Customer/get_customer_info'),
        evidence: [{ source: 'connections on src-db' }],
      },
    ])
  })

  it('blocks over a registered one too, with the API requests that were agreed', () => {
    const registered = points({
      crm: point({
        protocol: 'mysql',
        addresses: ['203.0.113.0/24'],
        replacedBy: ['Customer/get_customer_list'],
      }),
    })
    expect(said('direct-database', { survey: reader, registers: registered })).toEqual([
      'blocker 203.0.113.21 (Acme CRM) reads the database directly as crm on src-db, 90 an hour; agreed: Customer/get_customer_list.',
    ])
  })

  it('warns of a registered one that was not seen, until it is tested', () => {
    const of = (status: string) =>
      points({ crm: point({ protocol: 'mysql', addresses: ['203.0.113.9'], status }) })
    expect(found('direct-database', { survey: survey(), registers: of('agreed') })).toMatchObject([
      { severity: 'warning', subject: 'register crm' },
    ])
    expect(said('direct-database', { survey: survey(), registers: of('tested') })).toEqual([])
  })
})

describe('connection-unregistered', () => {
  it('names who connects and is in no register, whatever host it was seen on', () => {
    const connections = [
      seen('api', '203.0.113.7'),
      seen('api', '203.0.113.8', { ratePerHour: 12 }),
      seen('sip', '198.51.100.20'),
    ]
    expect(
      said('connection-unregistered', {
        survey: survey({ connections }),
        registers: points({ crm: point() }),
      }),
    ).toEqual(['warning 203.0.113.8 connects by api to src-db, 12 an hour and is not registered.'])
  })

  it('names clients of the access log that no host has shown', () => {
    const apiClients = [
      {
        address: '203.0.113.30',
        method: 'Customer/get_customer_info',
        hits: 10,
        firstAt: at,
        lastAt: at + 7_200_000,
        source: 'access.log line 1',
      },
    ]
    expect(said('connection-unregistered', { survey: survey({ apiClients }) })).toEqual([
      'warning 203.0.113.30 connects by api, 5 an hour and is not registered.',
    ])
  })
})

describe('sip-peers', () => {
  it('says in one note how many are not named, because phones need no name', () => {
    const connections = ['198.51.100.20', '198.51.100.21'].map((address) => seen('sip', address))
    expect(said('sip-peers', { survey: survey({ connections }) })).toEqual([
      'note 2 SIP peers are not registered: 198.51.100.20, 198.51.100.21.',
    ])
    expect(said('sip-peers', { survey: survey() })).toEqual([])
  })
})

describe('connection-silent', () => {
  it('names what is registered and was not seen', () => {
    const registered = { registers: points({ crm: point() }) }
    expect(said('connection-silent', { survey: survey(), ...registered })).toEqual([
      'note Acme CRM (203.0.113.7 by api) was not seen.',
    ])
    const connections = [seen('soap', '203.0.113.7')]
    expect(said('connection-silent', { survey: survey({ connections }), ...registered })).toEqual(
      [],
    )
  })

  it('says nothing before the first survey', () => {
    expect(said('connection-silent', { registers: points({ crm: point() }) })).toEqual([])
  })
})

describe('integration-incomplete', () => {
  it.each([
    [{}, []],
    [{ switchAction: undefined }, ['warning Acme CRM: missing the switch action.']],
    [{ testedBy: undefined }, ['warning Acme CRM: missing who tests it.']],
    [
      { protocol: 'mysql' },
      ['warning Acme CRM: missing the API requests that replace its queries.'],
    ],
  ])('with %o says %o', (more, expected) => {
    expect(said('integration-incomplete', { registers: points({ crm: point(more) }) })).toEqual(
      expected,
    )
  })
})

describe('api-method-changed', () => {
  const call = (method: string, hits = 3) => ({
    address: '203.0.113.7',
    method,
    hits,
    firstAt: at,
    lastAt: at,
    source: 'access.log line 1',
  })
  const changedMethods = [
    { method: 'add_account', release: 'MR90', source: 'changes.csv line 2' },
    { method: 'Customer/get_customer_info', release: 'MR120', source: 'changes.csv line 3' },
  ]

  it('names the clients that call what changed within the jump, and nothing later', () => {
    const apiClients = [call('Account/add_account', 5), call('Customer/get_customer_info')]
    expect(said('api-method-changed', { survey: survey({ apiClients }), changedMethods })).toEqual([
      'warning 203.0.113.7 called 1 changed method 5 times: Account/add_account.',
    ])
  })

  it('rests on the methods, not on how often they were called', () => {
    const basis = (hits: number) =>
      found('api-method-changed', {
        survey: survey({ apiClients: [call('Account/add_account', hits)] }),
        changedMethods,
      })[0]?.basis
    expect(basis(1)).toBe(basis(900))
  })
})
