import { readFileSync, writeFileSync } from 'node:fs'
import { invariant } from '../../../shared/base/assert.ts'
import { editPlan } from '../../../shared/planner/edit.ts'
import { publicHolidays } from '../../../shared/planner/holidays.ts'
import { proposePlan } from '../../../shared/planner/propose.ts'
import type { PlanInput } from '../../../shared/planner/propose.ts'
import type { Plan } from '../../../shared/planner/types.ts'
import { movesOf } from './moves.ts'
import { planWorld } from './world.ts'

/**
 * One size in a process of its own: `node --expose-gc measure.ts CUSTOMERS`. Prints what a full plan and one edit took. The first plan of the
 * process is reported, not a warm one: that is what a person waits for.
 */
export type Measured = {
  readonly customers: number
  readonly batches: number
  readonly unplaced: number
  readonly fullMs: number
  /** Best of a few in the same process: without what a start costs, for the growth. */
  readonly warmMs: number
  /** Peak of resident memory during the first plan, above what the process held before it. */
  readonly peakMiB: number
  /** Of moving one customer to another batch, each on the plan that the one before left. */
  readonly editMs: number
}

/** Fewer at a million, where each takes seconds. */
const editsOf = (customers: number): number => (customers >= 1_000_000 ? 3 : 15)

function measure(customers: number): Measured {
  const input = planWorld({ customers, holidays: publicHolidays })
  globalThis.gc?.()
  const before = resetPeak()
  const first = timed(() => full(input))
  const peakMiB = (peakKiB() - before) / 1024
  const warm = [first.ms]
  for (let left = customers >= 1_000_000 ? 1 : 3; left > 0; left--)
    warm.push(timed(() => full(input)).ms)
  const plan = first.value
  return {
    customers,
    batches: plan.batches.length,
    unplaced: plan.unplaced.length,
    fullMs: first.ms,
    warmMs: Math.min(...warm),
    peakMiB,
    editMs: medianEdit(input, plan),
  }
}

function full(input: PlanInput): Plan {
  const plan = proposePlan(input)
  if (!plan.ok) throw new Error(plan.problem.message)
  return plan.value
}

function medianEdit(input: PlanInput, plan: Plan): number {
  const times: number[] = []
  let current = plan
  for (const edit of movesOf(input, plan, editsOf(input.customers.length))) {
    const { value, ms } = timed(() => editPlan(input, current, edit))
    if (!value.ok) throw new Error(value.problem.message)
    times.push(ms)
    current = value.value
  }
  invariant(times.length > 0, 'there is a customer that may move')
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}

function timed<T>(work: () => T): { readonly value: T; readonly ms: number } {
  const from = performance.now()
  const value = work()
  return { value, ms: performance.now() - from }
}

/** KiB that are resident now; from here on the peak counts anew where the system can do that (Linux). */
function resetPeak(): number {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch (error) {
    // Elsewhere the peak is that of the whole process, customers included: too high, never too low.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
  return process.memoryUsage().rss / 1024
}

function peakKiB(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

process.stdout.write(JSON.stringify(measure(Number(process.argv[2]))))
