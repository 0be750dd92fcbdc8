import { invariant } from '../../base/assert.ts'

/** An element that is known to be there, by a position of our own making. */
export function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  invariant(value !== undefined, 'the position lies inside the list')
  return value
}

/** The same of a column of whole numbers. One function for each kind of column: the engine makes each of them fast. */
export function intAt(column: Int32Array, index: number): number {
  const value = column[index]
  invariant(value !== undefined, 'the position lies inside the column')
  return value
}

export function floatAt(column: Float64Array, index: number): number {
  const value = column[index]
  invariant(value !== undefined, 'the position lies inside the column')
  return value
}
