import type { Host } from '../../../shared/domain/project.ts'
import { fraction } from '../chance.ts'
import { Refusal } from '../refusal.ts'
import type { CustomerState, EnvironmentState, Side, World } from './state.ts'

/** One call of an operation, on one host, at one instant of lab time. */
export type Call = {
  readonly host: Host
  readonly args: Readonly<Record<string, string>>
  readonly at: number
}

export type Answer = Readonly<Record<string, unknown>>

/** An apply that has begun. It takes `durationMs` of lab time; then `finish` changes the world, or `abort` when it was killed. */
export type Begun = {
  readonly durationMs: number
  finish(at: number): Answer
  abort?(at: number): void
  /** A line for stderr when this share (0 to 1) of the work is done. */
  progress?(share: number): string
}

export type Probed = {
  readonly state: 'absent' | 'done' | 'partial' | 'unknown'
  readonly detail: string
  readonly predictedMs?: number
}

export type OperationModel = {
  /** Names of the arguments, as on the command line (kebab-case). */
  readonly args: readonly string[]
  begin(world: World, call: Call): Begun
  probe(world: World, call: Call): Probed
}

/** An operation that only reads: its probe has nothing to predict. */
export const reads = (
  args: readonly string[],
  answer: (world: World, call: Call) => Answer,
  durationMs = 60,
): OperationModel => ({
  args,
  begin: (world, call) => ({
    durationMs,
    finish: (at) => answer(world, { ...call, at }),
  }),
  probe: () => ({ state: 'absent', detail: 'reads only', predictedMs: 0 }),
})

/** Spreads a duration by ±20 %, the same for the same name. */
export const about = (world: World, name: string, ms: number): number =>
  Math.round(ms * (0.8 + 0.4 * fraction(world.seed, `ms/${name}`)))

export function arg(call: Call, name: string): string {
  const value = call.args[name]
  if (value === undefined || value === '') throw new Refusal(`--${name} is missing`, 2)
  return value
}

export function numberArg(call: Call, name: string): number {
  const text = arg(call, name)
  if (!/^\d+$/.test(text)) throw new Refusal(`--${name} is not a number: ${text}`, 2)
  return Number(text)
}

export function sideOf(call: Call): Side {
  const { system } = call.host
  if (system === 'dsbc') throw new Refusal(`${call.host.name} has no billing database`)
  return system
}

export function customerOf(world: World, call: Call): CustomerState {
  const id = arg(call, 'customer')
  // The map's key type is branded; any text may be asked for.
  const state = world.customers.get(id as CustomerState['customer']['id'])
  if (state === undefined) throw new Refusal(`no customer ${id} in the database`)
  return state
}

export function environmentOf(world: World, call: Call): EnvironmentState {
  const id = arg(call, 'environment')
  const state = world.environments.get(id)
  if (state === undefined) throw new Refusal(`no environment ${id} in the database`)
  return state
}
