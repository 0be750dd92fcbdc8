import type { DryRunReport } from '../../../shared/domain/live-run.ts'
import { mayBeTakenUp } from '../../../shared/domain/left-runs.ts'
import type { RunState } from '../../../shared/domain/states.ts'
import { isRunOver } from '../../../shared/domain/states.ts'
import type { Overview, ProcedureView, RunView } from '../../../shared/ipc/overview.ts'
import { runMark } from './marks.ts'
import type { RunMark } from './marks.ts'
import { runLines } from './view-model.ts'

export type ProcedureLine = {
  readonly procedure: ProcedureView
  readonly state: RunState | 'not started' | 'not needed'
  readonly mark: RunMark
  readonly lastRun: RunView | undefined
  /** Why it cannot be started from here; empty when it can. */
  readonly blocked: string
}

/** Procedures in the order of the migration with the state of their newest run. */
export function procedureLines(overview: Overview): readonly ProcedureLine[] {
  return overview.procedures.map((procedure) => {
    const lastRun = overview.runs
      .filter((run) => run.procedure === procedure.id)
      .toSorted((a, b) => a.createdAt - b.createdAt)
      .at(-1)
    const state = procedure.applies ? (lastRun?.state ?? 'not started') : 'not needed'
    const mark =
      state === 'not started' || state === 'not needed'
        ? { tone: 'idle' as const, word: state }
        : runMark(
            state,
            overview.project.mode === 'read' ||
              overview.live.some(({ run }) => run === lastRun?.id),
          )
    return { procedure, state, mark, lastRun, blocked: blockedBy(overview, procedure, lastRun) }
  })
}

function blockedBy(
  { project }: Overview,
  procedure: ProcedureView,
  lastRun: RunView | undefined,
): string {
  if (project.mode === 'read') return 'open for reading only'
  if (procedure.scope === 'customer')
    return procedure.id === 'customer-return' ? 'from a customer' : 'from a batch'
  if (!procedure.applies) return 'not needed in this project'
  if (lastRun !== undefined && !isRunOver(lastRun.state) && lastRun.startedAt !== undefined)
    return 'going on'
  return ''
}

/** Runs that are not over, or wait for their planned start, and that nobody drives: a crash or a restart came between. */
export const interruptedRuns = (overview: Overview): readonly RunView[] =>
  overview.runs.filter(
    (run) => mayBeTakenUp(run, false) && !overview.live.some((live) => live.run === run.id),
  )

export type TakenUp = {
  readonly id: string
  /** Title and whom it is about. */
  readonly name: string
  readonly noReturn: string | undefined
}

/** What a click on Take up sets going: every interrupted run, and the one that is shown, which may only owe something. */
export function takenUp(overview: Overview, shown?: string): readonly TakenUp[] {
  const left = new Set(interruptedRuns(overview).map(({ id }) => id))
  const runs = overview.runs.filter(({ id }) => left.has(id) || id === shown)
  return runLines({ ...overview, runs }, new Map(), []).map(({ id, title, whom }) => {
    const of = runs.find((run) => run.id === id)?.procedure
    return {
      id,
      name: whom === undefined ? title : `${title}: ${whom}`,
      noReturn: overview.procedures.find((one) => one.id === of)?.pointOfNoReturn,
    }
  })
}

/** One line for each person whose approval is asked for. */
export type ApprovalSlot = {
  readonly key: string
  readonly id: string
  readonly text: string
  readonly typed: string
  readonly person: number
  readonly people: number
}

export const approvalSlots = ({ approvals }: DryRunReport): readonly ApprovalSlot[] =>
  approvals.flatMap(({ id, text, people, typed }) =>
    Array.from({ length: people }, (_, at) => ({
      key: `${id} ${typed} ${at}`,
      id,
      text,
      typed,
      person: at + 1,
      people,
    })),
  )

export type GivenApproval = { readonly by: string; readonly typed: string }

/** What is still missing before the start, as a sentence; empty when nothing is. Two approvals are two people. */
export function missingApproval(
  slots: readonly ApprovalSlot[],
  given: Readonly<Record<string, GivenApproval>>,
): string {
  for (const slot of slots) {
    const entry = given[slot.key]
    if (entry === undefined || entry.typed !== slot.typed) return `Type ${slot.typed} to approve.`
    if (entry.by.trim() === '') return 'Every approval needs a name.'
    const same = slots.some(
      (other) =>
        other.id === slot.id &&
        other.person < slot.person &&
        other.typed === slot.typed &&
        given[other.key]?.by.trim() === entry.by.trim(),
    )
    if (same) return 'The second approval needs another person.'
  }
  return ''
}
