import { Refusal } from '../refusal.ts'
import { importCustomer } from './customer-import.ts'
import { begun, busy, claim, isLive, plan, porter, scopeOf, timeOf } from './customer-plan.ts'
import { reads } from './operation.ts'
import type { OperationModel } from './operation.ts'
import { factsOf, liveSide, settle } from './traffic.ts'

/** Transfer of one customer, in the order of domain.md 3.3. Service stops with the lock and runs again after the unlock. */
function setLock(to: 'N' | 'C'): OperationModel {
  const operation = to === 'C' ? 'customer-lock' : 'customer-unlock'
  return {
    args: ['customer'],
    begin(world, call) {
      const p = plan(world, call)
      if (p.record.status === 'absent' && !p.state.partial)
        throw new Refusal(`customer ${p.state.customer.id} is not on the ${p.side}`)
      claim(world, operation, p)
      // Service stops when the lock is taken, not when the command returns.
      if (to === 'C') {
        if (isLive(p.record) && p.record.lock === 'N') p.state.counts.locks++
        p.record.lock = 'C'
      }
      const ms = timeOf(world, to === 'C' ? 'lock' : 'unlock', p)
      return begun(p, ms, (at) => {
        settle(world, p.state, at)
        p.record.lock = to
        const what = to === 'C' ? `lock acquired (${p.record.accounts} accounts)` : 'lock released'
        porter(
          world,
          at,
          p.side,
          'INFO',
          `customer ${p.state.customer.id} "${p.state.customer.name}": ${what}`,
        )
        return { customer: p.state.customer.id, billingLock: p.record.lock, ms }
      })
    },
    probe(world, call) {
      const p = plan(world, call)
      const detail = `bill_status ${p.record.status}, billing_lock ${p.record.lock} on the ${p.side}`
      const state =
        p.record.status === 'absent' ? 'absent' : p.record.lock === to ? 'done' : 'absent'
      return (
        busy(p) ?? { state, detail, predictedMs: timeOf(world, to === 'C' ? 'lock' : 'unlock', p) }
      )
    },
  }
}

const exportCustomer: OperationModel = {
  args: ['customer', 'xdrs'],
  begin(world, call) {
    const p = plan(world, call)
    const { state, record, side } = p
    const scope = scopeOf(call)
    const secondPhase = record.status === 'E'
    if (side !== 'source') throw new Refusal('customers are exported from the source')
    if (!secondPhase && !isLive(record))
      throw new Refusal(`customer ${state.customer.id} is not live on the source`)
    if (!secondPhase && record.lock !== 'C')
      throw new Refusal(`customer ${state.customer.id} is not locked: lock it before the export`)
    if (!secondPhase && scope.older && !scope.current)
      throw new Refusal(
        `customer ${state.customer.id} is not exported yet: older xDRs follow later`,
      )
    if (secondPhase && scope.current && state.exported.current)
      throw new Refusal(`customer ${state.customer.id} is exported already`)
    claim(world, 'customer-export', p)
    const ms = timeOf(world, secondPhase ? 'older' : 'export', p)
    return begun(p, ms, (at) => {
      settle(world, state, at)
      if (!secondPhase) {
        record.status = 'E'
        state.counts.exports++
        state.exported = { current: false, older: false }
      }
      if (scope.current) state.exported.current = true
      if (scope.older) state.exported.older = true
      const xdrs = (scope.current ? record.xdrs : 0) + (scope.older ? record.olderXdrs : 0)
      porter(
        world,
        at,
        side,
        'INFO',
        `customer ${state.customer.id}: exported, ${record.accounts} accounts, ${record.dids} DIDs, ${xdrs} xDRs, ${Math.round(ms / 1000)}s`,
      )
      return { facts: factsOf(state, side), ms }
    })
  },
  probe(world, call) {
    const p = plan(world, call)
    const scope = scopeOf(call)
    const { record, state } = p
    const all = (!scope.current || state.exported.current) && (!scope.older || state.exported.older)
    return (
      busy(p) ?? {
        state: record.status === 'E' && all ? 'done' : 'absent',
        detail: `bill_status ${record.status} on the ${p.side}`,
        predictedMs: timeOf(world, 'export', p),
      }
    )
  },
}

/** The record of this system lives again with the data made meanwhile; that of the other one becomes exported. */
const returnCustomer: OperationModel = {
  args: ['customer'],
  begin(world, call) {
    const p = plan(world, call)
    const { state, record, other, side } = p
    if (record.status === 'absent')
      throw new Refusal(`customer ${state.customer.id} was never on the ${side}`)
    if (isLive(record))
      throw new Refusal(`customer ${state.customer.id} is live on the ${side} already`)
    if (isLive(other) && other.lock !== 'C')
      throw new Refusal(`customer ${state.customer.id} is not locked: lock it before the return`)
    claim(world, 'customer-return', p)
    const ms = timeOf(world, 'return', p)
    return begun(p, ms, (at) => {
      settle(world, state, at)
      if (isLive(other)) {
        record.balance = other.balance
        record.creditLimit = other.creditLimit
        record.accounts = other.accounts
        record.dids = other.dids
        // What the target never received stays as it is; what it has is newer.
        if (state.imported.current || side === 'target') {
          record.xdrs = other.xdrs
          record.xdrCents = other.xdrCents
        }
        if (state.imported.older || side === 'target') record.olderXdrs = other.olderXdrs
        record.lock = 'C'
        other.status = 'E'
        if (side === 'source') state.counts.returns++
      }
      record.status = 'O'
      if (side === 'source') {
        state.exported = { current: false, older: false }
        state.partial = false
      }
      porter(
        world,
        at,
        side,
        'INFO',
        `customer ${state.customer.id}: returned to ${side}, ${record.accounts} accounts, ${Math.round(ms / 1000)}s`,
      )
      return { facts: factsOf(state, side), ms }
    })
  },
  probe(world, call) {
    const p = plan(world, call)
    const { record } = p
    return (
      busy(p) ?? {
        state: isLive(record) ? 'done' : 'absent',
        detail: `bill_status ${record.status} on the ${p.side}, live on the ${liveSide(p.state) ?? 'neither system'}`,
        predictedMs: timeOf(world, 'return', p),
      }
    )
  },
}

export const customerOperations = {
  'customer-lock': setLock('C'),
  'customer-unlock': setLock('N'),
  'customer-export': exportCustomer,
  'customer-import': importCustomer,
  'customer-return': returnCustomer,
  'customer-verify': reads(['customer'], (world, call) => {
    const { state, side } = plan(world, call)
    return { facts: factsOf(state, side) }
  }),
} satisfies Record<string, OperationModel>
