import type { BudgetDial } from '../../shared/domain/live-run.ts'
import type { StepSpec } from '../../shared/domain/procedure.ts'
import { attemptsOf, isOpen } from '../../shared/domain/run-fold.ts'
import type { MemberProgress } from '../../shared/domain/run-fold.ts'
import { instant } from '../../shared/domain/time.ts'
import type { Instant } from '../../shared/domain/time.ts'
import type { DowntimeOrder, DowntimeWindow } from './ports.ts'
import type { RunContext } from './run-context.ts'
import { pastReturn } from './undo.ts'

/** A window that is open: what it was ordered with, and since when. */
export type Watched = {
  readonly order: DowntimeOrder
  readonly window: DowntimeWindow
  readonly openedAt: Instant
}

/** So many are shown; those with the least left first. */
const shownDials = 8

/** The budgets of the windows that are open, the tightest first. */
export function dialsOf(ctx: RunContext, watched: Iterable<Watched>): readonly BudgetDial[] {
  return [...watched]
    .map((one) => dialOf(ctx, one))
    .toSorted((a, b) => leftOf(a) - leftOf(b))
    .slice(0, shownDials)
}

/** What cannot be told comes before everything that can. */
const leftOf = ({ budgetMs, usedMs, undoMs }: BudgetDial): number =>
  usedMs === null ? Number.NEGATIVE_INFINITY : budgetMs - usedMs - (undoMs ?? 0)

function dialOf(ctx: RunContext, { order, window, openedAt }: Watched): BudgetDial {
  const at = ctx.clock.now()
  const usedMs = window.used()
  const isDown = window.isDown()
  const { member, service, scope, budgetMs } = order
  const undo = undoTime(ctx, member)
  const aheadMs = timeAhead(ctx, member)
  const spareMs =
    usedMs === null || undo === undefined ? undefined : budgetMs - usedMs - undo.undoMs
  return {
    member,
    service,
    scope,
    budgetMs,
    openedAt,
    at,
    usedMs,
    isDown,
    seen: [...window.seen()],
    alarm: alarmOf(budgetMs, usedMs, spareMs),
    ...(usedMs === null || aheadMs === undefined ? {} : { forecastMs: usedMs + aheadMs }),
    ...undo,
    ...(spareMs === undefined ? {} : { spareMs }),
    // The moment moves on as long as the service answers.
    ...(spareMs === undefined || !isDown ? {} : { turnBackAt: instant(Math.round(at + spareMs)) }),
  }
}

function alarmOf(
  budgetMs: number,
  usedMs: number | null,
  spareMs: number | undefined,
): BudgetDial['alarm'] {
  if (usedMs === null) return 'unknown'
  if (usedMs > budgetMs) return 'breached'
  return usedMs > 0 && spareMs !== undefined && spareMs <= 0 ? 'turn-back' : 'none'
}

/**
 * How long it would take to take back what this member has done so far: each undo as it was measured, else as its operation was
 * measured going forward, else as the procedure declares. Absent where one of them is not known, and past a point of no return.
 */
function undoTime(
  ctx: RunContext,
  id: string,
): { readonly undoMs: number; readonly undoBasis: 'measured' | 'declared' } | undefined {
  const progress = ctx.fold.progress()?.members.get(id)
  const member = ctx.members.find((m) => m.id === id)
  if (member === undefined || pastReturn(ctx, member) !== undefined) return undefined
  let undoMs = 0
  let undoBasis: 'measured' | 'declared' = 'measured'
  for (const step of ctx.procedure.steps) {
    if (step.undo === undefined || !hasTouched(progress, step)) continue
    const { operation, verify, expected } = step.undo
    const measured = ctx.times.lasted(operation, 'undo') ?? ctx.times.lasted(operation, 'apply')
    const ms = measured ?? expected
    if (ms === undefined) return undefined
    if (measured === undefined) undoBasis = 'declared'
    undoMs += ms + (ctx.times.lasted(verify.operation, 'undo-verify') ?? 0)
  }
  return { undoMs: Math.round(undoMs), undoBasis }
}

const hasTouched = (progress: MemberProgress | undefined, step: StepSpec): boolean =>
  attemptsOf(progress, step.id, 'apply').some((a) => a.state === 'succeeded' || isOpen(a))

/** What the steps up to the one that closes the window are still expected to take; undefined where one was never measured. */
function timeAhead(ctx: RunContext, member: string): number | undefined {
  const { steps, downtime } = ctx.procedure
  const progress = ctx.fold.progress()?.members.get(member)
  const last = steps.findIndex((step) => step.id === downtime?.closesAt)
  let ms = 0
  for (const step of steps.slice(0, last + 1)) {
    const attempts = attemptsOf(progress, step.id, 'apply')
    if (attempts.some((a) => a.state === 'succeeded') || progress?.skipped.has(step.id) === true)
      continue
    const lasted = ctx.times.lasted(step.operation, 'apply')
    if (lasted === undefined) return undefined
    ms += Math.max(0, lasted - (ctx.goingMs(member, step.id) ?? 0))
  }
  return Math.round(ms)
}
