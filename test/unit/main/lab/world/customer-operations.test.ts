import { describe, expect, it } from 'vitest'
import { worldOperations } from '../../../../../main/lab/world/operations.ts'
import type { Call } from '../../../../../main/lab/world/operation.ts'
import { createWorld } from '../../../../../main/lab/world/state.ts'
import type { World } from '../../../../../main/lab/world/state.ts'
import { settleAll } from '../../../../../main/lab/world/traffic.ts'
import { customerTruth, truthOf } from '../../../../../main/lab/world/truth.ts'
import { labCustomers, labSpec } from '../../../../helpers/lab.ts'

const startAt = Date.UTC(2026, 4, 1, 1)
const day = 86_400_000

/** A world with a clock of its own: every operation takes as long as it says. */
function lab(): {
  world: World
  act(host: string, operation: string, args?: Record<string, string>): Record<string, unknown>
  begin(host: string, operation: string, args: Record<string, string>): { abort(): void }
  probe(host: string, operation: string, args: Record<string, string>): string
  pass(ms: number): void
  now(): number
} {
  const world = createWorld({ spec: labSpec, customers: labCustomers(6), seed: 'unit', startAt })
  let at = startAt
  const model = (operation: string) => {
    const found = worldOperations[operation]
    if (found === undefined) throw new Error(`no operation ${operation}`)
    return found
  }
  const call = (name: string, args: Record<string, string>): Call => {
    const host = labSpec.hosts.find((h) => h.name === name)
    if (host === undefined) throw new Error(`no host ${name}`)
    return { host, args, at }
  }
  return {
    world,
    act(host, operation, args = {}) {
      const begun = model(operation).begin(world, call(host, args))
      at += begun.durationMs
      return { ...begun.finish(at) }
    },
    begin(host, operation, args) {
      const begun = model(operation).begin(world, call(host, args))
      return { abort: () => begun.abort?.(at) }
    },
    probe: (host, operation, args) => model(operation).probe(world, call(host, args)).state,
    pass(ms) {
      at += ms
      settleAll(world, at)
    },
    now: () => at,
  }
}

type TestWorld = ReturnType<typeof lab>

const customer = '101'
function exported(): TestWorld {
  const l = lab()
  l.act('src-db', 'db-copy', { to: 'target' })
  l.act('src-db', 'customer-lock', { customer })
  l.act('src-db', 'customer-export', { customer, xdrs: 'current' })
  return l
}
const importArgs = { customer, xdrs: 'current', conflicts: 'refuse' }
function moved(): TestWorld {
  const l = exported()
  l.act('tgt-db', 'customer-import', importArgs)
  l.act('dsbc-a', 'dispatch-set', { entry: customer, to: 'target' })
  l.act('tgt-db', 'customer-unlock', { customer })
  l.act('src-db', 'customer-unlock', { customer })
  return l
}
const truth = (l: TestWorld) => truthOf(l.world, l.now(), []).customers
const state = (l: TestWorld) => {
  const found = [...l.world.customers.values()].find((c) => c.customer.id === customer)
  if (found === undefined) throw new Error('no customer')
  return found
}

describe('the order of a transfer', () => {
  it.each([
    [
      'an export without a lock',
      (l: TestWorld) => l.act('src-db', 'customer-export', { customer, xdrs: 'current' }),
      'is not locked',
    ],
    [
      'an import without a copy',
      (l: TestWorld) => l.act('tgt-db', 'customer-import', importArgs),
      'no complete copy',
    ],
    [
      'an export on the target',
      (l: TestWorld) => l.act('tgt-db', 'customer-export', { customer, xdrs: 'current' }),
      'from the source',
    ],
    [
      'an unknown customer',
      (l: TestWorld) => l.act('src-db', 'customer-lock', { customer: '999' }),
      'no customer 999',
    ],
    [
      'a lock of a customer that is not there',
      (l: TestWorld) => l.act('tgt-db', 'customer-lock', { customer }),
      'is not on the target',
    ],
    [
      'a return of a customer that never left',
      (l: TestWorld) => l.act('src-db', 'customer-return', { customer }),
      'live on the source already',
    ],
  ])('refuses %s', (_, wrong, sentence) => {
    expect(() => wrong(lab())).toThrow(sentence)
  })

  it('refuses an import before the export', () => {
    const l = lab()
    l.act('src-db', 'db-copy', { to: 'target' })
    expect(() => l.act('tgt-db', 'customer-import', importArgs)).toThrow(
      'bill_status O on the source',
    )
  })

  it('lets nobody else change a customer that is being exported', () => {
    const l = lab()
    l.act('src-db', 'customer-lock', { customer })
    l.begin('src-db', 'customer-export', { customer, xdrs: 'current' })
    expect(() => l.act('src-db', 'customer-unlock', { customer })).toThrow(
      'customer-export runs on the source',
    )
    expect(l.probe('src-db', 'customer-export', { customer, xdrs: 'current' })).toBe('partial')
  })
})

describe('a moved customer', () => {
  it('is exported on the source, live on the target, and counted once', () => {
    expect(customerTruth(state(moved()))).toEqual({
      customer,
      live: 'target',
      sourceStatus: 'E',
      targetStatus: 'O',
      sourceLock: 'N',
      targetLock: 'N',
      exports: 1,
      imports: 1,
      returns: 0,
      doubleImports: 0,
    })
  })

  it('has the same accounts, balance and xDRs on both sides until it is unlocked', () => {
    const l = exported()
    const { facts } = l.act('tgt-db', 'customer-import', importArgs)
    const { facts: before } = l.act('src-db', 'customer-verify', { customer })
    expect(facts).toEqual({ ...(before as object), billStatus: 'O', olderXdrs: 0 })
  })

  it('makes its new xDRs on the target only', () => {
    const l = moved()
    const { source, target } = state(l)
    const before = [source.xdrs, target.xdrs]
    l.pass(5 * day)
    expect([source.xdrs === before[0], target.xdrs > (before[1] ?? 0)]).toEqual([true, true])
  })

  it('is without service from the lock to the unlock', () => {
    const l = exported()
    const { source } = state(l)
    const before = source.xdrs
    l.pass(2 * day)
    expect(source.xdrs).toBe(before)
  })

  it('comes back with what the target made meanwhile', () => {
    const l = moved()
    l.pass(3 * day)
    const made = state(l).target.xdrs
    l.act('tgt-db', 'customer-lock', { customer })
    l.act('src-db', 'customer-return', { customer })
    const { source, target } = state(l)
    expect([source.status, target.status, source.xdrs, source.lock]).toEqual(['O', 'E', made, 'C'])
    expect(truth(l)).toMatchObject({ onSource: 6, onTarget: 0, returned: 1, lost: 0 })
  })

  it('can be moved again after a return without a conflict', () => {
    const l = moved()
    l.act('tgt-db', 'customer-lock', { customer })
    l.act('src-db', 'customer-return', { customer })
    l.act('src-db', 'customer-export', { customer, xdrs: 'current' })
    expect(l.act('tgt-db', 'customer-import', importArgs)).toMatchObject({ conflicts: 0 })
    expect(truth(l)).toMatchObject({ importedTwice: 0 })
  })
})

describe('a second import', () => {
  it('is a conflict, and with use-existing doubles the xDRs: the truth counts it', () => {
    const l = moved()
    expect(() => l.act('tgt-db', 'customer-import', importArgs)).toThrow(
      'exists on the target already',
    )
    const before = state(l).target.xdrs
    l.act('tgt-db', 'customer-import', { ...importArgs, conflicts: 'use-existing' })
    expect([state(l).target.xdrs > before, truth(l).importedTwice]).toEqual([true, 1])
  })

  it('of older xDRs is the second phase and no double', () => {
    const l = moved()
    l.act('src-db', 'customer-export', { customer, xdrs: 'older' })
    l.act('tgt-db', 'customer-import', { customer, xdrs: 'older', conflicts: 'use-existing' })
    expect([state(l).target.olderXdrs, truth(l).importedTwice]).toEqual([
      state(l).source.olderXdrs,
      0,
    ])
  })
})

describe('an import that was broken off', () => {
  it('leaves rows that the next one has to use', () => {
    const l = exported()
    l.begin('tgt-db', 'customer-import', importArgs).abort()
    expect(l.probe('tgt-db', 'customer-import', importArgs)).toBe('partial')
    expect(() => l.act('tgt-db', 'customer-import', importArgs)).toThrow(
      'exists on the target already',
    )
    l.act('tgt-db', 'customer-import', { ...importArgs, conflicts: 'use-existing' })
    expect(truth(l)).toMatchObject({ onTarget: 1, importedTwice: 0 })
  })

  it('can be undone by the return of the export', () => {
    const l = exported()
    l.begin('tgt-db', 'customer-import', importArgs).abort()
    l.act('src-db', 'customer-return', { customer })
    l.act('src-db', 'customer-unlock', { customer })
    expect(truth(l)).toMatchObject({ onSource: 6, onTarget: 0, returned: 0, locksLeft: 0 })
  })
})

it('probes tell before and after', () => {
  const l = lab()
  const before = l.probe('src-db', 'customer-lock', { customer })
  l.act('src-db', 'customer-lock', { customer })
  expect([
    before,
    l.probe('src-db', 'customer-lock', { customer }),
    l.probe('src-db', 'customer-unlock', { customer }),
  ]).toEqual(['absent', 'done', 'absent'])
})

it('is out for about five seconds with few accounts, and for less than 45 s with a hundred', () => {
  const outage = (accounts: number): number => {
    const world = createWorld({
      spec: labSpec,
      customers: labCustomers(1).map((c) => ({ ...c, accounts })),
      seed: 'unit',
      startAt,
    })
    world.copy = { at: startAt, rows: 1, running: false, whole: true }
    let at = startAt
    const act = (name: string, operation: string, args: Record<string, string>): void => {
      const host = labSpec.hosts.find((h) => h.name === name)
      const begun =
        host === undefined
          ? undefined
          : worldOperations[operation]?.begin(world, { host, args, at })
      at += begun?.durationMs ?? 0
      begun?.finish(at)
    }
    act('src-db', 'customer-lock', { customer })
    act('src-db', 'customer-export', { customer, xdrs: 'current' })
    act('tgt-db', 'customer-import', importArgs)
    act('dsbc-a', 'dispatch-set', { entry: customer, to: 'target' })
    act('tgt-db', 'customer-unlock', { customer })
    return at - startAt
  }
  expect(outage(3)).toSatisfy((ms: number) => ms > 3000 && ms < 8000)
  expect(outage(100)).toSatisfy((ms: number) => ms > 8000 && ms < 45_000)
})

it('is the same world for the same seed', () => {
  const sums = (): number[] => {
    const l = moved()
    l.pass(10 * day)
    return [...l.world.customers.values()].flatMap((c) => [
      c.source.xdrs,
      c.target.xdrs,
      c.source.balance,
      c.target.balance,
    ])
  }
  expect(sums()).toEqual(sums())
})

it('books the same traffic however often it looks', () => {
  const once = lab()
  once.pass(3 * day)
  const often = lab()
  for (let i = 0; i < 72; i++) often.pass(day / 24)
  expect(state(often).source).toEqual(state(once).source)
})
