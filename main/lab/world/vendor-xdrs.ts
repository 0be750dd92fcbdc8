import { Refusal } from '../refusal.ts'
import { about, environmentOf, reads, sideOf } from './operation.ts'
import type { Call, OperationModel, Probed } from './operation.ts'
import type { World } from './state.ts'
import { money, settle } from './traffic.ts'

/** Vendor xDRs of an environment: merged once nobody is left on the source (method.txt, vendor xDRs synchronization). */

const vendors = ['Baltic Carrier', 'Meridian Voice', 'Northline', 'Sable Telecom', 'Tidewater']

const xdrSync: OperationModel = {
  args: ['environment'],
  begin(world, call) {
    const environment = environmentOf(world, call)
    const { spec } = environment
    if (sideOf(call) !== 'target') throw new Refusal('vendor xDRs are merged on the target')
    const left = environment.customers.filter(
      (c) => c.source.status === 'O' || c.source.status === 'S',
    ).length
    if (left > 0)
      throw new Refusal(`environment ${spec.id}: ${left} customers are still on the source`)
    if (environment.syncing) throw new Refusal(`environment ${spec.id}: a sync is running`)
    environment.syncing = true
    const total = environment.unsynced
    const done = { share: 0 }
    return {
      durationMs: about(world, `xdr-sync/${spec.id}`, 25_000),
      progress(share) {
        done.share = share
        return `xdr-sync ${spec.id}: ${Math.round(total * share)} of ${total} xDRs\n`
      },
      finish(at) {
        const since = world.copy?.at ?? at
        environment.syncing = false
        environment.synced = true
        environment.unsynced = 0
        environment.unsyncedCents = 0
        return {
          environment: spec.id,
          vendors: vendors.length,
          days: Math.max(1, Math.ceil((at - since) / 86_400_000)),
          xdrs: total,
          residual: environment.unsynced,
        }
      },
      // It goes on where it stopped: what was carried is not carried again.
      abort() {
        environment.syncing = false
        environment.unsynced = Math.ceil(total * (1 - done.share))
        environment.unsyncedCents = Math.ceil(environment.unsyncedCents * (1 - done.share))
      },
    }
  },
  probe(world, call) {
    const environment = environmentOf(world, call)
    for (const customer of environment.customers) settle(world, customer, call.at)
    const { synced, unsynced, syncing } = environment
    const state: Probed['state'] = syncing
      ? 'partial'
      : synced && unsynced === 0
        ? 'done'
        : 'absent'
    return { state, detail: `${unsynced} vendor xDRs are only on the source`, predictedMs: 0 }
  },
}

function reconcile(world: World, call: Call): Record<string, unknown> {
  const environment = environmentOf(world, call)
  const side = sideOf(call)
  for (const customer of environment.customers) settle(world, customer, call.at)
  const { unsynced, unsyncedCents, spec } = environment
  let xdrs = side === 'source' ? unsynced : 0
  let cents = side === 'source' ? unsyncedCents : 0
  for (const c of environment.customers) {
    xdrs += c[side].xdrs
    cents += c[side].xdrCents
  }
  const part = (total: number, i: number): number =>
    i === 0
      ? total - Math.floor(total / vendors.length) * (vendors.length - 1)
      : Math.floor(total / vendors.length)
  return {
    environment: spec.id,
    residual: unsynced,
    vendors: vendors.map((vendor, i) => ({
      vendor,
      xdrs: part(xdrs, i),
      sum: money(part(cents, i)),
    })),
  }
}

export const vendorOperations = {
  'xdr-sync': xdrSync,
  'xdr-reconcile': reads(['environment'], reconcile, 400),
} satisfies Record<string, OperationModel>
