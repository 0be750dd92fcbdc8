import { describe, expect, it } from 'vitest'
import { fact, found, said, survey } from '../../../../../helpers/analysis-world.ts'

const need = { customersPerMinute: 6, from: 'b2: 900 customers in 150 min' }
/** A load test that did `rate` of the `asked` pieces a second. */
const tested = (rate: number, asked = 20, work = 'customers') =>
  survey({
    facts: [
      fact('host tgt-db', `load.${work}.rate`, rate, 'load-test of customers on tgt-db, run r1'),
      fact('host tgt-db', `load.${work}.asked`, asked),
    ],
  })

describe('target-not-load-tested', () => {
  const all = (more: object) => said('target-not-load-tested', more)
  it('asks for a test of the database once there is a plan to compare it with', () => {
    expect(all({ need, survey: survey() })).toEqual([
      'warning The plan moves 6.0 customers a minute in its busiest window; no load test of the target was run.',
    ])
    expect(all({ need, survey: tested(5, 5, 'dispatch') })).toHaveLength(1)
    expect(all({ need, survey: tested(20) })).toEqual([])
    expect(all({ survey: survey() })).toEqual([])
  })
})

describe('target-too-slow', () => {
  it.each([
    // The plan needs 6 a minute: 0.1 a second.
    [
      0.05,
      20,
      [
        'blocker tgt-db writes, reads and removes 3.0 customers a minute; the plan needs 6.0 in its busiest window.',
      ],
    ],
    [
      0.15,
      20,
      [
        'warning tgt-db writes, reads and removes 9.0 customers a minute; the plan needs 6.0 in its busiest window, and twice as many to be at ease.',
      ],
    ],
    [0.25, 20, []],
    [20, 20, []],
    // It did all that it was asked for: more was never tried.
    [
      0.05,
      0.05,
      [
        'warning tgt-db writes, reads and removes 3.0 customers a minute, as many as the test asked for; the plan needs 6.0 in its busiest window, and twice as many to be at ease.',
      ],
    ],
  ])('%d a second of %d asked says %j', (rate, asked, expected) => {
    expect(said('target-too-slow', { need, survey: tested(rate, asked) })).toEqual(expected)
  })

  it('names what the plan rests on, and where it was measured', () => {
    expect(found('target-too-slow', { need, survey: tested(0, 20, 'dispatch') })).toMatchObject([
      {
        subject: 'tgt-db dispatch',
        basis: 'too slow',
        message:
          'tgt-db reads its dispatch table 0.0 times a minute; the plan needs 6.0 in its busiest window.',
        evidence: [
          { source: 'load-test of customers on tgt-db, run r1' },
          { text: 'load.dispatch.asked is 20' },
          { text: 'b2: 900 customers in 150 min', source: 'plan' },
        ],
      },
    ])
  })

  it('says nothing without a plan', () => {
    expect(said('target-too-slow', { survey: tested(0) })).toEqual([])
  })
})

describe('load-test-errors', () => {
  it.each([
    [0, []],
    [3, ['warning 3 pieces of the load test failed on dsbc-a.']],
  ])('%d failures say %j', (count, expected) => {
    const facts = [fact('host dsbc-a', 'load.dispatch.failed', count)]
    expect(said('load-test-errors', { survey: survey({ facts }) })).toEqual(expected)
  })
})
