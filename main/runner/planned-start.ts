import { formatInstant, formatMs } from '../../shared/domain/time.ts'
import { begin, expiry } from './begin.ts'
import { Stopped } from './control.ts'
import type { RunBoard } from './live-view.ts'
import type { Checks } from './ports.ts'
import { runMove } from './run.ts'
import type { RunContext } from './run-context.ts'

/**
 * Real ms between two looks at the wall clock: timers stand still while the computer sleeps, and the start that was missed has to be
 * noticed when it wakes, not as much later as it slept.
 */
const lookMs = 15_000

export type Waited = {
  readonly checks: Checks
  /** Brings the states of the customers up to date. */
  readonly lookAgain: () => Promise<void>
  readonly by: string
}

/**
 * Waits for the stored instant of a planned start, then begins. A start that was missed (the laptop slept, the program was
 * closed) is an event with choices, never a late run (guarantee 3).
 * @returns whether the run has begun.
 */
export async function waitForStart(
  ctx: RunContext,
  board: RunBoard,
  { checks, lookAgain, by }: Waited,
): Promise<boolean> {
  const progress = ctx.fold.progress()
  const startAt = progress?.startAt
  const planned = progress?.expiresAt
  if (startAt === undefined || planned === undefined) return false
  while (ctx.clock.now() < startAt && ctx.control.state() !== 'stopped')
    await ctx.clock.sleep(
      Math.min(startAt - ctx.clock.now(), lookMs * ctx.clock.rate()),
      ctx.control.stopping,
    )
  try {
    await ctx.control.gate()
    const now = ctx.clock.now()
    const missed = now > planned
    if (missed) {
      await ctx.append([{ kind: 'run.missed', run: ctx.id, startAt, noticedAt: now }])
      const {
        choice,
        by: person,
        reason,
      } = await ctx.ask({
        id: `${ctx.id}.missed`,
        member: ctx.batch ?? ctx.procedure.id,
        text: `The start planned for ${formatInstant(startAt)} was missed by ${formatMs(now - startAt)}. Start now, or give it up?`,
        choices: ['go-on', 'abort'],
      })
      if (choice === 'abort') ctx.control.stop(person, reason)
      await ctx.control.gate()
    }
    board.note = 'checks the preconditions'
    await lookAgain()
    const { id: run, procedure, members, customers, batch, outsideWindow } = ctx
    const beginning = {
      run,
      procedure,
      members,
      customers,
      by,
      gate: () => ctx.control.gate(),
      stopping: ctx.control.stopping,
      expiresAt: missed ? expiry(ctx.clock.now()) : planned,
      ...(batch === undefined ? {} : { batch }),
      ...(outsideWindow === undefined ? {} : { outsideWindow }),
    }
    return (await begin({ checks, clock: ctx.clock }, ctx.append, beginning)) === undefined
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    if (!board.left) await ctx.append([runMove(ctx, 'aborted', { reason: ctx.control.why() })])
    return false
  } finally {
    board.note = ''
  }
}
