import { assertNever } from '../../shared/base/assert.ts'
import type { EventOf } from '../../shared/domain/journal.ts'
import type { Question } from '../../shared/domain/live-run.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { StepSpec } from '../../shared/domain/procedure.ts'
import { isServedWithRest, leavesEffects } from '../../shared/domain/run-fold.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { Stopped } from './control.ts'
import { memberDowntime } from './member-downtime.ts'
import type { Breach, MemberDowntime } from './member-downtime.ts'
import { afterUndo, customerMove, customerPath, progressOf, takenOut } from './run-context.ts'
import type { Choice, RunContext } from './run-context.ts'
import { runStep } from './step.ts'
import type { StepResult } from './step.ts'
import { undoMember } from './undo.ts'

export type MemberResult = EventOf<'member.ended'>['result']

/** Thrown inside a member to end it; carries how. Never leaves `runMember`. */
class MemberOver extends Error {
  readonly result: MemberResult
  readonly reason: string
  constructor(result: MemberResult, reason: string) {
    super(reason)
    this.result = result
    this.reason = reason
  }
}

type Failure = Exclude<StepResult, { state: 'done' }>

/**
 * Takes one member through the steps, from wherever the journal says it is. Throws only Stopped, JournalRefused, and NotNow for one that
 * has not begun.
 */
export async function runMember(ctx: RunContext, member: Member): Promise<MemberResult> {
  const clock = memberDowntime(ctx, member)
  try {
    await goOnTakingBack(ctx, member, clock)
    for (const step of ctx.procedure.steps) {
      if (progressOf(ctx, member)?.skipped.has(step.id) === true) continue
      await carryOut(ctx, member, step, clock)
      clock.after(step)
    }
    const breach = await clock.closed()
    await leaveIfAsked(ctx, member)
    await judgeBreach(ctx, member, breach)
    await leaveIfAsked(ctx, member)
    return await end(ctx, member, 'done')
  } catch (error) {
    if (!(error instanceof MemberOver)) throw error
    await clock.closed()
    return await end(ctx, member, error.result, error.reason)
  } finally {
    await clock.abandon()
    ctx.waits(member.id, '')
  }
}

async function end(
  ctx: RunContext,
  member: Member,
  result: MemberResult,
  reason?: string,
): Promise<MemberResult> {
  await ctx.append([
    {
      kind: 'member.ended',
      run: ctx.id,
      member: member.id,
      result,
      ...(reason === undefined ? {} : { reason }),
    },
    ...customerAfter(ctx, member, result, reason ?? ''),
  ])
  return result
}

function customerAfter(
  ctx: RunContext,
  member: Member,
  result: MemberResult,
  reason: string,
): ReturnType<typeof customerMove> {
  switch (result) {
    case 'failed':
    case 'undo-failed':
      return customerMove(ctx, member, 'failed', reason)
    case 'undone':
      return afterUndo(ctx, member, reason)
    case 'taken-out':
      return (progressOf(ctx, member)?.attempts.length ?? 0) === 0
        ? customerPath(ctx, member, ['planned'], reason)
        : afterUndo(ctx, member, reason, ['planned'])
    case 'done':
    case 'skipped':
      return []
    default:
      return assertNever(result)
  }
}

async function carryOut(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  clock: MemberDowntime,
): Promise<void> {
  for (let again = false; ; again = true) {
    await leaveIfAsked(ctx, member)
    const unmeasured = await clock.before(step)
    const result: StepResult =
      unmeasured === undefined
        ? await runStep(ctx, member, step, again)
        : { state: 'failed', problem: unmeasured }
    if (result.state === 'done') return
    if ((await afterFailure(ctx, member, step, result)) === 'go-on') return
  }
}

/** What happens when a step did not work: by its policy, or by a person's word. Answers, or ends the member. */
async function afterFailure(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  result: Failure,
): Promise<'again' | 'go-on'> {
  const why = result.problem.message
  if (result.state === 'failed') {
    if (step.onFailure === 'continue') return 'go-on'
    if (step.onFailure === 'stop-run') ctx.halt(`${member.id}: ${why}; no other is started`)
    if (step.onFailure === 'stop-member' && ctx.procedure.undoFailedMember)
      return takeBack(ctx, member, why, 'undone')
    if (step.onFailure !== 'ask' && !needsDecision(ctx, member, result))
      throw new MemberOver('failed', why)
  }
  const choice = await ctx.ask({
    id: result.state === 'ask' ? result.attempt : `${ctx.id}.${step.id}.${member.id}`,
    member: member.id,
    step: step.id,
    text: textOf(result.problem),
    choices: choicesFor(member, result),
  })
  return obey(ctx, member, step, result, choice)
}

/** A person has to see which host is meant, whoever wrote the sentence. */
function textOf({ message, where, next }: Problem): string {
  const host = where?.host
  const told = host === undefined || message.includes(host) ? message : `${host}: ${message}`
  return next === undefined ? told : `${told}. Next: ${next}`
}

/** The platform itself, half changed, is not left standing with a bare "failed": a person says whether it goes on or back. */
const needsDecision = (
  ctx: RunContext,
  member: Member,
  { halfDone = false }: Extract<Failure, { state: 'failed' }>,
): boolean =>
  member.scope !== 'customer' &&
  (halfDone || leavesEffects(progressOf(ctx, member), ctx.procedure.steps))

const choicesFor = (member: Member, result: Failure): Question['choices'] => [
  'retry',
  ...(result.state === 'ask' && result.effect
    ? (['succeeded', 'failed'] as const)
    : (['skip'] as const)),
  'undo',
  ...(member.scope === 'customer' ? (['take-out'] as const) : []),
  'abort',
]

async function obey(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  result: Failure,
  { choice, by, reason }: Choice,
): Promise<'again' | 'go-on'> {
  switch (choice) {
    case 'retry':
      return 'again'
    case 'skip':
    case 'go-on':
      await ctx.append([
        { kind: 'step.skipped', run: ctx.id, step: step.id, member: member.id, reason, by },
        // Whoever skips a step says that what it is for has been seen to.
        ...customerMove(ctx, member, step.customerState?.after, reason),
      ])
      return 'go-on'
    case 'succeeded':
    case 'failed':
      if (result.state === 'ask')
        await ctx.append([
          {
            kind: 'attempt.resolved',
            attempt: result.attempt as EventOf<'attempt.resolved'>['attempt'], // it came from the journal
            state: choice,
            how: `by word of ${by}: ${reason}`,
            by,
          },
          ...(choice === 'succeeded' ? customerMove(ctx, member, step.customerState?.after) : []),
        ])
      if (choice === 'succeeded' || result.state !== 'ask') return 'again'
      return afterFailure(ctx, member, step, {
        state: 'failed',
        problem: {
          ...result.problem,
          message: `${step.title}: failed by word of ${by}: ${reason}`,
        },
      })
    case 'undo':
      return takeBack(ctx, member, `undo chosen by ${by}: ${reason}`, 'undone')
    case 'take-out':
      if (takenOut(ctx, member) === undefined)
        await ctx.append([{ kind: 'take-out.asked', run: ctx.id, member: member.id, by, reason }])
      return 'again'
    case 'abort':
      ctx.control.stop(by, reason)
      // It is moved, whatever is left to do behind it.
      if (isServedWithRest(ctx.fold.progress(), member.id, ctx.customers.get(member.id)))
        throw new Stopped()
      throw new MemberOver('failed', `${result.problem.message} (run ended by ${by}: ${reason})`)
    default:
      return assertNever(choice)
  }
}

/** Ends a member that a person wants out of the run; one in which nothing has begun simply stays where it is. */
async function leaveIfAsked(ctx: RunContext, member: Member): Promise<void> {
  const out = takenOut(ctx, member)
  if (out === undefined) return
  const why = `taken out by ${out.by}: ${out.reason}`
  if ((progressOf(ctx, member)?.attempts.length ?? 0) > 0)
    await takeBack(ctx, member, why, 'taken-out')
  throw new MemberOver('taken-out', why)
}

/** A member that was being taken back when the run was interrupted does not go forward again: that was decided. */
async function goOnTakingBack(
  ctx: RunContext,
  member: Member,
  clock: MemberDowntime,
): Promise<void> {
  const { attempts = [] } = progressOf(ctx, member) ?? {}
  if (!attempts.some(({ intended }) => intended.phase === 'undo')) return
  await clock.before()
  await leaveIfAsked(ctx, member)
  await takeBack(ctx, member, 'it was being taken back when the run was interrupted', 'undone')
}

async function takeBack(
  ctx: RunContext,
  member: Member,
  why: string,
  result: 'undone' | 'taken-out',
): Promise<never> {
  const stuck = await undoMember(ctx, member, why)
  if (stuck !== undefined)
    throw new MemberOver('undo-failed', `${why}; the undo stopped: ${stuck.message}`)
  throw new MemberOver(result, why)
}

async function judgeBreach(
  ctx: RunContext,
  member: Member,
  breach: Breach | undefined,
): Promise<void> {
  const policy = ctx.procedure.downtime?.onBreach
  if (breach === undefined || policy === 'note') return
  const { text, certain } = breach
  if (policy === 'undo' && certain) return takeBack(ctx, member, text, 'undone')
  const { choice, by } = await ctx.ask({
    id: `${ctx.id}.breach.${member.id}`,
    member: member.id,
    text,
    choices: ['go-on', 'undo'],
  })
  if (choice === 'undo') await takeBack(ctx, member, `${text}; undo chosen by ${by}`, 'undone')
}
