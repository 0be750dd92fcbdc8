import { bad, ok } from '../../shared/base/result.ts'
import { fail, problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Signature } from '../../shared/log-rules/signatures.ts'
import { openIngest } from './analysis/ingest.ts'
import { saveOutput } from './output/save-output.ts'
import { outputStore } from './output/output-store.ts'
import type { DataApi, DataEvents, OpenMode, ProjectSummary } from './protocol.ts'
import { freeMemory } from './free-memory.ts'
import { resultsCalls } from './results-calls.ts'
import { readAttempts } from './store/attempts.ts'
import { readBatches } from './store/batches.ts'
import { readCounts } from './store/counts.ts'
import { readCustomerTable } from './store/customer-table.ts'
import { readCustomerTests } from './store/customer-tests.ts'
import { readCustomers } from './store/customers.ts'
import { readDowntime } from './store/downtime.ts'
import { readEvents } from './store/events.ts'
import { openJournal } from './store/journal.ts'
import { hashOf, readLogChecks, writeLogResults } from './store/log-checks.ts'
import { readLogPeriods, writeLogPeriods } from './store/log-periods.ts'
import { readLogs } from './store/logs.ts'
import { openProjectFile } from './store/open.ts'
import type { OpenFile } from './store/open.ts'
import { readSummary } from './store/project.ts'
import { readPlans } from './store/plans.ts'
import { readProgress } from './store/progress.ts'
import { readRuns } from './store/runs.ts'
import { readSnapshots, writeSnapshots } from './store/snapshots.ts'
import { readSurveyStores, surveyCalls, writeSurveyStores } from './survey-calls.ts'
import { sqliteProblem } from './store/sqlite-problems.ts'
import { readTakingBack } from './store/taking-back.ts'
import { verifyProject } from './store/verify.ts'

/** Prepared once an open project; `writing` is absent in read mode. */
function openStores(file: OpenFile, events: DataEvents, signatures: readonly Signature[]) {
  const { db, path } = file
  const journal =
    file.mode === 'write' ? openJournal(file.db, path, (seq) => events.onAppended(seq)) : undefined
  return {
    file,
    customers: readCustomers(db),
    customerTable: readCustomerTable(db),
    customerTests: readCustomerTests(db),
    counts: readCounts(db),
    batches: readBatches(db),
    plans: readPlans(db),
    progress: readProgress(db),
    runs: readRuns(db),
    events: readEvents(db),
    snapshots: readSnapshots(db),
    downtime: readDowntime(db),
    logs: readLogs(db),
    logChecks: readLogChecks(db),
    logPeriods: readLogPeriods(db),
    attempts: readAttempts(db),
    survey: readSurveyStores(db),
    output: outputStore(file.copy ?? path, file.mode),
    writing:
      file.mode === 'write' && journal !== undefined
        ? {
            journal,
            snapshots: writeSnapshots(file.db),
            ingest: openIngest(file.db, journal, signatures),
            periods: writeLogPeriods(file.db),
            results: writeLogResults(file.db),
            survey: writeSurveyStores(file.db),
          }
        : undefined,
  }
}

type Stores = ReturnType<typeof openStores>

/** Everything the data process can do, over one open project at a time. Knows nothing of how the calls arrive. */
export function makeDataService(events: DataEvents): DataApi {
  let open: Stores | undefined

  const stores = (): Stores =>
    open ?? fail('wrong-use', 'No project is open.', { next: 'Open a project first.' })

  const writing = (): Result<NonNullable<Stores['writing']>, Problem> => {
    const { writing } = stores()
    return writing === undefined ? bad(readOnly()) : ok(writing)
  }

  const closeOpen = (): void => {
    open?.output.close()
    open?.file.close()
    open = undefined
  }

  return {
    ...surveyCalls(() => stores().survey, writing),
    ...resultsCalls(() => stores().file.db),
    async validate(files) {
      const { checkFiles } = await import('./import/import.ts')
      const checked = checkFiles(files)
      return checked.ok
        ? ok({ spec: checked.value.spec, customers: checked.value.customers })
        : checked
    },
    async importProject(files, at) {
      const { importProject } = await import('./import/import.ts')
      return importProject(files, at)
    },
    async open(path: string, mode: OpenMode, signatures = []) {
      closeOpen()
      const file = await openProjectFile(path, mode)
      if (!file.ok) return file
      try {
        open = openStores(file.value, events, signatures)
        return ok(summaryOf(file.value))
      } catch (error) {
        open = undefined
        file.value.close()
        throw error
      }
    },
    async close() {
      closeOpen()
    },
    async summary() {
      return summaryOf(stores().file)
    },
    async append(list, at) {
      const to = writing()
      return to.ok ? to.value.journal.append(list, at) : to
    },
    async putSnapshot(hash, json) {
      const to = writing()
      if (!to.ok) return to
      return storing(stores().file.path, () => to.value.snapshots.put(hash, json))
    },
    snapshot: async (hash) => stores().snapshots.one(hash),
    customers: async () => stores().customers.all(),
    customer: async (id) => stores().customers.one(id),
    customerPage: async (from, limit) => stores().customerTable.page(from, limit),
    customerChanges: async (after) => stores().customerTable.changes(after),
    customerEvents: async (id) => stores().events.ofCustomer(id),
    customerTests: async (id) => stores().customerTests.of(id),
    counts: async () => stores().counts.now(),
    batches: async () => stores().batches.all(),
    plan: async () => stores().plans.last(),
    planVersions: async () => stores().plans.versions(),
    planVersion: async (version) => stores().plans.version(version),
    progress: async () => stores().progress.now(),
    runs: async () => stores().runs.all(),
    run: async (id) => stores().runs.one(id),
    events: async (query) => stores().events.query(query),
    downtime: async () => stores().downtime.all(),
    logOffsets: async (host) => stores().logs.offsets(host),
    logCounts: async (batch) => stores().logs.counts(batch),
    async ingestLog(piece) {
      const to = writing()
      return to.ok ? to.value.ingest.ingest(piece) : to
    },
    async logsRead(reads, at) {
      const to = writing()
      if (!to.ok) return to
      const { journal, periods } = to.value
      return stored(
        journal.store(() => {
          for (const read of reads) periods.read(read, at)
          return undefined
        }),
      )
    },
    async cutLogs(batch, at) {
      const to = writing()
      if (!to.ok) return to
      const { journal, periods } = to.value
      return stored(
        journal.store(() => {
          periods.cut(batch ?? '', at)
          return undefined
        }),
      )
    },
    async checkLogs(order) {
      const to = writing()
      if (!to.ok) return to
      const { ingest, journal, results } = to.value
      const settled = await ingest.settle()
      if (!settled.ok) return settled
      const { checkBatch } = await import('./analysis/check-batch.ts')
      const { checkedEvent } = await import('./analysis/check-event.ts')
      const checked = checkBatch(stores().file.db, order)
      freeMemory()
      if (!checked.ok) return checked
      const result = checked.value
      // Both calls of one turn share a transaction: no event without its result.
      const kept = journal.store(() => {
        results.put(result)
        return undefined
      })
      const told = await journal.append([checkedEvent(order, result, hashOf(result))], order.at)
      const done = (await kept).ok ? told : await kept
      const check = done.ok ? stores().logChecks.one(order.batch) : undefined
      if (!done.ok) return done
      return check === undefined
        ? fail('data-process', `The check of ${order.batch} is not there after it was stored.`)
        : ok(check)
    },
    logCheck: async (batch) => stores().logChecks.one(batch),
    logChecks: async () => stores().logChecks.all(),
    logLedger: async () => stores().logChecks.ledger(),
    async logBaseline(batch, at) {
      const { logPeriods } = stores()
      const { baselineOf } = await import('./analysis/check-sides.ts')
      return baselineOf(logPeriods.all(), logPeriods.reads(), batch ?? '', at)
    },
    async logTrouble(query) {
      const { readTrouble } = await import('./analysis/trouble.ts')
      return readTrouble(stores().file.db, query)
    },
    async logGroup(batch, group) {
      const { lookAtGroup } = await import('./analysis/look-at-group.ts')
      const look = lookAtGroup(stores().file.db, batch, group)
      freeMemory()
      return look
    },
    async logHosts(batch) {
      const { lookAtHosts } = await import('./analysis/look-at-hosts.ts')
      return lookAtHosts(stores().file.db, batch)
    },
    async verify() {
      const { db, path } = stores().file
      return verifyProject(db, path)
    },
    takingBack: async () => readTakingBack(stores().file.db),
    async desk(at, going) {
      const { readDesk } = await import('./report/desk.ts')
      const { db, mode } = stores().file
      return readDesk(db, at, mode, going)
    },
    async report(out, at, going) {
      const { writeReport } = await import('./report/write-report.ts')
      const { db, mode } = stores().file
      return writeReport(out, db, at, mode, going)
    },
    async reportPage(at, going) {
      const { pageOf } = await import('./report/write-report.ts')
      const { db, mode } = stores().file
      return pageOf(db, at, mode, going)
    },
    async exportTable(table, out) {
      const { exportTable } = await import('./export/export-table.ts')
      return exportTable(stores().file.db, table, out)
    },
    rss: async () => process.memoryUsage.rss(),
    operationTimes: async () => stores().attempts.times(),
    keepOutput: async (entries) => stores().output.keep(entries),
    outputs: async (run) => stores().output.read()?.ofRun(run) ?? [],
    outputLines: async (attempt, from, count) =>
      stores().output.read()?.lines(attempt, from, Math.min(count, mostOutputLines)),
    outputText: async (attempt, from, count, maxChars) =>
      stores().output.read()?.text(attempt, from, count, maxChars) ?? '',
    findInOutput: async (attempt, search) =>
      stores().output.read()?.find(attempt, search) ?? nothingFound,
    saveOutput: async (attempt, out) =>
      saveOutput(out, stores().output.read()?.whole(attempt) ?? []),
  }
}

const summaryOf = ({ db, path, mode, copy }: OpenFile): ProjectSummary => ({
  ...readSummary(db, path, mode),
  ...(copy === undefined ? {} : { copied: true }),
})

const mostOutputLines = 1000
const nothingFound = { hits: [], count: 0, next: undefined, lines: 0 }

const readOnly = (): Problem =>
  problem('not-allowed', 'The project is open for reading only.', {
    safe: 'Nothing was stored.',
    next: 'Open it for writing.',
  })

const stored = async (
  answer: Promise<Result<unknown, Problem>>,
): Promise<Result<void, Problem>> => {
  const result = await answer
  return result.ok ? ok(undefined) : result
}

/** One write outside the journal; what the disk refuses becomes a problem. */
function storing(path: string, write: () => Problem | undefined): Result<void, Problem> {
  try {
    const refused = write()
    return refused === undefined ? ok(undefined) : bad(refused)
  } catch (error) {
    const known = sqliteProblem(error, path)
    if (known === undefined || error instanceof ProblemError) throw error
    return bad(known)
  }
}
