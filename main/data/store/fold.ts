import { assertNever } from '../../../shared/base/assert.ts'
import type { JournalEvent } from '../../../shared/domain/journal.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import type { WriteDb } from '../db.ts'
import { writeRegisters } from './registers.ts'
import { writeAttempts } from './attempts.ts'
import type { AttemptOwner } from './attempts.ts'
import { writeBatches } from './batches.ts'
import { writeCustomers } from './customers.ts'
import { writeCustomerTests } from './customer-tests.ts'
import { writeDowntime } from './downtime.ts'
import { writeLogChecks } from './log-checks.ts'
import { writeMissed } from './missed-windows.ts'
import { writePlans } from './plans.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { writeRuns } from './runs.ts'
import { writeSnapshots } from './snapshots.ts'
import { writeTasks } from './tasks.ts'

/** What an event is about, for the indexes of `events`. */
export type Subject = {
  readonly run: string | null
  readonly customer: string | null
  readonly attempt: string | null
}

export type Fold = {
  /** Checks the event against the tables and moves them; the caller owns the transaction. */
  apply(event: JournalEvent, at: Instant): Refusal
  subjectOf(event: JournalEvent): Subject
}

/** State is a fold over the events: this is the fold. The same function fills the tables and checks them (verify.ts). */
export function makeFold(db: WriteDb): Fold {
  const customers = writeCustomers(db)
  const tests = writeCustomerTests(db, customers)
  const missed = writeMissed(db)
  const batches = writeBatches(db, customers, missed)
  const plans = writePlans(db)
  const tasks = writeTasks(db)
  const runs = writeRuns(db, writeSnapshots(db))
  const attempts = writeAttempts(db)
  const downtime = writeDowntime(db)
  const logChecks = writeLogChecks(db)
  const analysis = writeRegisters(db)

  const names = (event: JournalEvent): Refusal => {
    const isNewRun = event.kind === 'run.created'
    if ('run' in event && event.run !== undefined && !isNewRun && !runs.exists(event.run))
      return refuse('not-found', `There is no run ${event.run} (event ${event.kind}).`)
    const isNewBatch = event.kind === 'batch.created'
    if (
      'batch' in event &&
      event.batch !== undefined &&
      !isNewBatch &&
      !batches.exists(event.batch)
    )
      return refuse('not-found', `There is no batch ${event.batch} (event ${event.kind}).`)
    return undefined
  }

  const move = (event: JournalEvent, at: Instant): Refusal => {
    switch (event.kind) {
      case 'batch.created':
        return batches.create(event)
      case 'batch.changed':
        return batches.change(event, at)
      case 'plan.version':
        return plans.add(event)
      case 'plan.baselined':
        return plans.sign(event)
      case 'task.changed':
        return tasks.change(event, at)
      case 'customer.state':
        // What was tested before says nothing of the next move.
        if (event.to === 'returned') tests.forget(event.customer)
        return customers.move(event, at)
      case 'customer.tested':
        return tests.put(event, at)
      case 'customer.noted':
        return customers.exists(event.customer)
          ? undefined
          : refuse('not-found', `Customer ${event.customer} is not in this project.`)
      case 'run.created':
        return runs.create(event, at)
      case 'run.state':
        if (event.to === 'running') missed.begun(event.run)
        return runs.move(event, at)
      case 'run.missed':
        missed.noticed(event)
        return undefined
      case 'attempt.intended':
        return attempts.intend(event)
      case 'attempt.started':
        return attempts.move(event.attempt, 'started')
      case 'attempt.ended':
        return attempts.move(event.attempt, event.state, event.problem?.message)
      case 'attempt.resolved':
        return attempts.move(event.attempt, event.state, event.how)
      case 'downtime.opened':
        downtime.open(event, at)
        return undefined
      case 'downtime.closed':
        downtime.close(event, at)
        return undefined
      case 'downtime.withdrawn':
        downtime.withdraw(event)
        return undefined
      case 'log.checked':
        logChecks.checked(event, at)
        return undefined
      case 'log.reviewed':
        return logChecks.review(event, at)
      case 'ledger.noted':
        return logChecks.note(event, at)
      case 'ledger.ended':
        return logChecks.end(event, at)
      case 'register.put':
        analysis.put(event, at)
        return undefined
      case 'register.removed':
        return analysis.remove(event)
      case 'finding.decided':
        return analysis.decide(event, at)
      case 'analysis.signed':
        return analysis.sign(event, at)
      case 'project.imported':
      case 'approval.given':
      case 'check.answered':
      case 'member.ended':
      case 'step.skipped':
      case 'take-out.asked':
      case 'evidence.kept':
      case 'logs.fetched':
      case 'catalog.looked':
      case 'analysis.waived':
      case 'xdr.synced':
      case 'source.decommissioned':
      case 'survey.begun':
      case 'survey.ended':
      case 'methods.loaded':
      case 'note':
        return undefined // facts that no table repeats; they are read from the events
      default:
        return assertNever(event)
    }
  }

  const subjectOf = (event: JournalEvent): Subject => {
    const attempt = 'attempt' in event ? event.attempt : null
    const owner: Partial<AttemptOwner> =
      (attempt === null ? undefined : attempts.ownerOf(attempt)) ?? {}
    const member = 'member' in event ? event.member : owner.member
    return {
      attempt,
      run: 'run' in event ? (event.run ?? null) : (owner.run ?? null),
      customer: ('customer' in event ? event.customer : undefined) ?? customerAmong(member),
    }
  }
  const customerAmong = (member: string | undefined): string | null =>
    member !== undefined && customers.exists(member) ? member : null

  return { apply: (event, at) => names(event) ?? move(event, at), subjectOf }
}
