import { operationDef } from '../../shared/domain/operations.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { StepSpec, Verify } from '../../shared/domain/procedure.ts'
import type { Host } from '../../shared/domain/project.ts'
import { attemptsOf, isApplied, lastOn } from '../../shared/domain/run-fold.ts'
import type { AttemptRecord } from '../../shared/domain/run-fold.ts'
import { selectHosts } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { perform, settle } from './attempt.ts'
import { askHost, askProbe, resolve } from './find-out.ts'
import type { Order } from './order.ts'
import { progressOf } from './run-context.ts'
import type { RunContext } from './run-context.ts'
import { nextOrder, unmetOf, verifyThat } from './step.ts'

/**
 * Takes back what was applied for a member, last step first, and reads back each time whether it worked. Evidence is kept
 * before the first change (guarantee: undo never destroys evidence). Refused as a whole when a step that cannot be undone
 * was done: taking back only what came after it would leave a state that nobody planned.
 * @returns undefined when all is undone, otherwise what stands in the way.
 */
export async function undoMember(
  ctx: RunContext,
  member: Member,
  why: string,
): Promise<Problem | undefined> {
  const refused = pastReturn(ctx, member) ?? (await halfPastReturn(ctx, member))
  if (refused !== undefined) return refused
  await keepEvidence(ctx, member, why)
  for (const step of ctx.procedure.steps.toReversed()) {
    const stuck = await undoStep(ctx, member, step)
    if (stuck !== undefined) return stuck
  }
  return undefined
}

/** What is known of a run without asking its hosts. */
export type Known = Pick<RunContext, 'procedure' | 'fold'>

/** Why nothing of this member may be taken back any more. */
export function pastReturn(ctx: Known, member: Member): Problem | undefined {
  const passed = ctx.procedure.steps.find(
    (step) => step.pointOfNoReturn !== undefined && mayStand(ctx, member, step),
  )
  return passed === undefined ? undefined : isPast(passed)
}

/** The same for a step that failed: the host is looked at. */
async function halfPastReturn(ctx: RunContext, member: Member): Promise<Problem | undefined> {
  for (const step of ctx.procedure.steps) {
    const hosts = selectHosts(ctx.spec.hosts, step.on, member)
    if (step.pointOfNoReturn === undefined || !hosts.ok) continue
    for (const host of hosts.value)
      if (await isTouched(ctx, member, step, host)) return isPast(step)
  }
  return undefined
}

const isPast = ({ title, pointOfNoReturn = '' }: StepSpec): Problem =>
  problem('not-allowed', `${title} is past the point of no return: ${pointOfNoReturn}`, {
    safe: 'nothing was taken back',
  })

/** Characters of JSON. */
const largestAnswer = 16 * 1024

async function keepEvidence(ctx: RunContext, member: Member, why: string): Promise<void> {
  const attempts = progressOf(ctx, member)?.attempts ?? []
  await ctx.append([
    {
      kind: 'evidence.kept',
      run: ctx.id,
      member: member.id,
      title: `before the undo of ${member.id}`,
      content: {
        why,
        attempts: attempts.map((a) => ({
          attempt: a.intended.attempt,
          state: a.state,
          ...(a.code === undefined ? {} : { code: a.code }),
          ...(a.problem === undefined ? {} : { problem: a.problem.message }),
          ...(a.answer === undefined ? {} : { answer: keptAnswer(a.answer) }),
        })),
      },
    },
  ])
}

/** A large answer is in the journal with its attempt: all of them in one event could be more than the journal takes. */
const keptAnswer = (answer: unknown): unknown =>
  JSON.stringify(answer).length <= largestAnswer ? answer : 'kept with the attempt'

const mayStand = (ctx: Known, member: Member, step: StepSpec): boolean =>
  attemptsOf(progressOf(ctx, member), step.id, 'apply').some(
    (a) => a.state !== 'failed' || isApplied(progressOf(ctx, member), step.id, a.intended.host),
  )

/**
 * Whether a step left something on a host. After an attempt that failed, or whose end is unknown, the host is looked at; one that still runs there is
 * waited for: what it has not done yet no probe can see.
 */
async function isTouched(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  host: Host,
): Promise<boolean> {
  const progress = progressOf(ctx, member)
  if (isApplied(progress, step.id, host.name)) return true
  const last = lastOn(progress, step.id, host.name)
  if (last === undefined || last.intended.phase === 'undo') return false
  const { order: next, unfinished } = nextOrder(ctx, member, step, step, 'apply', host)
  const order = { ...next, args: last.intended.args }
  await ctx.control.gate()
  if (unfinished !== undefined && (await wasClaimed(ctx, order, unfinished))) {
    const { state } = await settle(ctx.attempts, order, unfinished)
    if (state === 'succeeded') return true
  }
  const seen = await askProbe(ctx.attempts, order)
  if (seen.state !== 'absent') return true
  // What nobody could tell is known now: it does not stand in the way of calling the run undone.
  if (lastOn(progressOf(ctx, member), step.id, host.name)?.state !== 'failed')
    await resolve(
      ctx.attempts,
      last.intended.attempt,
      'failed',
      'looked at before the undo: its probe says that nothing was done',
    )
  return false
}

/** Whether the host has a command of this attempt that goes on, or has ended by itself: its answer is there to be had. */
async function wasClaimed(
  ctx: RunContext,
  order: Order,
  { intended }: AttemptRecord,
): Promise<boolean> {
  const { kind } = await askHost(ctx.attempts, order, intended.attempt)
  return kind === 'running' || kind === 'exited'
}

/** An undo that was applied and not read back as it should be: only its verification is still owed. */
function isUnverified(ctx: RunContext, member: Member, step: StepSpec, verify: Verify): boolean {
  const attempts = progressOf(ctx, member)?.attempts ?? []
  const ofStep = attempts.filter((a) => a.intended.step === step.id && a.state === 'succeeded')
  const undo = ofStep.findLastIndex((a) => a.intended.phase === 'undo')
  if (undo < 0 || undo < ofStep.findLastIndex((a) => a.intended.phase === 'apply')) return false
  const readBack = ofStep.findLast((a, i) => i > undo && a.intended.phase === 'undo-verify')
  return readBack === undefined || unmetOf(readBack.answer, verify.expect, member) !== undefined
}

async function undoStep(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
): Promise<Problem | undefined> {
  // A step without an undo says in undoNotNeeded why, or only reads.
  if (step.undo === undefined || operationDef(step.operation).effect === 'reads') return undefined
  const hosts = selectHosts(ctx.spec.hosts, step.on, member)
  if (!hosts.ok) return hosts.problem
  const touched = new Set<string>()
  for (const host of hosts.value)
    if (await isTouched(ctx, member, step, host)) touched.add(host.name)
  if (touched.size === 0 && !isUnverified(ctx, member, step, step.undo.verify)) return undefined
  const undoHosts = selectHosts(ctx.spec.hosts, step.undo.on, member)
  if (!undoHosts.ok) return undoHosts.problem
  const own = new Set<string>(hosts.value.map((host) => host.name))
  for (const host of undoHosts.value) {
    if (touched.size === 0 || (own.has(host.name) && !touched.has(host.name))) continue
    const { order, unfinished } = nextOrder(ctx, member, step, step.undo, 'undo', host)
    const settled =
      unfinished === undefined
        ? await perform(ctx.attempts, order)
        : await settle(ctx.attempts, order, unfinished)
    if (settled.state !== 'succeeded') return settled.problem
  }
  // A host that the step never reached was not taken back either, and need not say that it was.
  const untouched = hosts.value.filter(
    (host) =>
      !attemptsOf(progressOf(ctx, member), step.id, 'undo', host.name).some(
        (a) => a.state === 'succeeded',
      ),
  )
  const left = step.undo.on.system === step.on.system ? untouched : []
  const verified = await verifyThat(ctx, member, step, step.undo.verify, 'undo-verify', left)
  return verified?.problem
}
