import { expect, it } from 'vitest'
import { counted } from '../../../../shared/base/counted.ts'

it('says one of a thing in the singular, and none or several in the plural', () => {
  expect([0, 1, 2].map((n) => counted(n, 'error'))).toEqual(['0 errors', '1 error', '2 errors'])
  expect(counted(2, 'branch', 'branches')).toBe('2 branches')
})
