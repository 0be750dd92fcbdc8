import { randomBytes } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import { renderCommand } from '../shared/domain/command-catalogue.ts'
import type { CommandCatalogue } from '../shared/domain/command-catalogue.ts'
import type { BatchId, RunId } from '../shared/domain/ids.ts'
import { fail, ProblemError } from '../shared/domain/problems.ts'
import type { Problem } from '../shared/domain/problems.ts'
import type { ProjectSpec, SystemName } from '../shared/domain/project.ts'
import { isRunOver } from '../shared/domain/states.ts'
import { instant } from '../shared/domain/time.ts'
import type { LinePlace } from '../shared/log-rules/looks.ts'
import type { Signature } from '../shared/log-rules/signatures.ts'
import { baselineMs } from './data/protocol.ts'
import type { DataApi, LogRead, StoredLogCheck } from './data/protocol.ts'
import { createLedger } from './downtime/ledger.ts'
import { createProbes } from './downtime/probes.ts'
import type { HostCheck } from './engine.ts'
import { createHostService } from './hosts/host-service.ts'
import { createLogCollector } from './logs/collector.ts'
import type { HostLogs } from './logs/collector.ts'
import { readLineContext } from './logs/line-context.ts'
import { summariseLogs, withNext } from './logs/log-summary.ts'
import type { LogSummary } from './logs/log-summary.ts'
import type { RenderOperation } from './logs/remote-logs.ts'
import { createApiClient } from './portabilling/api-client.ts'
import { siteCommands } from './procedures/load.ts'
import type { Pack } from './procedures/load.ts'
import { createLanes } from './runner/lanes.ts'
import type { Clock, Journal } from './runner/ports.ts'
import { createRunner } from './runner/runner.ts'
import { localUser } from './ssh/local-user.ts'
import { holderOf, runOfHolder } from './ssh/seat.ts'
import { createSessionPool } from './ssh/session-pool.ts'
import type { PoolOptions } from './ssh/session-pool.ts'
import { runSurvey } from './analysis/survey-run.ts'
import { createChecks } from './transfer/checks.ts'
import { allGates, createFreezeGates } from './transfer/freeze-gates.ts'
import { createMeasuredBook } from './transfer/measured-book.ts'
import { createOutputKeeper } from './transfer/output-keeper.ts'
import { eventsOfRun } from './transfer/run-events.ts'
import { createWindowGates } from './transfer/window-gates.ts'

/** A secret that is not SSH's own: password of an API login, or the shared secret of RADIUS. Never stored in the project. */
export type SecretWanted =
  | { readonly kind: 'api'; readonly system: SystemName; readonly login: string }
  | { readonly kind: 'radius' }

export type ServiceOptions = {
  readonly clock: Clock
  /** Who batons are given to beside the run (ssh/seat.ts). */
  readonly seat: string
  readonly ssh: Omit<PoolOptions, 'targets' | 'stepTool' | 'operations'>
  readonly secret: (wanted: SecretWanted) => Promise<string | undefined>
  readonly stepTool: Uint8Array
  /** Files of `resources/host-tools/operations`. */
  readonly operations: NonNullable<PoolOptions['operations']>
  /** Known failures that the log check looks for. */
  readonly signatures: readonly Signature[]
}

export type ProjectServices = ReturnType<typeof build>

/** The services of one open project: sessions to its hosts, its APIs, checks, downtime clock, logs and runner. */
export function openProject(
  options: ServiceOptions,
  data: DataApi,
  pack: Pack,
  spec: ProjectSpec,
): Result<ProjectServices, Problem> {
  const commands = siteCommands(pack, spec)
  return commands.ok ? ok(build(options, data, commands.value, pack, spec)) : commands
}

function build(
  options: ServiceOptions,
  data: DataApi,
  commands: CommandCatalogue,
  pack: Pack,
  spec: ProjectSpec,
) {
  const { clock } = options
  const pool = createSessionPool({
    ...options.ssh,
    stepTool: options.stepTool,
    operations: options.operations,
    baton: {
      by: `${localUser()}@${hostname()}`,
      holderOf: (attempt) => holderOf(attempt.split('.')[0] ?? '', options.seat),
    },
    targets: (name) => {
      const host = spec.hosts.find((h) => h.name === name)
      if (host === undefined) return undefined
      return {
        ...(host.address === undefined ? {} : { address: host.address }),
        ...(host.port === undefined ? {} : { port: host.port }),
        ...(host.user === undefined ? {} : { user: host.user }),
        ...(host.jump === undefined ? {} : { jump: host.jump }),
        ...(host.legacyAlgorithms === undefined ? {} : { legacyAlgorithms: host.legacyAlgorithms }),
      }
    },
  })
  const api = (system: SystemName) => {
    // The dispatcher belongs to the target, and speaks its login style (domain.md 1.2).
    const of = spec.systems[system === 'dsbc' ? 'target' : system]
    const endpoint = system === 'dsbc' ? spec.dispatcher : of.api
    return createApiClient({
      endpoint,
      release: of.release,
      clock,
      secret: async () =>
        (await options.secret({ kind: 'api', system, login: endpoint.login })) ??
        fail(
          'auth-failed',
          `there is no secret for the API of the ${system} (login ${endpoint.login})`,
          {
            safe: 'nothing was sent',
            next: `store it in the keychain, or set SWITCHYARD_API_${system.toUpperCase()} for this session`,
          },
        ),
    })
  }
  const apis = { source: api('source'), target: api('target') }
  const journal = journalOf(data, clock)
  const measured = createMeasuredBook()
  const downtime = createLedger({
    clock,
    async append(events, at) {
      const stored = await data.append(events, at)
      if (stored.ok) measured.note(events)
      return stored
    },
    probes: createProbes({
      radiusSecret: async () =>
        (await options.secret({ kind: 'radius' })) ??
        fail('auth-failed', 'there is no shared secret for the RADIUS probe', {
          safe: 'nothing was interrupted',
          next: 'store it in the keychain, or set SWITCHYARD_RADIUS for this session',
        }),
      ...(spec.dispatcher.caFile === undefined ? {} : { caFile: spec.dispatcher.caFile }),
    }),
  })
  const render: RenderOperation = (host, operation, phase, args) => {
    const roles = spec.hosts.find((h) => h.name === host)?.roles ?? []
    const words = renderCommand(commands, operation, phase, roles, args)
    if (!words.ok) throw new ProblemError(words.problem)
    return words.value
  }
  const logs = createLogCollector({
    pool,
    data,
    clock,
    commands: render,
    settings: (host) => {
      const units = spec.hosts.find((h) => h.name === host)?.journal
      return units === undefined ? {} : { journal: units }
    },
  })
  const collectLogs = async (batch?: BatchId, run?: RunId): Promise<LogSummary> => {
    // What is written while the fetch goes on may be seen by the next one only.
    const seenUntil = clock.now()
    const read = await logs.collect({
      hosts: spec.hosts.map((h) => h.name),
      since: instant(Math.max(0, seenUntil - baselineMs)),
      ...(batch === undefined ? {} : { batch }),
      ...(run === undefined ? {} : { run }),
    })
    const told = await data.logsRead(read.map(readOf), seenUntil)
    if (!told.ok) throw new ProblemError(told.problem)
    return summariseLogs(read)
  }
  const checkLogs = (batch: BatchId, run?: RunId): Promise<Result<StoredLogCheck, Problem>> =>
    data.checkLogs({
      batch,
      at: clock.now(),
      signatures: options.signatures,
      ...(run === undefined ? {} : { run }),
    })
  /** What a survey reads with; its clients are made for it and closed after it. */
  const surveying = { pool, commands, spec, clock, api, ownAddresses }
  const checks = createChecks({
    data,
    pool,
    clock,
    spec,
    commands,
    api: apis,
    collectLogs: ({ batch, run }) => collectLogs(batch, run),
    survey: (by, signal) =>
      runSurvey({ ...surveying, data }, by, signal === undefined ? {} : { signal }),
    logs: { collect: collectLogs, check: checkLogs },
  })
  const newRunId = async (): Promise<string> => {
    const ordinal = String((await data.runs()).length + 1).padStart(4, '0')
    return `r${ordinal}-${randomBytes(3).toString('hex')}`
  }
  const output = createOutputKeeper(data)
  const runner = createRunner({
    pool,
    clock,
    journal,
    checks,
    downtime,
    lanes: createLanes(),
    gates: allGates(
      createWindowGates({ data, spec, measured }),
      createFreezeGates({ data, spec, pool, commands, clock }),
    ),
    output,
    experience: { operationTimes: () => data.operationTimes() },
    customers: async () => new Map((await data.customers()).map(({ id, state }) => [id, state])),
    newRunId,
  })
  const surveys = pack.procedures.filter(({ steps }) =>
    steps.some(({ operation }) => operation === 'survey'),
  )
  const hosts = createHostService({
    spec,
    pool,
    clock,
    data,
    surveying: new Set(surveys.map(({ id }) => id)),
  })
  return {
    spec,
    commands,
    runner,
    hosts,
    /** What one customer is looked at with. */
    look: { api: apis, pool, commands, spec, clock },
    survey: surveying,
    collectLogs,
    checkLogs,
    lineContext: (place: LinePlace, signal?: AbortSignal) =>
      readLineContext({ pool, commands: render }, place, signal),
    sessions: () =>
      pool.sessions().map((s) => ({
        host: s.host,
        state: s.state,
        ...(s.lastProblem === undefined ? {} : { problem: s.lastProblem.message }),
      })),
    checkHosts: (olderThanDays?: number): Promise<readonly HostCheck[]> =>
      Promise.all(
        spec.hosts.map(async ({ name }): Promise<HostCheck> => {
          const problem = await pool.diagnose(name)
          if (problem !== undefined) return { host: name, problem }
          if (olderThanDays === undefined) return { host: name }
          const cleaned = await pool.cleanUp(name, olderThanDays)
          return cleaned.ok
            ? { host: name, removed: cleaned.value }
            : { host: name, problem: cleaned.problem }
        }),
      ),
    /** Connects and brings the tools. What does not work is told by the checks, or by the step that needs the host. */
    async prepareHosts(hosts: readonly string[]): Promise<void> {
      await Promise.all(hosts.map((host) => pool.prepare(host)))
    },
    batons: {
      /**
       * Hosts that another run or another seat has, and whether it is a run of this seat that is over (its end could not be told
       * to the host). One that does not answer is not among them: other checks tell of that.
       */
      async held(hosts: readonly string[]): Promise<readonly HeldHost[]> {
        const runs = await data.runs()
        const asked = await Promise.all(
          hosts.map(async (host) => ({ host, baton: await pool.baton(host) })),
        )
        return asked.flatMap(({ host, baton }) => {
          if (!baton.ok || baton.value.holder === undefined) return []
          const { holder } = baton.value
          const run = runOfHolder(holder)
          const known = runs.find(({ id }) => id === run)
          const isOwn = known !== undefined && holder === holderOf(run, options.seat)
          if (isOwn && !isRunOver(known.state)) return []
          return [
            { ...baton.value, host, run, isOver: isOwn, isCopy: known !== undefined && !isOwn },
          ]
        })
      },
      takeOver: (held: HeldHost): Promise<Result<unknown, Problem>> =>
        pool.breakBaton(held.host, held.generation),
      release: (run: string): Promise<void> => pool.releaseBatons(holderOf(run, options.seat)),
    },
    async close(): Promise<void> {
      await downtime.leave()
      await output.flush()
      await hosts.terminals.closeAll()
      await Promise.all([apis.source.close(), apis.target.close()])
      pool.close()
    },
  }
}

/** A host whose baton another run has. */
export type HeldHost = {
  readonly host: string
  readonly run: string
  readonly generation: number
  readonly since: string
  readonly by: string
  readonly isOver: boolean
  /** The run is in this journal, but it is another copy of the file that has the host. */
  readonly isCopy: boolean
}

const readOf = ({ host, result, seen, skew }: HostLogs): LogRead => ({
  host,
  ...(skew.ok ? skew.value : {}),
  ...(result.ok ? {} : { problem: withNext(result.problem), seen }),
})

/** The journal port over the data process: a refusal is thrown, because nothing may go on without the journal. */
function journalOf(data: DataApi, clock: Clock): Journal {
  const unwrap = async <T>(answer: Promise<Result<T, Problem>>): Promise<T> => {
    const result = await answer
    if (!result.ok) throw new ProblemError(result.problem)
    return result.value
  }
  return {
    append: async (events) => void (await unwrap(data.append(events, clock.now()))),
    putSnapshot: (hash, json) => unwrap(data.putSnapshot(hash, json)),
    snapshot: (hash) => data.snapshot(hash),
    events: (run) => eventsOfRun(data, run),
  }
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((of) => (of ?? []).map(({ address }) => address))
