import type { ActiveStep, LiveRun } from '../../shared/domain/live-run.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { isRunOver } from '../../shared/domain/states.ts'
import { formatInstant } from '../../shared/domain/time.ts'
import { dialsOf } from './budget-dial.ts'
import type { Watched } from './budget-dial.ts'
import type { MemberResult } from './member.ts'
import type { RunContext } from './run-context.ts'

/** What a run remembers beside its journal, and what a person is shown of both. */

export type RunBoard = {
  readonly active: Map<string, ActiveStep>
  readonly waiting: Map<string, string>
  /** Downtime windows that are open, by member. */
  readonly windows: Map<string, Watched>
  readonly ended: Map<string, MemberResult>
  readonly inWork: Set<string>
  width: number
  /** Why no further member is started, once that is decided. */
  halted: string
  /** What the run itself does or waits for, beside its members. */
  note: string
  /** The process leaves; the journal keeps the run as it is. */
  left: boolean
  /** Why the work ended although the run is not over. */
  problem?: Problem
  /** Who could not be taken back by an undo, and why. */
  notUndone?: string
}

export const createBoard = (): RunBoard => ({
  active: new Map(),
  waiting: new Map(),
  windows: new Map(),
  ended: new Map(),
  inWork: new Set(),
  width: 1,
  halted: '',
  note: '',
  left: false,
})

export const failedResults: ReadonlySet<MemberResult> = new Set(['failed', 'undone', 'undo-failed'])

/** What a person is shown, from the journal's fold and the board. */
export function liveOf(ctx: RunContext, board: RunBoard, questions: LiveRun['questions']): LiveRun {
  const progress = ctx.fold.progress()
  const results = [...board.ended.values()]
  return {
    run: ctx.id,
    procedure: ctx.procedure.id,
    title: ctx.procedure.title,
    ...(ctx.batch === undefined ? {} : { batch: ctx.batch }),
    state: progress?.state ?? 'draft',
    waiting: whyWaiting(ctx, board, questions),
    ...(progress?.startedAt === undefined ? {} : { startedAt: progress.startedAt }),
    members: {
      total: ctx.members.length,
      done: results.filter((r) => r === 'done').length,
      failed: results.filter((r) => failedResults.has(r)).length,
      running: board.inWork.size,
      takenOut: results.filter((r) => r === 'taken-out').length,
    },
    width: board.width,
    steps: ctx.procedure.steps.map((step) => stepProgress(ctx, step, board)),
    active: [...board.active.values()],
    questions: [...questions],
    ...(board.windows.size === 0 ? {} : { windows: [...dialsOf(ctx, board.windows.values())] }),
    ...(board.problem === undefined ? {} : { problem: board.problem }),
    ...(board.notUndone === undefined ? {} : { notUndone: board.notUndone }),
  }
}

function stepProgress(
  ctx: RunContext,
  step: RunContext['procedure']['steps'][number],
  board: RunBoard,
): LiveRun['steps'][number] {
  let done = 0
  let failed = 0
  for (const member of ctx.fold.progress()?.members.values() ?? []) {
    const last = member.attempts.findLast(
      (a) => a.intended.step === step.id && a.intended.phase === 'apply',
    )
    if (last?.state === 'succeeded' || member.skipped.has(step.id)) done++
    else if (last?.state === 'failed') failed++
  }
  const running = [...board.active.values()].filter((a) => a.step === step.id).length
  return { id: step.id, title: step.title, done, failed, running }
}

/** Never empty while the run is not over and no command is under way: a run that waits says for what. */
function whyWaiting(ctx: RunContext, board: RunBoard, questions: LiveRun['questions']): string {
  if (board.problem !== undefined) return board.problem.message
  if (ctx.control.state() !== 'running') return ctx.control.why()
  if (questions.length > 0) return `waits for a person: ${questions[0]?.text ?? ''}`
  if (board.note !== '') return board.note
  const progress = ctx.fold.progress()
  if (progress?.state === 'armed' && progress.startAt !== undefined)
    return `waits for its planned start at ${formatInstant(progress.startAt)}`
  const [waits] = board.waiting
  if (waits !== undefined && board.active.size === 0) return `${waits[0]}: ${waits[1]}`
  if (board.halted !== '') return board.halted
  const [active] = board.active.values()
  if (active !== undefined) return `waits for ${active.host}: ${active.title}`
  if (isRunOver(progress?.state ?? 'draft')) return ''
  return board.inWork.size > 0 ? 'waits for the journal' : 'takes up its next member'
}
