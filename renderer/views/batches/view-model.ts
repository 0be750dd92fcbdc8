import { counted } from '../../../shared/base/counted.ts'
import { batchName, batchOrNone } from '../../../shared/domain/batch-name.ts'
import type { ReturnItem, SystemRecord } from '../../../shared/domain/customer-look.ts'
import { statusWord } from '../../../shared/domain/customer-look.ts'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import type { LogVerdict } from '../../../shared/domain/log-events.ts'
import type { BatchWindow } from '../../../shared/domain/planning.ts'
import { isOnTarget, isRunOver, worstFirst } from '../../../shared/domain/states.ts'
import type { CustomerState } from '../../../shared/domain/states.ts'
import type { BatchView, Overview } from '../../../shared/ipc/overview.ts'
import type { PlanPreview } from '../../../shared/ipc/plan-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'

export type BatchLine = {
  readonly batch: BatchView
  readonly label: string
  readonly onTarget: number
  /** Members that are neither on the target nor left out, worst first: `2 failed, 18 planned`. */
  readonly rest: string
  readonly may: { readonly transfer: boolean; readonly accept: boolean }
}

const restOrder: readonly CustomerState[] = [
  ...worstFirst.filter((state) => !isOnTarget(state)),
  'excluded',
]
const movable: readonly CustomerState[] = ['planned', 'scheduled', 'failed', 'returned']

export function batchLines(
  { batches, project }: Overview,
  live: readonly LiveRun[],
): readonly BatchLine[] {
  const busy = new Set(live.filter((run) => !isRunOver(run.state)).map((run) => run.batch))
  return batches.map((batch) => {
    const count = (state: CustomerState): number => batch.counts[state] ?? 0
    const free = project.mode === 'write' && !busy.has(batch.id)
    return {
      batch,
      label: batchName(batch.id),
      onTarget: Object.entries(batch.counts).reduce(
        // Keys of the record are customer states by its type; Object.entries forgets that.
        (sum, [state, members]) => sum + (isOnTarget(state as CustomerState) ? members : 0),
        0,
      ),
      rest: restOrder
        .filter((state) => count(state) > 0)
        .map((state) => `${count(state)} ${state}`)
        .join(', '),
      may: {
        transfer: free && movable.some((state) => count(state) > 0),
        accept: free && count('checked') > 0,
      },
    }
  })
}

/** What accepting a batch has come to, also when it left some as they were. */
export const acceptedWords = (label: string, accepted: number, checked: number): string => {
  const left = checked - accepted
  return [
    `${counted(accepted, 'customer')} of ${label} ${accepted === 1 ? 'is' : 'are'} accepted.`,
    ...(left > 0 ? [`${counted(left, 'customer')} not: a test of theirs fails.`] : []),
  ].join(' ')
}

/** Where a customer can be brought back from: its live record is on the target, or failed on the way there. */
export const mayReturn = (state: CustomerState): boolean => isOnTarget(state) || state === 'failed'

const fates = {
  'comes-back': { tone: 'good', word: 'comes back' },
  redo: { tone: 'warn', word: 'to be done again' },
  lost: { tone: 'bad', word: 'lost' },
  unknown: { tone: 'warn', word: 'unknown' },
} as const satisfies Record<ReturnItem['fate'], { readonly tone: Tone; readonly word: string }>

export const fateMark = (
  fate: ReturnItem['fate'],
): { readonly tone: Tone; readonly word: string } => fates[fate]

const verdicts = {
  pass: { tone: 'good', word: 'logs pass' },
  fail: { tone: 'bad', word: 'logs fail' },
  inconclusive: { tone: 'warn', word: 'logs inconclusive' },
} as const satisfies Record<LogVerdict, { readonly tone: Tone; readonly word: string }>

/** The mark of a batch's last log check; a fail that people have answered for is no alarm any more. */
export function verdictMark(
  check: BatchView['logCheck'],
): { readonly tone: Tone; readonly word: string } | undefined {
  if (check === undefined) return undefined
  const { tone, word } = verdicts[check.verdict]
  return check.verdict === 'fail' && check.settled
    ? { tone: 'warn', word: 'logs fail, signed' }
    : { tone, word }
}

/** What a change of the plan would do, a sentence a line: who moves where, which windows, the end. */
export function previewLines(
  { difference, end, endsBy }: PlanPreview,
  time: (at: number) => string,
): readonly string[] {
  const at = (windows: readonly BatchWindow[]): string =>
    windows.length === 0 ? 'no window' : windows.map(({ from }) => time(from)).join(', ')
  const customers = (count: number): string => `${count} customer${count === 1 ? '' : 's'}`
  return [
    ...difference.moved.map(
      ({ from, to, customers: count }) =>
        `${customers(count)}: ${batchOrNone(from)} → ${batchOrNone(to)}`,
    ),
    ...(difference.moved.length === 0 ? ['No customer changes its batch.'] : []),
    ...difference.added.map((batch) => `${batchName(batch)} is new`),
    ...difference.dropped.map((batch) => `${batchName(batch)} has nobody left and goes`),
    ...difference.windows.map(
      ({ batch, before, after }) => `${batchName(batch)}: window ${at(before)} → ${at(after)}`,
    ),
    endsBy === 0
      ? `The migration still ends ${time(end)}.`
      : `The migration ends ${time(end)}, ${endsBy > 0 ? 'later' : 'earlier'} than now.`,
  ]
}

/** What stands in a row of one of both systems. */
export function recordLines(record: SystemRecord): readonly (readonly [string, string])[] {
  if (record.kind === 'absent') return [['Record', 'none']]
  if (record.kind === 'unknown') return [['Record', `unknown: ${record.problem.message}`]]
  return [
    ['Status', statusWord(record.billStatus)],
    ['Billing lock', record.billingLock === 'N' ? 'none' : `locked (${record.billingLock})`],
    ['Accounts', `${record.accounts}, ${record.registered} registered`],
    ['Balance', record.balance],
    ['Credit limit', record.creditLimit],
    ['xDRs of this period', `${record.xdrs.count}, ${record.xdrs.sum}`],
  ]
}
