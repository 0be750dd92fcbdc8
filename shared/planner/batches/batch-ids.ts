import { BatchId } from '../../domain/ids.ts'
import type { Progress } from '../types.ts'

export const pilotId = BatchId.parse('pilot')

/** `batch-01`, and past 99 as many digits as it takes. */
export const batchId = (number: number): BatchId =>
  BatchId.parse(`batch-${String(number).padStart(2, '0')}`)

/** 0 for the pilot and for ids of another making. */
export const batchNumber = (id: BatchId): number => Number(/^batch-(\d{1,9})$/.exec(id)?.[1] ?? '0')

export const highestNumber = (ids: Iterable<BatchId>): number => {
  let highest = 0
  for (const id of ids) highest = Math.max(highest, batchNumber(id))
  return highest
}

/** Behind the highest of these and of those that are gone: an id never means two things within one plan. */
export const nextBatchId = (ids: Iterable<BatchId>, { highestBatch }: Progress): BatchId =>
  batchId(Math.max(highestBatch, highestNumber(ids)) + 1)
