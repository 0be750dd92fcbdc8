import type { Fact } from '../../shared/domain/analysis/facts.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import type { StoredEvent } from '../../shared/domain/journal.ts'
import { operations } from '../../shared/domain/operations.ts'
import { instant } from '../../shared/domain/time.ts'
import type { HostView } from '../../shared/ipc/host-views.ts'
import type { DataApi } from '../data/protocol.ts'

export type SurveyFacts = NonNullable<HostView['survey']>

/**
 * What each host said when it was looked at last: in a survey of the analysis, or in a run that surveys (the acceptance of the target does).
 * A run that is over, and what is known after a survey, is read once.
 */
export function createSurveyFacts(
  data: Pick<DataApi, 'runs' | 'events' | 'surveys' | 'knownSurvey'>,
  surveying: ReadonlySet<string>,
): () => Promise<ReadonlyMap<string, SurveyFacts>> {
  const read = new Map<RunId, ReadonlyMap<string, SurveyFacts>>()
  let known: { readonly over: number; readonly facts: ReadonlyMap<string, SurveyFacts> } | undefined

  async function ofAnalysis(): Promise<ReadonlyMap<string, SurveyFacts>> {
    const over = (await data.surveys()).filter(({ endedAt }) => endedAt !== undefined).length
    if (known?.over === over) return known.facts
    const survey = over === 0 ? undefined : await data.knownSurvey()
    known = { over, facts: factsByHost(survey?.facts ?? []) }
    return known.facts
  }

  return async () => {
    const facts = new Map(await ofAnalysis())
    for (const run of await data.runs()) {
      if (!surveying.has(run.procedure)) continue
      const known = read.get(run.id)
      const found = known ?? surveysIn(await data.events({ run: run.id, kinds: eventKinds }))
      if (run.endedAt !== undefined) read.set(run.id, found)
      for (const [host, said] of found)
        if (said.at >= (facts.get(host)?.at ?? -Infinity)) facts.set(host, said)
    }
    return facts
  }
}

const running = 'service.running.'

/** Of hosts whose system is known; other facts of a host are the analysis' own. */
export function factsByHost(facts: readonly Fact[]): ReadonlyMap<string, SurveyFacts> {
  const ofHosts = facts.filter(({ subject }) => subject.kind === 'host')
  return new Map(
    [...Map.groupBy(ofHosts, ({ subject }) => subject.id)].flatMap(
      ([host, own]): readonly [string, SurveyFacts][] => {
        const textOf = (name: string): string | undefined => {
          const value = own.find((fact) => fact.name === name)?.value
          return value === undefined ? undefined : String(value)
        }
        const [os, release] = [textOf('os.name'), textOf('release')]
        if (os === undefined) return []
        const services = own
          .filter(({ name }) => name.startsWith(running))
          .map(({ name }) => name.slice(running.length))
        const at = instant(Math.max(...own.map((fact) => fact.at)))
        return [[host, { at, os, services, ...(release === undefined ? {} : { release }) }]]
      },
    ),
  )
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
    const { os, release, services = [] } = answer.data
    facts.set(host, { at, os, services, ...(release === undefined ? {} : { release }) })
  }
  return facts
}
