import type { StepSpec } from '../../shared/domain/procedure.ts'
import type { Member } from '../../shared/domain/run-scope.ts'
import type { RunContext } from './run-context.ts'

/**
 * A member's place among those that are without service at once. Many members in work keep the hosts busy, but each more that is locked
 * meanwhile only makes all of them wait longer for their next step: whoever is interrupted goes through first.
 */
export type Interruption = {
  /** Takes the place before the first step that interrupts, or before the one that a resume goes on with. */
  before(step: StepSpec): Promise<void>
  /** Gives it back after the step that ends the interruption. */
  after(step: StepSpec): void
  leave(): void
}

export function interruptionOf(ctx: RunContext, member: Member): Interruption {
  const { downtime, steps, concurrency } = ctx.procedure
  const at = (id: string | undefined): number => steps.findIndex((step) => step.id === id)
  const [opens, closes] = [at(downtime?.opensAt), at(downtime?.closesAt)]
  const limit = concurrency.interrupted ?? concurrency.perHost
  let leave: (() => void) | undefined
  return {
    async before(step) {
      const now = at(step.id)
      if (downtime === undefined || leave !== undefined || now < opens || now > closes) return
      ctx.waits(member.id, 'waits until fewer are without service')
      leave = await ctx.attempts.lanes.enter(`interrupted ${ctx.id}`, limit)
      ctx.waits(member.id, '')
      await ctx.control.gate()
    },
    after(step) {
      if (step.id === downtime?.closesAt) leave?.()
    },
    leave: () => leave?.(),
  }
}
