import { counted } from '../../base/counted.ts'
import type { PlanCustomer, PlanFinding } from '../types.ts'
import { at, intAt } from './at.ts'
import { featureCodes, featuresOf } from './features.ts'
import type { Feature } from './features.ts'
import { sizeOf } from './group-set.ts'
import { groupsOf } from './moving-groups.ts'
import type { Ruled } from './rules.ts'

/** How many features without a pilot customer are named one by one. */
const most = 10

type Users = { count: number; best: PlanCustomer; size: number }

/** What no customer of the pilot shows: its first trial is then in a large batch. Nothing once the pilot has begun. */
export function uncovered({ facts, batches, home }: Ruled): readonly PlanFinding[] {
  const pilot = batches.find(({ batch }) => batch.pilot)
  if (pilot === undefined || pilot.begun) return []
  const { customers } = facts
  const index = groupsOf(customers)
  const shown = new Set(pilot.positions.flatMap((p) => featuresOf(at(customers, p))))
  const users = new Map<Feature, Users>()
  const covered = new Set<number>()
  const codeOf = featureCodes()
  customers.forEach((customer, position) => {
    if (intAt(home, position) === -1) return
    // Most customers are like many others: one look is enough where everything is shown.
    const code = codeOf(customer)
    if (covered.has(code)) return
    const missing = featuresOf(customer).filter((feature) => !shown.has(feature))
    if (missing.length === 0) covered.add(code)
    const size = missing.length === 0 ? 0 : sizeOf(index, intAt(index.groupOf, position))
    for (const feature of missing) {
      const known = users.get(feature)
      if (known === undefined) users.set(feature, { count: 1, best: customer, size })
      else {
        known.count += 1
        if (size > known.size || (size === known.size && customer.accounts >= known.best.accounts))
          continue
        known.best = customer
        known.size = size
      }
    }
  })
  const { pilotSize } = facts.spec.transfer
  const findings = [...users]
    .slice(0, most)
    .map(([feature, { count, best, size }]): PlanFinding => {
      const who = size === 1 ? best.id : `${best.id} with ${size - 1} more that move with it`
      return {
        severity: 'warning',
        message: `the pilot does not cover ${feature} (${counted(count, 'customer')}): the smallest choice is ${who}, ${counted(best.accounts, 'account')}`,
        where: { batch: pilot.batch.id, customer: best.id },
        next: `watch it closely when its batch moves, or ${size > pilotSize ? `raise transfer.pilotSize to ${size} or more` : `pin ${size === 1 ? 'it' : 'all of them'} to the pilot`}`,
      }
    })
  if (users.size > most)
    findings.push({
      severity: 'warning',
      message: `the pilot does not cover ${users.size - most} more products and services`,
      where: { batch: pilot.batch.id },
      next: 'raise transfer.pilotSize',
    })
  return findings
}
