import { seededChance } from '../../../../resources/samples/chance.ts'
import type { Chance } from '../../../../resources/samples/chance.ts'
import { assertNever } from '../../../../shared/base/assert.ts'
import type { CustomerId } from '../../../../shared/domain/ids.ts'
import { diceOf, eventOf, timeInWindow } from './background.ts'
import type { LabEvent } from './background.ts'
import { hardFaults } from './hard.ts'
import { heartbeat, registered } from './messages.ts'
import type { Dice, Message } from './messages.ts'
import { newErrors } from './new-errors.ts'
import type { NewError } from './new-errors.ts'
import type { FaultTruth, Naming, Owner } from './truth.ts'
import { at } from './world.ts'
import type { Caller, FaultWorld } from './world.ts'

export type Injected = { readonly truths: readonly FaultTruth[]; readonly events: LabEvent[] }

const counts = [1, 2, 5, 50, 5000] as const

/** 6 by account, 4 by SIP user, 4 by Call-ID only, 2 by trunk address, 2 by number in an SQL error, 2 name nobody. */
const plan: readonly (readonly [Naming, Owner])[] = [
  ['account', 'batch'],
  ['account', 'batch'],
  ['account', 'batch'],
  ['account', 'batch'],
  ['account', 'outside'],
  ['account', 'nobody'],
  ['sip-user', 'batch'],
  ['sip-user', 'batch'],
  ['sip-user', 'batch'],
  ['sip-user', 'outside'],
  ['call-id', 'batch'],
  ['call-id', 'batch'],
  ['call-id', 'batch'],
  ['call-id', 'outside'],
  ['trunk', 'batch'],
  ['shared-trunk', 'batch'],
  ['numeric', 'batch'],
  ['numeric', 'batch'],
  ['none', 'nobody'],
  ['none', 'nobody'],
]

/** All thirty, or those that `chosen` keeps. */
export function inject(
  world: FaultWorld,
  seed: number,
  chosen: (truth: Omit<FaultTruth, 'customers'>) => boolean = () => true,
): Injected {
  const chance = seededChance(seed * 15_485_863 + 11)
  const dice = diceOf(world, chance, true)
  const lines = chance.shuffled([...counts, ...counts, ...counts, ...counts])
  const sql = newErrors.filter((e) => e.program === 'mysql')
  const rest = chance.shuffled(newErrors.filter((e) => e.program !== 'mysql'))
  const truths: FaultTruth[] = []
  const events: LabEvent[] = []
  let nextSql = 0
  let nextRest = 0
  for (const [i, [naming, owner]] of plan.entries()) {
    const error = naming === 'numeric' ? at(sql, nextSql++) : at(rest, nextRest++)
    const count = at(lines, i)
    const wide = owner === 'nobody' && count >= 50
    const truth = {
      id: `plain-${i + 1}`,
      kind: 'plain' as const,
      owner,
      naming,
      lines: count,
      unsure: naming === 'shared-trunk',
      deserves:
        (owner === 'batch' && naming !== 'shared-trunk') || wide
          ? ('fail' as const)
          : ('inconclusive' as const),
    }
    const made = plainFault(world, { ...truth, error, dice, chance })
    if (!chosen(truth)) continue
    truths.push({ ...truth, customers: made.customers })
    events.push(...made.events)
  }
  const hard = hardFaults(world, dice, chance)
  for (const { truth, events: made } of hard)
    if (chosen(truth)) {
      truths.push(truth)
      events.push(...made)
    }
  return { truths, events }
}

type Plain = Omit<FaultTruth, 'customers'> & {
  readonly error: NewError
  readonly dice: Dice
  readonly chance: Chance
}

function plainFault(
  world: FaultWorld,
  fault: Plain,
): { readonly customers: readonly CustomerId[]; readonly events: readonly LabEvent[] } {
  const { chance, dice, error, naming } = fault
  const callers = victims(world, fault)
  const events: LabEvent[] = []
  // Most faults are of one host; many lines come from two.
  const hosts = chance
    .shuffled(world.hosts.filter((host) => host.programs.includes(error.program)))
    .slice(0, fault.lines >= 50 ? 2 : 1)
  const proxies = world.hosts.filter((host) => host.programs.includes('kamailio'))
  for (let i = 0; i < fault.lines; i++) {
    const caller = callers.length === 0 ? undefined : at(callers, i % callers.length)
    const time = timeInWindow(chance)
    const callId = `${dice.hex(10)}-${dice.hex(4)}@${dice.ip()}`
    const who = words(naming, caller, callId, world, dice)
    const host = at(hosts, i % hosts.length)
    events.push({
      ...eventOf(
        { program: error.program, level: 'error', text: (d) => error.text(d, who) },
        'after',
        host,
        time,
        dice,
      ),
      fault: fault.id,
    })
    // The account stands in another line, on another host, before or after.
    if (naming === 'call-id' && caller !== undefined)
      events.push({
        ...eventOf(
          registered,
          'after',
          at(proxies, i % proxies.length),
          time + chance.between(-20_000, 20_000),
          dice,
        ),
        text: `registrar: REGISTER of ${caller.account} from ${caller.address}:5060, call-id=${callId}`,
      })
  }
  const customers =
    naming === 'shared-trunk' ? at(world.shared, 0).customers : callers.map((c) => c.customer)
  return { customers: [...new Set(customers)].sort(), events }
}

function victims(world: FaultWorld, { naming, owner, lines, chance }: Plain): readonly Caller[] {
  if (owner === 'nobody' || naming === 'none' || naming === 'shared-trunk') return []
  const moved = new Set(world.moved)
  const allowed = world.ranked.filter(
    (id) =>
      moved.has(id) === (owner === 'batch') && (naming !== 'trunk' || world.withTrunk.has(id)),
  )
  const wanted =
    lines === 1 || naming === 'trunk' || naming === 'numeric' ? 1 : chance.between(1, 3)
  return chance
    .shuffled(allowed)
    .slice(0, Math.min(wanted, lines))
    .map((id) => {
      const callers = world.byCustomer.get(id) ?? []
      return at(callers, chance.between(0, callers.length - 1))
    })
}

function words(
  naming: Naming,
  caller: Caller | undefined,
  callId: string,
  world: FaultWorld,
  dice: Dice,
): string {
  switch (naming) {
    case 'account':
      // A number of nobody: scanners have accounts too.
      return `for account ${caller?.account ?? `9990${dice.roll(1_000_000, 9_999_999)}`}`
    case 'sip-user':
      return `for sip:${caller?.sipUser ?? ''}@${caller?.domain ?? ''}`
    case 'call-id':
      return `call-id=${callId}`
    case 'trunk':
      return `from ${world.withTrunk.get(caller?.customer ?? at(world.moved, 0)) ?? ''}:5060`
    case 'shared-trunk':
      return `from ${at(world.shared, 0).address}:5060`
    case 'numeric':
      return `where i_customer = ${caller?.customer ?? ''}`
    case 'none':
      return 'in worker pool'
    default:
      return assertNever(naming)
  }
}

/** The fault of silence: from the beginning of the window on nobody writes it. */
export const silenced = (truths: readonly FaultTruth[]): Message | undefined =>
  truths.some((truth) => truth.hard === 'silence') ? heartbeat : undefined
