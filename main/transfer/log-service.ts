import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { BatchId, CustomerId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { LedgerEntry } from '../../shared/log-rules/ledger.ts'
import type { DataApi, StoredLogCheck } from '../data/protocol.ts'
import type { LogService, ReviewRequest, Reviewed, RunHandle } from '../engine.ts'
import type { ProjectServices } from '../project-services.ts'
import type { Clock } from '../runner/ports.ts'
import { evidenceOf, keptEvidence } from './log-evidence.ts'
import { noProject } from './prepare-run.ts'

export type LogServiceDeps = {
  readonly data: DataApi
  readonly clock: Clock
  readonly services: () => ProjectServices | undefined
  readonly returnCustomer: (
    customer: CustomerId,
    by: string,
    reason: string,
  ) => Promise<Result<RunHandle, Problem>>
}

/** The log check as people ask for it: fetch, judge, read, sign, and the noise ledger. */
export function createLogService(deps: LogServiceDeps): LogService {
  const { data, clock } = deps

  const reading = async <T>(read: () => Promise<T>): Promise<Result<T, Problem>> => {
    if (deps.services() === undefined) return bad(noProject)
    try {
      return ok(await read())
    } catch (error) {
      if (error instanceof ProblemError) return bad(error.problem)
      throw error
    }
  }
  const append = async (events: readonly JournalEvent[]): Promise<Result<void, Problem>> => {
    if (deps.services() === undefined) return bad(noProject)
    const stored = await data.append(events, clock.now())
    return stored.ok ? ok(undefined) : stored
  }

  return {
    async collect(batch) {
      const services = deps.services()
      return services === undefined ? bad(noProject) : ok(await services.collectLogs(batch))
    },
    async check(batch) {
      const services = deps.services()
      if (services === undefined) return bad(noProject)
      await services.collectLogs(batch)
      return services.checkLogs(batch)
    },
    result: (batch) => reading(() => data.logCheck(batch)),
    ledger: () => reading(() => data.logLedger()),
    async note(entry, by) {
      const parsed = LedgerEntry.safeParse(entry)
      if (!parsed.success)
        return bad(
          problem(
            'bad-input',
            `This is no entry of the ledger: ${parsed.error.issues.map((i) => i.message).join('; ')}.`,
            {
              safe: 'Nothing was noted.',
              next: 'Name owner, reason, an end, and a group, a signature or a phrase.',
            },
          ),
        )
      const { until } = parsed.data
      if ('at' in until && until.at <= clock.now())
        return bad(
          problem('bad-input', `The entry ${parsed.data.id} would have ended already.`, {
            safe: 'Nothing was noted.',
            next: 'Give it an end that is to come.',
          }),
        )
      return append([{ kind: 'ledger.noted', entry: parsed.data, by }])
    },
    endNote: (id, by) => append([{ kind: 'ledger.ended', id, by }]),
    trouble: (query) => reading(() => data.logTrouble(query)),
    group: (batch, id) => reading(() => data.logGroup(batch, id)),
    hosts: (batch) => reading(() => data.logHosts(batch)),
    async context(place, signal) {
      const services = deps.services()
      return services === undefined ? bad(noProject) : services.lineContext(place, signal)
    },
    evidence: (batch, customer) =>
      reading(async () => {
        const check = await data.logCheck(batch)
        return {
          ...(check === undefined ? {} : { now: evidenceOf(check, customer) }),
          kept: await keptEvidence(data, customer),
        }
      }),
    async review(request) {
      const seen = await seenBy(data, request)
      if (!seen.ok) return seen
      return request.decision === 'return'
        ? reviewByReturn(deps, request, seen.value, append)
        : reviewByWord(request, seen.value, append)
    },
  }
}

type Append = (events: readonly JournalEvent[]) => Promise<Result<void, Problem>>

/** The check that is signed: the one that the person saw, or none. The store looks once more when the signature is written. */
async function seenBy(
  data: DataApi,
  { batch, customer, decision, reason, result }: ReviewRequest,
): Promise<Result<StoredLogCheck, Problem>> {
  if (reason.trim() === '')
    return bad(
      problem('wrong-use', 'A review needs a reason.', { next: 'Say in a few words why.' }),
    )
  if (decision === 'return' && customer === undefined)
    return bad(
      problem('wrong-use', 'A return is of one customer.', {
        safe: 'Nothing was signed.',
        next: 'Name the customer.',
      }),
    )
  const check = await data.logCheck(batch)
  if (check === undefined)
    return bad(
      problem('not-found', `The logs of batch ${batch} have not been checked yet.`, {
        safe: 'Nothing was signed.',
        next: 'Check them first.',
      }),
    )
  if (customer !== undefined && !check.result.customers.some((c) => c.customer === customer))
    return bad(
      problem('not-found', `The check of ${batch} has no verdict of customer ${customer}.`, {
        safe: 'Nothing was signed.',
      }),
    )
  if (check.hash !== result)
    return bad(
      problem(
        'precondition',
        `The result of batch ${batch} has changed since it was looked at: it was ${result.slice(0, 12)}, it is ${check.hash.slice(0, 12)}.`,
        { safe: 'Nothing was signed.', next: 'Look at the new result, then sign that.' },
      ),
    )
  return ok(check)
}

const signature = (
  { batch, customer, decision, by, reason, result }: ReviewRequest,
  task?: string,
): JournalEvent => ({
  kind: 'log.reviewed',
  batch,
  decision,
  by,
  reason,
  result,
  ...(customer === undefined ? {} : { customer }),
  ...(task === undefined ? {} : { task }),
})

async function reviewByWord(
  request: ReviewRequest,
  check: StoredLogCheck,
  append: Append,
): Promise<Result<Reviewed, Problem>> {
  if (request.decision !== 'task') {
    const signed = await append([signature(request)])
    return signed.ok ? ok({}) : signed
  }
  const task = taskId(request.batch, check)
  const { by, owner, due, customer } = request
  const subject = customer === undefined ? request.batch : `${request.batch}, customer ${customer}`
  const signed = await append([
    {
      kind: 'task.changed',
      task,
      state: 'open',
      by,
      note: `Logs of ${subject}: ${request.reason}`,
      ...(owner === undefined ? {} : { owner }),
      ...(due === undefined ? {} : { due }),
    },
    signature(request, task),
  ])
  return signed.ok ? ok({ task }) : signed
}

const taskId = (batch: BatchId, { reviews }: StoredLogCheck): string =>
  `logs-${batch}-${reviews.filter((review) => review.task !== undefined).length + 1}`

/** The run begins before the signature is written: a signed return that never began would let the next batch go. */
async function reviewByReturn(
  deps: LogServiceDeps,
  request: ReviewRequest,
  check: StoredLogCheck,
  append: Append,
): Promise<Result<Reviewed, Problem>> {
  const { customer, by, reason, batch } = request
  if (customer === undefined) return ok({})
  const started = await deps.returnCustomer(customer, by, reason)
  if (!started.ok) return started
  const run = started.value
  const signed = await append([
    {
      kind: 'evidence.kept',
      run: run.id,
      member: customer,
      title: `Logs of customer ${customer} since ${batch}`,
      content: evidenceOf(check, customer),
    },
    signature(request),
  ])
  if (signed.ok) return ok({ run })
  return bad({
    ...signed.problem,
    safe: `The return of ${customer} goes on as run ${run.id}; only its signature is missing.`,
  })
}
