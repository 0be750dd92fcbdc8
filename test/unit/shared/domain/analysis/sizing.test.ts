import { expect, it } from 'vitest'
import { targetSizing } from '../../../../../shared/domain/analysis/sizing.ts'
import { labSpec } from '../../../../helpers/lab.ts'
import { customer, fact, survey } from '../../../../helpers/analysis-world.ts'

const figures = survey({
  facts: [
    fact('cluster us-sip', 'calls.day', 140_000),
    fact('cluster us-sip', 'registrations.phones', 10_000),
    fact('cluster us-sip', 'registrations.interval', 300_000),
  ],
})
const rowOf = (what: string, from = figures) =>
  targetSizing(labSpec, from, [customer('1')]).find((row) => row.what.startsWith(what))

it('gives the figures of the example of the dossier', () => {
  // 2.88 million registrations: 28.8 GB SIP + 14.4 GB billing; 140,000 calls: 14 GB + 7 GB (domain.md 6).
  expect(rowOf('SIP log')).toMatchObject({ needed: 42.8, unit: 'GB a day' })
  expect(rowOf('Billing log')).toMatchObject({ needed: 21.4 })
  // 3 days plain and 7 days packed to 5 % of 64.2 GB a day.
  expect(rowOf('Log storage')).toMatchObject({ needed: 215, verdict: 'not known' })
})

it('compares with the hosts of the target once all of a role are known', () => {
  const facts = [...figures.facts, fact('host tgt-sip-us', 'disk.free', 100_000)]
  expect(rowOf('SIP log on', survey({ facts }))?.verdict).toBe('not known')
  const all = [...facts, fact('host tgt-sip-uk', 'disk.free', 100_000)]
  expect(rowOf('SIP log on', survey({ facts: all }))).toMatchObject({
    needed: 128,
    there: 210,
    verdict: 'enough',
  })
})

it('asks for room for the copy, a fifth more than the fullest mount of the source uses', () => {
  const facts = [
    fact('host src-db', 'disk.size./porta_var', 500_000),
    fact('host src-db', 'disk.free./porta_var', 100_000),
    fact('host tgt-db', 'disk.free', 300_000),
  ]
  expect(rowOf('Copy of the database', survey({ facts }))).toMatchObject({
    needed: 503,
    there: 315,
    verdict: 'too little',
    mark: 'inferred',
  })
})

it('sets what the load test measured beside what the plan needs, the slowest host first', () => {
  const need = { customersPerMinute: 90, from: 'b2' }
  const rows = (facts: readonly ReturnType<typeof fact>[]) =>
    targetSizing(labSpec, survey({ facts: [...figures.facts, ...facts] }), [customer('1')], need)
  const of = (what: string, facts: readonly ReturnType<typeof fact>[]) =>
    rows(facts).find((row) => row.what.startsWith(what))
  expect(of('Customers that', [])).toMatchObject({ needed: 90, verdict: 'not known' })
  expect(of('Customers that', [fact('host tgt-db', 'load.customers.rate', 1)])).toMatchObject({
    there: 60,
    unit: 'a minute',
    verdict: 'too little',
  })
  const dispatchers = [
    fact('host dsbc-a', 'load.dispatch.rate', 5),
    fact('host dsbc-b', 'load.dispatch.rate', 2),
  ]
  expect(of('Readings', dispatchers)).toMatchObject({ there: 120, verdict: 'enough' })
  // 21.4 GB of billing log a day, eight times the mean.
  expect(of('Writing', [fact('host tgt-db', 'disk.write', 100)])).toMatchObject({
    needed: 2,
    there: 105,
    verdict: 'enough',
  })
})

it('takes calls and phones from the database where no SIP host counts them', () => {
  const database = survey({
    facts: [
      fact('environment us', 'xdrs.day', 40_000),
      fact('environment uk', 'xdrs.day', 30_000),
      fact('environment us', 'xdrs.peak', 300),
      fact('environment us', 'phones.registered', 10_000),
    ],
  })
  // The same figures as above: half of the calls are answered.
  expect(rowOf('SIP log', database)).toMatchObject({ needed: 42.8 })
  expect(rowOf('SIP log', database)?.from).toContain('70000 xDRs a day')
  expect(rowOf('Calls in the busiest second', database)).toMatchObject({
    needed: 600,
    from: 'xDRs of the busiest second, half of the calls answered',
  })
})
