import { batchName } from '../../shared/domain/batch-name.ts'
import type { NextWindow } from '../../shared/domain/preflight.ts'
import type { Procedure } from '../../shared/domain/procedure.ts'
import { windowsAhead } from '../../shared/domain/project-counts.ts'
import type { BatchSummary } from '../../shared/domain/project-counts.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { RunRow } from '../data/protocol.ts'

export type WindowFacts = {
  readonly batches: readonly Pick<BatchSummary, 'id' | 'windows' | 'toMove'>[]
  readonly runs: readonly Pick<RunRow, 'procedure' | 'state' | 'startAt'>[]
  readonly procedures: readonly Procedure[]
}

/** The window that is open or opens next: of a batch, or of a run whose start is planned. Those that are over are not meant. */
export function nextWindow(
  { batches, runs, procedures }: WindowFacts,
  now: Instant,
): NextWindow | undefined {
  const transfer = procedures.find(
    ({ scope, stage }) => scope === 'customer' && stage === 'transfer',
  )
  const ofBatches = windowsAhead(batches, now).map(
    ({ batch: { id }, window: { environment, from, to } }) => ({
      title: `${batchName(id)} (${environment})`,
      from,
      to,
      approvals: peopleFor(transfer),
    }),
  )
  const ofRuns = runs.flatMap(({ procedure, state, startAt }) => {
    const planned = procedures.find(({ id }) => id === procedure)
    if (state !== 'armed' || startAt === undefined || planned === undefined) return []
    const to = endOf(startAt, planned)
    return [{ title: planned.title, from: startAt, to, approvals: peopleFor(planned) }]
  })
  return [...ofBatches, ...ofRuns]
    .filter(({ to }) => to > now)
    .toSorted((a, b) => a.from - b.from)[0]
}

/** How many different people: an approval by two needs two, two approvals by one can be the same person's. */
const peopleFor = (procedure: Procedure | undefined): number =>
  (procedure?.approvals ?? []).reduce((most, { people }) => Math.max(most, people), 0)

// An instant plus whole milliseconds is an instant.
const endOf = (from: Instant, { expected }: Procedure): Instant =>
  Math.round(from + expected) as Instant
