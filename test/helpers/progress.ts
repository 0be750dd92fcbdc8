import type { Progress } from '../../shared/planner/types.ts'

/** Of a migration of which nothing has happened yet. */
export const noProgress: Progress = {
  tasks: [],
  runs: [],
  batches: [],
  measured: [],
  highestBatch: 0,
  returned: 0,
  missedWindows: 0,
}
