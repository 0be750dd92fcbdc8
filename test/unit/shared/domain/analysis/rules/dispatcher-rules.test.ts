import { describe, expect, it } from 'vitest'
import { labSpec } from '../../../../../helpers/lab.ts'
import { customer, fact, said, registers, survey } from '../../../../../helpers/analysis-world.ts'

const without = (...names: readonly string[]) => ({
  ...labSpec,
  hosts: labSpec.hosts.filter(({ name }) => !names.includes(name)),
})

describe('dsbc-two-servers', () => {
  it.each([
    [[], []],
    [['dsbc-b'], ['blocker The project has 1 dispatcher; two are needed on each site.']],
    [['dsbc-a', 'dsbc-b'], ['blocker The project has 0 dispatchers; two are needed on each site.']],
  ])('without %o says %o', (names, expected) => {
    expect(said('dsbc-two-servers', { spec: without(...names) })).toEqual(expected)
  })
})

describe('dsbc-dedicated', () => {
  it('blocks when a dispatcher does something else too', () => {
    const spec = {
      ...labSpec,
      hosts: labSpec.hosts.map((h) =>
        h.name === 'dsbc-a' ? { ...h, roles: ['dsbc' as const, 'web' as const] } : h,
      ),
    }
    expect(said('dsbc-dedicated', { spec })).toEqual([
      'blocker dsbc-a is a dispatcher and web too.',
    ])
    expect(said('dsbc-dedicated')).toEqual([])
  })
})

describe('dsbc-virtual', () => {
  it.each([
    ['kvm', 1],
    ['none', 0],
  ])('on a machine of the kind %s: %i findings', (kind, count) => {
    const facts = [
      fact('host dsbc-a', 'hardware.virtual', kind),
      fact('host src-db', 'hardware.virtual', 'kvm'),
    ]
    expect(said('dsbc-virtual', { survey: survey({ facts }) })).toHaveLength(count)
  })
})

describe('dsbc-reach', () => {
  it('blocks when a dispatcher does not reach what it needs', () => {
    const facts = [
      fact('host dsbc-a', 'reach.cassandra', false),
      fact('host dsbc-b', 'reach.cassandra', true),
      fact('host src-web', 'reach.log-server', false),
    ]
    expect(said('dsbc-reach', { survey: survey({ facts }) })).toEqual([
      'blocker dsbc-a does not reach cassandra.',
    ])
  })
})

describe('dsbc-call-rate', () => {
  it('takes the surveyed peak before an estimate', () => {
    const facts = [
      fact('cluster us-sip', 'calls.peak', 700),
      fact('cluster uk-sip', 'calls.peak', 400),
    ]
    expect(said('dsbc-call-rate', { survey: survey({ facts }) })).toEqual([
      'blocker The busiest second has about 1100 calls.',
    ])
    const small = [fact('cluster us-sip', 'calls.peak', 50)]
    const many = [customer('1', { monthlyMinutes: 900_000_000 })]
    expect(said('dsbc-call-rate', { survey: survey({ facts: small }), customers: many })).toEqual(
      [],
    )
    expect(said('dsbc-call-rate', { customers: many })).toEqual([
      expect.stringContaining('(estimated: mean of the attempts a day × 8)'),
    ])
  })
})

describe('requirement-open', () => {
  const list = (...states: readonly string[]) =>
    registers({
      requirements: Object.fromEntries(
        states.map((state, i) => [`r${i}`, { title: `Need ${i}`, state }]),
      ),
    })
  it('counts what is open and blocks over what is not met', () => {
    expect(
      said('requirement-open', { registers: list('open', 'met', 'not-met', 'not-needed') }),
    ).toEqual(['blocker Not met: Need 2.', 'warning 1 of 4 requirements are open: r0.'])
    expect(said('requirement-open', { registers: list('met') })).toEqual([])
  })

  it('leaves out what is of the other kind of target', () => {
    const cloud = registers({ requirements: { c: { title: 'Cloud', target: 'cloud' } } })
    expect(said('requirement-open', { registers: cloud })).toEqual([])
    expect(said('requirement-open', { registers: cloud, target: 'cloud' })).toHaveLength(1)
  })
})
