import type { BudgetDial, LiveRun } from '../../../shared/domain/live-run.ts'
import { counted } from '../../../shared/base/counted.ts'
import { someOf } from '../../../shared/base/some-of.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { TakingBack } from '../../../shared/domain/desk.ts'
import { mayBeTakenUp, mayBeUndone } from '../../../shared/domain/left-runs.ts'
import type { Scope } from '../../../shared/domain/procedure.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { RunState } from '../../../shared/domain/states.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { Overview, RunView } from '../../../shared/ipc/overview.ts'
import type { MemberRecord, RunRecord } from '../../../shared/ipc/run-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

/** How many active attempts are shown; the rest is told as a number. */
export const shownAttempts = 8

export type Choice = LiveRun['questions'][number]['choices'][number]

/** What a choice does, in the operator's words. */
export const choiceText: Readonly<Record<Choice, string>> = {
  retry: 'Run the step again',
  skip: 'Skip the step',
  'take-out': 'Take it out of the run',
  undo: 'Undo it',
  succeeded: 'It has succeeded',
  failed: 'It has failed',
  abort: 'Abort the run',
  'go-on': 'Go on',
}

/** The line that always says why nothing more happens, or that something does. */
export function waitingLine(run: LiveRun): string {
  if (run.waiting !== '') return run.waiting
  if (isRunOver(run.state)) return ''
  if (run.state === 'paused') return 'Paused: no new step is started.'
  if (run.active.length > 0) return 'Working.'
  return 'Starting.'
}

/** Which buttons make sense now; the others are not shown. */
export const controls = ({
  state,
  live,
  failed,
  owed = false,
  startAt,
}: {
  readonly state: RunState
  /** Somebody drives it: this program, now. */
  readonly live: boolean
  readonly failed: number
  /** Steps or checks behind the move of a customer are left. */
  readonly owed?: boolean
  /** Of a planned start. */
  readonly startAt?: Instant | undefined
}) => ({
  pause: live && state === 'running',
  resume: live && state === 'paused',
  stop: live && (state === 'running' || state === 'paused' || state === 'armed'),
  takeUp: !live && mayBeTakenUp({ state, startAt }, owed),
  undo: !live && mayBeUndone(state),
  again: !live && isRunOver(state) && failed > 0,
})

export type RunLine = {
  readonly id: string
  readonly title: string
  /** Which batch, which customer, which part of the project; undefined when it is the whole. */
  readonly whom: string | undefined
  readonly state: RunState
  readonly at: number
  /** Going on: asked about, running, paused, waiting for its start or being taken back. */
  readonly open: boolean
  /** Of a run that is being taken back: who is not back yet. */
  readonly left: readonly string[]
  readonly asks: boolean
  /** As far as is known: whoever only reads does not know who drives it. */
  readonly isDriven: boolean
  readonly members: number
  readonly done: number | undefined
}

/** Runs to choose from: those that are not over first, one that asks at the very top; then the past, newest first. */
export function runLines(
  overview: Pick<Overview, 'project' | 'runs' | 'procedures'>,
  live: ReadonlyMap<string, LiveRun>,
  takingBack: readonly TakingBack[],
): readonly RunLine[] {
  const leftOf = new Map<string, readonly string[]>(takingBack.map(({ run, left }) => [run, left]))
  const procedures = new Map(overview.procedures.map((procedure) => [procedure.id, procedure]))
  const known = new Map<string, RunView | undefined>(overview.runs.map((run) => [run.id, run]))
  for (const id of live.keys()) if (!known.has(id)) known.set(id, undefined)
  const lines = [...known].map(([id, run]): RunLine => {
    const now = live.get(id)
    const state = now?.state ?? run?.state ?? 'draft'
    const procedure = procedures.get(run?.procedure ?? '')
    const batch = now?.batch ?? run?.batch
    const left = state === 'undone' ? [] : (leftOf.get(id) ?? [])
    return {
      id,
      title: now?.title ?? procedure?.title ?? run?.procedure ?? id,
      whom: batch === undefined ? membersWords(procedure?.scope, run) : batchName(batch),
      state,
      at: run?.endedAt ?? run?.startedAt ?? now?.startedAt ?? run?.createdAt ?? 0,
      open: !isRunOver(state) || left.length > 0,
      left,
      asks: (now?.questions.length ?? 0) > 0,
      isDriven: now !== undefined || overview.project.mode === 'read',
      members: now?.members.total ?? run?.members.length ?? 0,
      done: now?.members.done,
    }
  })
  const rank = (line: RunLine): number =>
    line.asks ? 0 : line.state === 'running' ? 1 : line.open ? 2 : 3
  return lines.toSorted((a, b) => rank(a) - rank(b) || b.at - a.at)
}

const mostParts = 3

/** Whom a run without a batch is about. */
function membersWords(
  scope: Scope | undefined,
  { members, customer }: Pick<RunView, 'members' | 'customer'> = { members: [] },
): string | undefined {
  if (scope === undefined || scope === 'project' || members.length === 0) return undefined
  if (scope !== 'customer') return someOf(members, mostParts)
  return members.length === 1
    ? [...members, ...(customer === undefined ? [] : [customer])].join(' ')
    : counted(members.length, 'customer')
}

const mostNames = 12

/** Of a run that is being taken back: who is left, and what to do when nobody goes on with it. */
export function takingBackLine(
  left: readonly string[],
  isGoing: boolean,
  mode: 'read' | 'write',
): string {
  const who = `This run is being taken back, and ${counted(left.length, 'member')} ${left.length === 1 ? 'is' : 'are'} left: ${someOf(left, mostNames)}.`
  if (isGoing) return who
  return mode === 'read'
    ? `${who} Where the project is open for writing, Undo… goes on with it.`
    : `${who} Nobody goes on with it: choose Undo… again, which begins where it stopped and takes nothing back twice.`
}

/** How long a run took, by the wall clock; undefined while it is not over. */
export function tookWords(
  startedAt: number | undefined,
  endedAt: number | undefined,
): string | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined
  return endedAt < startedAt
    ? 'how long it took is unknown: the clock was put back'
    : `took ${formatMs(endedAt - startedAt)}`
}

/** Which run is shown: the one that was asked for, else the first of the list: one that goes on, or the newest that is over. */
export function shownRun(lines: readonly RunLine[], focus: string | undefined): string | undefined {
  return lines.find(({ id }) => id === focus)?.id ?? lines[0]?.id
}

/** What a dial says now: while the service is down its figures move on with the project's time. */
export type DialNow = {
  readonly usedMs: number | null
  readonly leftMs: number | undefined
  /** Until the latest safe moment to turn back; negative when it has passed. */
  readonly turnBackInMs: number | undefined
  readonly alarm: BudgetDial['alarm']
  readonly tone: Tone
  /** The two alarms and the quiet state, in words. */
  readonly words: string
}

export function dialNow(dial: BudgetDial, now: number): DialNow {
  const grown = dial.isDown ? Math.max(0, now - dial.at) : 0
  const usedMs = dial.usedMs === null ? null : dial.usedMs + grown
  const leftMs = usedMs === null ? undefined : dial.budgetMs - usedMs
  const spareMs = dial.spareMs === undefined ? undefined : dial.spareMs - grown
  const alarm =
    usedMs === null
      ? 'unknown'
      : usedMs > dial.budgetMs
        ? 'breached'
        : dial.isDown && usedMs > 0 && spareMs !== undefined && spareMs <= 0
          ? 'turn-back'
          : dial.alarm === 'turn-back'
            ? 'turn-back'
            : 'none'
  return {
    usedMs,
    leftMs,
    turnBackInMs: dial.isDown ? spareMs : undefined,
    alarm,
    tone: dialTones[alarm],
    words: dialWords(dial, alarm, leftMs),
  }
}

const dialTones: Readonly<Record<BudgetDial['alarm'], Tone>> = {
  none: 'good',
  unknown: 'warn',
  'turn-back': 'warn',
  breached: 'bad',
}

function dialWords(
  dial: BudgetDial,
  alarm: BudgetDial['alarm'],
  leftMs: number | undefined,
): string {
  switch (alarm) {
    case 'breached':
      return `Budget breached by ${formatMs(-(leftMs ?? 0))}`
    case 'turn-back':
      return 'Turn back now, or the budget cannot be kept on the way back'
    case 'unknown':
      return 'Unknown: the probes cannot tell since when the service is away'
    case 'none':
      return dial.isDown ? 'Service is down, inside of the budget' : 'Service answers'
    default:
      return ''
  }
}

/** A member in the grid: where it is. */
export type MemberCell = {
  readonly id: string
  readonly label: string
  readonly tone: Tone
  readonly word: string
  /** Share of its steps that is behind it, 0 to 1. */
  readonly share: number
  readonly reason: string
  /** It has not ended yet, in a run that goes on. */
  readonly mayTakeOut: boolean
  /** The run is over and what it did for this one can be taken back; one that failed may stand half-way. */
  readonly mayUndo: boolean
}

const resultTone: Readonly<Record<NonNullable<MemberRecord['result']>, Tone>> = {
  done: 'good',
  failed: 'bad',
  undone: 'warn',
  'undo-failed': 'bad',
  'taken-out': 'warn',
  skipped: 'warn',
}

export function memberCells(record: RunRecord, live: LiveRun | undefined): readonly MemberCell[] {
  const now = new Map(live?.active.map((step) => [step.member, step]))
  const isLive = live !== undefined && !isRunOver(live.state)
  const isOver = !isLive && isRunOver(record.state) && record.steps.some(({ hasUndo }) => hasUndo)
  const total = Math.max(1, record.steps.length)
  return record.members.map((member) => {
    const busy = now.get(member.id)
    const at = member.step === undefined ? undefined : record.steps[member.step]
    const { result } = member
    const common = {
      id: member.id,
      label: member.name === undefined ? member.id : `${member.id} ${member.name}`,
      share: result === 'done' ? 1 : (member.step ?? 0) / total,
      reason: '',
      mayTakeOut: isLive && result === undefined,
      mayUndo: isOver && (result === 'done' || result === 'failed' || result === 'undo-failed'),
    }
    if (result !== undefined && busy === undefined)
      return { ...common, tone: resultTone[result], word: result, reason: member.reason ?? '' }
    if (member.begunAt === undefined && busy === undefined)
      return { ...common, tone: 'idle', word: 'not begun', share: 0 }
    return {
      ...common,
      tone: member.troubled && busy === undefined ? 'warn' : 'active',
      word: busy === undefined ? `after ${at?.title ?? ''}` : `${busy.phase}: ${busy.title}`,
    }
  })
}

/** Where a page of attempts, the newest first, begins after some were added: the first page is that of the newest, another one stays. */
export const pageBehind = (from: number, before: number, now: number): number =>
  from === 0 ? 0 : from + Math.max(0, now - before)
