import { describe, expect, it } from 'vitest'
import {
  found,
  registers,
  said,
  schema,
  script,
  survey,
} from '../../../../../helpers/analysis-world.ts'

const list = (decision?: string) =>
  registers({
    reports: {
      d: {
        name: 'dunning.sql',
        kind: 'sql',
        owner: 'finance',
        ...(decision === undefined ? {} : { decision }),
      },
    },
  })
const read = (more: Parameters<typeof script>[1] = {}, isChecked = true) =>
  survey({ scripts: [script('dunning.sql', more)], schemas: isChecked ? [schema()] : [] })

describe('script-unregistered', () => {
  it('asks whose a script is', () => {
    expect(said('script-unregistered', { survey: read({ tables: ['Customers'] }) })).toEqual([
      'warning dunning.sql (Customers) is not registered.',
    ])
    expect(said('script-unregistered', { survey: read(), registers: list() })).toEqual([])
  })
})

describe('script-writes', () => {
  it('blocks, unless it is to be dropped', () => {
    const survey = read({ writes: ['UPDATE', 'DELETE', 'UPDATE'] })
    expect(found('script-writes', { survey, registers: list('keep') })).toMatchObject([
      {
        severity: 'blocker',
        basis: 'DELETE UPDATE',
        message: 'dunning.sql: It changes the database directly: UPDATE in line 1 and 2 more.',
        evidence: [{ text: 'line 1: UPDATE', source: 'scripts' }, {}, {}],
      },
    ])
    expect(said('script-writes', { survey, registers: list('drop') })).toEqual([])
    expect(said('script-writes', { survey: read() })).toEqual([])
  })
})

describe('script-broken', () => {
  it('names table or column that the target does not have', () => {
    const survey = read({ tables: ['Vendor_Rates'], columns: { Customers: ['creation_date'] } })
    expect(found('script-broken', { survey })).toMatchObject([
      {
        severity: 'warning',
        basis: 'Vendor_Rates Customers.creation_date',
        message: 'dunning.sql: The target has no Vendor_Rates (line 1) and 1 more.',
      },
    ])
    expect(said('script-broken', { survey: read({ tables: ['Customers'] }) })).toEqual([])
  })
})

describe('script-not-understood', () => {
  it('names the lines, also of a script that is broken otherwise', () => {
    const survey = read({ unread: ['at "5" in: select top 5'], tables: ['Gone'] })
    expect(said('script-not-understood', { survey })).toEqual([
      'warning dunning.sql: a statement is not understood, from line 1 on.',
    ])
  })
})

describe('script-not-checked', () => {
  it('is one note for all while the schema of the target is not known', () => {
    expect(said('script-not-checked', { survey: read({}, false) })).toEqual([
      'note A script was not compared with the target: dunning.sql.',
    ])
    expect(said('script-not-checked', { survey: read() })).toEqual([])
  })
})
