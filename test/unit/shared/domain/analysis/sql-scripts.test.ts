import { expect, it } from 'vitest'
import { checkScript, reportOf } from '../../../../../shared/domain/analysis/sql-scripts.ts'
import { schema, script } from '../../../../helpers/analysis-world.ts'

it.each([
  [{}, 'fits', 'The target has every table and column that it names.'],
  [{ tables: ['Customers', 'porta-billing.Accounts'] }, 'fits', 'The target has every'],
  // Names of tables are told apart by case where the server does; columns never.
  [{ tables: ['customers'] }, 'broken', 'The target has no customers (line 1).'],
  [{ columns: { Customers: ['NAME'] } }, 'fits', 'The target has every'],
  [
    { columns: { Customers: ['name', 'creation_date'] } },
    'broken',
    'The target has no Customers.creation_date (line 1).',
  ],
  // It may be of either: only when neither has it, it is gone.
  [{ columns: { 'Customers|Accounts': ['id'] } }, 'fits', 'The target has every'],
  [
    { columns: { 'Customers|Accounts': ['gone'] } },
    'broken',
    'The target has no Customers or Accounts.gone (line 1).',
  ],
  // A table that is gone is told once, not with each of its columns.
  [{ tables: ['Old'], columns: { Old: ['a'] } }, 'broken', 'The target has no Old (line 1).'],
  [{ tables: ['Old', 'Older'] }, 'broken', 'The target has no Old (line 1) and 1 more.'],
  [{ tables: ['other.Customers'] }, 'broken', 'The target has no other.Customers (line 1).'],
  [
    { tables: ['Old'], writes: ['UPDATE'] },
    'writes',
    'It changes the database directly: UPDATE in line 1.',
  ],
  [{ unread: ['at "5"'] }, 'not-understood', 'Line 1 is not understood: at "5".'],
] as const)('%o: %s', (more, verdict, sentence) => {
  const check = checkScript(script('a.sql', more), schema())
  expect([check.verdict, check.sentence]).toEqual([verdict, expect.stringContaining(sentence)])
})

it('tables are the same in any case where the server says so', () => {
  const check = checkScript(
    script('a.sql', { tables: ['CUSTOMERS'] }),
    schema({ isCaseSensitive: false }),
  )
  expect(check.verdict).toBe('fits')
})

it('nothing is said of a target that was not read, but changes are', () => {
  expect(checkScript(script('a.sql', { tables: ['Old'] }), undefined).verdict).toBe('not-checked')
  expect(checkScript(script('a.sql', { writes: ['CALL'] }), undefined).verdict).toBe('writes')
})

it('a script is registered under its name', () => {
  const reports = [{ id: 'd', entry: { name: 'Dunning.SQL' } }]
  expect(reportOf(reports, { name: 'dunning.sql' })?.id).toBe('d')
  expect(reportOf(reports, { name: 'dunning' })).toBeUndefined()
})
