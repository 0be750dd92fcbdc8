import { seededChance } from '../../../../resources/samples/chance.ts'
import type { Chance } from '../../../../resources/samples/chance.ts'
import type { Level } from '../../../../shared/log-rules/level.ts'
import type { Side } from '../../../../shared/log-rules/types.ts'
import { lostDatabase, messages, reconnected } from './messages.ts'
import type { Dice, Message } from './messages.ts'
import { at } from './world.ts'
import type { FaultHost, FaultWorld, Program } from './world.ts'

/** One event as it happened; what it looks like in a file is decided by render.ts. */
export type LabEvent = {
  readonly at: number
  readonly side: Side
  readonly host: string
  readonly program: Program
  readonly level: Level
  readonly text: string
  readonly more: readonly string[]
  /** Id of the injected fault that made it. */
  readonly fault?: string
}

export type Windows = Readonly<Record<Side, { readonly from: number; readonly to: number }>>

const hourMs = 3_600_000
/** The batch begins at 22:00 on a Sunday evening; the window after it is four hours, with a midnight in it. */
const batchAt = Date.UTC(2026, 5, 14, 22)
export const windows: Windows = {
  before: { from: batchAt - 7 * 24 * hourMs, to: batchAt },
  after: { from: batchAt, to: batchAt + 4 * hourMs },
}

export function diceOf(world: FaultWorld, chance: Chance, released: boolean): Dice {
  return {
    caller: () => world.caller(chance),
    roll: (low, high) => chance.between(low, high),
    hex: (digits) =>
      Array.from({ length: digits }, () => chance.between(0, 15).toString(16)).join(''),
    ip: () => `192.0.2.${chance.between(1, 254)}`,
    one: (list) => at(list, chance.between(0, list.length - 1)),
    line: (n) => (released ? n + 14 : n),
  }
}

/**
 * Both sides without any fault, with everything that must stay silent: fresh ids, rates that move by up to 1.5, a nightly job, a
 * host whose clock is 90 s off, a restart on one host, and a release that moved its line numbers.
 */
export function background(world: FaultWorld, seed: number): LabEvent[] {
  const chance = seededChance(seed * 104_729 + 3)
  const events: LabEvent[] = []
  for (const side of ['before', 'after'] as const) {
    const dice = diceOf(world, chance, side === 'after')
    for (const message of messages) {
      const drift = side === 'before' ? 1 : 1.5 ** (chance.next() * 2 - 1)
      for (const host of world.hosts)
        if (host.programs.includes(message.program))
          for (const time of timesOf(message, side, drift, chance))
            events.push(eventOf(message, side, host, time, dice))
    }
  }
  events.push(...restart(world, chance))
  return events
}

export const eventOf = (
  message: Pick<Message, 'program' | 'level' | 'text'>,
  side: Side,
  host: FaultHost,
  time: number,
  dice: Dice,
): LabEvent => ({
  at: time + host.skewMs,
  side,
  host: host.name,
  program: message.program,
  level: message.level,
  text: message.text(dice),
  more: [],
})

function timesOf(message: Message, side: Side, drift: number, chance: Chance): readonly number[] {
  const { from, to } = windows[side]
  if (message.nightlyAt !== undefined) {
    const nights: number[] = []
    for (let day = Math.floor(from / (24 * hourMs)); day * 24 * hourMs < to; day++) {
      const start = (day * 24 + message.nightlyAt) * hourMs
      const count = Math.round(message.perHour * drift * (0.9 + 0.2 * chance.next()))
      for (let i = 0; i < count; i++) nights.push(start + i * 5000)
    }
    return nights.filter((time) => time >= from && time < to)
  }
  const hours = (to - from) / hourMs
  if (message.clockwork === true) {
    const every = hourMs / message.perHour
    return Array.from(
      { length: Math.floor(hours * message.perHour) },
      (_, i) => from + Math.round((i + 0.5 + 0.02 * chance.next()) * every),
    )
  }
  const count = poisson(hours * message.perHour * drift, chance)
  return Array.from({ length: count }, () => Math.floor(from + chance.next() * (to - from)))
}

/** One host comes up again in the window, and once in the baseline too. */
function restart(world: FaultWorld, chance: Chance): LabEvent[] {
  const hosts = world.hosts.filter((host) => host.programs.includes('perl'))
  return (['before', 'after'] as const).flatMap((side) => {
    const dice = diceOf(world, chance, side === 'after')
    const host = at(hosts, chance.between(0, hosts.length - 1))
    const start = windows[side].from + chance.between(1, 3) * hourMs
    return Array.from({ length: 300 }, (_, i) =>
      eventOf(i % 2 === 0 ? lostDatabase : reconnected, side, host, start + i * 300, dice),
    )
  })
}

export function poisson(mean: number, chance: Chance): number {
  if (mean > 60) {
    // Box and Muller; good enough for counts this large.
    const normal =
      Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal))
  }
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = chance.next(); product > limit; product *= chance.next()) count++
  return count
}

/** Any time of the window after the batch, but for its edges. */
export const timeInWindow = (chance: Chance): number =>
  Math.floor(
    windows.after.from + 60_000 + chance.next() * (windows.after.to - windows.after.from - 180_000),
  )
