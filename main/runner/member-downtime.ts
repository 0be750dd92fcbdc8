import type { Problem } from '../../shared/domain/problems.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import type { DowntimeResult } from '../../shared/domain/journal.ts'
import type { DowntimeSpec, StepSpec } from '../../shared/domain/procedure.ts'
import { isApplied, wasBegun } from '../../shared/domain/run-fold.ts'
import { fill, selectHosts } from '../../shared/domain/run-scope.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import { formatInstant, formatMs } from '../../shared/domain/time.ts'
import { JournalRefused } from './journal-refused.ts'
import { progressOf } from './run-context.ts'
import type { RunContext } from './run-context.ts'
import type { DowntimeWindow } from './ports.ts'

/** A budget that was not kept; not `certain` where the service has not come back, so that nobody can tell by how much. */
export type Breach = { readonly text: string; readonly certain: boolean }

/** The downtime window of one member: opens before its first step, closes after its last, survives a resume. */
export type MemberDowntime = {
  /**
   * Opens the window when this step is the one, before anything is interrupted, and takes up one that a crash left open. A problem: it
   * cannot be measured.
   */
  before(step?: StepSpec): Promise<Problem | undefined>
  /** Begins to close the window when this step was the one; the member goes on meanwhile. */
  after(step: StepSpec): void
  /** Waits for the result. Answers what is wrong with it. */
  closed(): Promise<Breach | undefined>
  /** Ends the measurement of a member that does not go on, and withdraws that of one not begun; never throws, waits for no service. */
  abandon(): Promise<void>
}

export function memberDowntime(ctx: RunContext, member: Member): MemberDowntime {
  const spec = ctx.procedure.downtime
  const probes = (spec?.probes ?? [])
    .map((probe) => ({
      ...probe,
      address: fill(probe.address, member.values),
      ...(probe.user === undefined ? {} : { user: fill(probe.user, member.values) }),
    }))
    // A customer without a probe account is not measured: said in the report, never shown as zero.
    .filter((probe) => probe.user !== '')
  let window: DowntimeWindow | undefined
  let closing: ReturnType<DowntimeWindow['close']> | undefined
  const order = {
    run: ctx.id,
    member: member.id,
    service: spec?.service ?? '',
    scope: member.id,
    budgetMs: spec?.budget ?? 0,
    probes,
  }
  const close = (signal: AbortSignal): ReturnType<DowntimeWindow['close']> | undefined => {
    closing ??= window
      ?.close(signal)
      .catch(refused)
      .finally(() => ctx.watches(member.id, undefined))
    // Heard by whoever waits for it; the member may be on its way out by another failure.
    closing?.catch(() => undefined)
    return closing
  }
  return {
    async before(step) {
      if (spec === undefined || probes.length === 0 || window !== undefined) return undefined
      const left = ctx.fold.progress()?.openDowntime.has(member.id) === true
      if (!left && (step?.id !== spec.opensAt || isDone(ctx, member, step))) return undefined
      if (!left) await ctx.control.gate()
      ctx.waits(member.id, 'looks at the service before it is interrupted')
      try {
        window = left ? await ctx.downtime.reopen(order) : await ctx.downtime.open(order)
        ctx.watches(member.id, { order, window, openedAt: ctx.clock.now() })
        return undefined
      } catch (error) {
        if (!(error instanceof ProblemError) || error instanceof JournalRefused) throw error
        return error.problem
      } finally {
        ctx.waits(member.id, '')
      }
    },
    after(step) {
      if (step.id === spec?.closesAt) void close(ctx.control.stopping)
    },
    async closed() {
      ctx.waits(member.id, 'waits for a stable service')
      // A window that was closed before a restart is judged all the same.
      const result =
        (await close(ctx.control.stopping)) ?? ctx.fold.progress()?.measured.get(member.id)
      ctx.waits(member.id, '')
      if (spec === undefined || result === undefined) return undefined
      const breach = breachOf(spec, result)
      // A stop cuts the wait short: that no answer was seen says nothing then.
      return breach?.certain === false && ctx.control.stopping.aborted ? undefined : breach
    },
    async abandon() {
      if (closing === undefined && window !== undefined && !wasBegun(progressOf(ctx, member))) {
        // A journal that refuses it leaves the window open there, as a crash does.
        await window.withdraw().catch(() => undefined)
        ctx.watches(member.id, undefined)
        return
      }
      await close(AbortSignal.abort())?.catch(() => undefined)
    },
  }
}

/** A result that cannot be stored ends the run as any other write that is refused does. */
const refused = (error: unknown): never => {
  throw error instanceof ProblemError ? new JournalRefused(error.problem, { cause: error }) : error
}

function breachOf(
  { service, budget }: DowntimeSpec,
  { measuredMs, lastGood, firstGood }: DowntimeResult,
): Breach | undefined {
  if (measuredMs !== null)
    return measuredMs <= budget
      ? undefined
      : {
          text: `${service} was interrupted for ${formatMs(measuredMs)}, the budget is ${formatMs(budget)}`,
          certain: true,
        }
  if (lastGood === undefined || firstGood !== undefined) return undefined
  return {
    text: `${service} was lost at ${formatInstant(lastGood)} and has not come back: no stable answer while its window closed`,
    certain: false,
  }
}

const isDone = (ctx: RunContext, member: Member, step: StepSpec): boolean => {
  const hosts = selectHosts(ctx.spec.hosts, step.on, member)
  return (
    hosts.ok && hosts.value.every((host) => isApplied(progressOf(ctx, member), step.id, host.name))
  )
}
