import type { RunId } from '../../shared/domain/ids.ts'
import type { EventKind, StoredEvent } from '../../shared/domain/journal.ts'
import type { DataApi } from '../data/protocol.ts'

/** All events of a run, over the page limit of the store. */
export async function eventsOfRun(data: DataApi, run: RunId): Promise<readonly StoredEvent[]> {
  return allEvents(data, { run })
}

export async function allEvents(
  data: DataApi,
  query: { readonly run?: RunId; readonly kinds?: readonly EventKind[] },
): Promise<readonly StoredEvent[]> {
  const found: StoredEvent[] = []
  for (;;) {
    const page = await data.events({ ...query, after: found.at(-1)?.seq ?? 0 })
    if (page.length === 0) return found
    found.push(...page)
  }
}
