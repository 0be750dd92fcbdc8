import { createHash } from 'node:crypto'
import { renderCommand } from '../../shared/domain/command-catalogue.ts'
import type { CommandCatalogue } from '../../shared/domain/command-catalogue.ts'
import { AttemptId } from '../../shared/domain/ids.ts'
import type { RunId, StepId } from '../../shared/domain/ids.ts'
import type { JournalEvent, Phase } from '../../shared/domain/journal.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { FailureKind } from '../../shared/domain/procedure.ts'
import type { Host } from '../../shared/domain/project.ts'
import { changesSomething, readOutcome } from './answers.ts'
import type { Reading } from './answers.ts'
import type { Control } from './control.ts'
import { deadline } from './deadline.ts'
import type { Lanes } from './lanes.ts'
import { liveLine } from './live-line.ts'
import type { Clock, OutputSink, SessionPool } from './ports.ts'

/** One command that a run wants done. */
export type Order = {
  readonly step: StepId
  readonly title: string
  readonly phase: Phase
  readonly member: string
  readonly host: Host
  readonly operation: OperationName
  readonly args: Readonly<Record<string, string | number>>
  readonly timeoutMs: number
  readonly number: number
}

/** How an order ended, after everything that could be found out was found out. */
export type Settled =
  | { readonly state: 'succeeded'; readonly answer: unknown }
  | {
      readonly state: 'failed'
      readonly kind: FailureKind
      readonly problem: Problem
      /** Something of it may stand on the host. */
      readonly halfDone?: boolean
    }
  /** Only a person can tell or help: what happened is unknown, or the host cannot be reached. */
  | { readonly state: 'ask'; readonly attempt: AttemptId; readonly problem: Problem }

export type AttemptDeps = {
  readonly run: RunId
  readonly pool: SessionPool
  readonly clock: Clock
  readonly commands: CommandCatalogue
  readonly control: Control
  readonly lanes: Lanes
  readonly perHost: number
  readonly append: (events: readonly JournalEvent[]) => Promise<void>
  /** Default: output is not kept. */
  readonly output?: OutputSink
  readonly onActive: (attempt: AttemptId, order: Order) => void
  readonly onLine: (attempt: AttemptId, line: string) => void
  readonly onIdle: (attempt: AttemptId) => void
}

/** Reads may be repeated without harm; so often a read whose answer was lost is asked at least. */
const readRepeats = 3
/** A host that cannot be reached is asked again for so long: as long as a command that runs there is followed (main/ssh). */
const patienceMs = 60_000
const firstPauseMs = 500
const longestPauseMs = 5000

/** The link may come back by itself; a key that has changed or a password does not. */
const isLink = ({ code }: Problem): boolean =>
  code === 'host-unreachable' || code === 'connection-lost'

export const changes = (order: Order): boolean => changesSomething(order.operation, order.phase)

/** Readable, and never the same for two attempts: a name that would be too long ends in its hash. */
export function attemptId(run: RunId, order: Order): AttemptId {
  const name = [run, order.step, order.member, order.host.name, order.phase, order.number].join('.')
  if (name.length <= 200) return AttemptId.parse(name)
  return AttemptId.parse(
    `${name.slice(0, 150)}.${createHash('sha256').update(name).digest('hex').slice(0, 40)}`,
  )
}

/** The words of an order's command, by the catalogue of the run. */
export const wordsOf = (deps: AttemptDeps, order: Order): ReturnType<typeof renderCommand> =>
  renderCommand(deps.commands, order.operation, order.phase, order.host.roles, order.args)

/**
 * Sends the command and reads what came back. An effect goes out once, a read is repeated over a lost link; what could not be sent at all is
 * sent again while the host may still come back.
 * @param isNew The id of an effect was given just now, and nobody can have sent it before.
 */
export async function send(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
  words: readonly string[],
  isNew: boolean,
): Promise<Reading> {
  const since = deps.clock.monotonicMs()
  for (let round = 1; ; round++) {
    const reading = await sendOnce(deps, order, id, words, isNew)
    if (reading.state === 'succeeded' || reading.state === 'failed') return reading
    const { problem } = reading
    if (reading.state === 'unknown' && changes(order)) return reading
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (round - 1))
    const mayComeBack = isLink(problem) && deps.clock.monotonicMs() - since + pauseMs < patienceMs
    if (!mayComeBack && (reading.state === 'unreachable' || round >= readRepeats))
      return { state: 'unreachable', problem }
    if (mayComeBack) {
      deps.onLine(id, `${problem.message}; it is asked again`)
      await deps.clock.sleep(pauseMs, deps.control.stopping)
    }
    await deps.control.gate()
  }
}

async function sendOnce(
  deps: AttemptDeps,
  order: Order,
  id: AttemptId,
  words: readonly string[],
  isNew: boolean,
): Promise<Reading> {
  const over = deadline(deps.clock, order.timeoutMs)
  const kept = deps.output?.open(deps.run, id)
  const lineOf = liveLine()
  const options = {
    signal: over.signal,
    onOutput: (stream: 'stdout' | 'stderr', chunk: Uint8Array): void => {
      kept?.write(stream, chunk)
      deps.onLine(id, lineOf(stream, chunk))
    },
  }
  // A journal that refuses this one refuses the next append too, and that one stops the run.
  const onStarted = (): void =>
    void deps.append([{ kind: 'attempt.started', attempt: id }]).catch(() => undefined)
  try {
    const outcome = changes(order)
      ? await deps.pool.step(order.host.name, id, words, { ...options, onStarted, isNew })
      : await deps.pool.exec(order.host.name, words, options)
    return readOutcome(outcome, order.operation, order.phase, order.host.name)
  } finally {
    kept?.end()
    await over.end()
  }
}
