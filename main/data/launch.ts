import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createBirpc } from 'birpc'
import { bad } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { forkCarrier } from './carrier.ts'
import type { CarrierExit, DataCarrier } from './carrier.ts'
import type { DataApi, DataEvents } from './protocol.ts'
import { wrongNodeExit } from './wire.ts'
import type { WireApi } from './wire.ts'

export type LaunchOptions = {
  /** A process that is started already (Electron's utilityProcess); default: a child of Node. */
  readonly carrier?: DataCarrier
  /** Default: environment variable SWITCHYARD_DATA_NODE, else the Node that runs this. */
  readonly node?: string
  /** Entry module; default: the source beside this file. A bundle names its own. */
  readonly entry?: string
  readonly events?: Partial<DataEvents>
  /** Longest wait for one answer, real ms. Default 120 000. */
  readonly timeoutMs?: number
}

export type DataProcess = {
  readonly api: DataApi
  readonly pid: number | undefined
  /** Closes the project and ends the process; resolves when it is gone. */
  close(): Promise<void>
  /** Called when the process ends, also by `close`; the problem is absent when it was asked to. */
  onExit(listener: (problem: Problem | undefined) => void): void
}

const closePatienceMs = 5000

export function launchDataProcess(options: LaunchOptions = {}): DataProcess {
  const carrier = options.carrier ?? forkCarrier(forkOptions(options))
  const functions: DataEvents = { onAppended: (seq) => options.events?.onAppended?.(seq) }
  const rpc = createBirpc<WireApi, DataEvents>(functions, {
    post: (message) => carrier.post(message),
    on: (listener) => carrier.onMessage(listener),
    timeout: options.timeoutMs ?? 120_000,
  })
  let closing = false
  const exit = new Promise<CarrierExit>((resolve) => carrier.onExit(resolve))
  const ended = watchEnd()

  async function watchEnd(): Promise<Problem | undefined> {
    const why = await exitProblem(await exit, carrier.node)
    rpc.$close(new ProblemError(closing ? closed() : why))
    return closing ? undefined : why
  }

  /** The answer, or why there is none: a process that is gone, or one that does not answer. What was never sent changed nothing. */
  const ask: Ask = async (call, unanswered) => {
    if (rpc.$closed) return bad({ ...unchanged, ...((await ended) ?? closed()) })
    try {
      return await call()
    } catch (error) {
      const why = error instanceof ProblemError ? error.problem : brokenCall(error)
      return bad({ ...unanswered, ...why })
    }
  }

  return {
    api: makeApi(rpc, ask),
    pid: carrier.pid,
    async close() {
      closing = true
      const late = setTimeout(() => carrier.kill(), closePatienceMs)
      await ask(() => rpc.close(), unchanged)
      carrier.end()
      await ended
      clearTimeout(late)
    },
    onExit: (listener) => void ended.then(listener),
  }
}

/** @param unanswered What a person is told when the call was sent and no answer came. */
type Ask = <T>(
  call: () => Promise<Result<T, Problem>>,
  unanswered: Unanswered,
) => Promise<Result<T, Problem>>

/**
 * Methods that answer a result keep their problem in it; the others only read, and throw it as a `ProblemError`. `stored` is for those
 * that write to the project or another file.
 */
function makeApi(rpc: WireApi, ask: Ask): DataApi {
  type Call<T> = () => Promise<Result<Result<T, Problem>, Problem>>
  const resultOr =
    (unanswered: Unanswered) =>
    async <T>(call: Call<T>): Promise<Result<T, Problem>> => {
      const answer = await ask(call, unanswered)
      return answer.ok ? answer.value : answer
    }
  const result = resultOr(unchanged)
  const stored = resultOr(uncertain)
  const value = async <T>(call: () => Promise<Result<T, Problem>>): Promise<T> => {
    const answer = await ask(call, unchanged)
    if (!answer.ok) throw new ProblemError(answer.problem)
    return answer.value
  }
  return {
    validate: (files) => result(() => rpc.validate(files)),
    importProject: (files, at) => stored(() => rpc.importProject(files, at)),
    open: (path, mode, signatures) => result(() => rpc.open(path, mode, signatures)),
    close: () => value(() => rpc.close()),
    summary: () => value(() => rpc.summary()),
    append: (events, at) => stored(() => rpc.append(events, at)),
    putSnapshot: (hash, json) => stored(() => rpc.putSnapshot(hash, json)),
    snapshot: (hash) => value(() => rpc.snapshot(hash)),
    customers: () => value(() => rpc.customers()),
    customer: (id) => value(() => rpc.customer(id)),
    customerPage: (from, limit) => value(() => rpc.customerPage(from, limit)),
    customerChanges: (after) => value(() => rpc.customerChanges(after)),
    customerEvents: (id) => value(() => rpc.customerEvents(id)),
    customerTests: (id) => value(() => rpc.customerTests(id)),
    counts: () => value(() => rpc.counts()),
    batches: () => value(() => rpc.batches()),
    plan: () => value(() => rpc.plan()),
    planVersions: () => value(() => rpc.planVersions()),
    planVersion: (version) => value(() => rpc.planVersion(version)),
    progress: () => value(() => rpc.progress()),
    runs: () => value(() => rpc.runs()),
    run: (id) => value(() => rpc.run(id)),
    events: (query) => value(() => rpc.events(query)),
    downtime: () => value(() => rpc.downtime()),
    logOffsets: (host) => value(() => rpc.logOffsets(host)),
    logCounts: (batch) => value(() => rpc.logCounts(batch)),
    ingestLog: (piece) => stored(() => rpc.ingestLog(piece)),
    logsRead: (reads, at) => stored(() => rpc.logsRead(reads, at)),
    cutLogs: (batch, at) => stored(() => rpc.cutLogs(batch, at)),
    checkLogs: (order) => stored(() => rpc.checkLogs(order)),
    logCheck: (batch) => value(() => rpc.logCheck(batch)),
    logChecks: () => value(() => rpc.logChecks()),
    logLedger: () => value(() => rpc.logLedger()),
    logBaseline: (batch, at) => value(() => rpc.logBaseline(batch, at)),
    logTrouble: (query) => value(() => rpc.logTrouble(query)),
    logGroup: (batch, group) => value(() => rpc.logGroup(batch, group)),
    logHosts: (batch) => value(() => rpc.logHosts(batch)),
    beginSurvey: (survey, at) => stored(() => rpc.beginSurvey(survey, at)),
    putSurveyPart: (survey, source, part) => stored(() => rpc.putSurveyPart(survey, source, part)),
    keepApiPage: (page) => stored(() => rpc.keepApiPage(page)),
    apiTally: (survey) => value(() => rpc.apiTally(survey)),
    apiCustomers: (survey, after, limit) => value(() => rpc.apiCustomers(survey, after, limit)),
    endSurvey: (survey, at) => stored(() => rpc.endSurvey(survey, at)),
    surveys: () => value(() => rpc.surveys()),
    knownSurvey: () => value(() => rpc.knownSurvey()),
    survey: (id) => value(() => rpc.survey(id)),
    putChangedMethods: (file, methods, by, at) =>
      stored(() => rpc.putChangedMethods(file, methods, by, at)),
    changedMethods: () => value(() => rpc.changedMethods()),
    readScripts: (path) => result(() => rpc.readScripts(path)),
    countWebLog: (path, own) => result(() => rpc.countWebLog(path, own)),
    analysis: (at) => value(() => rpc.analysis(at)),
    catalogBaseline: () => value(() => rpc.catalogBaseline()),
    findingDecisions: () => value(() => rpc.findingDecisions()),
    diagram: (phase, at) => value(() => rpc.diagram(phase, at)),
    analysisReport: (out, at) => stored(() => rpc.analysisReport(out, at)),
    analysisPage: (at) => value(() => rpc.analysisPage(at)),
    analysisTable: (table, out, at) => stored(() => rpc.analysisTable(table, out, at)),
    verify: () => result(() => rpc.verify()),
    takingBack: () => value(() => rpc.takingBack()),
    desk: (at, going) => value(() => rpc.desk(at, going)),
    report: (out, at, going) => stored(() => rpc.report(out, at, going)),
    reportPage: (at, going) => value(() => rpc.reportPage(at, going)),
    exportTable: (table, out) => stored(() => rpc.exportTable(table, out)),
    rss: () => value(() => rpc.rss()),
    operationTimes: () => value(() => rpc.operationTimes()),
    keepOutput: (entries) => stored(() => rpc.keepOutput(entries)),
    outputs: (run) => value(() => rpc.outputs(run)),
    outputLines: (attempt, from, count) => value(() => rpc.outputLines(attempt, from, count)),
    outputText: (attempt, from, count, most) =>
      value(() => rpc.outputText(attempt, from, count, most)),
    findInOutput: (attempt, search) => value(() => rpc.findInOutput(attempt, search)),
    saveOutput: (attempt, out) => stored(() => rpc.saveOutput(attempt, out)),
  }
}

function forkOptions(options: LaunchOptions) {
  const node = options.node ?? process.env['SWITCHYARD_DATA_NODE']
  return {
    entry: options.entry ?? fileURLToPath(new URL('./index.ts', import.meta.url)),
    ...(node === undefined || node === '' ? {} : { node }),
  }
}

type Unanswered = Pick<Required<Problem>, 'safe' | 'next'>

const unchanged: Unanswered = {
  safe: 'Nothing in the project was changed by this.',
  next: 'Try again. If that fails too, open the project again.',
}
const uncertain: Unanswered = {
  safe: 'What was confirmed before is on disk. Whether this was carried out is not known.',
  next: 'Look whether it was before you do it again: the project, or the file that was to be written, shows it.',
}

const closed = (): Problem => problem('data-process', 'The data process was closed.')

const brokenCall = (error: unknown): Problem =>
  problem(
    'data-process',
    `The data process did not answer as it should: ${error instanceof Error ? error.message : String(error)}`,
  )

async function exitProblem(exit: CarrierExit, node: string | undefined): Promise<Problem> {
  if (exit.error !== undefined)
    return problem('data-process', `The data process could not be started: ${exit.error}.`, {
      safe: 'Nothing was stored or changed.',
      next: 'Check SWITCHYARD_DATA_NODE: it must be the path of a Node 22.14 or newer.',
    })
  if (exit.code === wrongNodeExit || (exit.code === 1 && (await isTooOld(node))))
    return problem(
      'wrong-node',
      `The data process needs a Node with Node-API 10 (22.14 or newer)${node === undefined ? '' : `; ${node} is older`}.`,
      {
        safe: 'Nothing was stored or changed.',
        next: 'Set SWITCHYARD_DATA_NODE to the path of a newer Node.',
      },
    )
  const how = exit.signal === undefined ? `exit code ${exit.code ?? '?'}` : `signal ${exit.signal}`
  return problem('data-process', `The data process ended (${how}).`)
}

/** Asked only after a failed start: a Node that cannot even read TypeScript has no chance to say why. */
const isTooOld = (node: string | undefined): Promise<boolean> =>
  new Promise((resolve) => {
    if (node === undefined) return resolve(false)
    execFile(node, ['-p', 'process.versions.napi'], { timeout: 5000 }, (error, stdout) =>
      resolve(error === null && Number(stdout) < 10),
    )
  })
