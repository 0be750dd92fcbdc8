import { z } from 'zod'
import { Problem } from './problems.ts'
import { RunState } from './states.ts'
import { Instant } from './time.ts'

/**
 * What a person is shown of a run: derived from the journal and the runner's memory, never stored. Sent to windows on
 * every change (coalesced) and printed by the CLI.
 */

export const ActiveStep = z.object({
  member: z.string(),
  step: z.string(),
  title: z.string(),
  phase: z.string(),
  attempt: z.string(),
  host: z.string(),
  since: Instant,
  /** Last line of output, cut to 200 characters. */
  lastLine: z.string().optional(),
})
export type ActiveStep = z.infer<typeof ActiveStep>

/** The budget of one open downtime window (design.md section 10). Measured from outside; what cannot be told is absent or null, never zero. */
export const BudgetDial = z.object({
  member: z.string(),
  service: z.string(),
  scope: z.string(),
  budgetMs: z.number(),
  openedAt: Instant,
  /** When the figures below were read. While the service is down, `usedMs` grows from here on. */
  at: Instant,
  usedMs: z.number().nullable(),
  isDown: z.boolean(),
  /** What each probe saw last. */
  seen: z.array(z.string()),
  /** Used at the end, if what is left takes as long as it was measured before. */
  forecastMs: z.number().optional(),
  /** To take back what was done so far; absent past a point of no return, and where nobody knows. */
  undoMs: z.number().optional(),
  undoBasis: z.enum(['measured', 'declared']).optional(),
  /** Interruption that is left before turning back would break the budget: budget - used - undo. */
  spareMs: z.number().optional(),
  /** Latest safe moment to turn back, if the service stays down until then. */
  turnBackAt: Instant.optional(),
  /** `turn-back`: no way back inside of the budget is left. `breached`: the budget is used up. */
  alarm: z.enum(['none', 'unknown', 'turn-back', 'breached']),
})
export type BudgetDial = z.infer<typeof BudgetDial>

/** A decision that only a person can take. The run waits for it and says so. */
export const Question = z.object({
  id: z.string(),
  member: z.string(),
  step: z.string().optional(),
  text: z.string(),
  choices: z.array(
    z.enum(['retry', 'skip', 'take-out', 'undo', 'succeeded', 'failed', 'abort', 'go-on']),
  ),
  since: Instant,
})
export type Question = z.infer<typeof Question>

export const StepProgress = z.object({
  id: z.string(),
  title: z.string(),
  /** Members for which the step is done, failed, or running now. */
  done: z.number().int(),
  failed: z.number().int(),
  running: z.number().int(),
})

export const LiveRun = z.object({
  run: z.string(),
  procedure: z.string(),
  title: z.string(),
  batch: z.string().optional(),
  state: RunState,
  /** Why nothing more is started right now; empty while work is being started. */
  waiting: z.string(),
  startedAt: Instant.optional(),
  members: z.object({
    total: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    running: z.number().int(),
    takenOut: z.number().int(),
  }),
  width: z.number().int(),
  steps: z.array(StepProgress),
  active: z.array(ActiveStep),
  questions: z.array(Question),
  /** Open downtime windows with the least left, the tightest first. */
  windows: z.array(BudgetDial).optional(),
  /** Why the run could not go on although it is not over: its journal refused a write. Resume takes it up again. */
  problem: Problem.optional(),
  /** Of an undo that has ended: who could not be taken back, and why. */
  notUndone: z.string().optional(),
})
export type LiveRun = z.infer<typeof LiveRun>

/** One line of a dry run: what would happen where. */
export const DryRunLine = z.object({
  member: z.string(),
  step: z.string(),
  title: z.string(),
  host: z.string(),
  command: z.string(),
  effect: z.string(),
  /** What the probe on the live host says; `unknown` counts as not predicted. */
  probe: z.enum(['absent', 'done', 'partial', 'unknown', 'not-probed']),
  detail: z.string().optional(),
  predictedMs: z.number().optional(),
})
export type DryRunLine = z.infer<typeof DryRunLine>

export const DryRunReport = z.object({
  procedure: z.string(),
  title: z.string(),
  members: z.number().int(),
  checks: z.array(
    z.object({
      check: z.string(),
      answer: z.enum(['pass', 'fail', 'unknown']),
      sentence: z.string(),
    }),
  ),
  approvals: z.array(
    z.object({ id: z.string(), text: z.string(), people: z.number().int(), typed: z.string() }),
  ),
  lines: z.array(DryRunLine),
  downtime: z
    .object({ service: z.string(), budgetMs: z.number(), predictedMs: z.number().optional() })
    .optional(),
  pointOfNoReturn: z.string().optional(),
  notPredicted: z.number().int(),
})
export type DryRunReport = z.infer<typeof DryRunReport>
