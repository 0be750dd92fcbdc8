import { describe, expect, it } from 'vitest'
import { labSpec } from '../../../../../helpers/lab.ts'
import { customer, fact, found, said, seen, survey } from '../../../../../helpers/analysis-world.ts'

const handWork = (kind: string) => {
  const customers = [customer('1', { handWork: [kind] }), customer('2')]
  return said(`handwork-${kind}`, { customers })
}

describe('handwork-mail', () => {
  it('counts the customers whose mail clients still talk to the source', () => {
    expect(handWork('mail')).toEqual([
      'warning 1 customer needs hand work for mail at the move: 1.',
    ])
  })

  it('says when only the survey knows of users', () => {
    const facts = [fact('environment us', 'service.mail.customers', 12)]
    expect(said('handwork-mail', { survey: survey({ facts }) })).toEqual([
      'warning The survey sees users of mail, and customers.csv names none.',
    ])
    const none = [fact('environment us', 'service.mail.customers', 0)]
    expect(said('handwork-mail', { survey: survey({ facts: none }) })).toEqual([])
  })
})

describe('handwork-smpp', () => {
  it('asks for connections of the providers to both systems', () => {
    expect(handWork('smpp')).toHaveLength(1)
    expect(
      found('handwork-smpp', { customers: [customer('1', { handWork: ['smpp'] })] })[0]?.advice,
    ).toContain('both systems')
  })
})

describe('handwork-webmail', () => {
  it('counts its users', () => expect(handWork('webmail')).toHaveLength(1))
})

describe('handwork-callback', () => {
  it('counts its users', () => expect(handWork('callback')).toHaveLength(1))
})

describe('signup-default', () => {
  it('names the customers of sign-up, and reads the default of the survey', () => {
    const customers = [customer('7', { handWork: ['signup'] })]
    expect(said('signup-default', { customers })).toEqual([
      'warning Online sign-up of 7 makes new customers on the source.',
    ])
    const on = (where: string) =>
      said('signup-default', {
        survey: survey({ facts: [fact('environment us', 'signup.default', where)] }),
      })
    expect(on('source')).toHaveLength(1)
    expect(on('target')).toEqual([])
  })
})

describe('ivr-together', () => {
  it('counts access numbers with more than one user', () => {
    const customers = [
      customer('1', { ivr: '1800' }),
      customer('2', { ivr: '1800' }),
      customer('3', { ivr: '1900' }),
    ]
    expect(said('ivr-together', { customers })).toEqual([
      'note 1 access number with 2 customers: 1800.',
    ])
  })
})

describe('offices-together', () => {
  it('counts a main office with its branches', () => {
    const customers = [
      customer('1'),
      customer('2', { mainOffice: '1' }),
      customer('3', { mainOffice: '1' }),
      customer('4'),
    ]
    expect(said('offices-together', { customers })).toEqual([
      'note 1 group of linked offices with 3 customers.',
    ])
  })
})

describe('radius-unnamed', () => {
  const spec = { ...labSpec, facts: { ...labSpec.facts, externalGateways: false } }

  it('blocks when gateways ask and the project names none', () => {
    const seenThere = survey({
      connections: [seen('radius', '198.51.100.40')],
      facts: [fact('host src-web', 'auxiliary.xdr-import', true)],
    })
    expect(found('radius-unnamed', { spec, survey: seenThere })).toMatchObject([
      { subject: 'gateways', severity: 'blocker' },
      { subject: 'xdr-import', severity: 'blocker' },
    ])
    expect(said('radius-unnamed', { survey: seenThere })).toEqual([])
    expect(said('radius-unnamed', { spec, survey: survey() })).toEqual([])
  })
})
