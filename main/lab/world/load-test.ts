import { Refusal } from '../refusal.ts'
import { about, arg, numberArg } from './operation.ts'
import type { Call, OperationModel } from './operation.ts'
import type { World } from './state.ts'

/** A load test of the target: what a host carries follows from its seed, unless it was planted as a weak one. */

const works = {
  customers: {
    system: 'target',
    piece: 'a customer of 10 accounts and 100 xDRs: written, read back, removed',
    ms: 90,
  },
  dispatch: {
    system: 'dsbc',
    piece: 'the dispatch table: read and compared with what the protocols have',
    ms: 60,
  },
} as const

function within(call: Call, name: string, most: number): number {
  const value = numberArg(call, name)
  if (value < 1 || value > most)
    throw new Refusal(`--${name} is between 1 and ${most}, not ${value}`, 2)
  return value
}

function measure(world: World, call: Call, work: keyof typeof works): Record<string, unknown> {
  const rate = within(call, 'rate', 200)
  const seconds = within(call, 'seconds', 120)
  const width = within(call, 'width', 16)
  const { name } = call.host
  const weak = world.plants.weak.get(name)
  const pieceMs =
    weak === undefined
      ? about(world, `load/${work}/${name}`, works[work].ms)
      : (60_000 * width) / weak
  const perSecond = Math.min(rate, (width * 1000) / pieceMs)
  return {
    work,
    piece: works[work].piece,
    asked: rate,
    width,
    seconds,
    done: Math.round(perSecond * seconds),
    failed: 0,
    perSecond: Number(perSecond.toFixed(2)),
    p50Ms: Math.round(pieceMs),
    p95Ms: Math.round(pieceMs * 1.6),
    diskMiBPerSecond: about(world, `disk/${name}`, 420),
    cpuPercent: Number(Math.min(100, (100 * perSecond * pieceMs) / (width * 2000)).toFixed(1)),
  }
}

export const loadOperations = {
  'load-test': {
    args: ['work', 'rate', 'seconds', 'width'],
    begin(world, call) {
      const name = arg(call, 'work')
      if (name !== 'customers' && name !== 'dispatch')
        throw new Refusal(`--work is one of customers dispatch, not ${name}`, 2)
      const { system } = call.host
      if (system !== works[name].system)
        throw new Refusal(`a load test of ${name} is not for a host of the ${system}`)
      const answer = measure(world, call, name)
      return { durationMs: numberArg(call, 'seconds') * 1000, finish: () => answer }
    },
    probe: () => ({
      state: 'absent',
      detail: 'nothing of a load test is here',
      predictedMs: 0,
    }),
  },
} satisfies Record<string, OperationModel>
