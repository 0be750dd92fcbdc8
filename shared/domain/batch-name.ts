/**
 * What a batch is called wherever a person reads of it: `Pilot`, `Batch 7`. Made of its id (`batch-07`), which stays with it; the turn of a
 * batch changes when another one is split before it.
 */
export const batchName = (id: string): string =>
  id === 'pilot' ? 'Pilot' : id.replace(/^batch-0*(\d+)$/, 'Batch $1')

export const batchOrNone = (id: string | undefined): string =>
  id === undefined ? 'no batch' : batchName(id)
