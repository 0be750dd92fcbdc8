import { assertNever } from '../../shared/base/assert.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import type { AttemptRecord } from '../../shared/domain/run-fold.ts'
import type { AttemptId } from '../../shared/domain/ids.ts'
import type { Reading } from './answers.ts'
import { Stopped } from './control.ts'
import {
  afterLoss,
  askHost,
  askProbe,
  byProbe,
  confirmFailure,
  resolve,
  toAsk,
} from './find-out.ts'
import { attemptId, changes, send, wordsOf } from './order.ts'
import type { AttemptDeps, Order, Settled } from './order.ts'

/**
 * Does one order: intent on disk, then the effect, then what was observed on disk (guarantees 1 and 2).
 * @param also Events that become true with the intent, or with the success; stored in the same transaction.
 */
export async function perform(
  deps: AttemptDeps,
  order: Order,
  also: {
    /** Called when it is its turn on the host, before anything is written; what it throws ends the order. */
    readonly before?: () => void
    readonly intent?: readonly JournalEvent[]
    readonly success?: readonly JournalEvent[]
  } = {},
): Promise<Settled> {
  const id = attemptId(deps.run, order)
  return inLane(deps, order, async () => {
    also.before?.()
    await deps.append([
      {
        kind: 'attempt.intended',
        attempt: id,
        run: deps.run,
        step: order.step,
        member: order.member,
        phase: order.phase,
        number: order.number,
        host: order.host.name,
        operation: order.operation,
        args: { ...order.args },
      },
      ...(also.intent ?? []),
    ])
    await gateOrWithdraw(deps, id)
    return command(deps, order, id, also.success ?? [], true)
  })
}

/**
 * Finds out how an attempt ended that a crash or a lost link left open, and brings it to an end. The host knows whether the
 * id was claimed; only when it was not, and the probe says that nothing was done, is the command started, under the same id.
 */
export async function settle(
  deps: AttemptDeps,
  order: Order,
  record: AttemptRecord,
  also: { readonly success?: readonly JournalEvent[] } = {},
): Promise<Settled> {
  const id = record.intended.attempt
  const success = also.success ?? []
  return inLane(deps, order, async () => {
    // Asking takes as long as the host takes: whoever looks on sees which one it is.
    deps.onActive(id, order)
    try {
      return await findOutAndEnd(deps, order, id, success)
    } finally {
      deps.onIdle(id)
    }
  })
}

async function findOutAndEnd(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
  success: readonly JournalEvent[],
): Promise<Settled> {
  if (!changes(order)) return command(deps, order, id, success)
  const open = { order, id, kind: 'lost', success } as const
  const status = await askHost(deps, order, id)
  switch (status.kind) {
    case 'running':
    case 'exited':
      return command(deps, order, id, success)
    case 'silent':
      return toAsk(deps, { ...open, why: status.why })
    case 'vanished':
      return byProbe(deps, { ...open, why: 'its process is gone without an exit code' })
    case 'absent': {
      const probe = await askProbe(deps, order)
      if (probe.state === 'absent') {
        // Finding out took a while: whoever has stopped or paused the run meanwhile means this command too.
        await deps.control.gate()
        return command(deps, order, id, success)
      }
      const why = 'it was never claimed on the host'
      if (probe.state !== 'done') return toAsk(deps, { ...open, why }, probe.detail)
      await resolve(deps, id, 'succeeded', `${why}; its probe says done`, success)
      return { state: 'succeeded', answer: undefined }
    }
    default:
      return assertNever(status)
  }
}

async function inLane(
  deps: AttemptDeps,
  order: Order,
  work: () => Promise<Settled>,
): Promise<Settled> {
  await deps.control.gate()
  const leave = await deps.lanes.enter(order.host.name, deps.perHost)
  try {
    await deps.control.gate()
    return await work()
  } finally {
    leave()
  }
}

/** The flush of the intent may have taken long: a command that was stopped meanwhile is not sent, and the journal says so. */
async function gateOrWithdraw(deps: AttemptDeps, id: AttemptId): Promise<void> {
  try {
    await deps.control.gate()
  } catch (error) {
    if (error instanceof Stopped)
      await resolve(deps, id, 'failed', 'never sent: the run was stopped first')
    throw error
  }
}

async function command(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
  success: readonly JournalEvent[],
  isNew = false,
): Promise<Settled> {
  const words = wordsOf(deps, order)
  if (!words.ok) {
    await deps.append([
      { kind: 'attempt.ended', attempt: id, state: 'failed', problem: words.problem, ms: 0 },
    ])
    return { state: 'failed', kind: 'exit', problem: words.problem }
  }
  const started = deps.clock.monotonicMs()
  deps.onActive(id, order)
  try {
    const reading = await send(deps, order, id, words.value, isNew)
    const ms = Math.max(0, deps.clock.monotonicMs() - started)
    return await record(deps, order, id, reading, ms, success)
  } finally {
    deps.onIdle(id)
  }
}

async function record(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
  reading: Reading,
  ms: number,
  success: readonly JournalEvent[],
): Promise<Settled> {
  if (reading.state === 'succeeded') {
    const { code, answer } = reading
    await deps.append([
      { kind: 'attempt.ended', attempt: id, state: 'succeeded', code, answer, ms },
      ...success,
    ])
    return { state: 'succeeded', answer }
  }
  const { problem } = reading
  const ended = { kind: 'attempt.ended', attempt: id, problem, ms } as const
  if (reading.state === 'unreachable') {
    await deps.append([{ ...ended, state: 'ask' }])
    return { state: 'ask', attempt: id, problem }
  }
  const { kind } = reading
  const code = reading.code === undefined ? {} : { code: reading.code }
  const failed = { state: 'failed', kind, problem } as const
  if (!changes(order)) {
    await deps.append([{ ...ended, ...code, state: 'failed' }])
    return failed
  }
  // Whatever an effect says of its failure, what it left behind is seen on the host before anybody goes on.
  await deps.append([{ ...ended, ...code, state: 'unknown' }])
  const open = { order, id, why: problem.message, kind, success }
  if (reading.state === 'failed') return confirmFailure(deps, open, failed)
  return kind === 'lost' ? afterLoss(deps, open) : byProbe(deps, open)
}
