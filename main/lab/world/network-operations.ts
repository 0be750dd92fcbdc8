import { hexOf } from '../chance.ts'
import { Refusal } from '../refusal.ts'
import { about, arg, reads } from './operation.ts'
import type { Call, OperationModel } from './operation.ts'
import type { HeldAddress, Side, World } from './state.ts'
import { note } from './state.ts'
import { settle, settleAll } from './traffic.ts'

/** Service addresses and the dispatcher's table (method.txt, IP address switchover). */

function addressOf(world: World, call: Call): HeldAddress {
  const wanted = arg(call, 'address')
  const held = world.addresses.find((a) => a.address === wanted)
  if (held === undefined) throw new Refusal(`no service uses the address ${wanted}`)
  return held
}

/**
 * Lab ms of giving up and of taking over: together about 30 s for voice and 50 s for RADIUS and the API, far below the 3
 * and 5 minutes of method.txt.
 */
const times = {
  release: { voice: 6000, radius: 10_000, api: 10_000 },
  claim: { voice: 24_000, radius: 38_000, api: 38_000 },
} as const

const timeOf = (world: World, kind: keyof typeof times, held: HeldAddress): number =>
  about(world, `${kind}/${held.service}/${held.cluster ?? ''}`, times[kind][held.service])

const release: OperationModel = {
  args: ['address', 'service'],
  begin(world, call) {
    const held = addressOf(world, call)
    const { system, name } = call.host
    if (held.changing) throw new Refusal(`the address ${held.address} is being moved`)
    if (held.holder !== system)
      throw new Refusal(`${name} does not hold ${held.address}: it is held by ${held.holder}`)
    // Nobody answers from the first moment on.
    held.holder = 'none'
    world.onAddressChange()
    held.changing = true
    const ms = timeOf(world, 'release', held)
    return {
      durationMs: ms,
      finish(at) {
        held.changing = false
        note(world, {
          at,
          log: 'taskstack',
          system,
          level: 'INFO',
          text: `service address ${held.address} (${held.service}) released`,
        })
        return { holder: held.holder, ms }
      },
      abort() {
        held.changing = false
      },
    }
  },
  probe(world, call) {
    const held = addressOf(world, call)
    return {
      state: held.changing ? 'partial' : held.holder === call.host.system ? 'absent' : 'done',
      detail: `${held.address} is held by ${held.holder}`,
      predictedMs: timeOf(world, 'release', held),
    }
  },
}

const claim: OperationModel = {
  args: ['address', 'service'],
  begin(world, call) {
    const held = addressOf(world, call)
    const { system } = call.host
    if (held.changing) throw new Refusal(`the address ${held.address} is being moved`)
    if (held.holder !== 'none')
      throw new Refusal(
        `${held.address} is still held by ${held.holder}: two holders would answer at once`,
      )
    held.changing = true
    const ms = timeOf(world, 'claim', held)
    return {
      durationMs: ms,
      finish(at) {
        held.changing = false
        held.holder = system
        world.onAddressChange()
        note(world, {
          at,
          log: system === 'dsbc' ? 'dispatch' : 'taskstack',
          system,
          level: 'INFO',
          text: `service address ${held.address} (${held.service}) claimed, gratuitous ARP sent`,
        })
        return { holder: held.holder, ms }
      },
      abort() {
        held.changing = false
      },
    }
  },
  probe(world, call) {
    const held = addressOf(world, call)
    return {
      state: held.holder === call.host.system ? 'done' : held.changing ? 'partial' : 'absent',
      detail: `${held.address} is held by ${held.holder}`,
      predictedMs: timeOf(world, 'claim', held),
    }
  },
}

const wantedSide = (call: Call): Side => {
  const to = arg(call, 'to')
  if (to !== 'source' && to !== 'target')
    throw new Refusal(`--to is source or target, not ${to}`, 2)
  return to
}

/** Changes one entry of the table that both DSBC hosts share. */
export function setDispatch(world: World, entry: string, to: Side, at: number): void {
  if (entry === 'default') settleAll(world, at)
  for (const state of world.customers.values())
    if (state.customer.id === entry) {
      settle(world, state, at)
      const number = state.customer.probeAccount ?? `${entry}001`
      const iEnv = state.environment.spec.iEnv
      note(world, {
        at,
        log: 'dispatch',
        system: 'dsbc',
        level: 'INFO',
        text: `REGISTER ${number} -> ${to} env=${iEnv}`,
      })
      note(world, {
        at,
        log: 'sip',
        system: to,
        level: 'INFO',
        text: `${hexOf(world.seed, number, 8)}@198.51.100.20: received REGISTER from ${number}`,
      })
    }
  world.dispatch.entries.set(entry, to)
  world.dispatch.generation++
}

const dispatchSet: OperationModel = {
  args: ['entry', 'to'],
  begin(world, call) {
    const entry = arg(call, 'entry')
    const to = wantedSide(call)
    if (call.host.system !== 'dsbc') throw new Refusal(`${call.host.name} is not a dispatcher`)
    if (world.mode === 'normal')
      throw new Refusal('the systems are disconnected: nothing is dispatched')
    // The map's key type is branded; any text may be asked for.
    const known = entry === 'default' || world.customers.has(entry as never)
    if (!known) throw new Refusal(`no customer ${entry} in the dispatch table`)
    return {
      durationMs: about(world, `dispatch/${entry}`, 200),
      finish(at) {
        setDispatch(world, entry, to, at)
        return { entry, to, generation: world.dispatch.generation }
      },
    }
  },
  probe(world, call) {
    const entry = arg(call, 'entry')
    const to = wantedSide(call)
    const now = world.dispatch.entries.get(entry)
    return {
      state: now === to ? 'done' : 'absent',
      detail: `${entry} is dispatched to ${now ?? 'the default'}, generation ${world.dispatch.generation}`,
      predictedMs: 0,
    }
  },
}

export const networkOperations = {
  'address-release': release,
  'address-claim': claim,
  'address-holder': reads(['address'], (world, call) => {
    const { address, holder } = addressOf(world, call)
    return { address, holder }
  }),
  'dispatch-set': dispatchSet,
  'dispatch-list': reads(['entry'], (world, call) => {
    if (call.host.system !== 'dsbc') throw new Refusal(`${call.host.name} is not a dispatcher`)
    const { entries, generation } = world.dispatch
    const { entry } = call.args
    const told = [...entries].filter(
      ([id]) => entry === undefined || id === entry || id === 'default',
    )
    return { entries: Object.fromEntries(told), generation }
  }),
} satisfies Record<string, OperationModel>
