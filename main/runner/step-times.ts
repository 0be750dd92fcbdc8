import type { Phase } from '../../shared/domain/journal.ts'
import type { OperationName } from '../../shared/domain/operations.ts'

export type OperationTime = {
  readonly operation: OperationName
  readonly phase: Phase
  readonly ms: number
}

/** How long operations took so far: of the project when the run was opened, and of the run since. */
export type StepTimes = {
  note(time: OperationTime): void
  /** Median of the newest few, ms; undefined where it was never measured. */
  lasted(operation: OperationName, phase: Phase): number | undefined
}

/** So many of the newest count: hosts and data change over a migration. */
const newest = 9

/** @param before Oldest first. */
export function stepTimes(before: readonly OperationTime[] = []): StepTimes {
  const times = new Map<string, number[]>()
  const note = ({ operation, phase, ms }: OperationTime): void => {
    const key = `${operation} ${phase}`
    times.set(key, [...(times.get(key) ?? []), ms].slice(-newest))
  }
  for (const time of before) note(time)
  return {
    note,
    lasted(operation, phase) {
      const sorted = (times.get(`${operation} ${phase}`) ?? []).toSorted((a, b) => a - b)
      return sorted[Math.floor(sorted.length / 2)]
    },
  }
}
