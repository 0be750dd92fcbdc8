import { BatchId } from '../../domain/ids.ts'

export const pilotId = BatchId.parse('pilot')

/** `batch-01`, and past 99 as many digits as it takes. */
export const batchId = (number: number): BatchId =>
  BatchId.parse(`batch-${String(number).padStart(2, '0')}`)

/** 0 for the pilot and for ids of another making. */
export const batchNumber = (id: BatchId): number => Number(/^batch-(\d{1,9})$/.exec(id)?.[1] ?? '0')

/** Numbers behind the highest that was ever given: an id never means two things within one plan. */
export const nextBatchId = (ids: Iterable<BatchId>): BatchId => {
  let highest = 0
  for (const id of ids) highest = Math.max(highest, batchNumber(id))
  return batchId(highest + 1)
}
