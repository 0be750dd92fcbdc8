import { describe, expect, it } from 'vitest'
import { worldOperations } from '../../../../../main/lab/world/operations.ts'
import { sipStatus } from '../../../../../main/lab/world/services.ts'
import { createWorld } from '../../../../../main/lab/world/state.ts'
import type { HeldAddress, World } from '../../../../../main/lab/world/state.ts'
import { settleAll } from '../../../../../main/lab/world/traffic.ts'
import { labCustomers, labSpec } from '../../../../helpers/lab.ts'

const startAt = Date.UTC(2026, 4, 1, 1)
const day = 86_400_000
const fresh = (): World =>
  createWorld({ spec: labSpec, customers: labCustomers(4), seed: 'unit', startAt })

function begin(
  world: World,
  name: string,
  operation: string,
  args: Record<string, string> = {},
  at = startAt,
) {
  const host = labSpec.hosts.find((h) => h.name === name)
  const model = worldOperations[operation]
  if (host === undefined || model === undefined) throw new Error(`no ${name} ${operation}`)
  return model.begin(world, { host, args, at })
}
const act = (
  world: World,
  name: string,
  operation: string,
  args: Record<string, string> = {},
  at = startAt,
): Record<string, unknown> => {
  const begun = begin(world, name, operation, args, at)
  return { ...begun.finish(at + begun.durationMs) }
}
const split = (world: World): void => {
  act(world, 'src-db', 'ids-split', { increment: '2', offset: '1' })
  act(world, 'src-db', 'db-copy', { to: 'target' })
  act(world, 'tgt-db', 'ids-split', { increment: '2', offset: '2' })
}
const onTarget = (world: World, at: number): void => {
  settleAll(world, at)
  for (const c of world.customers.values()) {
    c.target.status = 'O'
    c.source.status = 'E'
    world.dispatch.entries.set(c.customer.id, 'target')
  }
}

describe('ids', () => {
  it('collide when both systems make records without disjoint ids', () => {
    const world = fresh()
    act(world, 'src-db', 'db-copy', { to: 'target' })
    onTarget(world, startAt + 60_000)
    settleAll(world, startAt + 5 * day)
    expect(act(world, 'src-db', 'ids-verify', {}, startAt + 5 * day)['collisions']).toBeGreaterThan(
      0,
    )
  })

  it('never collide after a split', () => {
    const world = fresh()
    split(world)
    onTarget(world, startAt + 60_000)
    settleAll(world, startAt + 5 * day)
    expect(act(world, 'tgt-db', 'ids-verify', {}, startAt + 5 * day)).toMatchObject({
      collisions: 0,
      overlap: false,
    })
  })

  it('stop the database of that system while they change, for less than a minute', () => {
    const world = fresh()
    const begun = begin(world, 'src-db', 'ids-split', { increment: '2', offset: '1' })
    const during = world.down.source
    begun.finish(startAt + begun.durationMs)
    expect([during, world.down.source, begun.durationMs < 60_000]).toEqual([true, false, true])
  })
})

describe('the copy', () => {
  it('is verified by equal rows and checksums, also under traffic', () => {
    const world = fresh()
    split(world)
    const at = startAt + day
    expect(act(world, 'src-db', 'db-verify', {}, at)).toEqual(
      act(world, 'tgt-db', 'db-verify', {}, at),
    )
  })

  it('cannot be made twice, and a broken one has to be dropped', () => {
    const world = fresh()
    begin(world, 'src-db', 'db-copy', { to: 'target' }).abort?.(startAt + 1000)
    expect(() => begin(world, 'src-db', 'db-copy', { to: 'target' })).toThrow('not empty')
    act(world, 'tgt-db', 'db-drop-copy')
    expect(act(world, 'tgt-db', 'db-verify')).toMatchObject({ rows: 0 })
  })

  it('goes to a database of the target only', () => {
    expect(() => begin(fresh(), 'src-db', 'db-copy', { to: 'elsewhere' })).toThrow(
      'no database of the target',
    )
  })
})

describe('a service address', () => {
  const held = (world: World): HeldAddress => {
    const [first] = world.addresses
    if (first === undefined) throw new Error('no address')
    return first
  }
  const args = { address: '192.0.2.10:5060', service: 'voice' }

  it('answers nobody from the release on, and the dispatcher after the claim', () => {
    const world = fresh()
    const before = sipStatus(world, held(world), undefined, startAt)
    const release = begin(world, 'src-sip-us', 'address-release', args)
    const during = sipStatus(world, held(world), undefined, startAt)
    release.finish(startAt + 1)
    const claim = begin(world, 'dsbc-a', 'address-claim', args)
    const claiming = sipStatus(world, held(world), undefined, startAt)
    claim.finish(startAt + 2)
    const after = sipStatus(world, held(world), '1555101', startAt + 2)
    const ok = { code: 200, reason: 'OK' }
    expect([before, during, claiming, after]).toEqual([ok, 'silent', 'silent', ok])
    expect(release.durationMs + claim.durationMs).toBeLessThan(60_000)
  })

  it('cannot be claimed while it is held, nor released by who does not hold it', () => {
    const world = fresh()
    expect(() => begin(world, 'dsbc-a', 'address-claim', args)).toThrow('still held by source')
    expect(() => begin(world, 'dsbc-a', 'address-release', args)).toThrow('does not hold')
  })
})

it('a change of the catalog after the copy shows on the side that changed', () => {
  const world = fresh()
  split(world)
  world.catalogChanges.source.push('tariffs')
  const [source, target] = [
    act(world, 'src-db', 'catalog-fingerprint'),
    act(world, 'tgt-db', 'catalog-fingerprint'),
  ]
  expect([source['changed'], target['changed']]).toEqual([['tariffs'], []])
  expect(source['hashes']).not.toEqual(target['hashes'])
})

describe('the end', () => {
  it('refuses vendor sync and normal mode while customers are on the source', () => {
    const world = fresh()
    split(world)
    expect(() => begin(world, 'tgt-db', 'xdr-sync', { environment: 'us' })).toThrow(
      '2 customers are still on the source',
    )
    expect(() => begin(world, 'tgt-db', 'mode-set', { mode: 'normal' })).toThrow(
      'is not on the target',
    )
  })

  it('refuses normal mode before the vendor xDRs are merged', () => {
    const world = fresh()
    split(world)
    onTarget(world, startAt + 3 * day)
    expect(() => begin(world, 'tgt-db', 'mode-set', { mode: 'normal' }, startAt + 3 * day)).toThrow(
      'vendor xDRs are only on the source',
    )
  })

  it('merges what the source wrote since the copy, and goes on where it was broken off', () => {
    const world = fresh()
    split(world)
    const at = startAt + 3 * day
    onTarget(world, at)
    const args = { environment: 'us' }
    const before = act(world, 'src-db', 'xdr-reconcile', args, at)['residual'] as number
    const broken = begin(world, 'tgt-db', 'xdr-sync', args, at)
    broken.progress?.(0.5)
    broken.abort?.(at)
    const left = act(world, 'src-db', 'xdr-reconcile', args, at)['residual']
    expect([before > 0, left]).toEqual([true, Math.ceil(before / 2)])
    expect(act(world, 'tgt-db', 'xdr-sync', args, at)).toMatchObject({ xdrs: left, residual: 0 })
  })

  it('cannot be taken back', () => {
    const world = fresh()
    world.mode = 'normal'
    expect(() => begin(world, 'tgt-db', 'mode-set', { mode: 'dual' })).toThrow(
      'disconnected for good',
    )
  })
})
