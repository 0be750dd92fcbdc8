import { instant } from '../../../../shared/domain/time.ts'
import type { LogRecord } from '../../../../shared/log-rules/types.ts'
import type { LabEvent } from './background.ts'
import { background } from './background.ts'
import type { FaultTruth } from './truth.ts'
import { inject, silenced } from './inject.ts'
import { faultWorld } from './world.ts'
import type { FaultWorld, Program } from './world.ts'

export const fileOf: Readonly<Record<Program, string>> = {
  kamailio: '/var/log/kamailio.log',
  asterisk: '/var/log/asterisk/full',
  radius: '/var/log/freeradius/radius.log',
  mysql: '/var/log/mysql/error.log',
  perl: '/porta_var/log/porta-billing.log',
  nginx: '/var/log/nginx/error.log',
  java: '/var/log/api/api.log',
}

export type Scenario = {
  readonly world: FaultWorld
  readonly truths: readonly FaultTruth[]
  readonly events: readonly LabEvent[]
}

/** Background and faults of one seed, in order of time. */
export function scenario(
  seed: number,
  chosen?: (truth: Omit<FaultTruth, 'customers'>) => boolean,
): Scenario {
  const world = faultWorld(seed)
  const { truths, events } = inject(world, seed, chosen)
  const silent = silenced(truths)
  const quiet = background(world, seed).filter(
    (event) =>
      silent === undefined || event.side === 'before' || !event.text.startsWith('heartbeat '),
  )
  return { world, truths, events: [...quiet, ...events].sort((a, b) => a.at - b.at) }
}

/** What a reader without any fault of its own would make of the event. */
export const recordOf = (event: LabEvent): LogRecord => ({
  host: event.host,
  file: fileOf[event.program],
  at: instant(event.at),
  level: event.level,
  rule: 'place',
  text: event.text,
  more: event.more,
  times: 1,
})
