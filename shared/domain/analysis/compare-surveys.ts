import { sourceName, subjectKey } from './facts.ts'
import type { Fact, Survey } from './facts.ts'

/** What differs between two surveys. Values that move by themselves (free space, hits, counts of xDRs) are said apart. */
export type FactChange = {
  readonly subject: string
  readonly name: string
  readonly before?: Fact['value']
  readonly after?: Fact['value']
  /** The value moves without anybody's doing: seldom a reason to ask. */
  readonly moves: boolean
}

export type SurveyDifference = {
  readonly appeared: readonly FactChange[]
  readonly gone: readonly FactChange[]
  readonly changed: readonly FactChange[]
  /** Modifications, connections and clients that only one of them has, as sentences. */
  readonly newThings: readonly string[]
  readonly goneThings: readonly string[]
  /** Sources that only one of them has read: what they tell of is in neither list. */
  readonly notComparable: readonly string[]
}

const moving =
  /^(disk\.free|clock\.uncertainty|api\.hits|billing\.(xdrs|customers\.locked)|calls\.|registrations\.phones)/

/** A clock that follows a server is within this of any other such clock, ms. */
const driftMs = 1000

const movesByItself = (name: string, before: unknown, after: unknown): boolean =>
  name === 'clock.skew' ? Math.abs(Number(after) - Number(before)) <= driftMs : moving.test(name)

export function compareSurveys(before: Survey, after: Survey): SurveyDifference {
  const comparable = new Set(readIn(before).filter((name) => readIn(after).includes(name)))
  const notComparable = [...new Set([...readIn(before), ...readIn(after)])].filter(
    (name) => !comparable.has(name),
  )
  const [old, now] = [factsOf(before, comparable), factsOf(after, comparable)]
  const changes = [...new Set([...old.keys(), ...now.keys()])].toSorted().flatMap((key) => {
    const [a, b] = [old.get(key), now.get(key)]
    const fact = b ?? a
    if (fact === undefined || a?.value === b?.value) return []
    return [
      {
        subject: subjectKey(fact.subject),
        name: fact.name,
        ...(a === undefined ? {} : { before: a.value }),
        ...(b === undefined ? {} : { after: b.value }),
        moves: movesByItself(fact.name, a?.value, b?.value),
      },
    ]
  })
  const [oldThings, nowThings] = [thingsOf(before, comparable), thingsOf(after, comparable)]
  return {
    appeared: changes.filter((c) => !('before' in c)),
    gone: changes.filter((c) => !('after' in c)),
    changed: changes.filter((c) => 'before' in c && 'after' in c),
    newThings: [...nowThings].filter((thing) => !oldThings.has(thing)).toSorted(),
    goneThings: [...oldThings].filter((thing) => !nowThings.has(thing)).toSorted(),
    notComparable,
  }
}

const readIn = ({ sources }: Survey): readonly string[] =>
  sources.filter(({ state }) => state === 'read' || state === 'partial').map(({ name }) => name)

const factsOf = ({ facts }: Survey, sources: ReadonlySet<string>): ReadonlyMap<string, Fact> =>
  new Map(
    facts
      .filter(({ source }) => sources.has(sourceName(source)))
      .map((fact) => [`${subjectKey(fact.subject)} ${fact.name}`, fact]),
  )

const thingsOf = (survey: Survey, sources: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([
    ...survey.modifications
      .filter(({ source }) => sources.has(sourceName(source)))
      .map(({ host, kind, name }) => `modification (${kind}) on ${host}: ${name}`),
    ...survey.connections
      .filter(({ source }) => sources.has(sourceName(source)))
      .map(
        ({ host, protocol, address, user }) =>
          `${protocol} connection to ${host} from ${address}${user === undefined ? '' : ` as ${user}`}`,
      ),
    ...survey.apiClients
      .filter(({ source }) => sources.has(sourceName(source)))
      .map(({ address, method }) => `API client ${address} calls ${method}`),
    ...survey.scripts
      .filter(({ source }) => sources.has(sourceName(source)))
      .map(({ name }) => `SQL script ${name}`),
    ...survey.schemas
      .filter(({ source }) => sources.has(sourceName(source)))
      .flatMap(({ host, tables }) =>
        tables.map(({ database, name }) => `table ${database}.${name} on ${host}`),
      ),
  ])

/**
 * What is known now: of every source the last survey that read it. A survey of one file does not make the others forgotten, and a
 * source that could not be read this time keeps its place with what it said before.
 */
export function knownNow(surveys: readonly Survey[]): Survey | undefined {
  const last = surveys.at(-1)
  if (last === undefined) return undefined
  const from = new Map<string, Survey>()
  for (const survey of surveys)
    for (const { name, state } of survey.sources)
      if (!from.has(name) || state === 'read' || state === 'partial') from.set(name, survey)
  const keep = (survey: Survey, source: string): boolean => from.get(sourceName(source)) === survey
  return {
    id: last.id,
    startedAt: last.startedAt,
    ...(last.endedAt === undefined ? {} : { endedAt: last.endedAt }),
    by: last.by,
    sources: surveys.flatMap((s) => s.sources.filter(({ name }) => keep(s, name))),
    facts: surveys.flatMap((s) => s.facts.filter(({ source }) => keep(s, source))),
    modifications: surveys.flatMap((s) => s.modifications.filter((m) => keep(s, m.source))),
    connections: surveys.flatMap((s) => s.connections.filter((c) => keep(s, c.source))),
    apiClients: surveys.flatMap((s) => s.apiClients.filter((c) => keep(s, c.source))),
    scripts: surveys.flatMap((s) => s.scripts.filter((c) => keep(s, c.source))),
    schemas: surveys.flatMap((s) => s.schemas.filter((c) => keep(s, c.source))),
    unread: surveys.flatMap((s) =>
      s.unread.filter(({ source }) => (source === undefined ? s === last : keep(s, source))),
    ),
  }
}
