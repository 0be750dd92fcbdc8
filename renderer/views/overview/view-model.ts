import { counted } from '../../../shared/base/counted.ts'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { isOnTarget, isRunOver } from '../../../shared/domain/states.ts'
import type { CustomerState, Stage } from '../../../shared/domain/states.ts'
import type { LiveRun } from '../../../shared/domain/live-run.ts'
import type { Overview, ProcedureView } from '../../../shared/ipc/overview.ts'

export type StageState = 'not started' | 'in progress' | 'running' | 'needs you' | 'done'

export type StageCard = {
  readonly stage: Stage
  readonly title: string
  readonly state: StageState
  readonly done: number
  readonly total: number
  /** Of which `total` is a number. */
  readonly unit: 'procedure' | 'customer' | 'step'
  /** What comes next here; empty when the stage is done. */
  readonly next: string
  /** Why it waits; empty when it does not. */
  readonly why: string
}

const titles: Readonly<Record<Stage, string>> = {
  analysis: 'Analysis',
  setup: 'Setup',
  transfer: 'Transfer',
  decommission: 'Decommission',
}
const order: readonly Stage[] = ['analysis', 'setup', 'transfer', 'decommission']

/** Procedures that a stage is done with; a return, or the transfer that is counted in customers, is none of them. */
const countsForStage = ({ applies, scope }: ProcedureView): boolean =>
  applies && scope !== 'customer'

/** Done for every member that it is for, by whichever of its runs. */
export function isProcedureDone(overview: Overview, procedure: ProcedureView): boolean {
  const done = new Set(
    overview.runs.flatMap((run) => (run.procedure === procedure.id ? run.done : [])),
  )
  const wanted = membersOf(overview, procedure)
  return wanted.length === 0 ? done.size > 0 : wanted.every((member) => done.has(member))
}

/** True when every procedure that the stage needs has succeeded; customers are not looked at. */
export const isStageDone = (overview: Overview, stage: Stage): boolean =>
  overview.procedures.every(
    (one) => one.stage !== stage || !countsForStage(one) || isProcedureDone(overview, one),
  )

/** The members that a procedure is for, where the project knows them; empty for the project itself and for customers. */
export function membersOf({ project }: Overview, { scope }: ProcedureView): readonly string[] {
  if (scope === 'environment') return project.environments.map(({ id }) => id)
  if (scope === 'sip-cluster') return project.clusters
  return []
}

/** The four stages with their state, derived from runs and customers; never stored. */
export function stageCards(overview: Overview, live: readonly LiveRun[]): readonly StageCard[] {
  const cards: StageCard[] = []
  for (const stage of order)
    cards.push(
      stage === 'analysis' ? analysisCard(overview) : card(overview, live, stage, cards.at(-1)),
    )
  return cards
}

/** A survey and two signatures; the rest of the analysis is written down between them. */
function analysisCard({ analysis, project }: Overview): StageCard {
  const { surveyed, signed, waived } = analysis
  const done = (surveyed ? 1 : 0) + signed.length
  const common = {
    stage: 'analysis',
    title: titles.analysis,
    done,
    total: 3,
    unit: 'step',
  } as const
  if (waived || signed.length === 2)
    return {
      ...common,
      state: 'done',
      next: '',
      why: waived ? 'Somebody answers for going on without it.' : '',
    }
  return {
    ...common,
    state: done > 0 ? 'in progress' : 'not started',
    next: surveyed ? 'Decide on the findings, then sign for both sides' : 'Survey the systems',
    why:
      project.mode === 'read'
        ? 'This project is open for reading only.'
        : 'Waits for you: see Analysis.',
  }
}

function card(
  overview: Overview,
  live: readonly LiveRun[],
  stage: Stage,
  before: StageCard | undefined,
): StageCard {
  const procedures = overview.procedures.filter((one) => one.stage === stage)
  const counted = procedures.filter(countsForStage)
  const open = counted.find((procedure) => !isProcedureDone(overview, procedure))
  const ids = new Set(procedures.map(({ id }) => id))
  const running = live.filter((run) => ids.has(run.procedure) && !isRunOver(run.state))
  const customers = stage === 'transfer' ? customerProgress(overview) : undefined
  const ran = counted.filter((one) => isProcedureDone(overview, one)).length
  const isImplied = stage === 'setup' && ran < counted.length && haveMoved(overview)
  const done = customers?.done ?? (isImplied ? counted.length : ran)
  const total = customers?.total ?? counted.length
  const finished = open === undefined && done === total && total > 0
  const asking = running.find((run) => run.questions.length > 0)
  const common = {
    stage,
    title: titles[stage],
    done,
    total,
    unit: customers === undefined ? 'procedure' : 'customer',
  } as const

  if (asking !== undefined)
    return {
      ...common,
      state: 'needs you',
      next: asking.title,
      why: asking.questions[0]?.text ?? '',
    }
  if (running[0] !== undefined)
    return { ...common, state: 'running', next: running[0].title, why: running[0].waiting }
  if (isImplied)
    return {
      ...common,
      state: 'done',
      next: '',
      why: `${counted.length - ran} implied: customers have moved already.`,
    }
  if (finished) return { ...common, state: 'done', next: '', why: '' }
  return {
    ...common,
    state: done > 0 ? 'in progress' : 'not started',
    next:
      customers === undefined || customers.done === customers.total
        ? (open?.title ?? '')
        : nextTransfer(overview),
    why: whyItWaits(overview, stage, before),
  }
}

/** Customers move only behind the setup: what nobody ran of it was done another way, as the plan has it too. */
const haveMoved = ({ customerStates }: Overview): boolean =>
  Object.entries(customerStates).some(
    ([state, count]) => count > 0 && !['planned', 'scheduled', 'excluded'].includes(state),
  )

function customerProgress({ customerStates }: Overview): { done: number; total: number } {
  let done = 0
  let total = 0
  for (const [state, count] of Object.entries(customerStates)) {
    // Keys of the record are customer states by its type; Object.entries forgets that.
    if (state === 'excluded') continue
    total += count
    if (isOnTarget(state as CustomerState)) done += count
  }
  return { done, total }
}

function nextTransfer({ batches }: Overview): string {
  const next = batches.find(({ counts }) => leftToMove(counts) > 0)
  if (next === undefined) return 'Plan the batches'
  const { id, members } = next
  const left = leftToMove(next.counts)
  return `${batchName(id)}, ${left === members ? '' : `${left} of `}${counted(members, 'customer')}${left === members ? '' : ' left'}`
}

const leftToMove = (counts: Readonly<Partial<Record<CustomerState, number>>>): number =>
  (['planned', 'scheduled', 'failed', 'returned'] as const).reduce(
    (sum, state) => sum + (counts[state] ?? 0),
    0,
  )

function whyItWaits(overview: Overview, stage: Stage, before: StageCard | undefined): string {
  if (overview.project.mode === 'read') return 'This project is open for reading only.'
  if (before !== undefined && before.state !== 'done' && stage !== 'setup')
    return `${before.title} is not done.`
  if (stage === 'transfer' && overview.batches.length === 0) return 'There are no batches yet.'
  if (stage === 'decommission')
    return `Soak of ${overview.project.soakDays} days and the billing period have to be over.`
  return 'Waits for you to start it.'
}
