import { assertNever } from '../../shared/base/assert.ts'
import type { AttemptId } from '../../shared/domain/ids.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { operationDef, ProbeAnswer } from '../../shared/domain/operations.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { FailureKind } from '../../shared/domain/procedure.ts'
import { attemptId, send, wordsOf } from './order.ts'
import type { AttemptDeps, Order, Settled } from './order.ts'
import type { StepStatus } from './ports.ts'

/** Finds out what an attempt came to when its answer does not tell: by the host's book of claims, then by the operation's probe. */

export type Probed = { readonly state: ProbeAnswer['state']; readonly detail: string }

/** A copy may take days; a probe that does not end is a host that cannot tell, and a person has to hear of it. */
const longestProbeMs = 10 * 60_000

/** What the live host says of an order's effect. Reads only. */
export async function askProbe(deps: AttemptDeps, order: Order): Promise<Probed> {
  if (operationDef(order.operation).effect === 'reads')
    return { state: 'absent', detail: 'it only reads' }
  const timeoutMs = Math.min(order.timeoutMs, longestProbeMs)
  const probe: Order = { ...order, phase: 'probe', timeoutMs }
  const words = wordsOf(deps, probe)
  if (!words.ok) return { state: 'unknown', detail: words.problem.message }
  const reading = await send(deps, probe, attemptId(deps.run, probe), words.value, false)
  if (reading.state !== 'succeeded') return { state: 'unknown', detail: reading.problem.message }
  const answer = ProbeAnswer.parse(reading.answer)
  return { state: answer.state, detail: answer.detail ?? `its probe says ${answer.state}` }
}

/** What the host's supervisor has in its book; a sentence when the host cannot be asked. */
export async function askHost(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
): Promise<StepStatus | { readonly kind: 'silent'; readonly why: string }> {
  try {
    return await deps.pool.stepStatus(order.host.name, id)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { kind: 'silent', why: error.problem.message }
  }
}

export type Open = {
  readonly order: Order
  readonly id: AttemptId
  /** Why it has to be found out. */
  readonly why: string
  readonly kind: FailureKind
  /** Stored with the success. */
  readonly success: readonly JournalEvent[]
}

/** An attempt whose command is certainly over, but whose effect is not certain. */
export async function byProbe(deps: AttemptDeps, open: Open): Promise<Settled> {
  const { order, id, why } = open
  const probe = await askProbe(deps, order)
  if (probe.state === 'done') {
    await resolve(deps, id, 'succeeded', `${why}; its probe says done`, open.success)
    return { state: 'succeeded', answer: undefined }
  }
  if (probe.state !== 'absent') return toAsk(deps, open, probe.detail)
  await resolve(deps, id, 'failed', `${why}; its probe says that nothing was done`)
  return {
    state: 'failed',
    kind: open.kind,
    problem: problem('step-failed', `${order.operation}: ${why}; nothing was done`, {
      where: { host: order.host.name },
    }),
  }
}

/**
 * An effect that the host itself called failed. A failure that its probe contradicts is neither: a repetition could apply
 * the effect twice, and taking it for done would be a guess. Half done is failed: retry and undo of the step know how to go on.
 */
export async function confirmFailure(
  deps: AttemptDeps,
  open: Open,
  failed: Extract<Settled, { state: 'failed' }>,
): Promise<Settled> {
  const probe = await askProbe(deps, open.order)
  if (probe.state === 'done') return toAsk(deps, open, 'its probe says that the work is done')
  if (probe.state === 'unknown')
    return toAsk(deps, open, `and what it left behind could not be seen: ${probe.detail}`)
  await resolve(deps, open.id, 'failed', `${open.why}; its probe says ${probe.state}`)
  return { ...failed, halfDone: probe.state === 'partial' }
}

/** An effect whose link was lost for longer than the pool's patience. */
export async function afterLoss(deps: AttemptDeps, open: Open): Promise<Settled> {
  const status = await askHost(deps, open.order, open.id)
  switch (status.kind) {
    case 'absent':
    case 'vanished':
      return byProbe(deps, open)
    case 'running':
      return toAsk(deps, open, 'it is still running on the host')
    case 'exited':
      return toAsk(
        deps,
        open,
        `it has ended on the host with exit code ${status.code}, and its answer was not received`,
      )
    case 'silent':
      return toAsk(deps, open, status.why === open.why ? undefined : status.why)
    default:
      return assertNever(status)
  }
}

export const resolve = (
  deps: AttemptDeps,
  id: AttemptId,
  state: 'succeeded' | 'failed' | 'ask',
  how: string,
  also: readonly JournalEvent[] = [],
): Promise<void> => deps.append([{ kind: 'attempt.resolved', attempt: id, state, how }, ...also])

/** Leaves the attempt to a person. */
export async function toAsk(
  deps: AttemptDeps,
  { order, id, why }: Pick<Open, 'order' | 'id' | 'why'>,
  detail?: string,
): Promise<Settled> {
  const how = detail === undefined ? why : `${why}; ${detail}`
  await resolve(deps, id, 'ask', how)
  return {
    state: 'ask',
    attempt: id,
    problem: problem('unknown-outcome', `${order.title}: whether it was done is unknown: ${how}`, {
      where: { host: order.host.name },
      safe: 'nothing else was started for this member',
      next: 'look at the host, then say what happened, or let it be asked again',
    }),
  }
}
