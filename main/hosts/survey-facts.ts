import type { RunId } from '../../shared/domain/ids.ts'
import type { StoredEvent } from '../../shared/domain/journal.ts'
import { operations } from '../../shared/domain/operations.ts'
import type { HostView } from '../../shared/ipc/host-views.ts'
import type { DataApi } from '../data/protocol.ts'

export type SurveyFacts = NonNullable<HostView['survey']>

/** What each host said when it was surveyed last, out of the journal. A run that is over is read once. */
export function createSurveyFacts(
  data: Pick<DataApi, 'runs' | 'events'>,
  surveying: ReadonlySet<string>,
): () => Promise<ReadonlyMap<string, SurveyFacts>> {
  const read = new Map<RunId, ReadonlyMap<string, SurveyFacts>>()
  return async () => {
    const facts = new Map<string, SurveyFacts>()
    for (const run of await data.runs()) {
      if (!surveying.has(run.procedure)) continue
      const known = read.get(run.id)
      const found = known ?? surveysIn(await data.events({ run: run.id, kinds: eventKinds }))
      if (run.endedAt !== undefined) read.set(run.id, found)
      for (const [host, said] of found) facts.set(host, said)
    }
    return facts
  }
}

const eventKinds = ['attempt.intended', 'attempt.ended'] as const

export function surveysIn(events: readonly StoredEvent[]): ReadonlyMap<string, SurveyFacts> {
  const hosts = new Map<string, string>()
  const facts = new Map<string, SurveyFacts>()
  for (const { at, event } of events) {
    if (event.kind === 'attempt.intended' && event.operation === 'survey')
      hosts.set(event.attempt, event.host)
    if (event.kind !== 'attempt.ended' || event.answer === undefined) continue
    const host = hosts.get(event.attempt)
    const answer = operations.survey.answer.safeParse(event.answer)
    if (host === undefined || !answer.success) continue
    const { os, release, services } = answer.data
    facts.set(host, { at, os, services, ...(release === undefined ? {} : { release }) })
  }
  return facts
}
