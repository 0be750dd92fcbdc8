import type { AnalysisState } from '../../shared/domain/analysis/analysis-state.ts'
import type { CheckDeps } from '../../main/transfer/check-deps.ts'
import { createChecks } from '../../main/transfer/checks.ts'
import type { CheckAnswer, CheckContext } from '../../main/runner/ports.ts'
import type { DataApi, LogCheckRow, RunRow } from '../../main/data/protocol.ts'
import type { ApiClient } from '../../main/portabilling/api-client.ts'
import type { ApiCustomer } from '../../main/portabilling/api-shapes.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Decision } from '../../shared/domain/analysis/findings.ts'
import { analysisGate } from '../../shared/domain/analysis/gate.ts'
import { EnvironmentId, RunId } from '../../shared/domain/ids.ts'
import { JournalEvent } from '../../shared/domain/journal.ts'
import { fail, problem } from '../../shared/domain/problems.ts'
import type { CheckName } from '../../shared/domain/procedure.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { instant } from '../../shared/domain/time.ts'
import { commands, createWorld, members, spec, threeSteps } from './runner-world.ts'
import type { World } from './runner-world.ts'
import { waitingClock } from './waiting-clock.ts'
import type { WaitingClock } from './waiting-clock.ts'
import { noProgress } from './progress.ts'

/** What the checks look at, in memory: both systems, the journal, the hosts, the clock. */
export type ChecksWorld = {
  readonly source: Map<string, Partial<ApiCustomer>>
  readonly target: Map<string, Partial<ApiCustomer>>
  /** States of the project's customers. */
  readonly rows: Map<string, { state: string; parent?: string; product?: string }>
  readonly runs: Partial<RunRow>[]
  readonly events: { at: number; event: unknown }[]
  /** What runs were started with, by hash. */
  readonly snapshots: Map<string, string>
  readonly hosts: World
  readonly clock: WaitingClock
  /** The window of the batch b1, in which all customers are; null: it has none, though other batches do. */
  window: { from: number; to: number } | null | undefined
  /** What the log check answers; the last checks of all batches. */
  logs: CheckDeps['logs']
  logPolicy: ProjectSpec['logPolicy']
  logChecks: readonly LogCheckRow[]
  baselineMs: number
  readonly cuts: (string | undefined)[]
  xdrs: { source: number; target: number }
  /** What people decided on findings, and what the analysis says. */
  decisions: readonly Decision[]
  analysis: Pick<AnalysisState, 'gate' | 'findings'>
  /** What a survey comes to. */
  survey: Awaited<ReturnType<CheckDeps['survey']>>
  apiDown: boolean
  /** Customers that were asked for one by one, and those that a list leaves out. */
  readonly askedFor: number[]
  readonly unlisted: Set<number>
  /** Pages of the list of all, by the system that was asked. */
  readonly pagesRead: string[]
  /** As a dry run asks. */
  dryAsk(check: CheckName, context?: Partial<CheckContext>): Promise<CheckAnswer>
  ask(
    check: CheckName,
    args?: Record<string, string>,
    context?: Partial<CheckContext>,
  ): Promise<CheckAnswer>
}

export function checksWorld(): ChecksWorld {
  const world: ChecksWorld = {
    source: new Map(),
    target: new Map(),
    rows: new Map(),
    runs: [],
    events: [],
    snapshots: new Map(),
    hosts: createWorld(),
    clock: waitingClock(),
    window: undefined,
    logs: {
      collect: async () => ({ answer: 'pass', sentence: 'read' }),
      check: async () => fail('not-found', 'a test that checks logs says what the check is'),
    },
    logPolicy: spec.logPolicy,
    logChecks: [],
    baselineMs: 7 * 86_400_000,
    cuts: [],
    xdrs: { source: 5, target: 5 },
    decisions: [],
    analysis: { findings: [], gate: analysisGate([], [], undefined) },
    survey: bad(problem('not-found', 'a test that surveys says what it comes to')),
    apiDown: false,
    askedFor: [],
    unlisted: new Set(),
    pagesRead: [],
    dryAsk: (check, context = {}) =>
      checks.answer(
        { check, args: {}, onFailure: 'stop' },
        { procedure: threeSteps(), members: members(world.rows.size), ...context },
      ),
    ask: (check, args = {}, context = {}) =>
      checks.answer(
        { check, args, onFailure: 'stop' },
        {
          procedure: threeSteps(),
          members: members(world.rows.size),
          run: RunId.parse('r9'),
          ...context,
        },
      ),
  }
  const api = (system: 'source' | 'target'): ApiClient => {
    const all = (): ApiCustomer[] => {
      if (world.apiDown) return fail('api-failed', `the API of the ${system} does not answer`)
      return [...world[system]].map(([id, customer]) => ({
        i_customer: Number(id),
        name: 'x',
        bill_status: 'O',
        billing_lock: 'N',
        i_env: 1,
        ...customer,
      }))
    }
    const used: Pick<ApiClient, 'customerList' | 'customerInfo' | 'currentXdrs'> & {
      readonly lists: Pick<ApiClient['lists'], 'customers'>
    } = {
      async *customerList(filter) {
        yield* all().filter(
          (c) => filter?.billStatus === undefined || c.bill_status === filter.billStatus,
        )
      },
      async customerInfo(id) {
        world.askedFor.push(id)
        return all().find((c) => c.i_customer === id)
      },
      currentXdrs: async () => world.xdrs[system],
      lists: {
        async *customers() {
          const rows = all()
          for (let from = 0; from < rows.length; from += 1000) {
            world.pagesRead.push(system)
            const page = rows.slice(from, from + 1000)
            const listed = page.filter((c) => !world.unlisted.has(c.i_customer))
            yield { rows: listed, total: rows.length }
          }
        },
      },
    }
    return used as unknown as ApiClient // the checks use no more of it
  }
  const batches = (): readonly unknown[] => {
    const { window } = world
    if (window === undefined) return []
    const at = (from: number, to: number) => [{ environment: 'us', team: 'operators', from, to }]
    const batch = { pilot: false, state: 'planned', why: [] }
    return [
      {
        ...batch,
        id: 'b1',
        ordinal: 1,
        members: [...world.rows.keys()],
        windows: window === null ? [] : at(window.from, window.to),
      },
      { ...batch, id: 'b2', ordinal: 2, members: [], windows: at(1, 2) },
    ]
  }
  const data: Pick<
    DataApi,
    | 'runs'
    | 'run'
    | 'events'
    | 'snapshot'
    | 'customers'
    | 'batches'
    | 'plan'
    | 'progress'
    | 'logChecks'
    | 'logBaseline'
    | 'cutLogs'
    | 'findingDecisions'
    | 'analysis'
  > = {
    findingDecisions: async () => world.decisions,
    analysis: async () => world.analysis as AnalysisState, // as above

    logChecks: async () => world.logChecks,
    logBaseline: async () => world.baselineMs,
    async cutLogs(batch) {
      world.cuts.push(batch)
      return ok(undefined)
    },
    snapshot: async (hash) => world.snapshots.get(hash),
    runs: async () => world.runs as RunRow[], // what a test does not name is not looked at
    run: async (id) => world.runs.find((run) => run.id === id) as RunRow | undefined, // as above
    events: async ({ after = 0, kinds, run }) =>
      world.events.slice(after).flatMap(({ at, event }, i) => {
        const parsed = JournalEvent.parse(event)
        const fits =
          (kinds === undefined || kinds.includes(parsed.kind)) &&
          (run === undefined || !('run' in parsed) || parsed.run === run)
        return fits ? [{ seq: after + i + 1, at: instant(at), event: parsed, hash: '' }] : []
      }),
    customers: async () =>
      [...world.rows].map(([id, row]) => ({
        id,
        environment: EnvironmentId.parse('us'),
        accounts: 1,
        ...(world.window === undefined ? {} : { batch: 'b1' }),
        ...row,
      })) as never, // as above
    batches: async () => batches() as never, // as above
    plan: async () => undefined,
    progress: async () => noProgress,
  }
  const checks = createChecks({
    data: data as DataApi, // the checks use no more of it
    pool: world.hosts,
    clock: world.clock,
    get spec() {
      return { ...spec, logPolicy: world.logPolicy }
    },
    commands,
    api: { source: api('source'), target: api('target') },
    collectLogs: async () => ({ answer: 'pass', sentence: 'read' }),
    survey: async () => world.survey,
    logs: {
      collect: (batch, run) => world.logs.collect(batch, run),
      check: (batch, run) => world.logs.check(batch, run),
    },
  })
  return world
}
