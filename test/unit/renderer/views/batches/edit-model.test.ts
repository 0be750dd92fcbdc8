import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../../../renderer/stores/customer-store.ts'
import {
  chosenIds,
  editOf,
  selectionFacts,
} from '../../../../../renderer/views/batches/edit-model.ts'
import {
  handWorkKinds,
  isEmptyFilter,
  withPart,
} from '../../../../../renderer/views/batches/filter-model.ts'
import { customerPage } from '../../../../helpers/customer-pages.ts'

const table = tableOf([
  customerPage([
    { id: '1', batch: 'pilot', accounts: 4 },
    { id: '2', batch: 'batch-01', accounts: 6 },
    { id: '3', state: 'excluded' },
  ]),
])

it('what is chosen is counted over all that are chosen, shown or not', () => {
  expect(selectionFacts(table, new Set([0, 1, 2]))).toEqual({
    customers: 3,
    accounts: 11,
    batches: ['batch-01', 'pilot'],
    excluded: 1,
  })
  expect(chosenIds(table, new Set([2, 0]))).toEqual(['3', '1'])
})

describe('an edit of the plan', () => {
  const ids = chosenIds(table, new Set([0]))
  const unsaid = { to: null, from: undefined, reason: '' }
  it('is none while something is missing that the planner needs', () => {
    expect(editOf('move', ids, unsaid)).toBeUndefined()
    expect(editOf('split', ids, unsaid)).toBeUndefined()
  })
  it('says what was asked for', () => {
    expect(editOf('move', ids, { ...unsaid, to: 'batch-01' })).toEqual({
      kind: 'move',
      customers: ['1'],
      to: 'batch-01',
    })
    expect(editOf('split', ids, { ...unsaid, from: 'pilot' })).toEqual({
      kind: 'split',
      customers: ['1'],
      batch: 'pilot',
    })
    expect(editOf('exclude', ids, { ...unsaid, reason: ' leaves us ' })).toMatchObject({
      reason: 'leaves us',
    })
    expect(editOf('pin', ids, unsaid)).toEqual({ kind: 'pin', customers: ['1'] })
  })
})

describe('a filter', () => {
  it('has no part that is not set', () => {
    expect(withPart({ text: 'a', handWork: 'mail' }, 'text', undefined)).toEqual({
      handWork: 'mail',
    })
    expect(isEmptyFilter(withPart({ text: 'a' }, 'text', undefined))).toBe(true)
    expect(isEmptyFilter({ batches: ['pilot'] })).toBe(true)
    expect(isEmptyFilter({ returned: true })).toBe(false)
  })
  it('offers each kind of hand work once', () => {
    expect(handWorkKinds(['', 'mail', 'mail, smpp', 'ivr'])).toEqual(['ivr', 'mail', 'smpp'])
  })
})
