/** How many members may be in work at once: a canary ramp up to the full width (product-bar.md row 45). */

export type Ramp = { readonly width: number; readonly ramp: readonly number[] }

/**
 * @param inARow Members that succeeded one after the other since the start or since the last failure. A rung of n is
 *   left after n successes in a row; a failure starts the ramp again.
 */
export function allowedWidth({ width, ramp }: Ramp, inARow: number): number {
  let need = 0
  for (const rung of ramp) {
    need += rung
    if (inARow < need) return Math.min(rung, width)
  }
  return width
}

export type StopRule = { readonly failures: number; readonly share: number }

/**
 * The one rule of stopping: more members failed than `failures`, or, once ten ended, a larger share than `share`.
 * Answers the sentence that is shown, or undefined when the run may go on.
 */
export function stopReason(rule: StopRule, failed: number, ended: number): string | undefined {
  if (failed > rule.failures)
    return `${failed} failed, and the rule allows ${rule.failures}; those in work finish, no other is started`
  if (ended >= 10 && failed / ended > rule.share)
    return `${failed} of ${ended} failed, more than ${Math.round(rule.share * 100)} %; those in work finish, no other is started`
  return undefined
}
