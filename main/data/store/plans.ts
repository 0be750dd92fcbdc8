import { BatchId, CustomerId } from '../../../shared/domain/ids.ts'
import type { EventOf, StoredEvent } from '../../../shared/domain/journal.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import type { ReadDb, WriteDb } from '../db.ts'
import type { PlanVersion, PlanVersionRow, StoredPlan } from '../protocol.ts'
import { parseEvent } from './events.ts'
import type { EventRow } from './events.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** The plan and its history. Contents of a version are read from the events; the table holds numbers and the signature. */

type PlanEvent = EventOf<'batch.created'> | EventOf<'batch.changed'> | EventOf<'plan.version'>
type Batches = Map<string, PlanVersion['batches'][number]>

export function readPlans(db: ReadDb) {
  // Word for word the conditions of the partial indexes: only then are they used.
  const history = db.prepare<[], EventRow>(
    `SELECT * FROM events WHERE kind IN ('batch.created', 'batch.changed', 'plan.version') ORDER BY seq`,
  )
  const one = db.prepare<[number], EventRow>(
    `SELECT * FROM events WHERE kind = 'plan.version' ORDER BY seq LIMIT 1 OFFSET ?`,
  )
  const last = db.prepare<[], number | null>('SELECT max(version) FROM plan_versions').pluck()
  const signed = db
    .prepare<[], number>('SELECT version FROM plan_versions WHERE baseline = 1')
    .pluck()

  const eventOf = (
    version: number,
  ): (StoredEvent & { event: EventOf<'plan.version'> }) | undefined => {
    const row = one.get(version - 1)
    if (row === undefined) return undefined
    const stored = parseEvent(row)
    return stored.event.kind === 'plan.version' ? { ...stored, event: stored.event } : undefined
  }

  /** Each version with the batches as they stood then; the map is the same one, changed further. */
  function* versions(): Generator<{
    stored: StoredEvent
    event: EventOf<'plan.version'>
    batches: Batches
  }> {
    const batches: Batches = new Map()
    for (const row of history.iterate()) {
      const stored = parseEvent(row)
      const event = stored.event as PlanEvent // the query names these kinds
      if (event.kind === 'plan.version') yield { stored, event, batches }
      else foldBatch(batches, event)
    }
  }

  const headOf = (
    { at }: StoredEvent,
    event: EventOf<'plan.version'>,
    baseline: number | undefined,
  ) => ({
    version: event.version,
    at,
    by: event.by,
    reason: event.reason,
    edit: event.edit,
    findings: event.findings,
    baseline: event.version === baseline,
  })

  return {
    last(): StoredPlan | undefined {
      const version = last.get()
      const stored = typeof version === 'number' ? eventOf(version) : undefined
      if (stored === undefined) return undefined
      const { kind: _kind, ...contents } = stored.event
      const baseline = signed.get()
      const schedule = baseline === undefined ? undefined : eventOf(baseline)?.event.schedule
      return {
        ...contents,
        at: stored.at,
        ...(baseline === undefined || schedule === undefined
          ? {}
          : { baseline: { version: baseline, schedule } }),
      }
    },
    versions(): readonly PlanVersionRow[] {
      const baseline = signed.get()
      const rows: PlanVersionRow[] = []
      for (const { stored, event, batches } of versions()) {
        const counts = [...batches.values()].map((b) => b.members.length)
        rows.push({
          ...headOf(stored, event, baseline),
          batches: counts.length,
          customers: counts.reduce((sum, n) => sum + n, 0),
        })
      }
      return rows
    },
    version(wanted: number): PlanVersion | undefined {
      for (const { stored, event, batches } of versions())
        if (event.version === wanted)
          return {
            ...headOf(stored, event, signed.get()),
            settings: event.settings,
            schedule: event.schedule,
            batches: [...batches.values()].toSorted((a, b) => a.ordinal - b.ordinal),
          }
      return undefined
    },
  }
}

function foldBatch(batches: Batches, event: Exclude<PlanEvent, { kind: 'plan.version' }>): void {
  const id = BatchId.parse(event.batch)
  const before = batches.get(id)
  const removed = new Set(event.kind === 'batch.changed' ? event.removed : [])
  const members =
    event.kind === 'batch.created'
      ? event.members
      : [...(before?.members ?? []).filter((m) => !removed.has(m)), ...event.added]
  const windows: readonly BatchWindow[] = event.windows ?? []
  if (members.length === 0) batches.delete(id)
  else
    batches.set(id, {
      id,
      ordinal: event.ordinal,
      pilot: event.kind === 'batch.created' ? event.pilot : (before?.pilot ?? false),
      members: members.map((m) => CustomerId.parse(m)),
      windows,
    })
}

export function writePlans(db: WriteDb) {
  const last = db.prepare<[], number>('SELECT coalesce(max(version), 0) FROM plan_versions').pluck()
  const insert = db.prepare('INSERT INTO plan_versions VALUES (?, 0)')
  const sign = db.prepare('UPDATE plan_versions SET baseline = (version = ?)')
  return {
    /** Versions are numbered without a gap, so that of two edits of the same version only the first is stored. */
    add({ version }: EventOf<'plan.version'>): Refusal {
      const next = (last.get() ?? 0) + 1
      if (version !== next)
        return refuse(
          'precondition',
          `The plan is at version ${next - 1}; so version ${version} was not stored.`,
        )
      insert.run(version)
      return undefined
    },
    sign({ version }: EventOf<'plan.baselined'>): Refusal {
      if (version > (last.get() ?? 0))
        return refuse('not-found', `There is no version ${version} of the plan.`)
      sign.run(version)
      return undefined
    },
  }
}
