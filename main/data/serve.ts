import { createBirpc } from 'birpc'
import type { DataApi, DataEvents } from './protocol.ts'
import { makeDataService } from './service.ts'
import { enveloped } from './wire.ts'
import type { WireApi } from './wire.ts'

/** What Electron puts on `process` in a utility process; Node's types do not know it. */
type ParentPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

const hasParentPort = (p: object): p is { readonly parentPort: ParentPort } =>
  'parentPort' in p && typeof p.parentPort === 'object' && p.parentPort !== null

/** Serves the data API to the process that started this one, and ends with it. */
export function serve(): void {
  const events: DataEvents = { onAppended: (seq) => void rpc.onAppended.asEvent(seq) }
  const service = makeDataService(events)
  const carrier = hasParentPort(process) ? utilityCarrier(process.parentPort) : forkCarrier(service)
  const rpc = createBirpc<DataEvents, WireApi>(toWire(service), carrier)
}

function utilityCarrier(port: ParentPort) {
  return {
    post: (message: unknown) => port.postMessage(message),
    on: (listener: (message: unknown) => void) =>
      port.on('message', (event) => listener(event.data)),
  }
}

function forkCarrier(service: DataApi) {
  // The parent is gone: what was answered is on disk, so there is nothing to wait for.
  process.on('disconnect', () => {
    void service.close().finally(() => process.exit(0))
  })
  // A terminal sends Ctrl-C to everybody; the parent pauses its run then, and needs its journal for that.
  process.on('SIGINT', () => undefined)
  return {
    // A parent that went away between the call and the answer is noticed by 'disconnect'.
    post: (message: unknown) => void process.send?.(message, undefined, {}, () => undefined),
    on: (listener: (message: unknown) => void) => process.on('message', listener),
  }
}

function toWire(api: DataApi): WireApi {
  return {
    validate: (files) => enveloped(() => api.validate(files)),
    importProject: (files, at) => enveloped(() => api.importProject(files, at)),
    open: (path, mode, signatures) => enveloped(() => api.open(path, mode, signatures)),
    close: () => enveloped(() => api.close()),
    summary: () => enveloped(() => api.summary()),
    append: (events, at) => enveloped(() => api.append(events, at)),
    putSnapshot: (hash, json) => enveloped(() => api.putSnapshot(hash, json)),
    snapshot: (hash) => enveloped(() => api.snapshot(hash)),
    customers: () => enveloped(() => api.customers()),
    customer: (id) => enveloped(() => api.customer(id)),
    customerPage: (from, limit) => enveloped(() => api.customerPage(from, limit)),
    customerChanges: (after) => enveloped(() => api.customerChanges(after)),
    customerEvents: (id) => enveloped(() => api.customerEvents(id)),
    customerTests: (id) => enveloped(() => api.customerTests(id)),
    counts: () => enveloped(() => api.counts()),
    batches: () => enveloped(() => api.batches()),
    plan: () => enveloped(() => api.plan()),
    planVersions: () => enveloped(() => api.planVersions()),
    planVersion: (version) => enveloped(() => api.planVersion(version)),
    progress: () => enveloped(() => api.progress()),
    runs: () => enveloped(() => api.runs()),
    run: (id) => enveloped(() => api.run(id)),
    events: (query) => enveloped(() => api.events(query)),
    downtime: () => enveloped(() => api.downtime()),
    logOffsets: (host) => enveloped(() => api.logOffsets(host)),
    logCounts: (batch) => enveloped(() => api.logCounts(batch)),
    ingestLog: (piece) => enveloped(() => api.ingestLog(piece)),
    logsRead: (reads, at) => enveloped(() => api.logsRead(reads, at)),
    cutLogs: (batch, at) => enveloped(() => api.cutLogs(batch, at)),
    checkLogs: (order) => enveloped(() => api.checkLogs(order)),
    logCheck: (batch) => enveloped(() => api.logCheck(batch)),
    logChecks: () => enveloped(() => api.logChecks()),
    logLedger: () => enveloped(() => api.logLedger()),
    logBaseline: (batch, at) => enveloped(() => api.logBaseline(batch, at)),
    logTrouble: (query) => enveloped(() => api.logTrouble(query)),
    logGroup: (batch, group) => enveloped(() => api.logGroup(batch, group)),
    logHosts: (batch) => enveloped(() => api.logHosts(batch)),
    beginSurvey: (survey, at) => enveloped(() => api.beginSurvey(survey, at)),
    putSurveyPart: (survey, source, part) =>
      enveloped(() => api.putSurveyPart(survey, source, part)),
    keepApiPage: (page) => enveloped(() => api.keepApiPage(page)),
    apiTally: (survey) => enveloped(() => api.apiTally(survey)),
    apiCustomers: (survey, after, limit) => enveloped(() => api.apiCustomers(survey, after, limit)),
    endSurvey: (survey, at) => enveloped(() => api.endSurvey(survey, at)),
    surveys: () => enveloped(() => api.surveys()),
    knownSurvey: () => enveloped(() => api.knownSurvey()),
    survey: (id) => enveloped(() => api.survey(id)),
    putChangedMethods: (file, methods, by, at) =>
      enveloped(() => api.putChangedMethods(file, methods, by, at)),
    changedMethods: () => enveloped(() => api.changedMethods()),
    readScripts: (path) => enveloped(() => api.readScripts(path)),
    countWebLog: (path, own) => enveloped(() => api.countWebLog(path, own)),
    analysis: (at) => enveloped(() => api.analysis(at)),
    catalogBaseline: () => enveloped(() => api.catalogBaseline()),
    findingDecisions: () => enveloped(() => api.findingDecisions()),
    diagram: (phase, at) => enveloped(() => api.diagram(phase, at)),
    analysisReport: (out, at) => enveloped(() => api.analysisReport(out, at)),
    analysisPage: (at) => enveloped(() => api.analysisPage(at)),
    analysisTable: (table, out, at) => enveloped(() => api.analysisTable(table, out, at)),
    verify: () => enveloped(() => api.verify()),
    takingBack: () => enveloped(() => api.takingBack()),
    desk: (at, going) => enveloped(() => api.desk(at, going)),
    report: (out, at, going) => enveloped(() => api.report(out, at, going)),
    reportPage: (at, going) => enveloped(() => api.reportPage(at, going)),
    exportTable: (table, out) => enveloped(() => api.exportTable(table, out)),
    rss: () => enveloped(() => api.rss()),
    operationTimes: () => enveloped(() => api.operationTimes()),
    keepOutput: (entries) => enveloped(() => api.keepOutput(entries)),
    outputs: (run) => enveloped(() => api.outputs(run)),
    outputLines: (attempt, from, count) => enveloped(() => api.outputLines(attempt, from, count)),
    outputText: (attempt, from, count, most) =>
      enveloped(() => api.outputText(attempt, from, count, most)),
    findInOutput: (attempt, search) => enveloped(() => api.findInOutput(attempt, search)),
    saveOutput: (attempt, out) => enveloped(() => api.saveOutput(attempt, out)),
  }
}
