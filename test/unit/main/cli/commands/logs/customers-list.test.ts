import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCustomersList } from '../../../../../../main/cli/commands/logs/customers-list.ts'
import { ProblemError } from '../../../../../../shared/domain/problems.ts'

describe('list of customers', () => {
  it('takes the project’s own customers.csv, whose column of accounts is a number', () => {
    const path = 'resources/samples/panda-telecom/customers.csv'
    const { customers, moved } = readCustomersList(readFileSync(path, 'utf8'), path)
    expect(customers).toHaveLength(1200)
    expect(moved).toHaveLength(1200)
    expect(customers[0]).toMatchObject({
      id: '10001',
      name: 'Juniper Realty',
      probeAccount: 'us10001-01',
      accounts: [],
    })
  })

  it('adds up rows of one customer, and reads lists within a cell', () => {
    const text =
      'i_customer,name,account,sip_user,trunk\n7,Ada,12025550147,,192.0.2.1\n7,,12025550148; 12025550149,a@x.example,"192.0.2.2|192.0.2.3"\n'
    expect(readCustomersList(text, 'c.csv').customers).toMatchObject([
      {
        id: '7',
        name: 'Ada',
        accounts: [
          { id: '12025550147' },
          { id: '12025550148' },
          { id: '12025550149' },
          { sipUser: 'a', domain: 'x.example' },
        ],
        trunkAddresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
      },
    ])
  })

  it('has moved only those that a column says, where there is one', () => {
    expect(readCustomersList('id,moved\n3,yes\n1,\n2,x\n', 'c.csv').moved).toEqual(['2', '3'])
  })

  it('keeps the number of a customer beside an id that is a name', () => {
    const { customers } = readCustomersList('id,i_customer\nada,10017\n', 'c.csv')
    expect(customers).toMatchObject([{ id: 'ada', numericId: '10017' }])
  })

  it('names the columns that it has no use for', () => {
    expect(readCustomersList('id,colour\n1,red\n', 'c.csv').unused).toEqual(['colour'])
  })

  it.each([
    ['name\nAda\n', /no column with the ids/],
    ['id\n../x\n', /"..\/x" is no id/],
    ['id\n"1\n', /not readable CSV/],
  ])('refuses %j with a sentence', (text, sentence) => {
    expect(() => readCustomersList(text, 'c.csv')).toThrow(ProblemError)
    expect(() => readCustomersList(text, 'c.csv')).toThrow(sentence)
  })
})
