import type { EventOf, JournalEvent, Phase } from './journal.ts'
import type { RunState } from './states.ts'
import type { Instant } from './time.ts'

/** What the journal tells of one run from its beginning on, for people: the same for a run that goes on and for one of last month. */

export type AttemptEntry = {
  readonly attempt: string
  readonly step: string
  readonly member: string
  readonly phase: Phase
  readonly number: number
  readonly host: string
  readonly operation: string
  readonly intendedAt: Instant
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  /** Time of the command, ms. */
  readonly ms?: number
  readonly state: 'intended' | 'started' | 'succeeded' | 'failed' | 'unknown' | 'ask'
  readonly code?: number
  readonly message?: string
  /** How a doubtful end was found out. */
  readonly how?: string
}

export type MemberEntry = {
  readonly id: string
  /** Absent while it is not over. */
  readonly result?: EventOf<'member.ended'>['result']
  readonly reason?: string
  readonly begunAt?: Instant
  readonly endedAt?: Instant
  /** The step that it is at, or was at last. */
  readonly step?: string
  /** Its last attempt has not ended well. */
  readonly troubled: boolean
}

export type CheckEntry = Omit<EventOf<'check.answered'>, 'kind' | 'run' | 'facts'> & {
  readonly at: Instant
}

/** Something that a person or the runner said or decided. */
export type NoteEntry = { readonly at: Instant; readonly by: string; readonly text: string }

export type EvidenceEntry = {
  readonly at: Instant
  readonly seq: number
  readonly title: string
  readonly member?: string
}

export type RunHistory = {
  readonly created: EventOf<'run.created'>
  readonly createdAt: Instant
  readonly states: readonly {
    readonly at: Instant
    readonly to: RunState
    readonly by?: string
    readonly reason?: string
  }[]
  readonly missed: readonly { readonly startAt: Instant; readonly noticedAt: Instant }[]
  readonly approvals: readonly (Omit<EventOf<'approval.given'>, 'kind' | 'run'> & {
    readonly at: Instant
  })[]
  readonly checks: readonly CheckEntry[]
  readonly members: readonly MemberEntry[]
  readonly attempts: readonly AttemptEntry[]
  /** Members that a step was skipped for, by step. */
  readonly skipped: ReadonlyMap<string, ReadonlySet<string>>
  readonly notes: readonly NoteEntry[]
  readonly evidence: readonly EvidenceEntry[]
}

/** Grows with the journal; `history` is always up to date and undefined before `run.created`. */
export type RunHistoryFold = {
  add(seq: number, at: Instant, event: JournalEvent): void
  history(): RunHistory | undefined
}

type Growing = {
  -readonly [K in keyof RunHistory]: RunHistory[K] extends readonly (infer T)[]
    ? T[]
    : RunHistory[K]
}

export function startHistory(): RunHistoryFold {
  let run: Growing | undefined
  const attemptAt = new Map<string, number>()
  const memberAt = new Map<string, number>()
  const skipped = new Map<string, Set<string>>()

  const begin = (event: EventOf<'run.created'>, at: Instant): Growing => {
    for (const [i, id] of event.members.entries()) memberAt.set(id, i)
    return {
      created: event,
      createdAt: at,
      states: [],
      missed: [],
      approvals: [],
      checks: [],
      members: event.members.map((id) => ({ id, troubled: false })),
      attempts: [],
      skipped,
      notes: [],
      evidence: [],
    }
  }

  const changeMember = (to: Growing, id: string, change: Partial<MemberEntry>): void => {
    const i = memberAt.get(id)
    const member = i === undefined ? undefined : to.members[i]
    if (i !== undefined && member !== undefined) to.members[i] = { ...member, ...change }
  }

  const changeAttempt = (to: Growing, id: string, change: Partial<AttemptEntry>): void => {
    const i = attemptAt.get(id)
    const attempt = i === undefined ? undefined : to.attempts[i]
    if (i === undefined || attempt === undefined) return
    to.attempts[i] = { ...attempt, ...change }
    if (change.state !== undefined && change.state !== 'started')
      changeMember(to, attempt.member, { troubled: change.state !== 'succeeded' })
  }

  const intend = (to: Growing, at: Instant, event: EventOf<'attempt.intended'>): void => {
    const { kind: _kind, run: _run, args: _args, ...entry } = event
    attemptAt.set(event.attempt, to.attempts.length)
    to.attempts.push({ ...entry, intendedAt: at, state: 'intended' })
    const i = memberAt.get(event.member)
    const begunAt = i === undefined ? undefined : to.members[i]?.begunAt
    changeMember(to, event.member, {
      step: event.step,
      ...(begunAt === undefined ? { begunAt: at } : {}),
    })
  }

  const apply = (to: Growing, seq: number, at: Instant, event: JournalEvent): void => {
    switch (event.kind) {
      case 'run.state': {
        const { to: state, by, reason } = event
        to.states.push({ at, to: state, ...given({ by, reason }) })
        break
      }
      case 'run.missed':
        to.missed.push({ startAt: event.startAt, noticedAt: event.noticedAt })
        break
      case 'approval.given':
        to.approvals.push({ at, approval: event.approval, by: event.by, typed: event.typed })
        break
      case 'check.answered': {
        const { check, moment, answer, sentence } = event
        to.checks.push({ at, check, moment, answer, sentence })
        break
      }
      case 'attempt.intended':
        intend(to, at, event)
        break
      case 'attempt.started':
        changeAttempt(to, event.attempt, { state: 'started', startedAt: at })
        break
      case 'attempt.ended':
        changeAttempt(to, event.attempt, {
          state: event.state,
          endedAt: at,
          ms: event.ms,
          ...given({ code: event.code, message: event.problem?.message }),
        })
        break
      case 'attempt.resolved':
        changeAttempt(to, event.attempt, { state: event.state, how: event.how, endedAt: at })
        break
      case 'member.ended':
        changeMember(to, event.member, {
          result: event.result,
          endedAt: at,
          ...given({ reason: event.reason }),
        })
        break
      case 'step.skipped':
        skipped.set(event.step, (skipped.get(event.step) ?? new Set()).add(event.member))
        to.notes.push({
          at,
          by: event.by,
          text: `skipped ${event.step} for ${event.member}: ${event.reason}`,
        })
        break
      case 'take-out.asked':
        to.notes.push({ at, by: event.by, text: `took ${event.member} out: ${event.reason}` })
        break
      case 'note':
        to.notes.push({ at, by: event.by, text: event.text })
        break
      case 'evidence.kept':
        to.evidence.push({ at, seq, title: event.title, ...given({ member: event.member }) })
        break
      default:
        break
    }
  }

  return {
    add(seq, at, event) {
      if (event.kind === 'run.created') run = begin(event, at)
      else if (run !== undefined) apply(run, seq, at, event)
    },
    history: () => run,
  }
}

/** Without the members that are undefined: types tell absent from undefined. */
function given<T extends Record<string, unknown>>(
  all: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(all).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> } // the same keys, none undefined
}
