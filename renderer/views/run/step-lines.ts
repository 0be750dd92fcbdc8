import type { DryRunLine, LiveRun } from '../../../shared/domain/live-run.ts'
import type { DryRunStep } from '../../../shared/domain/dry-run-steps.ts'
import type { RunRecord, StepRecord } from '../../../shared/ipc/run-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

type Probe = DryRunLine['probe']

export const probeTone: Readonly<Record<Probe, Tone>> = {
  absent: 'ready',
  done: 'good',
  partial: 'warn',
  unknown: 'warn',
  'not-probed': 'idle',
}
export const probeText: Readonly<Record<Probe, string>> = {
  absent: 'to do',
  done: 'already done',
  partial: 'half done',
  unknown: 'not known',
  'not-probed': 'read-only',
}

/** One step as it was predicted, and as it went. */
export type StepLine = {
  readonly id: string
  readonly title: string
  readonly effect: string
  readonly state: 'to do' | 'running' | 'done' | 'partly done' | 'failed' | 'skipped' | 'taken back'
  readonly tone: Tone
  readonly done: number
  readonly running: number
  readonly failed: number
  readonly skipped: number
  readonly undone: number
  /** Absent where no dry run was looked at before the start. */
  readonly predicted: DryRunStep | undefined
  readonly medianMs: number | undefined
  readonly longestMs: number | undefined
  readonly hasUndo: boolean
  readonly pointOfNoReturn: string | undefined
  /** Where what happened is not what was predicted; empty when it is, or nothing was predicted. */
  readonly differs: string
}

/** The dry run beside the real run: steps in their order. */
export function stepLines(record: RunRecord, live: LiveRun | undefined): readonly StepLine[] {
  const predicted = new Map(record.dryRun?.steps.map((step) => [step.step, step]))
  const total = record.members.length
  return record.steps.map((step) => {
    const running = live?.active.filter((a) => a.step === step.id).length ?? 0
    const before = predicted.get(step.id)
    const state = stateOf(step, running, total)
    return {
      id: step.id,
      title: step.title,
      effect: step.effect,
      state,
      tone: tones[state],
      done: step.done,
      running,
      failed: step.failed,
      skipped: step.skipped,
      undone: step.undone,
      predicted: before,
      medianMs: step.medianMs,
      longestMs: step.longestMs,
      hasUndo: step.hasUndo,
      pointOfNoReturn: step.pointOfNoReturn,
      differs: difference(step, before),
    }
  })
}

const tones: Readonly<Record<StepLine['state'], Tone>> = {
  'to do': 'idle',
  running: 'active',
  done: 'good',
  'partly done': 'ready',
  failed: 'bad',
  skipped: 'warn',
  'taken back': 'warn',
}

function stateOf(step: StepRecord, running: number, total: number): StepLine['state'] {
  if (running > 0) return 'running'
  if (step.failed > 0) return 'failed'
  if (step.undone > 0) return 'taken back'
  if (step.done + step.skipped >= total && total > 0) return step.done > 0 ? 'done' : 'skipped'
  return step.done > 0 ? 'partly done' : 'to do'
}

/** Twice as long as predicted is worth a word, if it is more than a second. */
const slowFactor = 2
const slowLeastMs = 1_000

function difference(step: StepRecord, before: DryRunStep | undefined): string {
  if (before === undefined) return ''
  const said: string[] = []
  const wasDone = before.probes.done ?? 0
  if (step.failed > 0 && (before.probes.unknown ?? 0) === 0) said.push('failed, not foreseen')
  if (wasDone > 0 && step.done > 0) said.push(`already done for ${wasDone} before the start`)
  const { predictedMs } = before
  const took = step.longestMs
  if (
    predictedMs !== undefined &&
    predictedMs > 0 &&
    took !== undefined &&
    took > slowFactor * predictedMs &&
    took - predictedMs > slowLeastMs
  )
    said.push(`${(took / predictedMs).toFixed(1)} × the prediction`)
  return said.join('; ')
}
