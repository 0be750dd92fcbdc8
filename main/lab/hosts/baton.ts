import type { Machine } from './machine.ts'
import { complain, idPattern, say } from './supervisor.ts'
import type { Reply } from './supervisor.ts'

/** Who may start commands on a host: the verb `baton` of the step supervisor (resources/host-tools/README.md). */
export type Baton = {
  generation: number
  holder: string
  since: string
  by: string
}

export const noBaton = (): Baton => ({ generation: 0, holder: '-', since: '-', by: '' })

const use = 'use: step baton show|take HOLDER BY|release HOLDER|break GENERATION BY'
const inHands = ({ holder, by, since, generation }: Baton): string => {
  const who =
    holder === '-'
      ? 'the baton of this host is free'
      : `this host is in the hands of ${holder}${by === '' ? '' : ` (${by})`}`
  return `${who} since ${since}, generation ${generation}`
}

export function baton(machine: Machine, [verb = '', who = '', by = '']: readonly string[]): Reply {
  const held = machine.baton
  if (verb !== 'show' && !idPattern.test(who)) return complain(64, use)
  // What is shown to another operator is one plain line.
  const name = by.slice(0, 80).replaceAll(/[^A-Za-z0-9@._ -]/g, '?')
  const handTo = (holder: string, text: string): void => {
    const since = `${new Date(machine.time.now()).toISOString().slice(0, 19)}Z`
    Object.assign(held, { generation: held.generation + 1, holder, since, by: text })
  }
  switch (verb) {
    case 'show':
      break
    case 'take':
      if (held.holder === '-') handTo(who, name)
      if (held.holder !== who) return complain(75, inHands(held))
      break
    case 'release':
      if (held.holder === who) handTo('-', held.by)
      break
    case 'break':
      if (!/^\d+$/.test(who)) return complain(64, `not a byte offset: ${who}`)
      if (Number(who) !== held.generation)
        return complain(75, `it has changed hands: ${inHands(held)}`)
      handTo('-', `taken from ${held.holder} by ${name}`)
      break
    default:
      return complain(64, use)
  }
  const { generation, holder, since } = held
  return say(`baton ${generation} ${holder} ${since}${held.by === '' ? '' : ` ${held.by}`}`)
}

/** Why a command of this generation may not start; undefined when it may. */
export function whyStale({ baton: held }: Machine, token: string | undefined): string | undefined {
  if (token === undefined) return undefined
  if (Number(token) === held.generation && held.holder !== '-') return undefined
  return `the baton of generation ${token} is not valid any more; ${inHands(held)}`
}
