import type { PlanFinding } from '../types.ts'
import { at, intAt } from './at.ts'
import { isFree } from './begun.ts'
import type { Ruled } from './rules.ts'

/**
 * Whoever names the same reseller, main office or access number must be in one place, tie by tie. Customers that have moved already do
 * not count: that the others come later is a warning.
 */
export function tornTies({ facts, batches, home, excluded }: Ruled): readonly PlanFinding[] {
  const { customers } = facts
  const findings: PlanFinding[] = []
  const said = new Set<string>()
  const place = (position: number): string =>
    excluded.has(at(customers, position).id)
      ? 'excluded'
      : (batches[intAt(home, position)]?.batch.id ?? 'in no batch')
  const compare = (what: string, a: number, b: number): void => {
    const [x, y] = [place(a), place(b)]
    if (x === y) return
    const [one, other] = [at(customers, a), at(customers, b)]
    const isMoved = !isFree(one.state) || !isFree(other.state)
    const key = `${what} ${x} ${y}`
    if (said.has(key)) return
    said.add(key)
    findings.push({
      severity: isMoved ? 'warning' : 'error',
      message: `${one.id} (${x}) and ${other.id} (${y}) belong together: ${what}`,
      where: { customer: other.id },
      next: isMoved
        ? 'part of the group has moved already: move the rest soon, or return it whole'
        : 'put them into the same batch',
    })
  }
  // One whom the others are compared with: for a tie through nobody in the list, the first that names it.
  const heads = new Map<string, number>()
  customers.forEach((c, i) => heads.set(`c ${c.id}`, i))
  customers.forEach((c, i) => {
    const ties = [
      [c.parent, 'c', `reseller ${c.parent ?? ''}`],
      [c.mainOffice, 'c', `main office ${c.mainOffice ?? ''}`],
      [c.ivr, `i ${c.environment}`, `access number ${c.ivr ?? ''}`],
    ] as const
    for (const [to, kind, what] of ties) {
      if (to === undefined) continue
      const head = heads.get(`${kind} ${to}`)
      if (head === undefined) heads.set(`${kind} ${to}`, i)
      else compare(what, head, i)
    }
  })
  return findings
}
