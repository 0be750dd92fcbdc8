import { batchName } from './batch-name.ts'
import type { CustomerId } from './ids.ts'
import type { EventOf, JournalEvent, StoredEvent } from './journal.ts'
import { formatMs } from './time.ts'
import type { Instant } from './time.ts'

/** One thing that happened to a customer, as a sentence. */
export type HistoryLine = {
  readonly seq: number
  readonly at: Instant
  readonly kind: 'plan' | 'state' | 'step' | 'downtime' | 'check' | 'test' | 'word'
  readonly text: string
  /** Whether it went well, where it could have gone otherwise. */
  readonly outcome?: 'good' | 'bad' | 'unknown'
  readonly by?: string
  readonly run?: string
}

/**
 * The history of a customer in words, oldest first. Steps that change something have one line each when they end; what only reads has
 * one when it did not succeed.
 */
export function historyOf(
  customer: CustomerId,
  events: readonly StoredEvent[],
): readonly HistoryLine[] {
  const intended = new Map<string, EventOf<'attempt.intended'>>()
  return events.flatMap(({ seq, at, event }): HistoryLine[] => {
    if (event.kind === 'attempt.intended') intended.set(event.attempt, event)
    const line = lineOf(customer, event, intended)
    if (line === undefined) return []
    return [
      {
        ...('by' in event && event.by !== undefined ? { by: event.by } : {}),
        ...('run' in event && event.run !== undefined ? { run: event.run } : {}),
        ...line,
        seq,
        at,
      },
    ]
  })
}

type Line = Omit<HistoryLine, 'seq' | 'at'>

function lineOf(
  customer: CustomerId,
  event: JournalEvent,
  intended: ReadonlyMap<string, EventOf<'attempt.intended'>>,
): Line | undefined {
  switch (event.kind) {
    case 'batch.created':
      return { kind: 'plan', text: `planned into ${batchName(event.batch)}` }
    case 'batch.changed':
      return event.added.includes(customer)
        ? { kind: 'plan', text: `moved into ${batchName(event.batch)}` }
        : { kind: 'plan', text: `taken out of ${batchName(event.batch)}` }
    case 'customer.state':
      return {
        kind: 'state',
        text: `${event.from} → ${event.to}${because(event.reason)}`,
        ...(event.to === 'failed' ? { outcome: 'bad' } : {}),
      }
    case 'attempt.ended':
      return stepLine(intended.get(event.attempt), event)
    case 'attempt.resolved': {
      const step = intended.get(event.attempt)
      return {
        kind: 'step',
        text: `${nameOf(step)}: found out to have ${event.state} (${event.how})`,
        outcome:
          event.state === 'succeeded' ? 'good' : event.state === 'failed' ? 'bad' : 'unknown',
        ...(step === undefined ? {} : { run: step.run }),
      }
    }
    case 'downtime.closed':
      return downtimeLine(event)
    case 'step.skipped':
      return { kind: 'step', text: `${event.step}: skipped${because(event.reason)}` }
    case 'take-out.asked':
      return { kind: 'word', text: `to be taken out of the run${because(event.reason)}` }
    case 'evidence.kept':
      return { kind: 'check', text: `evidence kept: ${event.title}` }
    case 'log.reviewed':
      return {
        kind: 'check',
        text: `findings of the log check: ${event.decision}${because(event.reason)}`,
      }
    case 'customer.tested':
      return {
        kind: 'test',
        text: `${event.scenario}: ${event.result === 'pass' ? 'works' : 'does not work'}${because(event.note)}`,
        outcome: event.result === 'pass' ? 'good' : 'bad',
      }
    case 'customer.noted':
      return {
        kind: 'word',
        text: `${event.about === 'feedback' ? `feedback${event.from === undefined ? '' : ` of ${event.from}`}` : 'note'}: ${event.text}`,
      }
    // A run tells of its members by their states; the rest concerns no single customer.
    default:
      return undefined
  }
}

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`)

const nameOf = (step: EventOf<'attempt.intended'> | undefined): string =>
  step === undefined
    ? 'a step'
    : `${step.phase === 'apply' ? '' : `${step.phase} of `}${step.step} on ${step.host}`

function stepLine(
  step: EventOf<'attempt.intended'> | undefined,
  { state, problem, ms }: EventOf<'attempt.ended'>,
): Line | undefined {
  const changes = step?.phase === 'apply' || step?.phase === 'undo'
  if (state === 'succeeded' && !changes) return undefined
  const told = problem === undefined ? '' : `: ${problem.message}`
  return {
    kind: 'step',
    text: `${nameOf(step)} ${state === 'ask' ? 'needs a person' : state} after ${formatMs(ms)}${told}`,
    outcome: state === 'succeeded' ? 'good' : state === 'failed' ? 'bad' : 'unknown',
    ...(step === undefined ? {} : { run: step.run }),
  }
}

function downtimeLine({ result, budgetMs }: EventOf<'downtime.closed'>): Line {
  const { measuredMs, resolutionMs } = result
  if (measuredMs === null)
    return { kind: 'downtime', text: 'lock-out: could not be measured', outcome: 'unknown' }
  return {
    kind: 'downtime',
    text: `lock-out: ${formatMs(measuredMs)} ± ${formatMs(resolutionMs)} of ${formatMs(budgetMs)}`,
    outcome: measuredMs <= budgetMs ? 'good' : 'bad',
  }
}
