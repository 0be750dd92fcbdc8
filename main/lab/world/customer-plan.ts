import { Refusal } from '../refusal.ts'
import { about, arg, customerOf, sideOf } from './operation.ts'
import type { Begun, Call, Probed } from './operation.ts'
import type { BillingRecord, CustomerState, Side, World } from './state.ts'
import { note } from './state.ts'
import { settle } from './traffic.ts'

/** What the operations on one customer share: who is meant, who may change it now, and how long it takes. */

export type Plan = {
  readonly state: CustomerState
  readonly side: Side
  readonly record: BillingRecord
  readonly other: BillingRecord
}

export const plan = (world: World, call: Call): Plan => {
  const side = sideOf(call)
  const state = customerOf(world, call)
  settle(world, state, call.at)
  return { state, side, record: state[side], other: state[side === 'source' ? 'target' : 'source'] }
}

export const isLive = (record: BillingRecord): boolean =>
  record.status === 'O' || record.status === 'S'

/** One operation at a time may change a customer: the database holds a row lock. */
export function claim(world: World, operation: string, { state, side }: Plan): void {
  if (world.down[side]) throw new Refusal(`the database of the ${side} does not answer`)
  if (world.mode === 'normal')
    throw new Refusal('the systems are disconnected: the target runs in normal mode')
  if (state.running !== undefined)
    throw new Refusal(
      `customer ${state.customer.id} is busy: ${state.running.operation} runs on the ${state.running.side}`,
    )
  state.running = { operation, side }
}

export function porter(
  world: World,
  at: number,
  side: Side,
  level: 'INFO' | 'WARN' | 'ERROR',
  text: string,
): void {
  note(world, { at, log: 'porter', system: side, level, text })
}

export function begun(
  { state }: Plan,
  durationMs: number,
  finish: Begun['finish'],
  abort?: () => void,
): Begun {
  return {
    durationMs,
    finish: (at) => {
      state.running = undefined
      return finish(at)
    },
    abort: () => {
      state.running = undefined
      abort?.()
    },
  }
}

export const busy = ({ state }: Plan): Probed | undefined =>
  state.running === undefined
    ? undefined
    : { state: 'partial', detail: `${state.running.operation} runs on the ${state.running.side}` }

/** Times of lab milliseconds by size: a customer of 3 accounts is out for about 5 s, one of 100 for 20 s (method.txt: at most 60 s). */
const times = {
  lock: (a: number) => 300 + 2 * a,
  export: (a: number) => 1200 + 55 * a,
  older: (a: number) => 800 + 40 * a,
  import: (a: number) => 1800 + 85 * a,
  unlock: (a: number) => 250 + a,
  return: (a: number) => 2200 + 80 * a,
}

export const timeOf = (world: World, kind: keyof typeof times, { state }: Plan): number =>
  about(world, `${kind}/${state.customer.id}`, times[kind](state.customer.accounts))

const scopes = ['none', 'current', 'older', 'all']
export function scopeOf(call: Call): { readonly current: boolean; readonly older: boolean } {
  const scope = arg(call, 'xdrs')
  if (!scopes.includes(scope))
    throw new Refusal(`--xdrs is one of ${scopes.join(', ')}, not ${scope}`, 2)
  return {
    current: scope === 'current' || scope === 'all',
    older: scope === 'older' || scope === 'all',
  }
}
