import { Refusal } from '../refusal.ts'
import { begun, busy, claim, isLive, plan, porter, scopeOf, timeOf } from './customer-plan.ts'
import { arg } from './operation.ts'
import type { Answer, OperationModel } from './operation.ts'
import { factsOf, settle } from './traffic.ts'

/** Puts an exported customer on the target: live and locked. A second phase brings the older xDRs. */
export const importCustomer: OperationModel = {
  args: ['customer', 'xdrs', 'conflicts'],
  begin(world, call) {
    const p = plan(world, call)
    const { state, record, other, side } = p
    const id = state.customer.id
    const scope = scopeOf(call)
    const useExisting = arg(call, 'conflicts') === 'use-existing'
    if (side !== 'target') throw new Refusal('customers are imported on the target')
    if (world.copy?.whole !== true)
      throw new Refusal('the target has no complete copy of the source database')
    if (other.status !== 'E')
      throw new Refusal(
        `no export of customer ${id} is there: bill_status ${other.status} on the source`,
      )
    if (scope.current && !state.exported.current)
      throw new Refusal(`the export of customer ${id} holds no xDRs of the current period`)
    if (scope.older && !state.exported.older)
      throw new Refusal(`the export of customer ${id} holds no older xDRs`)
    const live = isLive(record)
    const again = live && (!scope.older || scope.current)
    if (!live && scope.older && !scope.current)
      throw new Refusal(`customer ${id} is not on the target yet: older xDRs follow later`)
    if (!useExisting && (again || state.partial || state.conflict)) {
      porter(
        world,
        call.at,
        side,
        'ERROR',
        `customer ${id}: import failed: duplicate account id ${state.customer.probeAccount ?? `${id}001`}`,
      )
      throw new Refusal(
        `import of customer ${id} failed: a record of it exists on the target already`,
      )
    }
    claim(world, 'customer-import', p)
    const conflicts = state.partial || state.conflict || live ? 1 : 0
    const ms = timeOf(world, live ? 'older' : 'import', p)
    const finish = (at: number): Answer => {
      settle(world, state, at)
      const had = { ...state.imported }
      if (!live) {
        const { accounts, dids, balance, creditLimit } = other
        Object.assign(record, { status: 'O', lock: 'C', accounts, dids, balance, creditLimit })
        record.xdrs = 0
        record.xdrCents = 0
        record.olderXdrs = 0
        state.counts.imports++
        state.imported = { current: false, older: false }
      }
      if (scope.current) {
        record.xdrs += other.xdrs
        record.xdrCents += other.xdrCents
        state.imported.current = true
      }
      if (scope.older) {
        record.olderXdrs += other.olderXdrs
        state.imported.older = true
      }
      if (live && ((scope.current && had.current) || (scope.older && had.older))) {
        if (scope.current) state.counts.imports++
        state.counts.doubleImports++
      }
      state.partial = false
      state.conflict = false
      if (conflicts > 0 && !live)
        porter(
          world,
          at,
          side,
          'WARN',
          `customer ${id}: entity exists on target: product "${state.customer.product}", reused`,
        )
      porter(
        world,
        at,
        side,
        'INFO',
        `customer ${id}: imported, ${record.accounts} accounts, ${record.xdrs} xDRs, ${Math.round(ms / 1000)}s`,
      )
      return { facts: factsOf(state, side), ms, conflicts }
    }
    return begun(p, ms, finish, () => {
      if (!live) state.partial = true
    })
  },
  probe(world, call) {
    const p = plan(world, call)
    const { record, state } = p
    const scope = scopeOf(call)
    const all = (!scope.current || state.imported.current) && (!scope.older || state.imported.older)
    const is = isLive(record) ? (all ? 'done' : 'absent') : state.partial ? 'partial' : 'absent'
    return (
      busy(p) ?? {
        state: is,
        detail: `bill_status ${record.status} on the ${p.side}`,
        predictedMs: timeOf(world, 'import', p),
      }
    )
  },
}
