import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustomerId } from '../../../../shared/domain/ids.ts'
import { createDirectory } from '../../../../shared/log-rules/directory.ts'
import type { DirectoryCustomer } from '../../../../shared/log-rules/directory.ts'

const id = (text: string): CustomerId => CustomerId.parse(text)

const customers: readonly DirectoryCustomer[] = [
  {
    id: id('10417'),
    name: 'Bamboo Ltd',
    probeAccount: 'us10417-01',
    accounts: [
      { id: '442071838750', sipUser: 'anna', domain: 'bamboo.example' },
      { id: '442071838751', trunk: '203.0.113.7' },
    ],
    trunkAddresses: ['198.51.100.9'],
  },
  {
    id: id('10420'),
    name: 'Ivory Bakeries',
    accounts: [{ id: '442071838799' }, { id: '112' }],
    domains: ['ivory.example'],
    trunkAddresses: ['198.51.100.9', '2001:db8::7'],
  },
  { id: id('acme'), name: 'Acme', numericId: '77', accounts: [{ id: 'line7' }] },
]

const directory = createDirectory(customers)
const named = (text: string, more: readonly string[] = []): readonly string[] =>
  directory
    .candidates({ text, more })
    .map(({ customer, by, unsure }) => `${customer} ${by}${unsure ? ' ?' : ''}`)

describe('a directory', () => {
  it.each([
    // accounts
    ["auth REGISTER User-Name = '442071838750' h323-conf-id = '5D1C22A0'", ['10417 account']],
    ['rating: no rate for 4420 in tariff 118 (account 442071838799)', ['10420 account']],
    ['+442071838750 is busy', ['10417 account']],
    ['PJSIP/442071838750-0000002a: no answer', ['10417 account']],
    ['REGISTER us10417-01 -> target env=2', ['10417 account']],
    ['Account LINE7 is blocked', ['acme account']],
    // a short number is an account only where a word says so
    ['extension 112 has no greeting', ['10420 account']],
    ['took 112 ms', []],
    // SIP users
    ['403 for sip:anna@bamboo.example:5060', ['10417 sip-user']],
    ['403 for sip:anna@other.example', []],
    ['no location for carl@ivory.example', ['10420 sip-user']],
    ['to <sip:442071838751@198.51.100.20>', ['10417 account']],
    // numbers that name a customer
    ['customer 10417 is locked, skipped', ['10417 numeric-id']],
    ['UPDATE Customers SET x=1 WHERE c.i_customer = 10420', ['10420 numeric-id']],
    ['{"i_customer":77,"ok":false}', ['acme numeric-id']],
    ['WHERE `i_customer` IN (10417, 10420)', ['10417 numeric-id ?', '10420 numeric-id ?']],
    ['customer id 10417: 10420 xDRs left', ['10417 numeric-id']],
    ["Duplicate entry '10420-3' for key 'Customers.i_customer'", ['10420 numeric-id']],
    ['took 10417 ms', []],
    ['Duplicate entry 10420 for key PRIMARY', []],
    // trunks
    ['INVITE from 203.0.113.7:5060 refused', ['10417 trunk-address']],
    ['INVITE from 198.51.100.9:5060 refused', ['10417 trunk-address ?', '10420 trunk-address ?']],
    // the surer kind decides, the others only choose among its candidates
    ['198.51.100.9:5060 account 442071838799 refused', ['10420 account']],
    ['INVITE 442071838750 -> 442071838799', ['10417 account ?', '10420 account ?']],
    // names are a last resort
    ['porter: "Bamboo Ltd": lock acquired', ['10417 name ?']],
    ['porter: "Bamboo Ltd" has account 442071838799', ['10420 account']],
    ['acme crm/3.2', []],
    ['', []],
  ])('finds in %s', (text, wanted) => {
    expect(named(text)).toEqual(wanted)
  })

  it('looks into the lines that follow the first', () => {
    expect(
      named('bad message: message=<INVITE sip:9@x SIP/2.0', ['From: <sip:anna@bamboo.example>']),
    ).toEqual(['10417 sip-user'])
  })

  it('takes an account of the probe account’s series for the customer whose id it has', () => {
    expect(named('REGISTER us10417-07 refused')).toEqual(['10417 account'])
  })

  it('answers the same for any order of its customers', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...customers], { minLength: customers.length }),
        fc.constantFrom('198.51.100.9:5060', 'INVITE 442071838750 -> 442071838799', 'customer 77'),
        (shuffled, text) => {
          expect(createDirectory(shuffled).candidates({ text, more: [] })).toEqual(
            directory.candidates({ text, more: [] }),
          )
        },
      ),
    )
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Array.isArray(directory.look({ text, more: [text] }).candidates)).toBe(true)
      }),
    )
  })

  it('reads at most 8 KiB of a line', () => {
    expect(named(`${'x '.repeat(5000)}account 442071838750`)).toEqual([])
  })
})
