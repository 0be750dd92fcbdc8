import { assertNever } from '../../shared/base/assert.ts'
import { operationDef, ProbeAnswer } from '../../shared/domain/operations.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Phase } from '../../shared/domain/journal.ts'
import type { HostSelector, StepSpec, Verify } from '../../shared/domain/procedure.ts'
import type { Host } from '../../shared/domain/project.ts'
import { attemptsOf, isApplied, isOpen, lastApplied } from '../../shared/domain/run-fold.ts'
import { fill, fillArgs, selectHosts } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { unmet } from './answers.ts'
import { perform, settle } from './attempt.ts'
import { NotNow } from './control.ts'
import { changes } from './order.ts'
import type { Order, Settled } from './order.ts'
import { customerMove, customerPath, progressOf } from './run-context.ts'
import type { RunContext } from './run-context.ts'

export type StepResult =
  | { readonly state: 'done' }
  | {
      readonly state: 'failed'
      readonly problem: Problem
      /** Something of the failed command may stand on its host. */
      readonly halfDone?: boolean
    }
  | {
      readonly state: 'ask'
      readonly problem: Problem
      readonly attempt: string
      /** Whether it was an effect: only then is there something to be told about it. */
      readonly effect: boolean
    }

/**
 * Carries a step out on each of its hosts, retries as it declares, and verifies. What is applied already is not applied again.
 * @param again A person wants it tried once more: an effect whose answer was not what was expected goes out again.
 */
export async function runStep(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  again = false,
): Promise<StepResult> {
  const hosts = selectHosts(ctx.spec.hosts, step.on, member)
  if (!hosts.ok) return { state: 'failed', problem: hosts.problem }
  for (const [i, host] of hosts.value.entries()) {
    const known = recorded(ctx, member, step, host)
    if (known?.state === 'done') continue
    if (known !== undefined && !again && !mayRetry(ctx, member, step, host)) return known
    const failed = again ? undefined : usedUp(ctx, member, step, host)
    if (failed !== undefined) return failed
    const result = await applyOn(ctx, member, step, host, i === hosts.value.length - 1)
    if (result.state !== 'done') return result
  }
  const unverified =
    step.verify === undefined
      ? undefined
      : step.verify === 'probe'
        ? await probeOn(ctx, member, step, hosts.value)
        : await verifyThat(ctx, member, step, step.verify, 'verify')
  return unverified ?? { state: 'done' }
}

/** What the journal has of a step that was applied on a host: done, or done with an answer that was not expected. */
function recorded(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  host: Host,
): Extract<StepResult, { state: 'done' | 'failed' }> | undefined {
  const progress = progressOf(ctx, member)
  if (!isApplied(progress, step.id, host.name)) return undefined
  return expected(lastApplied(progress, step.id, host.name)?.answer, step, member)
}

/** The failure of an effect that was tried as often as it may be before the run was interrupted: that decision is still to come. */
function usedUp(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  host: Host,
): Extract<StepResult, { state: 'failed' }> | undefined {
  if (operationDef(step.operation).effect === 'reads') return undefined
  const before = attemptsOf(progressOf(ctx, member), step.id, 'apply', host.name)
  const last = before.at(-1)
  // One that was withdrawn before it was sent has no problem.
  if (last?.state !== 'failed' || last.problem === undefined) return undefined
  return before.length < step.retry.attempts
    ? undefined
    : { state: 'failed', problem: last.problem, halfDone: true }
}

const mayRetry = (ctx: RunContext, member: Member, step: StepSpec, host: Host): boolean =>
  step.retry.on.includes('exit') &&
  attemptsOf(progressOf(ctx, member), step.id, 'apply', host.name).length < step.retry.attempts

async function applyOn(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  host: Host,
  last: boolean,
): Promise<StepResult> {
  const intent = customerMove(ctx, member, step.customerState?.during)
  for (let repeat = 0; ; repeat++) {
    const before = attemptsOf(progressOf(ctx, member), step.id, 'apply', host.name)
    const previous = before.at(-1)
    const unfinished = isOpen(previous) ? previous : undefined
    const number = unfinished === undefined ? before.length + 1 : before.length
    const order: Order = {
      step: step.id,
      title: step.title,
      phase: 'apply',
      member: member.id,
      host,
      operation: step.operation,
      args: fillArgs(number > 1 ? { ...step.args, ...step.retry.args } : step.args, member.values),
      timeoutMs: step.timeout,
      number,
    }
    const way = [step.customerState?.during, step.customerState?.after].filter(
      (s) => s !== undefined,
    )
    // From where the customer stands once the intent is stored.
    const success = last ? customerPath(ctx, member, way).slice(intent.length) : []
    const settled =
      unfinished === undefined
        ? await perform(ctx.attempts, order, {
            before: () => askAgain(ctx, member),
            intent,
            success,
          })
        : await settle(ctx.attempts, { ...order, args: unfinished.intended.args }, unfinished, {
            success,
          })
    const result = judge(settled, step, member, order)
    if (result.state === 'done') return result
    // A read that no host answered is asked again under the same id; of an effect only a person can tell.
    if (result.state === 'ask' && result.effect) return result
    const kind =
      settled.state === 'failed' ? settled.kind : settled.state === 'ask' ? 'lost' : 'exit'
    const tries = settled.state === 'ask' ? repeat + 1 : number
    if (tries >= step.retry.attempts || !step.retry.on.includes(kind)) return result
    ctx.waits(member.id, `tries ${step.id} again (${tries + 1} of ${step.retry.attempts})`)
    await ctx.clock.sleep(step.retry.backoff * 2 ** repeat, ctx.control.stopping)
    await ctx.control.gate()
    ctx.waits(member.id, '')
  }
}

/** It may have waited long for its turn on the host, or in a pause: nobody begins outside of what it was begun for. */
function askAgain(ctx: RunContext, member: Member): void {
  if ((progressOf(ctx, member)?.attempts.length ?? 0) > 0) return
  const why = ctx.mayBegin?.(member)
  if (why !== undefined) throw new NotNow(why)
}

function judge(settled: Settled, step: StepSpec, member: Member, order: Order): StepResult {
  switch (settled.state) {
    case 'succeeded':
      return expected(settled.answer, step, member)
    case 'failed':
      return { state: 'failed', problem: settled.problem, halfDone: settled.halfDone === true }
    case 'ask':
      return { ...settled, effect: changes(order) }
    default:
      return assertNever(settled)
  }
}

/** An attempt that was settled by its probe or by a person has no answer: its verification stands alone then. */
function expected(
  answer: unknown,
  step: StepSpec,
  member: Member,
): Extract<StepResult, { state: 'done' | 'failed' }> {
  const gap = answer === undefined ? undefined : unmetOf(answer, step.expect, member)
  return gap === undefined
    ? { state: 'done' }
    : { state: 'failed', problem: problem('step-failed', `${step.title}: ${gap}`) }
}

/** The first expectation of an answer that does not hold for this member, as a sentence. */
export function unmetOf(
  answer: unknown,
  expect: StepSpec['expect'],
  member: Member,
): string | undefined {
  const { values } = member
  const filled = Object.entries(expect ?? {}).map(([path, value]) => [
    fill(path, values),
    typeof value === 'string'
      ? fill(value, values)
      : Array.isArray(value)
        ? value.map((one) => fill(one, values))
        : value,
  ])
  return unmet(answer, Object.fromEntries(filled))
}

/**
 * Reads back whether a step, or its undo, did what it said. Answers undefined when it holds.
 * @param except Hosts that are not asked.
 */
export async function verifyThat(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  verify: Verify,
  phase: Extract<Phase, 'verify' | 'undo-verify'>,
  except: readonly Host[] = [],
): Promise<Exclude<StepResult, { state: 'done' }> | undefined> {
  const hosts = selectHosts(ctx.spec.hosts, verify.on, member)
  if (!hosts.ok) return { state: 'failed', problem: hosts.problem }
  for (const host of hosts.value.filter(({ name }) => !except.some((e) => e.name === name))) {
    const what = { ...verify, timeout: step.timeout }
    const wrong = await readBack(ctx, member, step, what, phase, host, (answer) =>
      unmetOf(answer, verify.expect, member),
    )
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** Reads a step back by its own probe, with the arguments that it was applied with. */
async function probeOn(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  hosts: readonly Host[],
): Promise<Exclude<StepResult, { state: 'done' }> | undefined> {
  for (const host of hosts) {
    const applied = lastApplied(progressOf(ctx, member), step.id, host.name)
    const what = { ...step, args: applied?.intended.args ?? step.args }
    const wrong = await readBack(ctx, member, step, what, 'probe', host, (answer) => {
      const { state, detail } = ProbeAnswer.parse(answer)
      const more = detail === undefined ? '' : `: ${detail}`
      return state === 'done' ? undefined : `its probe says ${state}${more}`
    })
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** @param gapOf What is wrong with the answer. */
async function readBack(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  what: What,
  phase: Exclude<Phase, 'apply' | 'undo'>,
  host: Host,
  gapOf: (answer: unknown) => string | undefined,
): Promise<Exclude<StepResult, { state: 'done' }> | undefined> {
  const { order, unfinished } = nextOrder(ctx, member, step, what, phase, host)
  const settled =
    unfinished === undefined
      ? await perform(ctx.attempts, order)
      : await settle(ctx.attempts, order, unfinished)
  if (settled.state === 'ask') return { ...settled, effect: false }
  if (settled.state === 'failed') return { state: 'failed', problem: settled.problem }
  const gap = gapOf(settled.answer)
  if (gap === undefined) return undefined
  return {
    state: 'failed',
    problem: problem('step-failed', `${step.title}: read back from ${host.name}, ${gap}`, {
      where: { host: host.name },
    }),
  }
}

type What = {
  readonly operation: Order['operation']
  readonly args: StepSpec['args']
  readonly on: HostSelector
  readonly timeout: number
}

/** The order of a phase beside the apply: the one that was left open, or a new one. */
export function nextOrder(
  ctx: RunContext,
  member: Member,
  step: StepSpec,
  what: What,
  phase: Phase,
  host: Host,
): { order: Order; unfinished: ReturnType<typeof attemptsOf>[number] | undefined } {
  const before = attemptsOf(progressOf(ctx, member), step.id, phase, host.name)
  const last = before.at(-1)
  const unfinished = isOpen(last) ? last : undefined
  const order: Order = {
    step: step.id,
    title: step.title,
    phase,
    member: member.id,
    host,
    operation: what.operation,
    args: fillArgs(what.args, member.values),
    timeoutMs: what.timeout,
    number: unfinished === undefined ? before.length + 1 : before.length,
  }
  return { order, unfinished }
}
