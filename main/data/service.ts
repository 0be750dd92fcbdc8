import { bad, ok } from '../../shared/base/result.ts'
import { fail, problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Result } from '../../shared/base/result.ts'
import { openIngest } from './analysis/ingest.ts'
import type { DataApi, DataEvents, OpenMode } from './protocol.ts'
import { readBatches } from './store/batches.ts'
import { readCustomers } from './store/customers.ts'
import { readDowntime } from './store/downtime.ts'
import { readEvents } from './store/events.ts'
import { openJournal } from './store/journal.ts'
import { readLogs } from './store/logs.ts'
import { openProjectFile } from './store/open.ts'
import type { OpenFile } from './store/open.ts'
import { readSummary } from './store/project.ts'
import { readPlans } from './store/plans.ts'
import { readProgress } from './store/progress.ts'
import { readRuns } from './store/runs.ts'
import { readSnapshots, writeSnapshots } from './store/snapshots.ts'
import { sqliteProblem } from './store/sqlite-problems.ts'
import { verifyProject } from './store/verify.ts'

/** Prepared once an open project; `writing` is absent in read mode. */
function openStores(file: OpenFile, events: DataEvents) {
  const { db, path } = file
  const journal =
    file.mode === 'write' ? openJournal(file.db, path, (seq) => events.onAppended(seq)) : undefined
  return {
    file,
    customers: readCustomers(db),
    batches: readBatches(db),
    plans: readPlans(db),
    progress: readProgress(db),
    runs: readRuns(db),
    events: readEvents(db),
    snapshots: readSnapshots(db),
    downtime: readDowntime(db),
    logs: readLogs(db),
    writing:
      file.mode === 'write' && journal !== undefined
        ? { journal, snapshots: writeSnapshots(file.db), ingest: openIngest(file.db, journal) }
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
    open?.file.close()
    open = undefined
  }

  return {
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
    async open(path: string, mode: OpenMode) {
      closeOpen()
      const file = await openProjectFile(path, mode)
      if (!file.ok) return file
      try {
        open = openStores(file.value, events)
        return ok(readSummary(file.value.db, path, mode))
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
      const { db, path, mode } = stores().file
      return readSummary(db, path, mode)
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
    async verify() {
      const { db, path } = stores().file
      return verifyProject(db, path)
    },
    async report(out, at) {
      const { writeReport } = await import('./report/write-report.ts')
      return writeReport(stores().file.db, out, at)
    },
    rss: async () => process.memoryUsage.rss(),
  }
}

const readOnly = (): Problem =>
  problem('not-allowed', 'The project is open for reading only.', {
    safe: 'Nothing was stored.',
    next: 'Open it for writing.',
  })

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
