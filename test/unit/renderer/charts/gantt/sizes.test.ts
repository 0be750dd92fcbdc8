import { expect, it } from 'vitest'
import { labelWidthOf } from '../../../../../renderer/charts/gantt/sizes.ts'

it.each([
  [1100, 320],
  [800, 320],
  [548, 219],
  [200, 120],
])('a timeline of %d px has a column of names of %d px', (width, names) => {
  expect(labelWidthOf(width)).toBe(names)
})
