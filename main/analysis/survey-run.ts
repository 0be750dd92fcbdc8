import { randomBytes } from 'node:crypto'
import { unfinishedSurvey } from '../../shared/domain/analysis/analysis-state.ts'
import type { SurveyRow } from '../../shared/domain/analysis/analysis-state.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Survey } from '../../shared/domain/analysis/facts.ts'
import { factsOf } from '../../shared/domain/analysis/from-operations.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { SurveyDeps, SurveyOptions } from './ports.ts'
import { readApi } from './read-api.ts'
import { emptyPart, failedSource, readHost } from './read-host.ts'
import type { SourceRead } from './read-host.ts'
import { planSurvey } from './survey-plan.ts'
import type { PlannedSource } from './survey-plan.ts'

export const hostsAtOnce = 8

/** Rest between two commands on one host: the platform's own work comes first. */
const restMs = 200

/**
 * Reads what is planned and stores every source as it is read. A survey that was broken off is taken up: what is read is not read
 * again, and the API goes on from its page. It is over when every source was read or has failed; what failed is a named gap.
 */
export async function runSurvey(
  deps: SurveyDeps,
  by: string,
  options: SurveyOptions,
): Promise<Result<SurveyRow, Problem>> {
  const { data, clock } = deps
  const planned = planSurvey(deps, options)
  if (planned.length === 0)
    return bad(problem('wrong-use', 'nothing is to be read', { next: 'see --dry-run' }))
  const begun = await openSurvey(deps, by, options, planned)
  if (!begun.ok) return begun
  const { id, sources } = begun.value
  const done = new Map(sources.map((source) => [source.name, source]))
  const rest =
    options.finish === true ? [] : planned.filter(({ name }) => done.get(name)?.state !== 'read')
  const store = async ({ source, part }: SourceRead): Promise<void> => {
    const put = await data.putSurveyPart(id, source, part)
    if (!put.ok) throw new ProblemError(put.problem)
    options.onProgress?.(`${source.name}: ${source.state}, ${source.sentence}`)
  }
  const stopped = (): boolean => options.signal?.aborted === true
  // Addresses of the platform are known when every host was surveyed.
  for (const phase of [isSurvey, isOther]) {
    const own = await ownAddresses(deps, id)
    await eachHost(
      rest.filter(isHost).filter(phase),
      options.width ?? hostsAtOnce,
      async (source) => {
        if (stopped()) return
        await store(await readHost(deps, source, own, options.signal))
        await clock.sleep(restMs, options.signal)
      },
    )
  }
  for (const source of rest) {
    if (source.kind !== 'api' || stopped()) continue
    const read = await readEndpoint(deps, id, source, done.get(source.name)?.resumeAt, options)
    await store(read)
  }
  if (stopped())
    return bad(
      problem('timeout', `survey ${id} was stopped`, {
        safe: 'what was read is stored; the systems were only read',
        next: 'run it again: it goes on where it stopped',
      }),
    )
  const row = (await data.surveys()).find((survey) => survey.id === id)
  // What can go on is not over: a survey is never changed after its end.
  const waiting = row?.sources.some(({ resumeAt }) => resumeAt !== undefined) === true
  if (row !== undefined && waiting && options.finish !== true) return ok(row)
  return data.endSurvey(id, clock.now())
}

type HostSource = Extract<PlannedSource, { kind: 'host' }>
const isHost = (source: PlannedSource): source is HostSource => source.kind === 'host'
const isSurvey = ({ operation }: HostSource): boolean => operation === 'survey'
const isOther = ({ operation }: HostSource): boolean => operation !== 'survey'

/** Takes up the last one that is not over, or begins another. */
async function openSurvey(
  { data, clock }: SurveyDeps,
  by: string,
  { anew = false, onProgress }: SurveyOptions,
  planned: readonly PlannedSource[],
): Promise<Result<Pick<SurveyRow, 'id' | 'sources'>, Problem>> {
  const surveys = await data.surveys()
  const last = unfinishedSurvey(surveys)
  if (last !== undefined && !anew) {
    const read = last.sources.filter(({ state }) => state === 'read').length
    onProgress?.(`survey ${last.id} was broken off: going on, ${read} sources are read already`)
    return ok(last)
  }
  const id = `s${String(surveys.length + 1).padStart(4, '0')}-${randomBytes(2).toString('hex')}`
  const sources = planned.map(({ name }) => ({
    name,
    state: 'skipped' as const,
    sentence: 'not read yet',
  }))
  const begun = await data.beginSurvey({ id, by, sources }, clock.now())
  return begun.ok ? ok({ id, sources }) : begun
}

/** Hosts side by side, the sources of one host one after the other. */
async function eachHost(
  sources: readonly HostSource[],
  width: number,
  work: (source: HostSource) => Promise<void>,
): Promise<void> {
  const queues = new Map<string, HostSource[]>()
  for (const source of sources)
    queues.set(source.host.name, [...(queues.get(source.host.name) ?? []), source])
  const waiting = [...queues.values()]
  await Promise.all(
    Array.from({ length: Math.min(width, waiting.length) }, async () => {
      for (let queue = waiting.shift(); queue !== undefined; queue = waiting.shift())
        for (const source of queue) await work(source)
    }),
  )
}

const loopback = ['127.0.0.1', '::1']

async function ownAddresses(
  { data, spec, ownAddresses: ours }: SurveyDeps,
  id: string,
): Promise<ReadonlySet<string>> {
  const survey: Survey | undefined = await data.survey(id)
  const told = (survey?.facts ?? [])
    .filter(({ name }) => name.startsWith('network.address.'))
    .flatMap(({ value }) => String(value).split(' '))
    .map((address) => address.replace(/\/\d+$/, ''))
  const inventory = spec.hosts.flatMap(({ address }) => (address === undefined ? [] : [address]))
  return new Set([...loopback, ...ours(), ...inventory, ...told])
}

async function readEndpoint(
  deps: SurveyDeps,
  survey: string,
  source: Extract<PlannedSource, { kind: 'api' }>,
  resumeAt: string | undefined,
  { signal, onProgress }: SurveyOptions,
): Promise<SourceRead> {
  const client = deps.api(source.system)
  try {
    if (source.reads === 'lists')
      return await readApi(deps, client, {
        survey,
        name: source.name,
        resumeAt,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      })
    return await askEndpoint(deps, source, client)
  } catch (error) {
    if (error instanceof ProblemError) return failedSource(source.name, error.problem)
    throw error
  } finally {
    await client.close()
  }
}

/** Whether it takes the login, and how many customers it lists: one row is asked for. */
async function askEndpoint(
  { clock }: SurveyDeps,
  { name, system }: Extract<PlannedSource, { kind: 'api' }>,
  client: ReturnType<SurveyDeps['api']>,
): Promise<SourceRead> {
  const alive = await client.ping()
  let total: number | undefined
  if (alive)
    for await (const page of client.lists.customers(0)) {
      total = page.total ?? page.rows.length
      break
    }
  return {
    source: {
      name,
      state: 'read',
      sentence: alive ? `answers, lists ${total ?? 0} customers` : 'does not take the login',
    },
    part: {
      ...emptyPart,
      facts: factsOf({ kind: 'system', id: system }, { source: name, at: clock.now() }, [
        ['api.answers', alive],
        ['api.login', client.profile],
        ['api.customers', total, 'count'],
      ]),
    },
  }
}
