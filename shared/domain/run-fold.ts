import type { DowntimeResult, EventOf, JournalEvent, Phase } from './journal.ts'
import type { Problem } from './problems.ts'
import { isOnTarget } from './states.ts'
import type { AttemptState, CustomerState, RunState } from './states.ts'
import type { Instant } from './time.ts'

/** What the journal says of one run: the fold that recovery, undo and every display start from. */

export type AttemptRecord = {
  readonly intended: EventOf<'attempt.intended'>
  readonly state: AttemptState
  readonly code?: number
  readonly problem?: Problem
  readonly answer?: unknown
}

export type MemberProgress = {
  /** In the order of the journal. */
  readonly attempts: readonly AttemptRecord[]
  readonly skipped: ReadonlySet<string>
  readonly ended?: { readonly result: EventOf<'member.ended'>['result']; readonly reason?: string }
}

export type RunProgress = {
  readonly created: EventOf<'run.created'>
  readonly state: RunState
  readonly reason?: string
  readonly startedAt?: Instant
  readonly approvals: readonly EventOf<'approval.given'>[]
  readonly members: ReadonlyMap<string, MemberProgress>
  /** Windows that were opened and not closed, by member. */
  readonly openDowntime: ReadonlyMap<string, EventOf<'downtime.opened'>>
  /** What the last window of each member came to. */
  readonly measured: ReadonlyMap<string, DowntimeResult>
  /** Members that a person wants out of the run. */
  readonly takenOut: ReadonlyMap<string, EventOf<'take-out.asked'>>
  /** States of customers before this run first moved them. */
  readonly customersBefore: ReadonlyMap<string, CustomerState>
  /** When the permission to start lapses, and when a planned start is due. */
  readonly expiresAt?: Instant
  readonly startAt?: Instant
}

type Mutable = {
  created?: EventOf<'run.created'>
  state: RunState
  reason?: string
  startedAt?: Instant
  approvals: EventOf<'approval.given'>[]
  members: Map<
    string,
    { attempts: AttemptRecord[]; skipped: Set<string>; ended?: MemberProgress['ended'] }
  >
  byAttempt: Map<string, { member: string; index: number }>
  open: Map<string, EventOf<'downtime.opened'>>
  measured: Map<string, DowntimeResult>
  takenOut: Map<string, EventOf<'take-out.asked'>>
  customersBefore: Map<string, CustomerState>
  expiresAt?: Instant
  startAt?: Instant
}

/** A fold that grows with the journal: `add` takes the next event of the run, `progress` is always up to date. */
export type RunFold = {
  add(at: Instant, event: JournalEvent): void
  /** Undefined until `run.created` was added. */
  progress(): RunProgress | undefined
  /** The record of one attempt. */
  attempt(id: string): AttemptRecord | undefined
}

export function startFold(): RunFold {
  const m: Mutable = {
    state: 'draft',
    approvals: [],
    members: new Map(),
    byAttempt: new Map(),
    open: new Map(),
    measured: new Map(),
    takenOut: new Map(),
    customersBefore: new Map(),
  }
  return {
    add: (at, event) => apply(m, at, event),
    attempt: (id) => {
      const at = m.byAttempt.get(id)
      return at === undefined ? undefined : m.members.get(at.member)?.attempts[at.index]
    },
    progress: () =>
      m.created === undefined
        ? undefined
        : {
            created: m.created,
            state: m.state,
            ...(m.reason === undefined ? {} : { reason: m.reason }),
            ...(m.startedAt === undefined ? {} : { startedAt: m.startedAt }),
            approvals: m.approvals,
            members: m.members as RunProgress['members'], // the same data, read-only outside
            openDowntime: m.open,
            measured: m.measured,
            takenOut: m.takenOut,
            customersBefore: m.customersBefore,
            ...(m.expiresAt === undefined ? {} : { expiresAt: m.expiresAt }),
            ...(m.startAt === undefined ? {} : { startAt: m.startAt }),
          },
  }
}

/** @param events All events of the run, oldest first. Undefined when there is no `run.created` among them. */
export function foldRun(
  events: readonly { readonly at: Instant; readonly event: JournalEvent }[],
): RunProgress | undefined {
  const fold = startFold()
  for (const { at, event } of events) fold.add(at, event)
  return fold.progress()
}

function memberOf(m: Mutable, id: string): NonNullable<ReturnType<Mutable['members']['get']>> {
  const known = m.members.get(id)
  if (known !== undefined) return known
  const fresh = { attempts: [], skipped: new Set<string>() }
  m.members.set(id, fresh)
  return fresh
}

function changeAttempt(m: Mutable, attempt: string, change: Partial<AttemptRecord>): void {
  const at = m.byAttempt.get(attempt)
  if (at === undefined) return
  const attempts = memberOf(m, at.member).attempts
  const record = attempts[at.index]
  if (record !== undefined) attempts[at.index] = { ...record, ...change }
}

function apply(m: Mutable, at: Instant, event: JournalEvent): void {
  switch (event.kind) {
    case 'run.created':
      m.created = event
      break
    case 'run.state':
      m.state = event.to
      if (event.reason === undefined) delete m.reason
      else m.reason = event.reason
      if (event.to === 'running' && m.startedAt === undefined) m.startedAt = at
      if (event.expiresAt !== undefined) m.expiresAt = event.expiresAt
      if (event.startAt !== undefined) m.startAt = event.startAt
      break
    case 'approval.given':
      m.approvals.push(event)
      break
    case 'take-out.asked':
      m.takenOut.set(event.member, event)
      break
    case 'customer.state':
      if (!m.customersBefore.has(event.customer)) m.customersBefore.set(event.customer, event.from)
      break
    case 'attempt.intended': {
      const attempts = memberOf(m, event.member).attempts
      m.byAttempt.set(event.attempt, { member: event.member, index: attempts.length })
      attempts.push({ intended: event, state: 'intended' })
      break
    }
    case 'attempt.started':
      changeAttempt(m, event.attempt, { state: 'started' })
      break
    case 'attempt.ended':
      changeAttempt(m, event.attempt, {
        state: event.state,
        ...(event.code === undefined ? {} : { code: event.code }),
        ...(event.problem === undefined ? {} : { problem: event.problem }),
        ...(event.answer === undefined ? {} : { answer: event.answer }),
      })
      break
    case 'attempt.resolved':
      changeAttempt(m, event.attempt, {
        state: event.state,
        ...(event.answer === undefined ? {} : { answer: event.answer }),
      })
      break
    case 'step.skipped':
      memberOf(m, event.member).skipped.add(event.step)
      break
    case 'member.ended':
      memberOf(m, event.member).ended = {
        result: event.result,
        ...(event.reason === undefined ? {} : { reason: event.reason }),
      }
      break
    case 'downtime.opened':
      m.open.set(event.member, event)
      break
    case 'downtime.withdrawn':
      m.open.delete(event.member)
      break
    case 'downtime.closed':
      m.open.delete(event.member)
      m.measured.set(event.member, event.result)
      break
    default:
      break
  }
}

export const attemptsOf = (
  progress: MemberProgress | undefined,
  step: string,
  phase: Phase,
  host?: string,
): readonly AttemptRecord[] =>
  (progress?.attempts ?? []).filter(
    (a) =>
      a.intended.step === step &&
      a.intended.phase === phase &&
      (host === undefined || a.intended.host === host),
  )

/** An attempt whose end is not known, or waits for a person's word. */
export const isOpen = (record: AttemptRecord | undefined): boolean =>
  record !== undefined && record.state !== 'succeeded' && record.state !== 'failed'

/** Whether anything was sent for a member: an attempt that was withdrawn before it was sent has failed without a problem. */
export const wasBegun = (progress: MemberProgress | undefined): boolean =>
  (progress?.attempts ?? []).some(
    (a) => isOpen(a) || a.state === 'succeeded' || a.problem !== undefined,
  )

/** The last apply of a step on a host that succeeded. */
export const lastApplied = (
  progress: MemberProgress | undefined,
  step: string,
  host: string,
): AttemptRecord | undefined =>
  attemptsOf(progress, step, 'apply', host).findLast((a) => a.state === 'succeeded')

/**
 * The last of these attempts that is about what a step left on a host: an apply there, or an undo that succeeded. An undo that ran on another
 * host than any apply (the copy is made on the source and dropped on the target) counts for every host of the step.
 */
export function lastOn(
  progress: MemberProgress | undefined,
  step: string,
  host: string,
  among: (record: AttemptRecord) => boolean = () => true,
): AttemptRecord | undefined {
  const appliedOn = new Set(attemptsOf(progress, step, 'apply').map((a) => a.intended.host))
  return (progress?.attempts ?? []).findLast((record) => {
    const { step: of, phase, host: on } = record.intended
    if (of !== step || !among(record)) return false
    if (phase === 'apply') return on === host
    return phase === 'undo' && record.state === 'succeeded' && (on === host || !appliedOn.has(on))
  })
}

/** The last success of a step on a host decides: a step that was undone after it was applied is not done. */
export const isApplied = (
  progress: MemberProgress | undefined,
  step: string,
  host: string,
): boolean =>
  lastOn(progress, step, host, ({ state }) => state === 'succeeded')?.intended.phase === 'apply'

/**
 * Whether effects of a run stand on the hosts for this member, or may stand: applied and not undone, or of unknown outcome.
 * Steps that need no undo do not count.
 */
export const leavesEffects = (
  progress: MemberProgress | undefined,
  steps: readonly {
    readonly id: string
    readonly undo?: unknown
    readonly pointOfNoReturn?: string | undefined
  }[],
): boolean =>
  steps.some((step) => {
    if (step.undo === undefined && step.pointOfNoReturn === undefined) return false
    return attemptsOf(progress, step.id, 'apply').some((a) =>
      isOpen(a)
        ? lastOn(progress, step.id, a.intended.host)?.intended.phase === 'apply'
        : a.state === 'succeeded' && isApplied(progress, step.id, a.intended.host),
    )
  })

/**
 * A customer that a run has brought to the target, and that is not through all steps yet: what is left comes behind the service, and a stop
 * does not make it half-way.
 */
export function isServedWithRest(
  progress: RunProgress | undefined,
  member: string,
  state: CustomerState | undefined,
): boolean {
  const { attempts = [], ended } = progress?.members.get(member) ?? {}
  return (
    ended === undefined &&
    state !== undefined &&
    isOnTarget(state) &&
    isBrought(progress, member) &&
    !attempts.some(({ intended }) => intended.phase === 'undo')
  )
}

/**
 * What a run that did not end well still owes to a customer that it has brought to the target: the steps behind that, or the checks behind
 * all members. Only the run itself can give them.
 */
export const isOwed = (
  progress: RunProgress | undefined,
  { after }: { readonly after: readonly unknown[] },
  member: string,
  state: CustomerState | undefined,
): boolean =>
  (progress?.state === 'aborted' || progress?.state === 'failed') &&
  (isServedWithRest(progress, member, state) ||
    (after.length > 0 &&
      state === 'transferred' &&
      progress.members.get(member)?.ended?.result === 'done' &&
      !progress.takenOut.has(member) &&
      isBrought(progress, member)))

function isBrought(progress: RunProgress | undefined, member: string): boolean {
  const before = progress?.customersBefore.get(member)
  return before !== undefined && !isOnTarget(before)
}
